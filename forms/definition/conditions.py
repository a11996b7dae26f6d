"""Branching: which steps, groups and questions are shown, given the answers. Always decided here, on the server.

A condition reads earlier questions only, so one pass in order settles everything; a question that is hidden itself
counts as not answered. What is hidden is not kept. The browser gets a description (`for_browser`) to show and hide at
once, and its opinion is never trusted. forms/static/forms/conditions.js mirrors what is here, rule by rule.
"""

import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from forms.definition.calculations import ADDED_UP, SCORE, compute, part_of, reads_today
from forms.definition.dates import ISO
from forms.definition.shape import (
    CHOICE_KINDS,
    TODAY,
    Answers,
    Calculation,
    Condition,
    Definition,
    Question,
    Rule,
    Step,
    other_choice,
    other_key,
)

DEEPEST = 3
NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?", re.ASCII)
TIME = re.compile(r"[0-9]{2}:[0-9]{2}", re.ASCII)

_WHETHER = ("answered", "not_answered")
_SAME = ("equals", "not_equals")
_SIZE: dict[str, Callable[[float, float], bool]] = {
    "more_than": operator.gt,
    "less_than": operator.lt,
    "at_least": operator.ge,
    "at_most": operator.le,
}
_WHEN = ("before", "after")
_AMONG = ("includes", "not_includes")

# What a condition may ask of a question of each kind. A kind that is not here has no answer that can be read.
READABLE: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("text", "long_text", "email", "telephone", "postcode", "address", "nhs_number"), (*_SAME, *_AMONG, *_WHETHER)
    ),
    **dict.fromkeys(("yes_no", "radios", "select", "autocomplete", "agency"), (*_SAME, *_AMONG, *_WHETHER)),
    **dict.fromkeys(("number", "calculated"), (*_SAME, *_SIZE, *_WHETHER)),
    **dict.fromkeys(("date", "approximate_date"), (*_SAME, *_WHEN, *_WHETHER)),
    **dict.fromkeys(("person", "chronology", "file"), _WHETHER),
    "time": (*_SAME, *_SIZE, *_WHEN, *_WHETHER),
    "declaration": (*_SAME, *_WHETHER),
    "checkboxes": (*_AMONG, *_WHETHER),
}


def is_answered(value: Any) -> bool:
    """Whether there is an answer: 0 and False are answers, an empty text, list or object is none."""
    return value is not None and value not in ("", [], {})


# One rule


def holds(rule: Rule, known: Answers) -> bool:
    """Whether one rule is true of these answers. Only `not_answered` is true of a question without an answer."""
    value = known.get(rule["question"])
    if not is_answered(value):
        return rule["is"] == "not_answered"
    wanted = rule["value"]
    match rule["is"]:
        case "answered":
            return True
        case "equals":
            return _is_same(value, wanted)
        case "not_equals":
            return not _is_same(value, wanted)
        case "includes":
            return _includes(value, wanted)
        case "not_includes":
            return not _includes(value, wanted)
        case "before":
            return _is_before(value, wanted)
        case "after":
            return _is_before(wanted, value)
    return rule["is"] in _SIZE and _compares_by_size(rule["is"], value, wanted)


def _as_text(value: Any) -> str:
    """How an answer is written in a rule: a declaration as "yes", an agency as its stored value."""
    if value is True:
        return "yes"
    return str(value.get("value", "")) if isinstance(value, dict) else str(value)


def number_of(text: str) -> int | float | None:
    """The number that is written here, or None."""
    if not NUMBER.fullmatch(text):
        return None
    return float(text) if "." in text else int(text)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_same(value: Any, wanted: str) -> bool:
    if _is_number(value):
        return value == number_of(wanted)
    return not isinstance(value, list) and _as_text(value) == wanted


def _includes(value: Any, wanted: str) -> bool:
    return wanted in value if isinstance(value, list) else _is_same(value, wanted)


def _size(value: Any) -> float | None:
    """A number, or a time as minutes of the day; None for anything else."""
    if _is_number(value):
        return float(value)
    if isinstance(value, str) and TIME.fullmatch(value):
        return float(int(value[:2]) * 60 + int(value[3:]))
    return None


