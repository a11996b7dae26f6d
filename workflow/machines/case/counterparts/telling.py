"""Where a counterpart is told of something about a case, and which page its link leads to."""

from typing import Any

from django.contrib.auth import get_user_model
from django.urls import reverse

from workflow.machines.case.counterparts.counterpart import AGENCY, GROUP, PERSON, Counterpart
from workflow.notices import Recipient
from workflow.notices.agencies import mailbox
from workflow.notices.recipients import holders, members
from workflow.parties.party import Agency
from workflow.parties.roles import Group, Role

# The pages on the desk and in the workspace, by what is told of.
PAGES = {
    "message": ("desk:message_thread", "workspace:messages"),
    "meeting": ("desk:meetings", "workspace:case"),
}


def recipients(case: Any, whom: Counterpart) -> list[Recipient]:
    """An agency's mailbox, whoever holds the seat or sits in the group now, the person: one query."""
    if whom.kind == AGENCY:
        return [mailbox(Agency.objects.get(pk=whom.value))]
    if whom.kind == PERSON:
        person = get_user_model().objects.get(pk=whom.value)
        return [Recipient(str(person), person.email)]
    if whom.kind == GROUP:
        return members(case, Group(whom.value))
    return holders(case, Role.DECISION_MAKER, seat=whom.value)


def page_of(case: Any, whom: Counterpart, about: str) -> str:
    """Where they read it: an agency in its workspace, everybody else on the desk."""
    desk, workspace = PAGES[about]
    if about == "meeting":
        return reverse(workspace if whom.kind == AGENCY else desk, args=[case.reference])
    if whom.kind == AGENCY:
        return reverse(workspace, args=[case.reference, whom.value])
    return reverse(desk, args=[case.reference, whom.key])
