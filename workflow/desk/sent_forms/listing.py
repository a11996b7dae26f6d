"""A partnership's forms and what was sent with them, counted and paged by the database."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import CharField, Count, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from wagtail.models import Page

from forms.kept_query import KeptQuery
from forms.models import Correction, Draft, Submission, SubmissionState
from forms.models.form_page import FormPage
from workflow.desk.sent_forms.senders import agencies_of
from workflow.machines.case.machine import Case
from workflow.parties.party import Partnership

PAGE_SIZE = 25


def pages_in(partnerships: Iterable[Partnership], *, now: datetime) -> "QuerySet[Any]":
    """Every form of these partnerships, with how often it was sent, what of it waits, and open drafts: one query."""
    sent = Submission.objects.filter(page=OuterRef("pk"))
    # A sum, for which no index is: few are held, and a database that took those of the page would walk over them all.
    held = Submission.objects.alias(of=F("page_id") + 0).filter(of=OuterRef("pk"), state=SubmissionState.HELD)
    drafts = Draft.objects.filter(page=OuterRef("pk"), submitted_at=None, expires_at__gt=now, trial__isnull=True)
    found = FormPage.objects.filter(_below(partnerships, "path")).defer("steps").order_by("path")
    return found.annotate(
        sent=_counted(sent),
        held=_counted(held, "state"),
        drafts_open=_counted(drafts),
        last_sent=Subquery(sent.order_by("-submitted_at").values("submitted_at")[:1]),
    )


def held_in(partnerships: Iterable[Partnership]) -> "QuerySet[Submission]":
    """Held submissions made on the forms of these partnerships, the longest waiting first."""
    found = _held_below([one.home_id for one in partnerships if one.home_id is not None])
    return found.order_by("submitted_at").select_related("page", "version", "owner", "data_key")


def number_held_in(partnerships: Iterable[Partnership]) -> int:
    """How many there are: the queue counts them on each page."""
    counted = NUMBER_HELD.first(homes=[one.home_id for one in partnerships if one.home_id is not None])
    return counted[0] if counted is not None else 0


def _held_below(homes: list[int]) -> "QuerySet[Submission]":
    # Read with the forms in one query.
    path = ExpressionWrapper(OuterRef("page__path"), CharField())
    below = Page.objects.filter(pk__in=homes).annotate(of_form=path).filter(of_form__startswith=F("path"))
    return Submission.objects.filter(Exists(below), state=SubmissionState.HELD)


def _number_held(homes: list[int]) -> "QuerySet[Any, Any]":
    found = _held_below(homes).order_by().values(all=Value(1))
    return found.annotate(number=Count("*")).values_list("number")


NUMBER_HELD: KeptQuery[tuple[int]] = KeptQuery(_number_held, homes=list[int])


def _below(partnerships: Iterable[Partnership], path: str) -> Q:
    """What lies below the home pages of these partnerships, by the column with its path."""
    homes = [one.home.path for one in partnerships if one.home is not None]
    return reduce(or_, (Q(**{f"{path}__startswith": home}) for home in homes), Q(pk__in=[]))


def _counted(rows: "QuerySet[Any]", alike: str = "page") -> Any:
    """How many rows, which all have one value in the column `alike`."""
    counted = rows.order_by().values(alike).annotate(number=Count("*")).values("number")
    return Coalesce(Subquery(counted), 0)


def sent_with(page: FormPage, *, held_only: bool) -> "QuerySet[Any]":
    """What was sent with this form, newest first, with how many additions each has."""
    found = Submission.objects.filter(page=page)
    if held_only:
        found = found.filter(state=SubmissionState.HELD)
    related = found.select_related("version", "owner").defer("version__definition", "answers", "held_reason")
    # Counted for the rows of a page alone.
    added = Correction.objects.filter(submission=OuterRef("pk")).order_by().values("submission")
    counted = Coalesce(Subquery(added.annotate(number=Count("*")).values("number")), 0)
    return related.annotate(additions=counted).order_by("-submitted_at", "-pk")


def rows_of(submissions: Sequence[Submission]) -> list[dict[str, Any]]:
    """Each with agency and case, no name of a child, nothing of what it says: four queries however many."""
    agencies = agencies_of(submissions)
    keys = {one.data_key_id for one in submissions}
    cases = dict(Case.objects.filter(data_key__in=keys).values_list("data_key_id", "reference"))
    return [
        {"submission": one, "agency": agencies[one.pk], "case": cases.get(one.data_key_id, "")} for one in submissions
    ]