def _compares_by_size(how: str, value: Any, written: str) -> bool:
    size, number = _size(value), number_of(written)
    wanted = _size(written) if number is None else number
    # A time is never compared with a number.
    if size is None or wanted is None or _is_number(value) is (number is None):
        return False
    return _SIZE[how](size, wanted)


def _first_and_last(value: Any) -> tuple[str, str] | None:
    """The earliest and the latest that a date or time can mean, as text that sorts like it; None for anything else.

    The latest day of a month may be one that it does not have: only its order matters.
    """
    if not isinstance(value, str):
        return None
    if TIME.fullmatch(value):
        return value, value
    if not ISO.fullmatch(value):
        return None
    return value + "-01-01"[len(value) - 4 :], value + "-12-31"[len(value) - 4 :]


def _is_before(one: Any, other: Any) -> bool:
    """Settled only: every day that the one can mean lies before every day that the other can mean."""
    ours, theirs = _first_and_last(one), _first_and_last(other)
    return ours is not None and theirs is not None and _alike(one, other) and ours[1] < theirs[0]


def _alike(one: str, other: str) -> bool:
    """A time is never compared with a date."""
    return (":" in one) is (":" in other)


# Conditions


def is_shown(condition: Condition | None, known: Answers) -> bool:
    """Whether what carries this condition is shown."""
    if condition is None:
        return True
    decide = any if condition["match"] == "any" else all
    parts: list[Any] = [*condition["rules"], *condition.get("groups", ())]
    return decide(is_shown(part, known) if "rules" in part else holds(part, known) for part in parts)


def depth_of(condition: Condition | None) -> int:
    """How many conditions lie in one another: 1 for a condition without nested ones."""
    if condition is None:
        return 0
    return 1 + max((depth_of(nested) for nested in condition.get("groups", ())), default=0)


# A step, and the whole form


@dataclass
class Settled:
    """A step, or one entry of a repeating step, settled: its questions that are shown, and the answers that are kept.

    `groups`: whether each group that was met is shown.
    """

    questions: list[Question] = field(default_factory=list)
    answers: Answers = field(default_factory=dict)
    groups: dict[str, bool] = field(default_factory=dict)


def settle(step: Step, known: Answers, entry: Answers, today: date | None = None) -> Settled:
    """One pass over a step's questions. `known`: answers of earlier steps; `entry`: those of this step or entry.

    `today` is for calculations that read it. Without a day they keep the value they had, as in what was sent long ago.
    """
    seen = dict(known)
    settled = Settled()
    conditions = {group["name"]: group["show_when"] for group in step.get("groups", ())}
    for question in step["questions"]:
        name, group = question["name"], question.get("group")
        if group is not None and group not in settled.groups:
            settled.groups[group] = is_shown(conditions.get(group), seen)
        if not settled.groups.get(group or "", True) or not is_shown(question["show_when"], seen):
            continue
        settled.questions.append(question)
        value = _value_of(question, seen, entry, today)
        if is_answered(value):
            seen[name] = settled.answers[name] = value
            settled.answers.update(_other_text(question, value, entry))
    return settled


def _value_of(question: Question, seen: Answers, entry: Answers, today: date | None) -> Any:
    name = question["name"]
    calculation = question.get("calculation")
    if question["kind"] != "calculated" or calculation is None:
        return entry.get(name) if question["kind"] != "guidance" else None
    if today is None and reads_today(calculation):
        value = entry.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
    return compute(calculation, seen, today)


def _other_text(question: Question, value: Any, entry: Answers) -> Answers:
    """The text beside a choice that asks for one, while that choice is chosen."""
    if question["kind"] not in CHOICE_KINDS or (other := other_choice(question)) is None:
        return {}
    key = other_key(question["name"])
    chosen = value if isinstance(value, list) else [value]
    return {key: entry[key]} if other["value"] in chosen and is_answered(entry.get(key)) else {}


def walk(definition: Definition, answers: Answers, today: date | None = None) -> Iterator[tuple[Step, Answers]]:
    """Each step that is shown, in order, with what its conditions may read: one pass for all of them."""
    for step, known, _settled in _passed(definition, answers, today):
        yield step, dict(known)


