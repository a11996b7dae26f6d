"""`manage.py load_cases N [--seed S]`: fills a demonstration with many cases, to see how it does when it is full."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from forms import present
from portal.start.load.cases import load
from workflow.models import Case


class Command(BaseCommand):
    help = (
        "Make that many cases beside those of the demonstration: real rows, sealed, in every machine, over ten years. "
        "Never with the settings of production, and there is no way back."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", type=int, help="How many cases, from 1 on.")
        parser.add_argument("--seed", type=int, default=1, help="Names and days follow from it. Default: 1.")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.DEMO_CLOCK_FILE is None:
            raise CommandError(
                "These are not the settings of a demonstration: nothing was changed. "
                "Use DJANGO_SETTINGS_MODULE=portal.settings.dev."
            )
        if options["number"] < 1:
            raise CommandError("Say how many cases, from 1 on. Nothing was changed.")
        began = time.monotonic()
        try:
            rows = load(options["number"], seed=options["seed"], now=present.now(), progress=self.tell)
        except Case.DoesNotExist as error:
            raise CommandError(f"{error} Run manage.py demo_content first. Nothing was changed.") from error
        took = time.monotonic() - began
        self.stdout.write(f"{options['number']} cases in {took:.0f} s, {rows} rows.")

    def tell(self, done: int) -> None:
        """A line from time to time."""
        if done % 2500 == 0:
            self.stdout.write(f"{done} cases")
