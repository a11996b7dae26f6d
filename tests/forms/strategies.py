"""Random forms that could be published, of every kind of question, and random answers to them.

`definitions()` gives a form, `answers_to(form)` an answers object as a muddled draft might hold it: to hidden questions
too, to some not at all, and to one that nobody asks.
"""

import uuid
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from forms.definition import prefill_sources
from forms.definition.calculations import SUMMED_KINDS, with_points
from forms.definition.conditions import READABLE
from forms.definition.patterns import PATTERNS
from forms.definition.shape import (
    CHOICE_KINDS,
    DATE_KINDS,
    FILE_KINDS,
    PERSON_PARTS,
    TOLD_KINDS,
    UNKNOWN,
    Answers,
    Condition,
    Definition,
    Question,
    Step,
)
from tests.forms.scene import group, question, step

# A whole form takes a while to make on a busy machine: that says nothing about the portal.
RANDOM_FORMS = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
TEXT_KINDS = ("text", "long_text", "email", "telephone", "postcode", "address", "nhs_number")
KINDS = (
    *TEXT_KINDS,
    *CHOICE_KINDS,
    *DATE_KINDS,
    *TOLD_KINDS,
    "number",
    "time",
    "yes_no",
    "declaration",
    "person",
    "agency",
    "chronology",
    "file",
)
# What conditions and calculations read: asked more often, so that there is something to settle.
OFTEN = ("calculated", "date", "approximate_date", "number", "yes_no", "time", "checkboxes", "calculated")
LANGUAGES = ("cy", "pl", "ur")
# Wording with the characters that break things: quotes, markup, right-to-left, an emoji, a formula.
LETTERS = st.sampled_from("abcdefgXYZ0189 äßŁعب'’\"<&>=+{}%*_#/\\🙂")
WORDING = st.text(LETTERS, min_size=1, max_size=20).map(str.strip).filter(bool)
MAYBE_WORDING = st.just("") | WORDING
HTML = st.sampled_from(["", "<p>Plain help.</p>", "<p>With <b>bold</b> &amp; a list</p><ul><li>one</li></ul>"])
CHOICE_VALUES = ("a", "b", "c", "d")
NUMBERS = st.integers(-3, 20) | st.sampled_from([0.5, 2.0, 1000000])
YEARS, MONTHS = ("2015", "2019", "2020"), ("2019-02", "2020-02", "2020-03")
DATES = st.sampled_from(["2015-06-01", "2019-02-28", "2020-02-29", "2020-03-01", "2026-03-02", "2030-12-31"])
APPROXIMATE = DATES | st.sampled_from([*YEARS, *MONTHS])
TIMES = st.sampled_from(["00:00", "09:05", "14:05", "23:59"])


def identifier(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, name))


@dataclass
class Asked:
    """What was asked so far: what a condition, a date rule or a calculation may name at a place of the form."""

    readable: list[Question] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    scored: list[str] = field(default_factory=list)

    def with_(self, one: Question) -> "Asked":
        readable = [*self.readable, one] if one["kind"] in READABLE else self.readable
        dates = [*self.dates, one["name"]] if one["kind"] in DATE_KINDS else self.dates
        numbers = [*self.numbers, one["name"]] if one["kind"] in SUMMED_KINDS else self.numbers
        has_points = any("points" in choice for choice in one["choices"])
        return Asked(readable, dates, numbers, [*self.scored, one["name"]] if has_points else self.scored)


# Conditions


def value_for(asked: Question) -> st.SearchStrategy[str]:
    """An answer that a condition may compare this question with."""
    kind = asked["kind"]
    if asked["choices"]:
        return st.sampled_from([choice["value"] for choice in asked["choices"]])
    if kind == "agency":
        return st.sampled_from(["health", "police"])
    if kind == "number":
        return NUMBERS.map(str)
    if kind == "calculated":
        return st.integers(0, 30).map(str)
    if kind in ("yes_no", "declaration"):
        return st.sampled_from(["yes"] if kind == "declaration" else ["yes", "no"])
    return {"date": DATES, "approximate_date": APPROXIMATE, "time": TIMES}.get(kind, st.sampled_from(["a", "b"]))


