"""The cases that were ticked in the queue, for what is done in many at once: the officer's own office leads them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from workflow.desk.queue.rows import PAGE_SIZE
from workflow.machines.case.machine import Case
from workflow.parties.roles import Actor, Role


@dataclass
class Outcome:
    """What came of one case: sentences of what was done, and of what could not be done and why."""

    case: Case
    done: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def ticked_in(request: HttpRequest, actor: Actor) -> list[Case]:
    """At most a page of them, by reference. What this person does not lead, or was erased, is not among them."""
    references = request.POST.getlist("case")[:PAGE_SIZE]
    found = Case.objects.led_for(actor, {Role.OFFICER}).filter(reference__in=references).exclude(state=Case.ERASED)
    return list(found.select_related("partnership", "procedure", "data_key", "owner", "led_by").order_by("reference"))


def number_of(cases: Iterable[Any]) -> str:
    """ "3 cases"."""
    count = len(list(cases))
    return f"{count} case{'' if count == 1 else 's'}"
