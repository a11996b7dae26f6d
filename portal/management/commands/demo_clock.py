"""`manage.py demo_clock`: moves the demonstration's clock, as its page /demo/clock/ does."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from forms import present
from forms.definition.dates import in_full
from portal.start.demo.views import move_clock


def days(text: str) -> int:
    """A number of days to go forward."""
    number = int(text)
    if number < 1:
        raise ValueError
    return number


class Command(BaseCommand):
    help = "Move the demonstration's clock forward, or set it back to the real time. The rules stay as they are."

    def add_arguments(self, parser: ArgumentParser) -> None:
        choice = parser.add_mutually_exclusive_group(required=True)
        choice.add_argument("--forward-working-days", type=days, metavar="N", help="Go N working days forward.")
        choice.add_argument("--forward-days", type=days, metavar="N", help="Go N days forward.")
        choice.add_argument("--reset", action="store_true", help="Go back to the real time.")
        choice.add_argument("--show", action="store_true", help="Only say what the clock shows.")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.DEMO_CLOCK_FILE is None:
            raise CommandError(
                "Only a demonstration has a clock that moves. Run it with DJANGO_SETTINGS_MODULE=portal.settings.dev."
            )
        if options["forward_working_days"]:
            move_clock("working_days", options["forward_working_days"], now=present.now())
        elif options["forward_days"]:
            move_clock("days", options["forward_days"], now=present.now())
        elif options["reset"]:
            move_clock("back", 0, now=present.now())
        stands_at = timezone.localtime(present.now())
        self.stdout.write(f"The clock stands at {in_full(stands_at)}, {stands_at:%H:%M}.")
