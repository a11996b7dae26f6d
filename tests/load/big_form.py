"""A form as big as forms get: what the figures are measured on."""

import uuid
from typing import Any

from forms.definition.shape import Definition, Question, Step

A_STEP_ASKS = 20
KINDS = (
    "yes_no",
    "text",
    "radios",
    "long_text",
    "date",
    "checkboxes",
    "number",
    "select",
    "email",
    "postcode",
)
WITH_CHOICES = ("radios", "checkboxes", "select")
GUIDANCE = "<p>Read <b>this</b> first:</p><ul><li>one thing</li><li>another thing</li></ul>"


def big_definition(questions: int = 200, conditions: int = 50) -> Definition:
    """Steps of twenty questions of every common kind; the last questions of each step are shown on earlier answers.

    The conditions are spread evenly: most read the first question (yes or no) of their step, every fifth
    and its neighbour one of the step before.
    """
    steps = -(-questions // A_STEP_ASKS)
    content: Definition = {
        "format": 1,
        "title": "A big form",
        "steps": [
            _step(number, min(A_STEP_ASKS, questions - number * A_STEP_ASKS), _share(conditions, questions, number))
            for number in range(steps)
        ],
    }
    return content


def _share(conditions: int, questions: int, number: int) -> int:
    """How many of the conditions stand in this step: as many as its part of the questions."""
    before, after = number * A_STEP_ASKS, min((number + 1) * A_STEP_ASKS, questions)
    return conditions * after // questions - conditions * before // questions


def _step(number: int, asked: int, conditional: int) -> Step:
    first_conditional = asked - conditional
    return {
        "id": _identifier(f"step {number}"),
        "name": f"part_{number + 1}",
        "title": f"Part {number + 1}",
        "guidance": GUIDANCE,
        "meaning": "",
        "repeat": None,
        "show_when": None,
        "questions": [_question(number, place, shown=place >= first_conditional) for place in range(asked)],
    }


def _question(number: int, place: int, *, shown: bool) -> Question:
    kind = KINDS[place % len(KINDS)]
    read_step = number - 1 if number and place % 5 in (0, 4) else number
    return {
        "id": _identifier(f"question {number} {place}"),
        "name": _name(number, place),
        "kind": kind,
        "label": f"What is the answer to question {place + 1} of part {number + 1}?",
        "hint": "A short line of help",
        "guidance": GUIDANCE if place % 4 == 0 else "",
        "required": place % 3 == 0,
        "meaning": "",
        "choices": _choices() if kind in WITH_CHOICES else [],
        "rules": _rules(kind),
        "messages": {"required": f"Answer question {place + 1}"},
        "show_when": {"match": "all", "rules": [{"question": _name(read_step, 0), "is": "equals", "value": "yes"}]}
        if shown
        else None,
    }


def _choices() -> list[Any]:
    return [{"value": f"choice_{number}", "label": f"Choice {number}"} for number in range(1, 6)]


def _rules(kind: str) -> dict[str, Any]:
    return {"long_text": {"max_length": 2000}, "number": {"least": 0, "most": 99}, "date": {"not_future": True}}.get(
        kind, {}
    )


def _name(number: int, place: int) -> str:
    return f"answer_{number + 1}_{place + 1}"


def _identifier(what: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"big form, {what}"))
