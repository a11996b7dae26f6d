"""Conditions as JSON Schema: `if` a condition holds `then` what is asked, `else` what must be absent.

The hard part is an entry of a repeating step, whose conditions may read the steps before it: a schema of an entry
cannot look outside the entry. Such a condition is decided outside, case by case, around the schema of the entries.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from forms.definition.conditions import TIME, number_of
from forms.definition.dates import ISO
from forms.definition.shape import Condition, Question, Rule

Schema = dict[str, Any]


@dataclass(frozen=True)
class Said:
    """What one rule says. `outer`: of an answer outside the entry. `schema`: true of an object that fulfils it."""

    schema: Any
    outer: bool


@dataclass(frozen=True)
class Joined:
    """True when all, or any, of the parts are."""

    match: str
    parts: "tuple[Formula, ...]"


Formula = bool | Said | Joined


@dataclass(frozen=True)
class Readable:
    """The questions whose answers a condition may read: of its own entry, and outside it."""

    own: Mapping[str, Question]
    outer: Mapping[str, Question]


def formula_of(condition: Condition | None, readable: Readable) -> Formula:
    """When what carries the condition is shown."""
    if condition is None:
        return True
    parts = [_said(rule, readable) for rule in condition["rules"]]
    parts += [formula_of(group, readable) for group in condition.get("groups", [])]
    return joined(condition["match"], parts)


def joined(match: str, parts: Iterable[Formula]) -> Formula:
    """The parts as one formula, as short as it can be said."""
    decides = match == "any"  # the value of a part that settles the whole
    flat: list[Formula] = []
    for part in parts:
        if part is decides:
            return decides
        if isinstance(part, Joined) and part.match == match:
            flat += part.parts
        elif not isinstance(part, bool):
            flat.append(part)
    if not flat:
        return not decides
    return flat[0] if len(flat) == 1 else Joined(match, tuple(flat))


def _said(rule: Rule, readable: Readable) -> Formula:
    name = rule["question"]
    if name in readable.own:
        return Said(rule_schema(rule, readable.own[name]), outer=False)
    if name in readable.outer:
        return Said(rule_schema(rule, readable.outer[name]), outer=True)
    return rule["is"] == "not_answered"  # a question that cannot be read counts as not answered


def schema_of_formula(formula: Formula) -> Any:
    """True of an object of answers for which the formula is."""
    if isinstance(formula, Joined):
        parts = [schema_of_formula(part) for part in formula.parts]
        return {"allOf" if formula.match == "all" else "anyOf": parts}
    return formula.schema if isinstance(formula, Said) else formula


def chosen(formula: Formula, shown: Schema, hidden: Schema) -> Schema:
    """`shown` where the formula is true, `hidden` elsewhere; all three are about the same object."""
    if isinstance(formula, bool):
        return shown if formula else hidden
    then = {"then": shown} if shown else {}
    return {"if": schema_of_formula(formula), **then, "else": hidden}


def chosen_outside(formula: Formula, shown: Schema, hidden: Schema, around: Callable[[Schema], Schema]) -> Schema:
    """The same for the entries of a repeating step, said of the object that holds them.

    What lies outside the entry is decided first, one part after the other; what is left is said of each entry.
    """
    return _decided(_grouped(formula), shown, hidden, around)


def _decided(formula: Formula, shown: Schema, hidden: Schema, around: Callable[[Schema], Schema]) -> Schema:
    outside = _outside(formula)
    if outside is None:
        return around(chosen(formula, shown, hidden))
    return {
        "if": schema_of_formula(outside),
        "then": _decided(_settled(formula, outside, True), shown, hidden, around),
        "else": _decided(_settled(formula, outside, False), shown, hidden, around),
    }


def reads_outside(formula: Formula) -> bool:
    """Whether some part of it is about answers outside the entry."""
    return _outside(formula) is not None


def _grouped(formula: Formula) -> Formula:
    """The formula with the parts that lie outside put together, so that they are decided at once."""
    if not isinstance(formula, Joined) or _is_outside(formula):
        return formula
    outside = [part for part in formula.parts if _is_outside(part)]
    inside = [_grouped(part) for part in formula.parts if not _is_outside(part)]
    return Joined(formula.match, (*([joined(formula.match, outside)] if outside else []), *inside))


def _outside(formula: Formula) -> Formula | None:
    """A part that can be decided without looking into an entry, as large as it can be, or None."""
    if _is_outside(formula):
        return formula
    if not isinstance(formula, Joined):
        return None
    return next((found for part in formula.parts if (found := _outside(part)) is not None), None)


def _is_outside(formula: Formula) -> bool:
    if isinstance(formula, Joined):
        return all(_is_outside(part) for part in formula.parts)
    return isinstance(formula, Said) and formula.outer


def _settled(formula: Formula, part: Formula, value: bool) -> Formula:
    """The formula where the part is known to be true or false."""
    if formula == part:
        return value
    if isinstance(formula, Joined):
        return joined(formula.match, [_settled(one, part, value) for one in formula.parts])
    return formula


# --- Rules ----------------------------------------------------------------------------------------------------------

SIZES = {
    "more_than": "exclusiveMinimum",
    "less_than": "exclusiveMaximum",
    "at_least": "minimum",
    "at_most": "maximum",
}


def rule_schema(rule: Rule, question: Question) -> Any:
    """True of an object of answers for which the rule is; what is hidden is absent and counts as not answered."""
    name = rule["question"]
    answered = {"required": [name]}
    match rule["is"]:
        case "answered":
            return answered
        case "not_answered":
            return {"not": answered}
        case "not_equals" | "not_includes":
            return {**answered, "properties": {name: {"not": value_schema(rule, question)}}}
    return {**answered, "properties": {name: value_schema(rule, question)}}


def value_schema(rule: Rule, question: Question) -> Any:
    """True of an answer to the question for which the rule, or what a rule with “not” denies, is."""
    operator, value, kind = rule["is"], rule["value"], question["kind"]
    if operator in SIZES:
        return _time_schema(operator, value) if kind == "time" else _number_schema(operator, value)
    if operator in ("before", "after"):
        return _ordered_schema(operator, value)
    if kind == "checkboxes":
        among = operator in ("includes", "not_includes")
        return {"type": "array", "contains": {"const": value}} if among else False
    if kind == "declaration":
        return value == "yes"
    if kind in ("number", "calculated"):
        return False if (number := number_of(value)) is None else {"const": number}
    if kind == "agency":
        return {"type": "object", "required": ["value"], "properties": {"value": {"const": value}}}
    return {"const": value}


def _number_schema(operator: str, value: str) -> Any:
    return False if (number := number_of(value)) is None else {"type": "number", SIZES[operator]: number}


def _time_schema(operator: str, value: str) -> Any:
    if not TIME.fullmatch(value):
        return False
    ways = [*_beyond(value, later=operator in ("more_than", "at_least"))]
    if operator in ("at_least", "at_most"):
        ways.append(value)
    return _starts_with_any(ways)


def _ordered_schema(operator: str, value: str) -> Any:
    """A date, month, year or time that lies wholly before, or wholly after, the one of the rule.

    ISO dates sort as text, and a month or a year settles it where it differs from the rule's own.
    """
    if not (ISO.fullmatch(value) or TIME.fullmatch(value)):
        return False
    return _starts_with_any(_beyond(value, later=operator == "after"))


def _beyond(value: str, *, later: bool) -> list[str]:
    """How a text of the same form begins that sorts after, or before, this one."""
    ways = []
    for place, digit in enumerate(value):
        if digit.isdigit() and digit != ("9" if later else "0"):
            others = f"[{int(digit) + 1}-9]" if later else f"[0-{int(digit) - 1}]"
            ways.append(value[:place] + others)
    return ways


def _starts_with_any(ways: list[str]) -> Any:
    return {"type": "string", "pattern": f"^(?:{'|'.join(ways)})"} if ways else False
