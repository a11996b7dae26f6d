"""A case that is far along already, for the stateful test: by real steps, to where orders of events cross.

The walk alone seldom comes so far: the Panel has the decision, and a review was commissioned before it answered.
"""

from datetime import datetime
from random import Random
from typing import Any

from django import forms

from tests.workflow.stateful.answers import answers
from tests.workflow.stateful.world import World
from workflow.engine.door import option, perform
from workflow.engine.machine import machines, steps_of
from workflow.engine.step import local_date
from workflow.models import Case
from workflow.notices import mark_sent_by_hand
from workflow.notices.going import to_be_sent

NOTIFIED = {"nature": "serious_harm", "aware_reason": ""}
LOCAL = {"choice": "local_review", "seen": ""}
# Machine, step, what matters of what is said; everything else is filled in.
STORY: list[tuple[str, str, dict[str, Any]]] = [
    (
        "case",
        "add_child",
        {"child_name": "", "birth_known": "unborn", "age_estimate": "", "outcome": "seriously_harmed"},
    ),
    ("notification", "submit", NOTIFIED),
    ("rapid_review", "draft", {}),
    ("rapid_review", "weigh", {}),
    *[("rapid_review", "vote", LOCAL)] * 3,
    ("rapid_review", "decide", {}),
    ("rapid_review", "send", {}),
    ("rapid_review", "confirm_sent", {}),
    ("case", "commission_review", {"kind": "local"}),
    ("review", "begin_scoping", {"declared": "no", "reviewer_account": ""}),
    ("review", "tell_family", {}),
    ("review", "tell_bodies", {}),
]
NONE_NOW = [
    ("rapid_review", "advise", {}),
    ("rapid_review", "reconvene", {}),
    *[("rapid_review", "vote", {**LOCAL, "choice": "no_review"})] * 3,
    ("rapid_review", "decide_again", {}),
]
# What the Panel says then, and what follows: each an order of events that crosses the review which began early.
ENDINGS: dict[str, list[tuple[str, str, dict[str, Any]]]] = {
    "awaited": [],
    "the child dies": [("notification", "record_death", {})],
    "disagrees": [("rapid_review", "panel_disagrees", {})],
    "convinces the partners": [("rapid_review", "panel_disagrees", {}), *NONE_NOW],
    "carries out its own": [("rapid_review", "panel_national", {})],
    "both run": [("rapid_review", "panel_national", {}), ("rapid_review", "agree_beside", {})],
    "agrees, and the partners look again": [("rapid_review", "panel_agrees", {}), ("rapid_review", "put_again", {})],
}
EMPTY_DAYS = frozenset({"birth_date", "death_date", "due_date"})


def tell(world: World, now: datetime, *, ending: str) -> Case:
    """Open a case and walk it to where the Panel's answer is awaited and a review has begun, and to that ending."""
    return _walk(world, [*STORY, *ENDINGS[ending]], now)


def tell_twice(world: World, now: datetime, *, apart: bool) -> Case:
    """One incident that was notified twice: the second notification is joined to the first, and separated again."""
    first = _walk(world, STORY[:2], now)
    again: list[tuple[str, str, dict[str, Any]]] = [("notification", "separate", {})] if apart else []
    return _walk(world, [*STORY[:2], ("notification", "join", {"other": first.reference}), *again], now)


def _walk(world: World, steps: list[tuple[str, str, dict[str, Any]]], now: datetime) -> Case:
    case, random = world.open_case(now), Random(7)
    voted: set[tuple[Any, int]] = set()
    for kind, name, said in steps:
        model = machines()[kind]
        record = Case.objects.get(pk=case.pk) if model is Case else model.objects.filter(case=case).latest("created_at")
        people = [each for role in sorted(steps_of(model)[name].roles) for each in world.people[role]]
        by = next(
            each
            for each in people
            if option(record, name, by=each, now=now).allowed
            and not (name == "vote" and (each.user, record.question) in voted)
        )
        if name == "vote":
            voted.add((by.user, record.question))
        form = steps_of(model)[name].form
        data = answers(form, record, by=by, now=now, random=random)
        for field, asked in form({}, record=record, by=by, now=now).fields.items():
            if isinstance(asked, forms.DateField):
                data[field] = "" if field in EMPTY_DAYS else local_date(now).isoformat()
        perform(record, name, by=by, now=now, data={**data, **said})
        if name in {"send", "tell_bodies"}:
            _letters_go(case, by=by.user, now=now)
    return case


def _letters_go(case: Case, *, by: Any, now: datetime) -> None:
    """The Panel and the bodies have it once their copies really went (D8, D21)."""
    for notice in to_be_sent(case):
        mark_sent_by_hand(notice, by=by, proof="By courier.", on=local_date(now), now=now)
