"""Who may do what, in words that can be read aloud.

A person's rights come from their memberships alone. Each step names the roles that may take it
(workflow/machines); this module says what holding a role means for one case.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models

from forms import present
from workflow.parties.assignees import assignees

if TYPE_CHECKING:
    from workflow.parties.party import Membership


class Role(models.TextChoices):
    SUBMITTER = "S", "Agency submitter"
    LEAD = "L", "Agency lead"
    OFFICER = "O", "Support office officer"
    DECISION_MAKER = "D", "Decision maker for a safeguarding partner"
    GROUP = "G", "Group member"
    SCRUTINEER = "I", "Independent scrutineer"
    REVIEWER = "R", "Reviewer"
    CONTENT_EDITOR = "C", "Content editor"
    PUBLISHER = "U", "Publisher"
    AUDITOR = "A", "Auditor"
    ADMINISTRATOR = "Y", "System administrator"


class Seat(models.TextChoices):
    """The three safeguarding partners, one deciding seat each (D12)."""

    LOCAL_AUTHORITY = "local_authority", "Local authority"
    POLICE = "police", "Police"
    ICB = "icb", "Integrated care board"


class Group(models.TextChoices):
    REVIEW = "review", "Child Safeguarding Practice Review Group"
    SIGN_OFF = "sign_off", "Sign-off and assurance group"
    STRATEGIC = "strategic", "Strategic body"


AGENCY_ROLES = frozenset({Role.SUBMITTER, Role.LEAD})
# Those whose work is the cases of a whole partnership. Agencies see their own only; C, U and Y see none.
CASE_ROLES = frozenset({Role.OFFICER, Role.DECISION_MAKER, Role.GROUP, Role.SCRUTINEER, Role.REVIEWER})
# Of these, who works on single cases: they read and act where they are assigned, nowhere else.
ASSIGNED_ROLES = frozenset({Role.SCRUTINEER, Role.REVIEWER})
# Those who give, approve or end the roles of others (portal.accounts.people).
PEOPLE_ROLES = frozenset({Role.LEAD, Role.OFFICER, Role.DECISION_MAKER, Role.ADMINISTRATOR})
# Those who let a program act for them or be told (portal.api).
PROGRAM_ROLES = frozenset({Role.LEAD, Role.ADMINISTRATOR}) | CASE_ROLES
CMS_ROLES = frozenset({Role.CONTENT_EDITOR, Role.PUBLISHER, Role.ADMINISTRATOR})


@dataclass(frozen=True)
class Actor:
    """Somebody who acts: a user with their current memberships, or the program itself (`SYSTEM`)."""

    user: Any
    memberships: tuple["Membership", ...] = ()

    @classmethod
    def of(cls, user: Any) -> "Actor":
        """The signed-in user with their memberships: one query, kept on the user for the length of a request."""
        if not getattr(user, "is_authenticated", False) or not user.is_active:
            return cls(None)
        actor: Actor | None = getattr(user, "_actor", None)
        if actor is None:
            held = user.memberships.in_force(present.today()).select_related("agency", "partnership__home")
            actor = cls.remembered(user, tuple(held))
        return actor

    @classmethod
    def remembered(cls, user: Any, memberships: tuple["Membership", ...]) -> "Actor":
        """The actor, kept on the user, from memberships that were read already."""
        actor = user._actor = cls(user, memberships)
        return actor

    @property
    def is_system(self) -> bool:
        return self is SYSTEM

    def holds(
        self,
        roles: Iterable[str],
        *,
        partnership_id: int | None = None,
        agency_ids: Iterable[int] | None = None,
    ) -> bool:
        """Whether any membership has one of the roles, in that partnership and those agencies where they are named."""
        return self.membership(roles, partnership_id=partnership_id, agency_ids=agency_ids) is not None

    def membership(
        self,
        roles: Iterable[str],
        *,
        partnership_id: int | None = None,
        agency_ids: Iterable[int] | None = None,
    ) -> "Membership | None":
        """The first membership that fits, or None."""
        wanted = set(roles)
        agencies = None if agency_ids is None else set(agency_ids)
        for membership in self.memberships:
            if membership.role not in wanted:
                continue
            if partnership_id is not None and membership.partnership_id not in (partnership_id, None):
                continue
            if agencies is not None and membership.agency_id not in agencies:
                continue
            return membership
        return None

    def seat(self, partnership_id: int) -> str:
        """The deciding seat this person holds in the partnership, "" without one (D12)."""
        membership = self.membership({Role.DECISION_MAKER}, partnership_id=partnership_id)
        return membership.seat if membership else ""

    def groups(self, partnership_id: int) -> set[str]:
        """The groups this person sits in for the partnership."""
        return {m.group for m in self.memberships if m.role == Role.GROUP and m.partnership_id == partnership_id}

    def agency_ids(self) -> set[int]:
        return {m.agency_id for m in self.memberships if m.role in AGENCY_ROLES and m.agency_id is not None}

    def partnership_ids(self, roles: Iterable[str] = CASE_ROLES) -> set[int]:
        """The partnerships in which this person holds one of the roles."""
        wanted = set(roles)
        return {m.partnership_id for m in self.memberships if m.role in wanted and m.partnership_id is not None}

    def user_id(self) -> int | None:
        return self.user.pk if self.user is not None else None


SYSTEM = Actor(None)


def refusal(step_roles: Iterable[str], *, record: Any, by: Actor, system: bool = False) -> str | None:
    """Why this actor may not perform a step on this record, or None when they may.

    Agency roles count where the record belongs to one of the person's agencies (`record.party_agency_ids()`), every
    other role where it is held in the case's partnership.
    """
    if by.is_system:
        return None if system else "This step needs a person to decide it."
    roles = set(step_roles)
    if acting_membership(roles, record=record, by=by) is not None:
        return None
    if by.holds(roles & ASSIGNED_ROLES, partnership_id=record.case.partnership_id):
        return "Only who is assigned to this case may do it. The support office assigns its scrutineer and reviewer."
    if by.partnership_ids(roles - AGENCY_ROLES):
        # They hold the role, but elsewhere: an area that reads the case along (D26).
        return f"{record.case.partnership} leads this case, and its people take the steps. Yours reads it."
    names = " or ".join(sorted(Role(role).label.lower() for role in roles)) or "nobody by hand"
    return f"Only this role may do it here: {names}."


def acting_membership(step_roles: Iterable[str], *, record: Any, by: Actor) -> "Membership | None":
    """The membership by which this actor may perform a step of these roles on this record, None without one."""
    roles = set(step_roles)
    theirs = {role for role in roles & ASSIGNED_ROLES if is_assigned(record.case, by, role)}
    held = by.membership(roles - AGENCY_ROLES - ASSIGNED_ROLES | theirs, partnership_id=record.case.partnership_id)
    # Which agencies have a part in a case costs a query: not for who works for none.
    if held is None and by.holds(roles & AGENCY_ROLES):
        held = by.membership(roles & AGENCY_ROLES, agency_ids=record.party_agency_ids())
    return held


def may_read_case(case: Any, by: Actor, roles: Iterable[str] = CASE_ROLES) -> bool:
    """Case workers of the area that leads it, and of those involved; of them a scrutineer and a reviewer only when
    assigned. Not C, U, Y; an agency has its own part.
    """
    wanted = set(roles)
    if by.holds(wanted - ASSIGNED_ROLES, partnership_id=case.partnership_id):
        return True
    areas = by.partnership_ids(wanted & CASE_ROLES - ASSIGNED_ROLES)
    if areas and areas & case.reading_areas:
        return True
    return any(is_assigned(case, by, role) for role in wanted & ASSIGNED_ROLES)


def is_assigned(case: Any, by: Actor, role: str) -> bool:
    """Whether this person works on the case in this role, for an area that leads it or reads it along.

    Who does not hold the role costs no query.
    """
    areas = by.partnership_ids({role})
    if not areas or not (case.partnership_id in areas or areas & case.reading_areas):
        return False
    return not case.assigned[role].isdisjoint(assignees(by, role))


def needs_second_factor(user: Any) -> bool:
    """Everyone who sees cases of a partnership or may change the site signs in with a passkey or TOTP."""
    return any(membership.role not in AGENCY_ROLES for membership in Actor.of(user).memberships)
