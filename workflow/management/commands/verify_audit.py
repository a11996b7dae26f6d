"""`manage.py verify_audit`: is the log whole, and does all that stands beside it say what it says?"""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from forms import present
from workflow.engine.log_checking import Fault
from workflow.management.record import Found, compared_with, look
from workflow.worker.record_watch import raise_alarm

MOST_SHOWN = 50


class Command(BaseCommand):
    help = (
        "Walks the whole log, compares it with the checkpoints that were kept and with what stands beside it: states, "
        "votes, people's roles. Exit 0 and a count, or what does not hold. Breaks that were acknowledged are named."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--against",
            metavar="FILE",
            action="append",
            default=[],
            help="Checkpoints that you kept elsewhere, one a line; - reads them from the standard input.",
        )
        parser.add_argument("--log-only", action="store_true", help="Leave out what stands beside the log.")

    def handle(self, *args: Any, **options: Any) -> None:
        found = look(beside=not options["log_only"])
        for name in options["against"]:
            found.add(compared_with(sys.stdin if name == "-" else Path(name)))
        self._say_breaks(found)
        if not found.faults:
            self.stdout.write(f"The log is whole: {found.report.rows} rows.")
            return
        for fault in found.faults[:MOST_SHOWN]:
            self.stderr.write(_sentence(fault))
        if (more := len(found.faults) - MOST_SHOWN) > 0:
            self.stderr.write(f"And {more} more.")
        raise_alarm(_alarm(found), present.now())
        raise CommandError(self._summary(found))

    def _say_breaks(self, found: Found) -> None:
        for one in found.report.breaks:
            self.stdout.write(
                f"Broken, and acknowledged at row {one.position} on {one.at:%-d %B %Y} by {one.by}: {one.reason}"
            )
            for fault in one.faults[:MOST_SHOWN]:
                self.stdout.write(f"  {_sentence(Fault(**fault))}")

    def _summary(self, found: Found) -> str:
        first = next((one for one in found.faults if one.first), None)
        if first is None:
            return (
                f"The {found.report.rows} rows of the log hold, but {len(found.faults)} things beside it are not as it "
                "says: see above, and docs/operations.md."
            )
        return f"The log is broken at {first}. Everything found is named above; docs/operations.md says what to do."


def _alarm(found: Found) -> str:
    """Without a word about any case: it is mailed."""
    first = next((one for one in found.faults if one.first), None)
    if first is None:
        return "A check found records, votes or roles that were changed without a step."
    return f"A check found that the record does not hold at {first}."


def _sentence(fault: Fault) -> str:
    words = str(fault)
    return words[0].upper() + words[1:].rstrip(".") + "."
