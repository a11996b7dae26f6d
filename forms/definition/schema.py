"""A form as JSON Schema 2020-12: what its answers look like, as they are kept and sent. And back, exactly.

Conditions are `if`/`then`/`else`: what is hidden must be absent, what must be answered is required only where it is
shown. `title`, `description` and the choices stand where JSON Schema has a place for them. All else that a program
needs to show the form, and what JSON Schema cannot say, stands under one key, "x-form":

- of the whole: `format`, `second_language`, `second` and `steps`, each step without its questions but with their names
- of a question: everything besides its name, wording, hint and choices (docs/form-file.md describes the keys)
- of a choice: `other`, and of the text beside it `other_of`, the name of its question
"""

from collections.abc import Iterable, Mapping
from typing import Any

from forms.definition.compact import DEFINITION, QUESTION, STEP, full, full_definition, short
from forms.definition.schema_answers import HINTS, OTHER_TEXT, shape_of
from forms.definition.schema_conditions import (
    Formula,
    Readable,
    Schema,
    chosen,
    chosen_outside,
    formula_of,
    joined,
    reads_outside,
)
from forms.definition.shape import (
    CHOICE_KINDS,
    TOLD_KINDS,
    Definition,
    Question,
    Repeat,
    Step,
    other_choice,
    other_key,
    questions,
)

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(definition: Definition) -> Schema:
    """The JSON Schema of the answers to a form that could be published.

    Raises ValueError where a name is used twice: then there is no one place for an answer.
    """
    names = [step["name"] for step in definition["steps"]] + [one["name"] for _step, one in questions(definition)]
    if len(set(names)) < len(names):
        raise ValueError("A name is used twice in this form, so its answers have no schema.")
    properties: Schema = {}
    constraints: list[Schema] = []
    before: dict[str, Question] = {}
    for step in definition["steps"]:
        own = {question["name"]: question for question in step["questions"]}
        if (repeat := step["repeat"]) is None:
            properties |= _properties(step)
            constraints += _plain_step(step, before)
            before = {**before, **own}
        else:
            entry, around = _entries(step, repeat, before)
            properties[step["name"]] = entry
            constraints += around
    hints = short({**definition, "steps": []}, DEFINITION)
    del hints["title"]
    return {
        "$schema": DIALECT,
        "title": definition["title"],
        **_object(properties, constraints),
        HINTS: {**hints, "steps": [_step_hints(step) for step in definition["steps"]]},
    }


def definition_from(schema: Mapping[str, Any]) -> Definition:
    """The definition whose schema this is. Raises ValueError where the hints are missing."""
    try:
        hints = schema[HINTS]
        steps = []
        for step in hints["steps"]:
            repeats = step.get("repeat") is not None
            holder = schema["properties"][step["name"]]["items"] if repeats else schema
            asked = [_question_from(name, holder["properties"][name]) for name in step["questions"]]
            steps.append({**step, "questions": asked})
    except (KeyError, TypeError) as error:
        raise ValueError(f"This is not the schema of a form: {error} is missing.") from None
    return full_definition({**hints, "title": schema["title"], "steps": steps})


# --- Steps ----------------------------------------------------------------------------------------------------------


def _plain_step(step: Step, before: Mapping[str, Question]) -> list[Schema]:
    """What its questions need, said of the whole object of answers."""
    needed, _outside = _needs(step, before, entry=False)
    shown_when = formula_of(step["show_when"], Readable(own={}, outer=before))
    if shown_when is True:
        return needed
    return [chosen(shown_when, {"allOf": needed} if needed else {}, _absent(q["name"] for q in step["questions"]))]


def _entries(step: Step, repeat: Repeat, before: Mapping[str, Question]) -> tuple[Schema, list[Schema]]:
    """The schema of the list of entries, and what must be said around it."""
    name = step["name"]

    def of_each_entry(schema: Schema) -> Schema:
        return {"properties": {name: {"items": schema}}} if schema else {}

    inside, outside = _needs(step, before, entry=True)
    around = [chosen_outside(formula, shown, hidden, of_each_entry) for formula, shown, hidden in outside]
    shown_when = formula_of(step["show_when"], Readable(own={}, outer=before))
    needed = {"required": [name]} if repeat["least"] else {}
    if (own := chosen(shown_when, needed, _absent([name]))) != {}:
        around.append(own)
    entries = {
        "title": step["title"],
        "type": "array",
        "items": _object(_properties(step), inside),
        "minItems": repeat["least"],
        "maxItems": repeat["most"],
    }
    return entries, around


