"""What a person sent, and for a lead what their agency's people sent: who sent what, and when."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from forms import handlers
from forms.kept_query import KeptQuery
from forms.models import Submission
from forms.models.submission import theirs, titled, written_by
from workflow.desk.narrowing import FEW, SHORT, named_by
from workflow.desk.paging import first_of
from workflow.intake.writing_for import of_agency
from workflow.parties.roles import Actor, Role

# What a lead reads of what their agency's people send (the handlers' `may_read`).
READ_BY_LEADS = ("open_case", "submit_notification", "agency_return")


def sent(actor: Actor, *, search: str = "") -> "QuerySet[Submission]":
    """The newest first, with form and sender. `search`: a reference, or part of a sender's name."""
    led = [of_agency(one.agency_id) for one in actor.memberships if one.role == Role.LEAD and one.agency_id]
    ways = [Submission.objects.filter(theirs(actor.user))]
    if led:
        ways.append(Submission.objects.filter(_led(led)))
    for word in search.split():
        by_name = Q(owner__first_name__icontains=word) | Q(owner__last_name__icontains=word)
        ways = [way.filter(Q(reference__icontains=word) | by_name) for way in ways]
    return named_by(_ordered(), *ways)


def newest(actor: Actor, number: int) -> list[Submission]:
    """The first few of all that was sent: two queries."""
    led = [of_agency(one.agency_id) for one in actor.memberships if one.role == Role.LEAD and one.agency_id]
    names = handlers.writes_for(actor.user)
    few = WAYS.rows(user=actor.user.pk, names=sorted(names) or [NOBODY], led=led or [NOBODY])
    if len(few) > FEW:
        return first_of(sent(actor), number)
    if len(few) > SHORT:
        return first_of(_ordered().filter(pk__in=few), number)
    return NEWEST.rows(submissions=few)[:number]


def _ways(user: int, names: list[str], led: list[str]) -> "QuerySet[Any]":
    own, agencys = Submission.objects.filter(written_by(user, names)), Submission.objects.filter(_led(led))
    each = [way.order_by().values_list("pk", flat=True) for way in (own, agencys)]
    return each[0].union(each[1])[: FEW + 1]


def _led(names: list[str]) -> Q:
    return Q(written_for__in=names, page__handler__in=READ_BY_LEADS)


def _ordered() -> "QuerySet[Submission]":
    found = Submission.objects.select_related("version", "owner").defer("answers")
    return titled(found).order_by("-submitted_at", "-pk")


# The name of nobody for whom anything is written.
NOBODY = "-"
WAYS: KeptQuery[Any] = KeptQuery(_ways, user=int, names=list[str], led=list[str])
NEWEST: KeptQuery[Submission] = KeptQuery(
    lambda submissions: _ordered().filter(pk__in=submissions), submissions=list[UUID]
)
