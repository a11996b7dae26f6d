"""`manage.py check_files`: whether every stored file is the one that was kept, byte by byte."""

import hashlib
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from forms import present, stored_files
from portal.identification.public_files import PublicFile

A_LINE_EVERY = 500
PIECE = 1024 * 1024


class Command(BaseCommand):
    help = "Open every stored file and compare it with what was kept. Ends with 1 where one is missing or changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--sweep", action="store_true", help="delete files that no row names, even many")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            faults = self._check()
            self._leftovers(sweep=options["sweep"])
        except DatabaseError as error:
            raise CommandError(f"The database does not answer: {error}. Run manage.py migrate first.") from None
        except OSError as error:
            raise CommandError(f"The store of files cannot be read: {error}.") from None
        if faults:
            raise CommandError(f"{faults} files are not what was kept: bring them back from a backup.")

    def _check(self) -> int:
        number = faults = erased = 0
        for name, fault, is_erased in _all():
            number, erased = number + 1, erased + is_erased
            if fault:
                faults += 1
                self.stderr.write(f"{name} {fault}.")
            if number % A_LINE_EVERY == 0:
                self.stdout.write(f"{number} files checked …")
        self.stdout.write(f"{number} files checked: {faults} missing or changed, {erased} erased with their case.")
        return faults

    def _leftovers(self, *, sweep: bool) -> None:
        found = stored_files.leftovers(present.now())
        if not found.orphans:
            return
        self.stdout.write(f"{len(found.orphans)} files in the store are known to no row, {found.known} are.")
        if sweep:
            gone = stored_files.sweep(present.now(), even_many=True)
            self.stdout.write(f"{gone} of them were deleted.")
        elif found.is_another_time:
            self.stdout.write("That is too many for leftovers: is this the database that belongs to the store?")
        else:
            self.stdout.write("The worker deletes them within a day.")


def _all() -> Iterator[tuple[str, str, bool]]:
    """Each file: what it is called here, what is wrong with it or "", whether its key was destroyed."""
    yield from _sealed()
    yield from _of_the_cms()


def _sealed() -> Iterator[tuple[str, str, bool]]:
    for checked in stored_files.check_all():
        row = checked.row
        yield f"{row._meta.verbose_name} {row.pk} ({row.stored_name})".capitalize(), checked.fault, checked.erased


def _of_the_cms() -> Iterator[tuple[str, str, bool]]:
    """Documents and pictures of the public site, and the public files that were made of documents."""
    for model in (get_document_model(), get_image_model()):
        for row in model._base_manager.exclude(file_hash="").order_by("pk").iterator(chunk_size=100):
            name = f"{row._meta.verbose_name} {row.pk} ({row.file.name})".capitalize()
            yield name, _compared(row.file, hashlib.sha1(usedforsecurity=False), row.file_hash), False
    for made in PublicFile.objects.exclude(file="").exclude(digest="").order_by("pk").iterator(chunk_size=100):
        yield f"Public file {made.pk} ({made.file.name})", _compared(made.file, hashlib.sha256(), made.digest), False


def _compared(file: Any, digest: Any, told: str) -> str:
    try:
        with file.open("rb") as opened:
            while piece := opened.read(PIECE):
                digest.update(piece)
    except FileNotFoundError:
        return "is missing"
    except OSError as error:
        return f"cannot be read: {error}"
    return "" if digest.hexdigest() == told else "was changed, or is another file"
