"""The JSON Schema of the answer to one question, by its kind: the shapes in which answers are kept.

What depends on the day or on another answer (not in the future, not before the date of birth) cannot be said in JSON
Schema, and a named pattern knows the letters of every alphabet, which its regular expressions do not. Both stand in the
hints, and the server checks them.
"""

from typing import Any

from forms.definition.rules import OTHER_LIMIT, ROW_LIMITS, limit_of
from forms.definition.shape import MOST_ROWS, PERSON_PARTS, Question

Schema = dict[str, Any]

DATE = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
APPROXIMATE_DATE = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"
TIME = "^([01][0-9]|2[0-3]):[0-5][0-9]$"
POSTCODE = "^(GIR 0AA|[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2})$"
# What JSON Schema has no word for stands under this key.
HINTS = "x-form"
SOME_TEXT: Schema = {"type": "string", "minLength": 1}


def shape_of(question: Question) -> Schema:
    """What an answer to the question looks like. `{"not": {}}`: no answer is taken."""
    rules = question["rules"]
    match question["kind"]:
        case "text" | "long_text" | "address":
            return _text(question)
        case "email":
            return {**SOME_TEXT, "maxLength": 254, "format": "email"}
        case "telephone":
            return {**SOME_TEXT, "maxLength": 40}
        case "postcode":
            return {"type": "string", "pattern": POSTCODE}
        case "nhs_number":
            return {"type": "string", "pattern": "^[0-9]{10}$"}
        case "number":
            return {
                "type": "integer" if rules.get("whole") else "number",
                **_limits(rules, minimum="least", maximum="most"),
            }
        case "calculated":
            return {"type": "integer", "minimum": 0, "readOnly": True}
        case "date":
            return {"type": "string", "format": "date", "pattern": DATE}
        case "approximate_date":
            return {"type": "string", "pattern": APPROXIMATE_DATE}
        case "time":
            return {"type": "string", "pattern": TIME}
        case "yes_no":
            return {"type": "string", "enum": ["yes", "no"]}
        case "radios" | "select" | "autocomplete":
            return {"type": "string", **_one_of(question)}
        case "checkboxes":
            return {
                "type": "array",
                "items": {"type": "string", **_one_of(question)},
                "minItems": 1,
                "uniqueItems": True,
            }
        case "declaration":
            return {"type": "boolean", "const": True}
        case "agency":
            return _object(["value", "label"], {"value": SOME_TEXT, "label": SOME_TEXT})
        case "person":
            return _object(["name"], {"name": {**SOME_TEXT, "maxLength": 200}, **_parts(question)})
        case "chronology":
            return {
                "type": "array",
                "items": CHRONOLOGY_ROW,
                "minItems": 1,
                "maxItems": rules.get("most_rows", MOST_ROWS),
            }
        case "file":
            return _list(SOME_TEXT, uniqueItems=True, **_limits(rules, maxItems="most_files"))
        case "case_text":
            return {**SOME_TEXT, "readOnly": True}
    return {"not": {}}


def _object(required: list[str], properties: Schema) -> Schema:
    return {"type": "object", "required": required, "properties": properties, "additionalProperties": False}


CHRONOLOGY_ROW = _object(
    ["date", "event"],
    {
        "date": {"type": "string", "pattern": APPROXIMATE_DATE},
        **{column: {**SOME_TEXT, "maxLength": limit} for column, limit in ROW_LIMITS.items()},
    },
)
OTHER_TEXT: Schema = {**SOME_TEXT, "maxLength": OTHER_LIMIT}


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


def _parts(question: Question) -> Schema:
    """What is asked of a person besides the name."""
    special: Schema = {
        "born": {"type": "string", "pattern": APPROXIMATE_DATE},
        "email": {**SOME_TEXT, "maxLength": 254, "format": "email"},
        "telephone": {**SOME_TEXT, "maxLength": 40},
        "address": {**SOME_TEXT, "maxLength": 1_000},
    }
    asked = [part for part in PERSON_PARTS if part in question.get("parts", [])]
    return {part: special.get(part, {**SOME_TEXT, "maxLength": 200}) for part in asked}
