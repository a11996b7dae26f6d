"""`manage.py export_audit_head`: one line that says where the log ends now, to be kept elsewhere."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from forms import present
from workflow.engine.log import why_stopped
from workflow.engine.log_checkpoints import current, write


class Command(BaseCommand):
    help = "Prints a signed checkpoint of the log, or adds it to a file: see verify_audit --against."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", metavar="FILE", help="Add the line to this file.")

    def handle(self, *args: Any, **options: Any) -> None:
        if why := why_stopped():
            raise CommandError(f"The log does not hold: {why}. Run manage.py verify_audit.")
        newest = current(present.now())
        if newest is None:
            raise CommandError("The log is empty: there is nothing to export yet.")
        if not options["to"]:
            self.stdout.write(newest.line)
            return
        try:
            write(Path(options["to"]), newest)
        except OSError as error:
            raise CommandError(f"{options['to']} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"Row {newest.position} is the last one: added to {options['to']}.")
