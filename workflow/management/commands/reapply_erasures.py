"""manage.py reapply_erasures [--list FILE]: erases again what a restored backup brought back."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from forms.present import now
from workflow.machines.case.retention import erasure
from workflow.machines.case.retention.schedule import Tombstone


class Command(BaseCommand):
    """After every restore. The list lies outside the database, so that it outlives the backup."""

    help = "Erases again the cases that were erased after the backup was made. Run it after every restore."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--list", type=Path, help="The list. Default: erasures.jsonl in the data folder.")

    def handle(self, *args: Any, **options: Any) -> None:
        path = options["list"] or erasure.list_path()
        if options["list"] and not path.exists():
            raise CommandError(f"There is no list at {path}.")
        try:
            listed = erasure.read_list(path)
        except ValueError as error:
            raise CommandError(f"{path} is not a list of erasures: {error}") from error
        known = [tombstone.entry for tombstone in Tombstone.objects.all()]
        again = erasure.reapply([*known, *listed], now=now())
        for reference in again:
            self.stdout.write(f"Erased again: {reference}")
        self.stdout.write(f"{len(listed)} erasures in the list, {len(again)} cases erased again.")
