"""What follows an answer about two cases: it is kept, and the other case's timeline tells that it was given."""

from typing import Any

from workflow.engine.door import Context, Following
from workflow.engine.event import Event
from workflow.machines.case.links.link import answer
from workflow.machines.case.links.questions import OPEN
from workflow.machines.case.machine import Case


def keep_answer(context: Context[Case]) -> None:
    """D2: the answer before stays on record."""
    said = context.data
    other = Case.objects.select_related("data_key").get(pk=said["other"])
    verdict = "" if said["verdict"] == OPEN else said["verdict"]
    answer(context.case, other, verdict, said["reason"], by=context.by.user, now=context.now)
    # Who reads the other case need not read this one: that it was answered, and nothing else.
    note_in(other, "case_link.answer", context)


def note_in(other: Case, kind: str, context: Context[Any], **data: str) -> None:
    """Tell it in the timeline of the other case too, whose row is not locked by this step."""
    event = Event(case=other, data_key=other.data_key, kind=kind, actor=context.by.user, at=context.now, data=data)
    context.journal.events.append(event)


# What follows each step, in this order.
AFTER: Following = {Case.answer_namesake: (keep_answer,)}
