"""What is wrong with the limits and calculations of a form: what contradicts itself, or names what is not there."""

from collections import Counter
from collections.abc import Iterator

from forms.definition.calculations import ADDED_UP, LABELS, SCORE, SCORED_KINDS, SUMMED_KINDS, read_by
from forms.definition.patterns import PATTERNS
from forms.definition.rules import RULES, label_of
from forms.definition.shape import (
    DATE_KINDS,
    FILE_KINDS,
    REFERENCE_RULES,
    Calculation,
    Definition,
    Question,
    Step,
    questions,
)
from forms.definition.wording import Formerly, missing, never

# Where a band without an end reaches.
OPEN = 10**18
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
    if calculation is None or calculation["what"] not in LABELS:
        yield "does not say what to calculate. Choose years, months or days and the two dates, a sum or a score."
        return
    yield from _of_bands(calculation) if calculation["what"] in ADDED_UP else _of_ends(calculation)
    kinds, wanted, choose, earlier = _READ.get(calculation["what"], _DATES)
    for name in read_by(calculation):
        other, read = asked.get(name, (None, None))
        if other is None or read is None:
            yield f"is calculated from {missing(name, formerly)}. {choose}."
        elif read["kind"] not in kinds:
            yield f"is calculated from “{read['label']}”, which is not {wanted}. {choose.removesuffix(', or today')}."
        elif name not in before:
            yield f"is calculated from “{read['label']}”, which comes later. Move it, or choose an earlier {earlier}."
        elif other["repeat"] is not None and other["name"] != step["name"]:
            yield (
                f"is calculated from “{read['label']}”, which is asked once for each entry of another step. "
                f"Choose a {earlier} that is asked once."
            )
        elif calculation["what"] == SCORE and not any("points" in choice for choice in read["choices"]):
            yield f"adds up the points of “{read['label']}”, whose choices have none. Give its choices points."


# The kinds of question that a calculation reads, what each is called, and what to do instead.
_DATES = (DATE_KINDS, "a date", "Choose a date question, or today", "date")
_READ = {
    "sum": (SUMMED_KINDS, "a number", "Choose a number question", "number"),
    SCORE: (SCORED_KINDS, "a question with choices", "Choose a question with choices", "question"),
}


def _of_ends(calculation: Calculation) -> Iterator[str]:
    first, last = calculation.get("first"), calculation.get("last")
    if not (first and last):
        yield "is calculated from a date that is not chosen yet. Choose both: a date question, or today."
    elif first == last:
        yield "is calculated between a date and itself. Choose two different dates."


def _of_bands(calculation: Calculation) -> Iterator[str]:
    """What is wrong with a sum or a score, the questions that it reads aside."""
    of = calculation.get("of", [])
    if not any(of):
        yield "adds up nothing yet. Choose the questions that it adds up."
    elif "" in of:
        yield "adds up a question that is not chosen yet. Choose it, or remove it."
    if twice := [name for name, count in Counter(of).items() if name and count > 1]:
        yield f"adds up {len(twice)} question{'s' * (len(twice) != 1)} more than once. Keep each once."
    reached: int | None = None
    for band in sorted(calculation.get("bands", ()), key=lambda one: one["least"]):
        most = band.get("most")
        if most is not None and most < band["least"]:
            yield f"has the band “{band['label']}” from {band['least']} to {most}. Change one of the two."
        if reached is not None and band["least"] <= reached:
            yield f"has the band “{band['label']}” from {band['least']}, which another band covers. Change one of them."
        reached = OPEN if most is None else max(most, reached if reached is not None else most)
