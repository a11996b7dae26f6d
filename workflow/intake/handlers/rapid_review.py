"""The rapid review: a sent form completes it."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext

from forms import handlers, present
from forms.kept_query import KeptQuery
from forms.models.form_page import FormPage
from workflow.engine.door import option
from workflow.engine.machine import Machine
from workflow.intake import prefill
from workflow.intake.handlers.moving import MachineHandler, visible_case
from workflow.machines.rapid_review.machine import RapidReview
from workflow.machines.rapid_review.questions import PARTS, WEIGHED
from workflow.parties.roles import Actor


def _newest(case: UUID) -> QuerySet[RapidReview]:
    found = RapidReview.objects.filter(case=case).select_related("submission__version")
    return found.order_by("-created_at")[:1]


NEWEST: KeptQuery[RapidReview] = KeptQuery(_newest, case=UUID)


class CompleteRapidReview(MachineHandler):
    """The coordinator sends the rapid review: four parts (D7), criteria and circumstances weighed (D10)."""

    key = "complete_rapid_review"
    label = "Completes the rapid review"
    transition = "draft"
    required_meanings = (*PARTS, *WEIGHED)
    leads_to = "desk:case"

    def record(self, *, page: FormPage, subject: str, by: Actor) -> RapidReview:
        case = visible_case(subject, page=page, by=by)
        rapid_review = NEWEST.first(case=case.pk)
        if rapid_review is None:
            why = option(case, "open_rapid_review", by=by, now=present.now()).why_not
            raise handlers.Refused(
                why or gettext("No rapid review is open yet. Open it on the page of the case first.")
            )
        rapid_review.case = case
        return rapid_review

    def is_step_of(self, record: Machine, name: str) -> bool:
        if not isinstance(record, RapidReview) or name != self.transition:
            return False
        return record == max(record.case.rapid_reviews.all(), key=lambda one: one.created_at, default=None)

    def prefill(self, *, page: FormPage, user: Any, subject: str) -> dict[str, Any]:
        return prefill.of_rapid_review(self.record(page=page, subject=subject, by=Actor.of(user)))

    def next_steps(self, record: RapidReview) -> tuple[str, ...]:
        return (gettext("The three safeguarding partners are asked to vote, one vote each."),)