def _needs(
    step: Step, before: Mapping[str, Question], *, entry: bool
) -> tuple[list[Schema], list[tuple[Formula, Schema, Schema]]]:
    """What the step's questions need, and of an entry what depends on answers outside it: when, and what then."""
    always: list[str] = []
    inside: list[Schema] = []
    outside: list[tuple[Formula, Schema, Schema]] = []
    for question, formula in _formulas(step, Readable(own={}, outer=before), entry=entry):
        answered = question["required"] and question["kind"] not in TOLD_KINDS
        shown = {"required": [question["name"]]} if answered else {}
        hidden = _absent([question["name"]])
        if formula is True:
            always += shown.get("required", [])
        elif entry and reads_outside(formula):
            outside.append((formula, shown, hidden))
        else:
            inside.append(chosen(formula, shown, hidden))
    inside += _other_texts(step)
    return [{"required": always}, *inside] if always else inside, outside


def _formulas(step: Step, readable: Readable, *, entry: bool) -> Iterable[tuple[Question, Formula]]:
    """Each question with when it is shown, the step's own condition aside.

    A condition reads what was asked before, and a group's what was asked before its first question. In a plain step
    all of it lies in the one object of answers; in an entry, what the entry holds is its own.
    """
    conditions = {group["name"]: group["show_when"] for group in step.get("groups", [])}
    groups: dict[str, Formula] = {}
    for question in step["questions"]:
        group = question.get("group", "")
        if group and group not in groups:
            groups[group] = formula_of(conditions.get(group), readable)
        yield question, joined("all", [groups.get(group, True), formula_of(question["show_when"], readable)])
        seen = {question["name"]: question}
        if entry:
            readable = Readable(own={**readable.own, **seen}, outer=readable.outer)
        else:
            readable = Readable(own=readable.own, outer={**readable.outer, **seen})


def _other_texts(step: Step) -> list[Schema]:
    """The text beside an “other” choice is needed while that choice is chosen, and stands there only then."""
    rules = []
    for question in step["questions"]:
        if question["kind"] in CHOICE_KINDS and (other := other_choice(question)) is not None:
            picked: Schema = {"const": other["value"]}
            if question["kind"] == "checkboxes":
                picked = {"contains": picked}
            chosen_there = {"required": [question["name"]], "properties": {question["name"]: picked}}
            key = other_key(question["name"])
            rules.append({"if": chosen_there, "then": {"required": [key]}, "else": _absent([key])})
    return rules


def _absent(names: Iterable[str]) -> Schema:
    return {"properties": dict.fromkeys(names, False)}


def _object(properties: Schema, rules: list[Schema]) -> Schema:
    said = {"allOf": rules} if rules else {}
    return {"type": "object", "properties": properties, "additionalProperties": False, **said}


# --- Questions and hints --------------------------------------------------------------------------------------------


def _properties(step: Step) -> Schema:
    found: Schema = {}
    for question in step["questions"]:
        found[question["name"]] = _property(question)
        if question["kind"] in CHOICE_KINDS and other_choice(question) is not None:
            found[other_key(question["name"])] = {**OTHER_TEXT, HINTS: {"other_of": question["name"]}}
    return found


def _property(question: Question) -> Schema:
    description = {"description": question["hint"]} if question["hint"] else {}
    hints = short(question, QUESTION)
    said = {"name", "label", "hint", *(["choices"] if question["kind"] in CHOICE_KINDS else [])}
    return {
        "title": question["label"],
        **description,
        **shape_of(question),
        HINTS: {key: value for key, value in hints.items() if key not in said},
    }


def _question_from(name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    hints = schema[HINTS]
    question = {"name": name, "label": schema["title"], "hint": schema.get("description", ""), **hints}
    if hints["kind"] in CHOICE_KINDS:
        listed = schema["items"] if hints["kind"] == "checkboxes" else schema
        question["choices"] = [
            {"value": one["const"], "label": one["title"], **one.get(HINTS, {})} for one in listed.get("oneOf", [])
        ]
    return full(question, QUESTION)


def _step_hints(step: Step) -> dict[str, Any]:
    return {**short(step, STEP), "questions": [question["name"] for question in step["questions"]]}
