"""One draft, several people: written with colleagues of the same agency, handed over, one step opened by a link.

Only the owner of a draft gives it to others; each giving leaves a trace in the log, of its case where it is about one.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from forms.filling import step_links
from forms.filling.journey import Journey
from forms.models import Draft, DraftWriter, StepLink
from workflow.engine import log
from workflow.engine.event import Event
from workflow.engine.step import Refused, local_date
from workflow.intake.writing_for import writes_for
from workflow.machines.case.machine import Case
from workflow.parties.party import Membership
from workflow.parties.roles import AGENCY_ROLES, Actor
from workflow.people.models import User
from workflow.workspace.handing_over import HANDED_OVER

SHARE, UNSHARE, LINK, REVOKE = "draft.share", "draft.unshare", "draft.link", "draft.link_revoke"
LINK_OPENED, LINK_SAVED = "draft.link_open", "draft.link_save"
AGENCY = "agency:"


def together_url(draft: Draft) -> str:
    """Where the draft is given to others (forms.handlers): only what is written for an agency has such a page."""
    shared = draft.trial is None and draft.written_for.startswith(AGENCY)
    return reverse("workspace:draft_people", args=[draft.pk]) if shared else ""


def colleagues(draft: Draft, now: datetime) -> list[User]:
    """Who else works for the agency of the draft today, by name."""
    held = Membership.objects.in_force(local_date(now)).filter(
        agency_id=int(draft.written_for.removeprefix(AGENCY)), role__in=AGENCY_ROLES, user__is_active=True
    )
    found = User.objects.filter(pk__in=held.values("user")).exclude(pk=draft.owner_id)
    return sorted(found, key=lambda one: str(one).casefold())


@transaction.atomic
def share(draft: Draft, to: User, *, by: Actor, now: datetime) -> None:
    """Let a colleague write the draft too. Raises Refused."""
    _check_owner(draft, by)
    _check_colleague(draft, to)
    _writer, new = DraftWriter.objects.get_or_create(draft=draft, user=to, defaults={"added_at": now})
    if new:
        _trace(draft, SHARE, by=by, now=now)


@transaction.atomic
def stop_sharing(draft: Draft, who: Any, *, by: Actor, now: datetime) -> None:
    """Take somebody out of the draft: its owner anybody, everybody themselves. Raises Refused."""
    if by.user.pk != who:
        _check_owner(draft, by)
    if DraftWriter.objects.filter(draft=draft, user=who).delete()[0]:
        _trace(draft, UNSHARE, by=by, now=now)


@transaction.atomic
def hand_over(draft: Draft, to: User, *, by: Actor, now: datetime) -> None:
    """Give the draft to a colleague: it is theirs, and not the giver's any more. Raises Refused."""
    _check_owner(draft, by)
    _check_colleague(draft, to)
    given = Draft.objects.filter(pk=draft.pk, owner=by.user, submitted_at=None).update(owner=to)
    if not given:
        raise Refused("This draft is not yours any more, or was sent.", "stale")
    DraftWriter.objects.filter(draft=draft, user=to).delete()
    _trace(draft, HANDED_OVER, by=by, now=now)


@transaction.atomic
def open_by_link(journey: Journey, step: str, for_whom: str, *, by: Actor, now: datetime) -> str:
    """What stands in a new link to one step; shown once. Raises Refused."""
    draft = journey.draft
    _check_owner(draft, by)
    if step not in {one["name"] for one in step_links.steps_to_open(journey)}:
        raise Refused("Choose a step that can be opened by a link.", "data", {"step": ["Choose a step"]})
    if not for_whom.strip():
        raise Refused("Enter for whom the link is.", "data", {"for_whom": ["Enter for whom the link is"]})
    if sum(link.is_open(now) for link in draft.links.all()) >= step_links.MOST_OPEN:
        raise Refused(f"{step_links.MOST_OPEN} links are open. End one before you make another.", "guard")
    _link, token = step_links.make(draft, step, for_whom.strip()[:200], by=by.user, now=now)
    _trace(draft, LINK, by=by, now=now)
    return token


@transaction.atomic
def revoke(draft: Draft, link_id: Any, *, by: Actor, now: datetime) -> None:
    """End a link at once. Raises Refused."""
    _check_owner(draft, by)
    if StepLink.objects.filter(draft=draft, pk=link_id, revoked_at=None).update(revoked_at=now):
        _trace(draft, REVOKE, by=by, now=now)


def trace_link(link: StepLink, kind: str, *, now: datetime) -> None:
    """Log what somebody with a link did: nobody is signed in, the one who made it answers for it."""
    log.append([Event(case_id=_case_of(link.draft), kind=kind, record_id=link.draft_id, actor=None, at=now)])


def _check_owner(draft: Draft, by: Actor) -> None:
    if draft.owner_id != by.user_id():
        raise Refused(f"Only {draft.owner}, whose draft it is, gives it to others.", "role")


def _check_colleague(draft: Draft, to: User) -> None:
    if not draft.written_for.startswith(AGENCY) or draft.written_for not in writes_for(to):
        raise Refused("Choose a colleague of your agency.", "data", {"colleague": ["Choose a colleague"]})


def _case_of(draft: Draft) -> Any:
    return Case.objects.filter(data_key=draft.data_key_id).values_list("pk", flat=True).first()


def _trace(draft: Draft, kind: str, *, by: Actor, now: datetime) -> None:
    log.append([Event(case_id=_case_of(draft), kind=kind, record_id=draft.pk, actor=by.user, at=now)])
