"""What follows when a form is sent whose page names people to be told: a notice to each, reference and link alone.

The page says who (forms.telling): roles of the partnership, and addresses. Whoever opens the link signs in and sees
only what they may; an address that is nobody's here learns that a form came, and its title.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from forms.models import Submission
from forms.telling import ToldRole, addresses_in
from workflow import notices
from workflow.engine.step import local_date
from workflow.machines.case.machine import Case
from workflow.notices import Recipient
from workflow.notices.notice import Notice
from workflow.notices.recipients import holders, members, office_of
from workflow.parties.party import Partnership
from workflow.parties.roles import Group, Role
from workflow.procedures.version import NoProcedureInForce

KEY = "form-arrived"
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Of:
    """What `holders` asks for."""

    partnership_id: int


def _of_group(group: Group) -> Callable[[Partnership], list[Recipient]]:
    return lambda partnership: members(_Of(partnership.pk), group)


def _who_hold(role: Role) -> Callable[[Partnership], list[Recipient]]:
    return lambda partnership: holders(_Of(partnership.pk), role)


# Those who work on all cases of a partnership. Scrutineers and reviewers open only what they are assigned to.
TOLD: dict[str, tuple[str, Callable[[Partnership], list[Recipient]]]] = {
    "office": ("The support office, at its own address", lambda partnership: [office_of(partnership)]),
    "officers": ("Each officer of the support office", _who_hold(Role.OFFICER)),
    "decision_makers": ("Decision makers of the safeguarding partners", _who_hold(Role.DECISION_MAKER)),
    **{f"group_{group.value}": (f"Members: {group.label}", _of_group(group)) for group in Group},
}
ROLES = [ToldRole(key, label) for key, (label, _people) in TOLD.items()]


def tell_of_arrival(*, submission: Submission, user: Any, now: datetime, **_signal: Any) -> None:
    """Queue a notice to each whom the form's page names, once, and not to who sent it or was told of it just now.

    A form is never refused for want of a wording: the list of forms shows it all the same.
    """
    page = submission.page
    if not (page.tell_roles or page.tell_addresses):
        return
    partnership = Partnership.objects.for_page(page)
    if partnership is None:
        return
    found = Case.objects.filter(data_key=submission.data_key_id).select_related("partnership", "procedure", "data_key")
    case = found.first()
    told = _told_already(case, user, now)
    try:
        rows = [_notice(case, partnership, submission, to, now) for to in _recipients(page, partnership, told)]
    except (LookupError, NoProcedureInForce):
        logger.warning("There is no wording for the notice %r", KEY)
        return
    if rows:
        notices.queue(rows)


def _recipients(page: Any, partnership: Partnership, told: set[str]) -> Iterable[Recipient]:
    """Each address once, however it is spelt; people first, so that they are called by their names."""
    roles = (TOLD[key][1] for key in page.tell_roles if key in TOLD)
    people = [one for of_role in roles for one in of_role(partnership)]
    named = [Recipient(address, address) for address in addresses_in(page.tell_addresses)]
    by_address: dict[str, Recipient] = {}
    for one in (*people, *named):
        if one.email and one.email.casefold() not in told:
            by_address.setdefault(one.email.casefold(), one)
    return by_address.values()


def _told_already(case: Case | None, user: Any, now: datetime) -> set[str]:
    """Who sent it, and who gets another notice about the case for the same reason."""
    told = {user.email}
    if case is not None:
        told.update(Notice.objects.filter(case=case, queued_at=now).values_list("recipient_email", flat=True))
    return {one.casefold() for one in told if one}


def _notice(
    case: Case | None, partnership: Partnership, submission: Submission, to: Recipient, now: datetime
) -> Notice:
    title = submission.form_title
    if case is not None:
        path = reverse("desk:submission", args=[case.reference, submission.pk])
        return notices.compose(case, KEY, to=to, now=now, path=path, title=title)
    return notices.compose_without_case(
        partnership,
        KEY,
        reference=submission.reference,
        to=to,
        now=now,
        on=local_date(now),
        path=submission.get_absolute_url(),
        title=title,
    )
