"""What a person sent, and for a lead what their agency's people sent: who sent what, and when."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from forms import handlers
from forms.kept_query import KeptQuery
from forms.models import Submission
from forms.models.submission import theirs, titled, written_by
from workflow.desk.narrowing import FEW, SHORT, any_of, named_by
from workflow.intake.writing_for import of_agency
from workflow.parties.roles import Actor, Role

NEWEST_FIRST = ("-submitted_at", "-pk")
# What a lead reads of what their agency's people send (the handlers' `may_read`).
READ_BY_LEADS = ("open_case", "submit_notification", "agency_return")


def sent(actor: Actor, *, search: str = "") -> "QuerySet[Submission]":
    """The newest first, with form and sender. `search`: a reference, or part of a sender's name."""
    ways = _ways(actor)
    for word in search.split():
        by_name = Q(owner__first_name__icontains=word) | Q(owner__last_name__icontains=word)
        ways = [way.filter(Q(reference__icontains=word) | by_name) for way in ways]
    return named_by(_ordered(), *ways)


def newest(actor: Actor, number: int) -> list[Submission]:
    """The first few of all that was sent: two queries, three where much was."""
    names = handlers.writes_for(actor.user)
    # Counted before those that were found twice are one: more than a few were cut off.
    found_some = A_FEW.rows(user=actor.user.pk, names=sorted(names) or [NOBODY], led=_led_by(actor) or [NOBODY])
    few, are_few = set(found_some), len(found_some) <= FEW
    if len(few) > SHORT:
        # Without what is shown of them: beside their versions a database may begin with those, and sort all of them.
        found = Submission.objects.order_by(*NEWEST_FIRST)
        found = found.filter(pk__in=few) if are_few else any_of(found, *_ways(actor))
        few = set(found.values_list("pk", flat=True)[:number])
    return NEWEST.rows(submissions=sorted(few))[:number]


def _ways(actor: Actor) -> "list[QuerySet[Submission]]":
    ways = [Submission.objects.filter(theirs(actor.user))]
    if led := _led_by(actor):
        ways.append(Submission.objects.filter(_led(led)))
    return ways


def _led_by(actor: Actor) -> list[str]:
    return [of_agency(one.agency_id) for one in actor.memberships if one.role == Role.LEAD and one.agency_id]


def _a_few(user: int, names: list[str], led: list[str]) -> "QuerySet[Any]":
    own, agencys = Submission.objects.filter(written_by(user, names)), Submission.objects.filter(_led(led))
    each = [way.order_by().values_list("pk", flat=True) for way in (own, agencys)]
    # Some twice, so that the database stops where there are enough of them.
    return each[0].union(each[1], all=True)[: FEW + 1]


def _led(names: list[str]) -> Q:
    return Q(written_for__in=names, page__handler__in=READ_BY_LEADS)


def _ordered() -> "QuerySet[Submission]":
    found = Submission.objects.select_related("version", "owner").defer("answers")
    return titled(found).order_by(*NEWEST_FIRST)


# The name of nobody for whom anything is written.
NOBODY = "-"
A_FEW: KeptQuery[Any] = KeptQuery(_a_few, user=int, names=list[str], led=list[str])
NEWEST: KeptQuery[Submission] = KeptQuery(
    lambda submissions: _ordered().filter(pk__in=submissions), submissions=list[UUID]
)
