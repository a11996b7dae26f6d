"""What bodies of other areas that do not use this portal are told: by letter, since they can look at nothing (D26)."""

from datetime import date
from typing import TYPE_CHECKING, Any

from forms.definition.dates import spoken_day
from workflow import notices
from workflow.engine.door import Context
from workflow.engine.machine import told_of
from workflow.notices.agencies import mailbox
from workflow.notices.composing import Recipient
from workflow.notices.recipients import tell
from workflow.parties.party import Agency

if TYPE_CHECKING:
    from workflow.machines.case.machine import Case

# What an agency is told of its return, and the letter that a body without an account gets instead.
LETTERS = {
    "return-requested": "outside-asked",
    "return-chased": "outside-chased",
    "return-late": "outside-chased",
    "return-date-changed": "outside-date-changed",
    "return-sent-back": "outside-sent-back",
    "return-recalled": "outside-recalled",
    "return-received": "outside-received",
}


def involved_bodies(case: "Case", **narrowed: Any) -> list[Recipient]:
    """The bodies outside the portal that are involved in the case now: one query."""
    return [mailbox(one.body) for one in case.bodies.filter(until=None, **narrowed).select_related("body")]


def tell_asked_body(context: Context[Any], key: str, body: Agency, *, due: date) -> None:
    """The letter that stands for a notice to an agency about its return."""
    tell(context, "", LETTERS[key], [mailbox(body)], due=due)


def tell_news(context: Context[Any], *, planned_on: date | None = None, **narrowed: Any) -> None:
    """What the step did, in the words of the timeline, by letter. `planned_on`: for when publication is planned."""
    known = told_of(context.event.kind)
    news = f"{known.says}." if known is not None else ""
    if planned_on is not None:
        news = f"{news} Publication is planned for {spoken_day(planned_on)}."
    said = {**context.data, "news": news}
    for body in involved_bodies(context.case, **narrowed):
        context.notify(
            notices.compose(context.case, "outside-news", to=body, now=context.now, record=context.record, said=said)
        )
