"""The JSON Schema of the answer to one question, by its kind: the shapes in which answers are kept.

What depends on the day or on another answer (not in the future, not before the date of birth) cannot be said in JSON
Schema, and a named pattern knows the letters of every alphabet, which its regular expressions do not. Both stand in the
hints, and the server checks them.
"""

from typing import Any

from forms.definition.calculations import ADDED_UP
from forms.definition.condition_words import NOT_KNOWN
from forms.definition.rules import OTHER_LIMIT, ROW_LIMITS, limit_of
from forms.definition.shape import MOST_ROWS, PERSON_LABELS, UNKNOWN, Question

Schema = dict[str, Any]

DATE = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
APPROXIMATE_DATE = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"
TIME = "^([01][0-9]|2[0-3]):[0-5][0-9]$"
POSTCODE = "^(GIR 0AA|[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2})$"
# What JSON Schema has no word for stands under this key.
HINTS = "x-form"
READ_ONLY: Schema = {"readOnly": True}
SOME_TEXT: Schema = {"type": "string", "minLength": 1}
OTHER_TEXT: Schema = {**SOME_TEXT, "maxLength": OTHER_LIMIT}


def _object(required: list[str], properties: Schema) -> Schema:
    return {"type": "object", "required": required, "properties": properties, "additionalProperties": False}


# The kinds whose answers look the same whatever else their question says.
SHAPES: dict[str, Schema] = {
    "email": {**SOME_TEXT, "maxLength": 254, "format": "email"},
    "telephone": {**SOME_TEXT, "maxLength": 40},
    "postcode": {"type": "string", "pattern": POSTCODE},
    "nhs_number": {"type": "string", "pattern": "^[0-9]{10}$"},
    "date": {"type": "string", "format": "date", "pattern": DATE},
    "approximate_date": {"type": "string", "pattern": APPROXIMATE_DATE},
    "time": {"type": "string", "pattern": TIME},
    "yes_no": {"type": "string", "enum": ["yes", "no"]},
    "declaration": {"type": "boolean", "const": True},
    "agency": _object(["value", "label"], {"value": SOME_TEXT, "label": SOME_TEXT}),
    "case_text": {**SOME_TEXT, "readOnly": True},
}
# What is asked of a person besides texts of the usual length.
PARTS: dict[str, Schema] = {
    "born": SHAPES["approximate_date"],
    "email": SHAPES["email"],
    "telephone": SHAPES["telephone"],
    "address": {**SOME_TEXT, "maxLength": 1_000},
}
CHRONOLOGY_ROW = _object(
    ["date", "event"],
    {
        "date": SHAPES["approximate_date"],
        **{column: {**SOME_TEXT, "maxLength": limit} for column, limit in ROW_LIMITS.items()},
        "time": SHAPES["time"],
    },
)


def shape_of(question: Question) -> Schema:
    """What an answer to the question looks like. `{"not": {}}`: no answer is taken."""
    rules = question["rules"]
    match question["kind"]:
        case "text" | "long_text" | "address":
            return _text(question)
        case "number":
            kind = "integer" if rules.get("whole") else "number"
            return {"type": kind, **_limits(rules, minimum="least", maximum="most")}
        case "calculated":
            calculation = question.get("calculation")
            if calculation is not None and calculation["what"] in ADDED_UP:
                return {"type": "number", **READ_ONLY}
            return {"type": "integer", "minimum": 0, **READ_ONLY}
        case "date" | "approximate_date" if question.get("unknown"):
            return {"oneOf": [SHAPES[question["kind"]], {"const": UNKNOWN, "title": NOT_KNOWN}]}
        case "radios" | "select" | "autocomplete":
            return {"type": "string", **_one_of(question)}
        case "checkboxes":
            return _list({"type": "string", **_one_of(question)}, uniqueItems=True)
        case "person":
            asked = [part for part in PERSON_LABELS if part in ("name", *question.get("parts", []))]
            return _object(["name"], {part: PARTS.get(part, {**SOME_TEXT, "maxLength": 200}) for part in asked})
        case "chronology":
            return _list(CHRONOLOGY_ROW, maxItems=rules.get("most_rows", MOST_ROWS))
        case "file":
            return _list(SOME_TEXT, uniqueItems=True, **_limits(rules, maxItems="most_files"))
    return SHAPES.get(question["kind"], {"not": {}})


def _text(question: Question) -> Schema:
    least = max(1, question["rules"].get("min_length", 1))
    return {"type": "string", "minLength": least, "maxLength": limit_of(question)}


def _list(items: Schema, **limits: Any) -> Schema:
    return {"type": "array", "items": items, "minItems": 1, **limits}


def _limits(rules: dict[str, Any], **named: str) -> Schema:
    """The keyword for each rule that is set: `_limits(rules, minimum="least")`."""
    return {keyword: rules[rule] for keyword, rule in named.items() if rule in rules}


def _one_of(question: Question) -> Schema:
    """One choice each, with its wording. A list without choices takes nothing."""
    if not question["choices"]:
        return {"enum": []}
    return {"oneOf": [choice_shape(choice) for choice in question["choices"]]}


def choice_shape(choice: Any) -> Schema:
    """A choice; what it has besides value and wording stands in its hints."""
    more = {key: value for key, value in choice.items() if key not in ("value", "label")}
    return {"const": choice["value"], "title": choice["label"], **({HINTS: more} if more else {})}
