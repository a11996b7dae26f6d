"""What is wrong with the limits and calculations of a form: what contradicts itself, or names what is not there."""

from collections.abc import Iterator

from forms.definition.calculations import SUMS
from forms.definition.patterns import PATTERNS
from forms.definition.rules import RULES, label_of
from forms.definition.shape import (
    DATE_KINDS,
    FILE_KINDS,
    REFERENCE_RULES,
    TODAY,
    Calculation,
    Definition,
    Question,
    Step,
    questions,
)
from forms.definition.wording import Formerly, missing, never

_RANGES = (
    ("least", "most", "takes at least {} but at most {}. Change one of them."),
    ("min_length", "max_length", "takes at least {} characters but at most {}. Change one of them."),
)
_CONTRADICTIONS = (
    ("not_future", "within_future_days", "must not be in the future, yet within the next days"),
    ("not_past", "within_past_days", "must not be in the past, yet within the last days"),
)


def rule_problems(definition: Definition, formerly: Formerly = never) -> Iterator[str]:
    """Every problem, in the order of the form."""
    asked = {question["name"]: (step, question) for step, question in questions(definition)}
    before: set[str] = set()
    for step in definition["steps"]:
        for question in step["questions"]:
            owner = f"The question “{question['label']}”"
            for told in (
                *_of_kind(question),
                *_of_references(step, question, asked, formerly),
                *_contradictions(question),
            ):
                yield f"{owner} {told}"
            if question["kind"] == "calculated":
                yield from (f"{owner} {told}" for told in _of_calculation(step, question, asked, before, formerly))
            before.add(question["name"])


def _of_kind(question: Question) -> Iterator[str]:
    for rule in question["rules"]:
        if rule not in RULES.get(question["kind"], ()):
            kind = question["kind"].replace("_", " ")
            yield f"has the limit “{label_of(rule)}”, which one of the kind “{kind}” cannot have. Remove it."
    pattern = question["rules"].get("pattern")
    if pattern is not None and pattern not in PATTERNS:
        yield f"must look like “{pattern}”, which is not a pattern here. Choose one of the list."
    for kind in question["rules"].get("kinds", ()):
        if kind not in FILE_KINDS:
            yield f"takes files of the kind “{kind}”, which is not known here. Choose one of the list."


def _of_references(
    step: Step, question: Question, asked: dict[str, tuple[Step, Question]], formerly: Formerly
) -> Iterator[str]:
    for rule in REFERENCE_RULES:
        name = question["rules"].get(rule)
        if name is None or question["kind"] not in DATE_KINDS:
            continue
        if name not in asked:
            told = missing(name, formerly, what="a date question of this form")
            yield f"is compared with {told}. Choose a date question, or remove the limit."
            continue
        other, dated = asked[name]
        if dated["kind"] not in DATE_KINDS:
            yield f"is compared with “{dated['label']}”, which is not a date question. Choose a date question."
        elif name == question["name"]:
            yield "is compared with itself. Choose another date question."
        elif other["repeat"] is not None and other["name"] != step["name"]:
            yield (
                f"is compared with “{dated['label']}”, which is asked once for each entry of another step. "
                "Choose a date that is asked once."
            )


def _contradictions(question: Question) -> Iterator[str]:
    rules = question["rules"]
    for low, high, told in _RANGES:
        least, most = rules.get(low), rules.get(high)
        if least is not None and most is not None and least > most:
            yield told.format(least, most)
    for one, other, told in _CONTRADICTIONS:
        if rules.get(one) and rules.get(other):
            yield f"{told}. Remove one of the two limits."


def _of_calculation(
    step: Step,
    question: Question,
    asked: dict[str, tuple[Step, Question]],
    before: set[str],
    formerly: Formerly,
) -> Iterator[str]:
    calculation = question.get("calculation")
    if calculation is None or calculation["what"] not in SUMS:
        yield "does not say what to calculate. Choose years, months or days, and the two dates."
        return
    if not (calculation["first"] and calculation["last"]):
        yield "is calculated from a date that is not chosen yet. Choose both: a date question, or today."
    elif calculation["first"] == calculation["last"]:
        yield "is calculated between a date and itself. Choose two different dates."
    for name in _dates_of(calculation):
        other, dated = asked.get(name, (None, None))
        if other is None or dated is None:
            yield f"is calculated from {missing(name, formerly)}. Choose a date question, or today."
        elif dated["kind"] not in DATE_KINDS:
            yield f"is calculated from “{dated['label']}”, which is not a date. Choose a date question."
        elif name not in before:
            yield f"is calculated from “{dated['label']}”, which comes later. Move it, or choose an earlier date."
        elif other["repeat"] is not None and other["name"] != step["name"]:
            yield (
                f"is calculated from “{dated['label']}”, which is asked once for each entry of another step. "
                "Choose a date that is asked once."
            )


def _dates_of(calculation: Calculation) -> list[str]:
    """The questions that it reads, each once."""
    return [name for name in dict.fromkeys((calculation["first"], calculation["last"])) if name and name != TODAY]