@st.composite
def rules(draw: st.DrawFn, readable: list[Question]) -> dict[str, str]:
    asked = draw(st.sampled_from(readable))
    operator = draw(st.sampled_from(READABLE[asked["kind"]]))
    value = "" if operator in ("answered", "not_answered") else draw(value_for(asked))
    if asked.get("unknown") and operator in ("equals", "not_equals") and draw(st.booleans()):
        value = UNKNOWN
    return {"question": asked["name"], "is": operator, "value": value}


@st.composite
def conditions(draw: st.DrawFn, readable: list[Question], depth: int = 3) -> Condition:
    """A condition with at most `depth` levels; it holds at least one rule or group."""
    nested = st.lists(conditions(readable, depth - 1), max_size=2) if depth > 1 else st.just([])
    groups = draw(nested) if draw(st.booleans()) else []
    found: Any = {
        "match": draw(st.sampled_from(["all", "any"])),
        "rules": draw(st.lists(rules(readable), min_size=0 if groups else 1, max_size=2)),
    }
    return {**found, "groups": groups} if groups else found


def maybe_condition(readable: list[Question]) -> st.SearchStrategy[Condition | None]:
    return st.none() | st.none() | conditions(readable) if readable else st.none()


# Questions


@st.composite
def choices(draw: st.DrawFn) -> list[dict[str, Any]]:
    values = draw(st.lists(st.sampled_from(CHOICE_VALUES), min_size=1, max_size=4, unique=True))
    found: list[dict[str, Any]] = [{"value": value, "label": draw(WORDING)} for value in values]
    if draw(st.booleans()):
        found[-1]["other"] = True
    if draw(st.booleans()):
        found[0]["points"] = draw(st.integers(-3, 10))
        found[-1]["points"] = draw(st.integers(0, 10))
    return found


def _ordered(least: str, most: str, numbers: st.SearchStrategy[int]) -> st.SearchStrategy[dict[str, Any]]:
    """Neither, one or both ends of a range, never crossed."""
    both = st.tuples(numbers, numbers).map(lambda pair: {least: min(pair), most: max(pair)})
    return st.just({}) | numbers.map(lambda n: {least: n}) | numbers.map(lambda n: {most: n}) | both


