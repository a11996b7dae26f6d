"""`manage.py check_identification`: searches files for names, dates, addresses, numbers; no case, no database."""

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.identification.apart import ReaderApart
from portal.identification.reading.told import MOST_BYTES, Look
from portal.identification.reading.whole import TOO_LARGE
from portal.identification.rebuilding.rebuilt import NotPublishable, Rebuilt
from portal.identification.search import Passage, Search
from portal.identification.terms_file import AS_WRITTEN, TermsRefused, read_terms
from workflow.report_seam import Found

NOTHING, FOUND, COULD_NOT_RUN = 0, 1, 2
# Somebody who waits sees that it goes on.
PROGRESS_SECONDS = 2.0
ITS_TEXT = "its text"


class Command(BaseCommand):
    help = (
        "Searches each FILE for the terms: what is shown, what is hidden, what lies in files within it. Exit 0: "
        "nothing was found; 1: something was found or needs a person's look; 2: the check could not run."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument(
            "--terms",
            required=True,
            help='A JSON file: [{"kind": "name", "value": "Jane Smith"}, …]',
            metavar="FILE.json",
        )
        parser.add_argument("--json", action="store_true", help="One JSON object a line on the standard output.")
        parser.add_argument(
            "--rebuild", help="Write what would be published of each file into this folder.", metavar="DIR"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            terms = read_terms(options["terms"])
        except TermsRefused as error:
            raise CommandError(str(error), returncode=COULD_NOT_RUN) from error
        files = [Path(name) for name in options["files"]]
        for file in files:
            if why := _why_not(file):
                raise CommandError(why, returncode=COULD_NOT_RUN)
        folder = _folder(options["rebuild"])
        self.as_json, self.terms = options["json"], terms
        self.search = Search(terms.identifiers)
        self.found, self.written = False, set[Path]()
        with ReaderApart() as reader:
            for number, (name, file) in enumerate(zip(options["files"], files, strict=True), 1):
                self._one(f"{number} of {len(files)}", name, file, folder, reader)
        if self.found:
            sys.exit(FOUND)

    def _one(self, counted: str, name: str, file: Path, folder: Path | None, reader: ReaderApart) -> None:
        self._tell(f"{counted}: {file.name}")
        try:
            if file.stat().st_size > MOST_BYTES:
                return self._unreadable(name, "", TOO_LARGE)
            content = file.read_bytes()
        except OSError as error:
            return self._unreadable(name, "", f"this file cannot be read: {error.strerror}")
        looks: list[Look] = []
        # Passage by passage: who waits reads the finds as they come, each with its own place and form.
        for passage in self._passages(counted, file.name, content, reader, looks):
            for find in self.search.run([passage]):
                self._find(name, passage.where, find)
        for look in dict.fromkeys(looks):
            self._unreadable(name, look.where, look.why)
        if folder is not None:
            self._rebuild(name, file.name, content, folder, reader)
        return None

    def _passages(
        self, counted: str, name: str, content: bytes, reader: ReaderApart, looks: list[Look]
    ) -> Iterator[Passage]:
        """As they are read; what needs a look goes into its list; now and then a line for who waits."""
        told_at = begun = time.monotonic()
        for told in reader.read(name, content):
            if isinstance(told, Look):
                looks.append(told)
                continue
            yield Passage(told.where or ITS_TEXT, told.text)
            if time.monotonic() - told_at > PROGRESS_SECONDS:
                told_at = time.monotonic()
                self._tell(f"{counted}: {name}, {told.where or ITS_TEXT}, {told_at - begun:.0f} seconds")

    def _find(self, name: str, where: str, find: Found) -> None:
        """A line for each form in which it is written there, and each term that it may be."""
        self.found = True
        kind = AS_WRITTEN.get(find.kind, find.kind)
        around = find.places[0].excerpt if find.places else ""
        for term in self.terms.of(find.kind, find.identifier):
            for written in find.written.split("; "):
                line = {"file": name, "where": where, "kind": kind, "term": term}
                line |= {"written": written, "sure": find.sure}
                self._say(line, f"{name}: {where}: “{written}” ({kind}: {term}; {find.sure}): {around}")

    def _unreadable(self, name: str, where: str, why: str) -> None:
        self.found = True
        line = {"file": name, "where": where, "unreadable": why}
        self._say(line, f"{name}: {where + ': ' if where else ''}{why}")

    def _rebuild(self, name: str, base: str, content: bytes, folder: Path, reader: ReaderApart) -> None:
        """What would be published, under the same name; of an office file a PDF."""
        made = reader.rebuild(base, content, clean=self._is_clean)
        if isinstance(made, NotPublishable):
            self._unreadable(name, "", f"nothing would be published of this file: {made.why}")
            return
        target = self._free(folder / made.name)
        target.write_bytes(made.content)
        self._tell(f"{name}: written to {target}. {_dropped(made)}")

    def _free(self, target: Path) -> Path:
        """Two files of one name in two folders are two files here as well; those of an earlier run are written over."""
        number, free = 1, target
        while free in self.written:
            number += 1
            free = target.with_stem(f"{target.stem}-{number}")
        self.written.add(free)
        return free

    def _is_clean(self, text: str) -> bool:
        return not self.search.run([Passage("", text)])

    def _say(self, line: dict[str, str], words: str) -> None:
        self.stdout.write(json.dumps(line, ensure_ascii=False) if self.as_json else words)

    def _tell(self, words: str) -> None:
        self.stderr.write(words, self.style.NOTICE)


def _dropped(made: Rebuilt) -> str:
    return "Left out: " + "; ".join(made.dropped) + "." if made.dropped else "Nothing was left out."


def _why_not(file: Path) -> str:
    if file.is_dir():
        return f"{file} is a folder. Name the files in it, for example: {file}/*"
    return "" if file.exists() else f"There is no file {file}. Nothing was checked."


def _folder(name: str | None) -> Path | None:
    if not name:
        return None
    folder = Path(name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(f"{name} is no folder to write to: {error.strerror}.", returncode=COULD_NOT_RUN) from error
    return folder
