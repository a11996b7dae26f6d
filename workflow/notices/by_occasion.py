"""Notices that an edition sends on an occasion of its own choice, to the recipients that it names.

A recipient is a key: a role ("office", "deciders"), every agency of a kind that serves the partnership
("agencies:fire"), a national body of the edition ("body:panel"). `workflow.procedures.addressees` has their words.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from workflow import notices
from workflow.engine.door import Context
from workflow.notices.agencies import mailbox, notifying_agencies, referrer
from workflow.notices.composing import Recipient
from workflow.notices.recipients import office, tell
from workflow.parties.party import Agency, Membership
from workflow.parties.roles import Group, Role
from workflow.procedures.addressees import AGENCIES, BODY
from workflow.procedures.version import NoticeTemplate

# The keys that are people, by their role and, where it has one, their group.
PEOPLE = {
    "coordinator": (Role.OFFICER, ""),
    "deciders": (Role.DECISION_MAKER, ""),
    "scrutineer": (Role.SCRUTINEER, ""),
    "review": (Role.GROUP, Group.REVIEW),
    "sign_off": (Role.GROUP, Group.SIGN_OFF),
    "strategic": (Role.GROUP, Group.STRATEGIC),
}
ON_DESK, IN_WORKSPACE, START_PAGE = "desk:case", "workspace:case", ""


def tell_by_occasion(context: Context[Any], templates: Sequence[NoticeTemplate]) -> None:
    """Queue each of these notices for its recipients, each address once: at most four queries for all of them."""
    found = Addressees(context.case, {str(key) for template in templates for key in template.recipients})
    for template in templates:
        told: set[tuple[str, str]] = set()
        for key in template.recipients:
            for page, recipient in found.of(key):
                if (recipient.name, recipient.email) not in told:
                    told.add((recipient.name, recipient.email))
                    tell(context, page, template.key, [recipient])


class Addressees:
    """Whom the keys name in one case; each kind of them is read once, where a key asks for it."""

    def __init__(self, case: Any, wanted: set[str]) -> None:
        self.case = case
        self.kinds = _after(AGENCIES, wanted)
        self.body_keys = _after(BODY, wanted)

    def of(self, key: str) -> list[tuple[str, Recipient]]:
        """The recipients of one key, each with the page that the link leads to."""
        if key.startswith(AGENCIES):
            # Not each of them has the case in its workspace.
            kind = key.removeprefix(AGENCIES)
            return [(START_PAGE, mailbox(agency)) for agency in self._agencies if agency.kind == kind]
        if key.startswith(BODY):
            return [(START_PAGE, one) for one in self._bodies.get(key.removeprefix(BODY), ())]
        if key == "office":
            return [(ON_DESK, office(self.case))]
        if key == "local_authority":
            return [(IN_WORKSPACE, one) for one in notifying_agencies(self.case)]
        if key == "referrers":
            referrals = self.case.referrals.select_related("agency", "submission__owner")
            return [(IN_WORKSPACE, referrer(referral)) for referral in referrals]
        role, group = PEOPLE[key]
        held = (one for one in self._members if one.role == role and group in ("", one.group))
        return [(ON_DESK, Recipient(str(one.user), one.user.email)) for one in held]

    @cached_property
    def _agencies(self) -> list[Agency]:
        return list(Agency.objects.filter(partnerships=self.case.partnership_id, kind__in=self.kinds).order_by("pk"))

    @cached_property
    def _members(self) -> list[Membership]:
        roles = {role for role, _ in PEOPLE.values()}
        held = Membership.objects.filter(
            partnership=self.case.partnership_id, role__in=roles, ended_at=None, user__is_active=True
        )
        return list(held.select_related("user").order_by("pk"))

    @cached_property
    def _bodies(self) -> dict[str, list[Recipient]]:
        return {key: [one] for key, one in zip(self.body_keys, notices.bodies(self.case, self.body_keys), strict=True)}


def _after(prefix: str, keys: Iterable[str]) -> list[str]:
    return sorted(key.removeprefix(prefix) for key in keys if key.startswith(prefix))
