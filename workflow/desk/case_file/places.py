"""Where on the desk what waits is done: the page of its step, or where what no single step ends is looked at."""

from collections.abc import Mapping

from django.urls import reverse

from workflow.engine.machine import machines, steps_of
from workflow.waiting.waiting import Waiting

What = Waiting.What
# A step of the case itself: what waits may be another record of it.
CASE = "case"
# By what waits: a page of the case, and to which place of that page one comes.
PLACES: Mapping[str, tuple[str, str]] = {
    What.LETTER: ("desk:notices", "#waiting"),
    What.DIFFERENCE: ("desk:case", "#told-twice"),
    What.TASK: ("desk:tasks", ""),
    What.MESSAGE: ("desk:messages", ""),
    What.LATE: ("desk:deadlines", ""),
    What.TIME_NEAR: ("desk:case", "#more"),
    What.TIME_OVER: ("desk:case", "#more"),
    What.ERASURE: ("desk:case", "#more"),
}


def place_of(row: Waiting, reference: str) -> str:
    """The address at which a person on the desk ends this row; the page says itself where it may not be done now."""
    if row.what == What.ATTENDANCE:
        return reverse("desk:meeting_step", args=[reference, row.about, "record_attendance"])
    kind, _, name = row.step.partition(".")
    if row.what == What.LATE:
        page, _place = PLACES[row.what]
        return f"{reverse(page, args=[reference])}#clock-{row.about}"
    if not name or kind not in machines():
        page, place = PLACES.get(row.what, ("desk:case", ""))
        return reverse(page, args=[reference]) + place
    if page := steps_of(machines()[kind])[name].page:
        return reverse(page, args=[reference])
    about = row.case_id if kind == CASE else row.about
    return reverse("desk:step", args=[reference, kind, about, name])