@st.composite
def date_rules(draw: st.DrawFn, dates: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = draw(
        st.sampled_from(
            [
                {},
                {"not_future": True},
                {"not_past": True},
                {"within_past_days": 30},
                {"within_future_days": 7},
                {"within_past_days": 365, "within_future_days": 365},
            ]
        )
    )
    if dates and draw(st.booleans()):
        found = {**found, draw(st.sampled_from(["not_before", "not_after"])): draw(st.sampled_from(dates))}
    return found


@st.composite
def rules_of(draw: st.DrawFn, kind: str, dates: list[str]) -> dict[str, Any]:
    if kind in DATE_KINDS:
        return draw(date_rules(dates))
    if kind in ("text", "long_text"):
        lengths = draw(_ordered("min_length", "max_length", st.integers(1, 500)))
        named = {"pattern": draw(st.sampled_from(sorted(PATTERNS)))} if kind == "text" and draw(st.booleans()) else {}
        return {**lengths, **named}
    if kind == "number":
        limits = draw(_ordered("least", "most", st.integers(-5, 100)))
        return {**limits, "whole": True} if draw(st.booleans()) else limits
    if kind == "file" and (kinds := draw(st.sets(st.sampled_from(FILE_KINDS)))):
        return {"kinds": [kind for kind in FILE_KINDS if kind in kinds]}
    most = {"file": "most_files", "chronology": "most_rows"}.get(kind)
    return {most: draw(st.integers(1, 10))} if most and draw(st.booleans()) else {}


@st.composite
def asked_questions(draw: st.DrawFn, name: str, before: Asked, languages: bool) -> Question:
    """A question of any kind that could be asked at this place."""
    kind = draw(st.sampled_from(OFTEN) | st.sampled_from([one for one in KINDS if _possible(one)]))
    if kind == "calculated" and not (before.dates or before.numbers or before.scored):
        kind = "date"
    told = kind in TOLD_KINDS
    rules = draw(rules_of(kind, before.dates))
    messages: dict[str, str] = {}
    if not told:
        messages = {rule: draw(WORDING) for rule in ["required", *rules] if rule != "kinds" and draw(st.booleans())}
    found = question(
        name,
        kind,
        label=draw(WORDING),
        hint="" if kind == "guidance" else draw(MAYBE_WORDING),
        guidance=draw(HTML),
        required=not told and draw(st.booleans()),
        choices=[],
        rules=rules,
        messages=messages,
        show_when=draw(maybe_condition(before.readable)),
    )
    extra: Any = {**found, **draw(_settings_of(kind, before))}
    if languages and (second := draw(second_of(extra))):
        extra["second"] = second
    return extra


def _possible(kind: str) -> bool:
    """An agency needs a list to choose from, a text from the case a fact: whatever is registered."""
    registered = {"agency": prefill_sources.option_lists, "case_text": prefill_sources.sources}.get(kind)
    return registered is None or bool(registered.choices())


@st.composite
def _settings_of(draw: st.DrawFn, kind: str, before: Asked) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if kind in CHOICE_KINDS:
        found["choices"] = draw(choices())
    if kind in TEXT_KINDS and draw(st.booleans()):
        found["example"] = draw(WORDING)
    if kind == "text" and prefill_sources.sources.choices() and draw(st.booleans()):
        found["prefill"] = draw(st.sampled_from(prefill_sources.sources.choices()))[0]
    if kind == "case_text":
        found["fact"] = draw(st.sampled_from(prefill_sources.sources.choices()))[0]
    if kind == "agency":
        found["options"] = draw(st.sampled_from(prefill_sources.option_lists.choices()))[0]
    if kind == "person" and (parts := draw(st.sets(st.sampled_from(PERSON_PARTS)))):
        found["parts"] = [part for part in PERSON_PARTS if part in parts]
    if kind == "calculated":
        found["calculation"] = draw(calculations(before))
    if kind in DATE_KINDS and draw(st.booleans()):
        found["unknown"] = True
    return found


@st.composite
def calculations(draw: st.DrawFn, before: Asked) -> dict[str, Any]:
    """Between two dates, or a date and today; a sum of numbers; a score of choices, called by bands."""
    dates = before.dates
    ways = [("between", dates), ("sum", before.numbers), ("score", before.scored)]
    what, names = draw(st.sampled_from([way for way in ways if way[1]]))
    if what != "between":
        of = draw(st.lists(st.sampled_from(names), min_size=1, max_size=4, unique=True))
        found: dict[str, Any] = {"what": what, "of": of}
        low = draw(st.integers(-2, 10))
        bands = [{"least": low, "most": low + 4, "label": draw(WORDING)}, {"least": low + 5, "label": draw(WORDING)}]
        return {**found, "bands": bands} if draw(st.booleans()) else found
    pairs = [(a, b) for a in ["today", *dates] for b in ["today", *dates] if a != b]
    first, last = draw(st.sampled_from(pairs))
    return {
        "what": draw(st.sampled_from(["years_between", "months_between", "days_between"])),
        "first": first,
        "last": last,
    }


@st.composite
def second_of(draw: st.DrawFn, asked: Question) -> dict[str, Any]:
    """Some of the question's texts in the other language, none of them empty."""
    found: dict[str, Any] = {}
    for text in ("label", "hint", "guidance", "example"):
        if asked.get(text) and draw(st.booleans()):
            found[text] = draw(HTML.filter(bool) if text == "guidance" else WORDING)
    for key, names in (("choices", [one["value"] for one in asked["choices"]]), ("messages", asked["messages"])):
        if some := {name: draw(WORDING) for name in names if draw(st.booleans())}:
            found[key] = some
    for band in asked.get("calculation", {}).get("bands", ()):
        if draw(st.booleans()):
            found.setdefault("bands", {})[band["label"]] = draw(WORDING)
    return found


# Steps


@st.composite
def steps(draw: st.DrawFn, place: int, before: Asked, languages: bool) -> tuple[Step, Asked]:
    """A step, and what was asked after it."""
    repeats = draw(st.booleans())
    inside, plain, groups = before, [], []
    show_when = draw(maybe_condition(before.readable))
    for stretch in range(draw(st.integers(1, 2))):
        grouped = draw(st.booleans())
        name = f"g{place}_{stretch}"
        if grouped:
            texts = {"title": draw(WORDING), "guidance": draw(HTML)}
            one = group(name, **texts, show_when=draw(maybe_condition(inside.readable)))
            if languages and draw(st.booleans()):
                one["second"] = {"title": draw(WORDING)}
            groups.append(one)
        for number in range(draw(st.integers(1, 3))):
            asked = draw(asked_questions(f"q{place}_{stretch}_{number}", inside, languages))
            if grouped:
                asked["group"] = name
            plain.append(asked)
            inside = inside.with_(asked)
    made = step(f"s{place}", *plain, title=draw(WORDING), guidance=draw(HTML), show_when=show_when)
    if groups:
        made["groups"] = groups
    if repeats:
        made["repeat"] = {
            "noun": draw(WORDING),
            "least": draw(st.integers(0, 1)),
            "most": draw(st.integers(2, 5)),
            "summary": draw(st.sampled_from(["", *(one["name"] for one in plain if one["kind"] == "text")])),
        }
    if languages and draw(st.booleans()):
        made["second"] = {"title": draw(WORDING)}
    return made, before if repeats else inside


@st.composite
def definitions(draw: st.DrawFn, most_steps: int = 3) -> Definition:
    """A form that could be published: every kind, groups, nested conditions, calculated values, repeating steps."""
    languages = draw(st.booleans())
    made: Any = {"format": 1, "title": draw(WORDING), "steps": []}
    if languages:
        made["second_language"] = draw(st.sampled_from(LANGUAGES))
        if draw(st.booleans()):
            made["second"] = {"title": draw(WORDING)}
    asked = Asked()
    for place in range(draw(st.integers(1, most_steps))):
        one, asked = draw(steps(place, asked, languages))
        made["steps"].append(one)
    with_points(made)
    return made


# Answers

PERSON = st.fixed_dictionaries({"name": WORDING}, optional={part: WORDING for part in PERSON_PARTS if part != "born"})
AGENCY = st.sampled_from(["health", "police"]).map(lambda one: {"value": one, "label": one.capitalize()})
ROW = st.fixed_dictionaries(
    {"date": APPROXIMATE, "event": WORDING},
    optional={"time": TIMES, "source": WORDING, "action": WORDING, "comment": WORDING},
)
OF_KIND: dict[str, st.SearchStrategy[Any]] = {
    "number": NUMBERS,
    "date": DATES,
    "approximate_date": APPROXIMATE,
    "time": TIMES,
    "yes_no": st.sampled_from(["yes", "no"]),
    "declaration": st.just(True),
    "person": PERSON,
    "agency": AGENCY,
    "chronology": st.lists(ROW, min_size=1, max_size=2),
    "file": st.lists(st.sampled_from(["f1", "f2"]), min_size=1, max_size=2, unique=True),
    # Never believed: the server computes it anew.
    "calculated": st.integers(-5, 50) | st.just("99"),
}
NOTHING: st.SearchStrategy[Any] = st.sampled_from([None, "", []])


def answer_to(asked: Question) -> st.SearchStrategy[Any]:
    """An answer as the question's kind is kept, or nothing."""
    if values := [choice["value"] for choice in asked["choices"]]:
        one = st.sampled_from(values)
        chosen: Any = st.lists(one, min_size=1, unique=True) if asked["kind"] == "checkboxes" else one
        return chosen | NOTHING
    if asked.get("unknown"):
        return OF_KIND[asked["kind"]] | st.just(UNKNOWN) | NOTHING
    return OF_KIND.get(asked["kind"], st.sampled_from(["a", "b", "3", "2019"])) | NOTHING


@st.composite
def _entry(draw: st.DrawFn, one: Step) -> Answers:
    found: Answers = {}
    for asked in one["questions"]:
        if draw(st.integers(0, 4)) < 4:
            found[asked["name"]] = draw(answer_to(asked))
        if draw(st.booleans()):
            found[f"{asked['name']}:other"] = draw(st.sampled_from(["", "Something else"]))
    return found


@st.composite
def answers_to(draw: st.DrawFn, asked: Definition) -> Answers:
    """Answers to everything, shown or hidden, some left out, and to one question that nobody asks."""
    found: Answers = {"never_asked": "x"}
    for one in asked["steps"]:
        if one["repeat"] is None:
            found |= draw(_entry(one))
        elif draw(st.booleans()):
            found[one["name"]] = draw(st.lists(_entry(one), max_size=3))
    return found
