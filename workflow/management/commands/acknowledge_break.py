"""`manage.py acknowledge_break`: go on after the record was broken; the break is named in every check from then on."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from forms import present
from workflow.engine.log_anchors import acknowledge
from workflow.engine.log_checkpoints import highest
from workflow.engine.step import Refused
from workflow.management.record import look, own_files


class Command(BaseCommand):
    help = (
        "After verify_audit found the record broken and you have looked into it: writes down what is broken, who says "
        "so and why, and lets the portal record again. It cannot be undone, and mends nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reason", required=True, help="What happened. Name no person and no fact of a case.")
        parser.add_argument("--by", required=True, metavar="NAME", help="Who answers for it, for example an e-mail.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["by"].strip():
            raise CommandError("Say with --by who answers for it.")
        found = look()
        beyond = [fault for fault in found.faults if fault not in found.report.faults]
        seen = highest(own_files())
        try:
            made = acknowledge(
                options["reason"], by=options["by"].strip()[:200], now=present.now(), beside=beyond, seen=seen
            )
        except Refused as error:
            raise CommandError(error.reason) from error
        if made is None:
            self.stdout.write("The record holds. The alarm is ended.")
            return
        self.stdout.write(
            f"Acknowledged at row {made.position}: {len(made.faults)} faults. The portal records again, and "
            "verify_audit names this break from now on."
        )
