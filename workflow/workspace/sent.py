"""What a person sent, and for a lead what their agency's people sent: who sent what, and when."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from forms import handlers
from forms.kept_query import KeptQuery
from forms.models import Submission
from forms.models.form_page import FormPage
from forms.models.submission import titled, written_by
from workflow.desk.narrowing import FEW, any_way, few_of, first_in_each
from workflow.desk.queue.references import begins, of_our_reference
from workflow.intake.writing_for import of_agency
from workflow.machines.case.machine import Case
from workflow.parties.roles import Actor, Role
from workflow.people.models import User

NEWEST_FIRST = ("-submitted_at", "-pk")
# So many words of a search count.
MOST_WORDS = 5
# What a lead reads of what their agency's people send (the handlers' `may_read`).
READ_BY_LEADS = ("open_case", "submit_notification", "agency_return")


def sent(actor: Actor, *, search: str = "") -> "QuerySet[Submission]":
    """The newest first. `search`: a reference as cases are found by it, or part of a sender's name; of each word, the
    first few of them.
    """
    found = Submission.objects.filter(any_way(ways(actor))).order_by(*NEWEST_FIRST)
    for word in search.split()[:MOST_WORDS]:
        found = found.filter(_fits(word))
    return found


def _fits(word: str) -> Q:
    """Two queries at most: who is called so, and where nobody is, which few have such a reference."""
    of_cases = Case.objects.filter(of_our_reference(word)).order_by().values("reference")
    begun, of_case = begins(word.upper()), Q(reference__in=of_cases)
    named = User.objects.filter(Q(first_name__icontains=word) | Q(last_name__icontains=word)).order_by()
    senders = list(named.values_list("pk", flat=True)[: FEW + 1])
    if senders:
        return begun | of_case | Q(owner__in=senders if len(senders) <= FEW else named.values("pk"))
    every = Submission.objects
    few = few_of(every.all(), every.filter(begun), every.filter(of_case))
    return begun | of_case if few is None else Q(pk__in=few)


def newest(actor: Actor, number: int) -> list[Submission]:
    """The first few of all that was sent, at most MOST_OF_NEWEST: two queries."""
    names, led = sorted(handlers.writes_for(actor.user)), _led_by(actor)
    first = FIRST.rows(user=actor.user.pk, names=names or [NOBODY], led=led or [NOBODY])
    return whole(first[:number])


def whole(submissions: list[UUID]) -> list[Submission]:
    """These with form and sender, the newest first."""
    return WHOLE.rows(submissions=submissions)


def ways(actor: Actor) -> list[Q]:
    """How a submission belongs to what this person sees as sent, each of which an index has in its order."""
    return _ways(actor.user.pk, sorted(handlers.writes_for(actor.user)), _led_by(actor))


def _ways(user: int, names: list[str], led: list[str]) -> list[Q]:
    read_by_leads = FormPage.objects.filter(handler__in=READ_BY_LEADS).values("pk")
    return [written_by(user, names), *(Q(written_for=name, page__in=read_by_leads) for name in led)]


def _led_by(actor: Actor) -> list[str]:
    return [of_agency(one.agency_id) for one in actor.memberships if one.role == Role.LEAD and one.agency_id]


def _first(user: int, names: list[str], led: list[str]) -> "QuerySet[Any, Any]":
    found = Submission.objects.order_by(*NEWEST_FIRST)
    return first_in_each(found, _ways(user, names, led), MOST_OF_NEWEST).values_list("pk", flat=True)


def _whole(submissions: list[UUID]) -> "QuerySet[Submission]":
    found = Submission.objects.filter(pk__in=submissions).select_related("version", "owner").defer("answers")
    return titled(found).order_by(*NEWEST_FIRST)


# The name of nobody for whom anything is written.
NOBODY = "-"
MOST_OF_NEWEST = 10
FIRST: KeptQuery[UUID] = KeptQuery(_first, user=int, names=list[str], led=list[str])
WHOLE: KeptQuery[Submission] = KeptQuery(_whole, submissions=list[UUID])