def _passed(
    definition: Definition, answers: Answers, today: date | None
) -> Iterator[tuple[Step, Answers, Settled | None]]:
    """Each step that is shown with what it may read and, where it is asked once, what it comes to."""
    known: Answers = {}
    for step in definition["steps"]:
        if not is_shown(step["show_when"], known):
            continue
        if step["repeat"] is not None:
            yield step, known, None
            continue
        settled = settle(step, known, answers, today)
        yield step, known, settled
        known.update(settled.answers)


def kept(definition: Definition, answers: Answers, today: date | None = None) -> Answers:
    """The answers without everything that is hidden, not asked by this definition, or empty; calculated values anew."""
    return walked_and_kept(definition, answers, today)[1]


def walked_and_kept(
    definition: Definition, answers: Answers, today: date | None = None
) -> tuple[list[tuple[Step, Answers]], Answers]:
    """What `walk` and `kept` give, in one pass."""
    walked: list[tuple[Step, Answers]] = []
    result: Answers = {}
    for step, known, settled in _passed(definition, answers, today):
        walked.append((step, dict(known)))
        if settled is not None:
            result.update(settled.answers)
        elif entries := answers.get(step["name"]):
            result[step["name"]] = [settle(step, known, entry, today).answers for entry in entries]
    return walked, result


# What the browser is told


def for_browser(step: Step, known: Answers, today: date | None = None) -> dict[str, Any]:
    """What forms/static/forms/conditions.js needs to settle this step while somebody types.

    `{"questions": [{"name", "kind", "when"?, "group"?, "calculation"?}], "groups": {name: when}}` where `when` is true,
    false, or a condition about this step alone: what reads an earlier step is settled here. A date that a calculation
    reads is `{"question": name}`, or `{"date": ISO or null}` where it is settled; a part of a sum or a score
    `{"question": name, "points"?: {answer: number}}`, or `{"value": number or null}`.
    """
    own = {question["name"] for question in step["questions"]}
    questions = []
    for question in step["questions"]:
        told: dict[str, Any] = {"name": question["name"], "kind": question["kind"]}
        if (when := _left(question["show_when"], own, known)) is not True:
            told["when"] = when
        if group := question.get("group"):
            told["group"] = group
        if calculation := question.get("calculation"):
            told["calculation"] = _calculation_left(calculation, own, known, today)
        questions.append(told)
    groups = {group["name"]: _left(group["show_when"], own, known) for group in step.get("groups", ())}
    return {"questions": questions, "groups": groups}


def may_appear(described: dict[str, Any]) -> set[str]:
    """The names of the questions that an answer given in this step can bring up or leave up."""
    groups = described["groups"]
    return {
        question["name"]
        for question in described["questions"]
        if question.get("when", True) is not False and groups.get(question.get("group"), True) is not False
    }


def _left(condition: Condition | None, own: set[str], known: Answers) -> Any:
    """What is open of a condition once everything outside the step is settled: true, false, or a smaller condition."""
    if condition is None:
        return True
    is_any = condition["match"] == "any"
    rules: list[Any] = []
    groups: list[Any] = []
    parts: list[Any] = [*condition["rules"], *condition.get("groups", ())]
    for part in parts:
        left = _left(part, own, known) if "rules" in part else _rule_left(part, own, known)
        if left is is_any:
            return is_any
        if isinstance(left, dict):
            (groups if "rules" in left else rules).append(left)
    if not rules and not groups:
        return not is_any
    return {"match": condition["match"], "rules": rules, "groups": groups}


def _rule_left(rule: Rule, own: set[str], known: Answers) -> Any:
    return rule if rule["question"] in own else holds(rule, known)


def _calculation_left(calculation: Calculation, own: set[str], known: Answers, today: date | None) -> dict[str, Any]:
    what = calculation["what"]

    def side(name: str) -> dict[str, Any]:
        if name in own:
            return {"question": name}
        return {"date": today.isoformat() if name == TODAY and today else known.get(name)}

    def part(name: str) -> dict[str, Any]:
        if name not in own:
            return {"value": part_of(calculation, name, known)}
        points = {"points": calculation.get("points", {}).get(name, {})} if what == SCORE else {}
        return {"question": name, **points}

    if what in ADDED_UP:
        return {"what": what, "of": [part(name) for name in calculation.get("of", ())]}
    return {"what": what, "first": side(calculation.get("first", "")), "last": side(calculation.get("last", ""))}
