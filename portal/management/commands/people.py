"""`manage.py people`: what waits for a second person, approved at the server where the portal has nobody who could."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from forms import present
from portal.accounts.people import changing, inviting
from portal.accounts.people.account_change import AccountChange
from portal.accounts.people.invitation import Invitation, open_invitations
from workflow.engine.step import Refused
from workflow.parties.roles import Actor

AT_THE_SERVER = Actor(None)


class Command(BaseCommand):
    help = (
        "waiting: list what waits for a second person. approve ID: be that person, as who runs the server; the log "
        "says so. Meant for a portal that has one administrator and nobody else who may approve."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("what", choices=["waiting", "approve"])
        parser.add_argument("id", nargs="?", type=UUID)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["what"] == "waiting":
            self.list_waiting()
        elif options["id"] is None:
            raise CommandError("Name what to approve: manage.py people approve ID. `people waiting` lists the ids.")
        else:
            self.approve(options["id"])

    def list_waiting(self) -> None:
        invitations = open_invitations().filter(needs_approval=True, answered_at=None)
        changes = AccountChange.objects.filter(answered_at=None).select_related("user", "proposed_by")
        for one in invitations.select_related("partnership", "agency", "invited_by"):
            self.stdout.write(f"{one.pk}  {one.email}: {one.place}. Proposed by {one.invited_by}.")
        for change in changes:
            what = f"{change.user}: {change.get_kind_display()} {change.new_email}".rstrip()
            self.stdout.write(f"{change.pk}  {what}. Proposed by {change.proposed_by}.")
        if not invitations and not changes:
            self.stdout.write("Nothing waits.")

    def approve(self, identifier: UUID) -> None:
        now = present.now()
        try:
            if (invitation := Invitation.objects.filter(pk=identifier).first()) is not None:
                inviting.approve(invitation, by=AT_THE_SERVER, now=now, on_server=True)
            elif (change := AccountChange.objects.filter(pk=identifier).first()) is not None:
                changing.approve(change, by=AT_THE_SERVER, now=now, on_server=True)
            else:
                raise CommandError("Nothing has this id. `manage.py people waiting` lists what waits.")
        except (Refused, ValidationError) as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write("Approved. The person is told by e-mail.")
