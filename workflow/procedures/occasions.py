"""What can start a limit, meet it or send a notice: the days that the procedure names, and every step of a case.

A day with a name (`Occasion`) is reached by one or more steps (`STEPS`); every other step is an occasion by its own
kind: "referral.accept". So a step that a machine gains is one without a line here.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.db import models

from workflow.engine.machine import Machine, machines, steps_of


class Occasion(models.TextChoices):
    """The days that the procedure names; the labels finish the sentence "the day …"."""

    REFERRED = "referred", "the referral was made"
    AWARE = "aware", "the local authority became aware of the incident"
    PANEL_NOTIFIED = "panel_notified", "the Panel was notified, whether or not a rapid review follows"
    NOTIFIED = "notified", "the notification was submitted"
    RAPID_REVIEW_COMPLETED = "rapid_review_completed", "the rapid review was completed"
    SENT_TO_PANEL = "sent_to_panel", "the rapid review was sent to the Panel"
    ADVICE_ASKED = "advice_asked", "the scrutineer was asked for advice"
    ADVISED = "advised", "the scrutineer advised"
    PANEL_ANSWERED = "panel_answered", "the Panel answered"
    REVIEW_DECIDED = "review_decided", "the partners decided on a review"
    REVIEWER_APPOINTED = "reviewer_appointed", "the reviewer was appointed"
    BODIES_TOLD = "bodies_told", "the national bodies were told of the review"
    FAMILY_TOLD = "family_told", "the child and family were told of the review"
    BRIEFED = "briefed", "the practitioners were briefed, or it was found that they need not be"
    PUBLICATION_PLANNED = "publication_planned", "publication is planned for"
    ADVANCE_COPY_SENT = "advance_copy_sent", "the advance copy was sent"
    PUBLISHED = "published", "the report or its improvements were published"
    ON_REQUEST = "on_request", "the report was moved to available on request"
    TICKED = "ticked", "somebody recorded on the case that it was done"


SUBMITTED = ("notification.submit", "notification.submit_on_behalf", "notification.reinstate")
# The steps by which a day with a name is reached. Of advice no single step asks; a tick is a milestone's own.
STEPS: Mapping[Occasion, tuple[str, ...]] = {
    Occasion.REFERRED: ("referral.begin",),
    Occasion.AWARE: ("notification.begin",),
    Occasion.PANEL_NOTIFIED: SUBMITTED,
    Occasion.NOTIFIED: SUBMITTED,
    Occasion.RAPID_REVIEW_COMPLETED: ("rapid_review.decide",),
    Occasion.SENT_TO_PANEL: ("rapid_review.panel_copy_went",),
    Occasion.ADVISED: ("rapid_review.advise", "rapid_review.record_advice"),
    Occasion.PANEL_ANSWERED: (
        "rapid_review.panel_agrees",
        "rapid_review.panel_disagrees",
        "rapid_review.panel_national",
        "rapid_review.another_answer",
    ),
    Occasion.REVIEW_DECIDED: ("review.begin",),
    Occasion.REVIEWER_APPOINTED: ("review.begin_scoping",),
    Occasion.BODIES_TOLD: ("review.tell_bodies",),
    Occasion.FAMILY_TOLD: ("review.tell_family",),
    Occasion.BRIEFED: ("review.record_briefing",),
    Occasion.PUBLICATION_PLANNED: ("publication.send_advance_copy", "publication.postpone"),
    Occasion.ADVANCE_COPY_SENT: ("publication.advance_copy_went",),
    Occasion.PUBLISHED: ("publication.publish", "publication.publish_improvements"),
    Occasion.ON_REQUEST: ("publication.move_to_on_request",),
}
# No occasion: the tick itself, and what is done to a case that is gone.
NEVER = frozenset({"case.record_milestone", "case.approve_erasure", "case.erase_again"})
# The machines whose records are told apart by more than their name.
Grouped = list[tuple[str, list[tuple[str, str]]]]


@cache
def _steps() -> Grouped:
    named = {kind for kinds in STEPS.values() for kind in kinds} | NEVER
    found: Grouped = []
    for model in machines().values():
        told = {model.begin.kind: model.begin.says} | {
            f"{model.KIND}.{name}": declared.says for name, declared in steps_of(model).items()
        }
        group = [(kind, f"{says[:1].lower()}{says[1:]}") for kind, says in told.items() if kind not in named]
        found.append((_title(model), group))
    return found


def _title(model: type[Machine]) -> str:
    name = str(model._meta.verbose_name)
    return f"{name[:1].upper()}{name[1:]}: steps"


def occasions() -> Any:
    """Every occasion, in groups: what a limit may count from and be met by."""
    return [("Days that the procedure names", list(Occasion.choices)), *_steps()]


def notice_occasions() -> Any:
    """The occasions after which a notice may go: those that are reached by a step."""
    return [("Days that the procedure names", [(one.value, one.label) for one in STEPS]), *_steps()]


def reached_by(kind: str) -> tuple[str, ...]:
    """The occasions that a step is, by the kind of its event: the days with names, and itself."""
    return (*(occasion for occasion, kinds in STEPS.items() if kind in kinds), kind)


def steps_of_occasion(occasion: str) -> tuple[str, ...]:
    """The kinds of events by which an occasion is reached."""
    return STEPS[Occasion(occasion)] if occasion in STEPS else (occasion,)
