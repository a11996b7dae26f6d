"""`manage.py start_portal`: from an empty database to a portal in which the first partnership can work."""

import sys
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from forms import present
from portal.accounts.people import inviting
from portal.start import told as telling
from portal.start import tree
from portal.start.partnership.adding import add, wanted_people
from portal.start.partnership.questions import NewPartnershipForm
from workflow.engine.step import Refused
from workflow.management.starting import refuse_what_cannot_start
from workflow.parties.party import Partnership
from workflow.procedures import load_shipped

NOT_A_DEMONSTRATION = (
    "These are the settings of a demonstration, which says on every page that all is made up. Set "
    "DJANGO_SETTINGS_MODULE=portal.settings.production and what it needs: scripts/new-environment writes it to a file."
)


class Command(BaseCommand):
    help = "Start a portal: its first partnership, pages, forms, procedure and administrator. Safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, help="a TOML file with the answers (docs/operations.md)")
        parser.add_argument("--check", action="store_true", help="only say what is wrong or missing; change nothing")
        parser.add_argument("--no-input", action="store_true", help="ask nothing, also at a terminal")
        parser.add_argument("--administrator", action="append", metavar="'NAME <ADDRESS>'", help="may be given twice")
        for name, field in NewPartnershipForm.base_fields.items():
            if name not in telling.ASKED_NOT:
                parser.add_argument(f"--{name.replace('_', '-')}", help=str(field.label))

    def handle(self, *args: Any, **options: Any) -> None:
        self.refuse_what_cannot_start()
        told = self.told(options)
        existing = Partnership.objects.filter(code=str(told.get("code", ""))).first()
        if existing is None and not options["no_input"] and not options["check"] and sys.stdin.isatty():
            told = telling.asked(told, ask=input, say=self.stdout.write)
        people = telling.administrators(told)
        if options["check"]:
            if existing is None:
                self.validated(told)
            self.stdout.write("All is well. Nothing was changed.")
            return
        try:
            with transaction.atomic():
                links = self.start(told, existing, people)
        except Refused as refused:
            raise CommandError(f"Nothing was changed. {refused}") from refused
        self.announce(links)

    def refuse_what_cannot_start(self) -> None:
        """Raises CommandError with what the operator has to do first."""
        if settings.DEMO_CLOCK_FILE is not None:
            raise CommandError(NOT_A_DEMONSTRATION)
        refuse_what_cannot_start()

    def told(self, options: dict[str, Any]) -> dict[str, Any]:
        """What the file and the options say; an option goes before the file."""
        told = telling.from_file(options["file"]) if options["file"] else {}
        given = {name: options[name] for name in NewPartnershipForm.base_fields if options.get(name) is not None}
        told |= given | ({telling.ADMINISTRATORS: options["administrator"]} if options["administrator"] else {})
        if strangers := telling.unknown(told):
            raise CommandError(f"Nothing in a portal is called {', '.join(strangers)}. See docs/operations.md.")
        return told

    def validated(self, told: dict[str, Any]) -> NewPartnershipForm:
        return telling.checked({name: value for name, value in told.items() if name != telling.ADMINISTRATORS})

    def start(
        self, told: dict[str, Any], existing: Partnership | None, people: list[tuple[str, str]]
    ) -> list[tuple[str, str]]:
        """Everything in the database; returns whom to send which link."""
        now = present.now()
        load_shipped(now=now)
        tree.make_shared()
        if existing is not None:
            self.stdout.write(f"{existing} is there already and stays as it is.")
        else:
            form = self.validated(told)
            partnership = add(form.cleaned_data, by=inviting.NOBODY, now=now)
            self.stdout.write(f"{partnership}: pages, forms, procedure and groups are there.")
            for wanted in wanted_people(form.cleaned_data, partnership):
                inviting.propose_from_server(wanted.place, email=wanted.email, name=wanted.name, now=now)
        return [(email, link) for name, email in people if (link := self.link_for(name, email, now))]

    def link_for(self, name: str, email: str, now: datetime) -> str:
        """The link of a first administrator's invitation, "" where the portal has an administrator."""
        try:
            return inviting.invite_first_administrator(name=name, email=email, now=now).link
        except Refused as refused:
            self.stdout.write(f"{email} was not invited: {refused}")
            return ""

    def announce(self, links: list[tuple[str, str]]) -> None:
        for email, link in links:
            self.stdout.write(f"{email} is invited. The invitation is sent when the worker runs; its link is\n  {link}")
        if len(links) == 1:
            self.stdout.write(
                "One administrator alone cannot give anybody a role that sees cases: a second person approves. Name "
                "another administrator now (run this again), or approve here with manage.py people."
            )
        try:
            mail = get_connection()
            mail.open()
            mail.close()
        except OSError as error:
            self.stdout.write(
                f"The mail server does not answer ({error}). Check EMAIL_HOST and its kin: until it does, "
                "invitations wait."
            )
        self.stdout.write(f"Ready. Run manage.py serve and open {settings.PORTAL_BASE_URL}/")
