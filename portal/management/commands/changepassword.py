"""Django's command, which would set somebody's password with nobody told and nothing in the log: here it does not."""

from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Nobody sets a password for somebody else."

    def add_arguments(self, parser: Any) -> None:
        """Whatever Django's command takes gets the same answer."""
        parser.add_argument("username", nargs="?")
        parser.add_argument("--database")

    def handle(self, *args: Any, **options: Any) -> NoReturn:
        raise CommandError(
            "Nobody sets a password for somebody else. On the page of the person under “People” an administrator "
            "proposes a new password and second step, and a second person approves: where there is none, you, with "
            "manage.py people. The person then gets a link. See docs/administrator-guide.md."
        )
