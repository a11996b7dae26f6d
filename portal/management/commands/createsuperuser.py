"""Django's command, which would make somebody who may do everything: here nobody is that."""

from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "There are no superusers here. Administrators are invited."

    def add_arguments(self, parser: Any) -> None:
        """Whatever Django's command takes gets the same answer."""
        parser.add_argument("--email")
        parser.add_argument("--noinput", "--no-input", action="store_true")

    def handle(self, *args: Any, **options: Any) -> NoReturn:
        raise CommandError(
            "Nobody may do everything here, so there are no superusers. An administrator invites further ones on the "
            "page “People”, and a second person approves; the first one is invited when the portal is set up. "
            "See docs/operations.md."
        )
