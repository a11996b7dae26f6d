"""`manage.py rotate_keys`: bring everything under today's keys, while the portal runs."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from forms.present import now as present_now
from portal.keeping.plainly import plainly
from portal.keeping.rotation.run import run


class Command(BaseCommand):
    help = "Bring what lies under a former key under today's: vault, index, second steps, secret key."
    # The keys are looked at by the command itself, which says more of what to do.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quiet", action="store_true", help="say only what was changed and what comes next")

    def handle(self, *args: Any, **options: Any) -> None:
        say = (lambda _line: None) if options["quiet"] else self.stdout.write
        with plainly("The keys were not all changed; what was changed is right. Run it again once this is mended."):
            turned = run(now=present_now(), say=say)
        self.stdout.write(f"{turned.changed} rows were brought under today's keys.")
        for line in turned.next:
            self.stdout.write(line)
