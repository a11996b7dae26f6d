"""`manage.py backup DIR`: everything that the portal holds, in one encrypted file, read back after it was written."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from forms.present import now as present_now
from portal.keeping import scheduled
from portal.keeping.backing_up import back_up
from portal.keeping.plainly import plainly
from portal.keeping.scheduled import Standing


class Command(BaseCommand):
    help = "Back up database and files into one encrypted file in DIR, while the portal runs (docs/operations.md)."
    # Tables that are not up to date are backed up too; nothing of the checks is needed for that.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="where the backup is to lie; it must be there")
        parser.add_argument(
            "--scheduled", action="store_true", help="note what became of it for health, and take older ones away"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder, now = options["folder"], present_now()
        before = scheduled.standing(folder)
        good_at = before.good_at if before is not None else ""
        try:
            with plainly("The backup was not made."):
                made = back_up(folder, now=now, say=self.stdout.write)
        except CommandError as error:
            if options["scheduled"]:
                said = str(error).removeprefix("The backup was not made. ")
                scheduled.note(folder, Standing(begun_at=now.isoformat(), failed=said, good_at=good_at))
            raise
        self.stdout.write(
            f"{made.path}: {made.size / 1_000_000:.1f} MB, {made.rows} rows of {made.tables} tables, {made.files} "
            "files. It was read back whole."
        )
        self.stdout.write(
            "Not in it, and needed to restore: the keys (PORTAL_BACKUP_KEY, PORTAL_VAULT_KEYS, PORTAL_INDEX_KEY, "
            "PORTAL_SECRET_KEY) and the newest erasures.jsonl. Keep them apart from it."
        )
        if options["scheduled"]:
            scheduled.note(
                folder, Standing(begun_at=now.isoformat(), file=made.path.name, good_at=present_now().isoformat())
            )
            with plainly("The backup was made; older ones could not be taken away."):
                for path in scheduled.take_away_older(folder):
                    self.stdout.write(f"Taken away: {path.name}")
