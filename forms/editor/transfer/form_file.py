"""The content of a form file: a form's page texts and its steps, complete in memory and short on paper."""

import json
import uuid
from collections.abc import Mapping
from typing import Any

from forms.definition.calculations import with_points
from forms.definition.compact import STEP, Shape, full, short
from forms.definition.shape import FORMAT, Definition

KIND = "safeguarding-form"
SCHEMA_NAME = "form-file.schema.json"
MOST_QUESTIONS = 500
WIDTH = 100
SECOND_TEXTS = ("title", "introduction", "warning", "confirmation")
SECOND = Shape(SECOND_TEXTS, dict.fromkeys(SECOND_TEXTS, ""))
FILE = Shape(
    (
        *("$schema", "format", "kind", "slug", "title", "introduction", "warning", "minutes", "confirmation"),
        *("handler", "grace_days", "second_language", "second", "steps"),
    ),
    {
        **{"introduction": "", "warning": "", "minutes": None, "confirmation": ""},
        **{"grace_days": 0, "second_language": "", "second": {}},
    },
    {"$schema": SCHEMA_NAME},
    {"steps": STEP, "second": SECOND},
)

# A complete form: every key of FILE, with steps as a definition has them.
Content = dict[str, Any]


def written(content: Mapping[str, Any]) -> str:
    """The file's text: what is empty left out, laid out to be read, the same bytes for the same form."""
    return _laid_out(_brief(content), 0) + "\n"


def on_one_line(content: Mapping[str, Any]) -> str:
    """The same without any line end."""
    return json.dumps(_brief(content), ensure_ascii=False)


def _brief(content: Mapping[str, Any]) -> dict[str, Any]:
    second = {key: text for key, text in content["second"].items() if text}
    return _without_points(short({**content, "second": second}, FILE))


def _without_points(file: dict[str, Any]) -> dict[str, Any]:
    """A score's points stand at the choices, and are not written twice."""
    for step in file["steps"]:
        for question in step["questions"]:
            if "points" in question.get("calculation", {}):
                question["calculation"] = {key: one for key, one in question["calculation"].items() if key != "points"}
    return file


def _laid_out(value: Any, margin: int) -> str:
    """JSON with two blanks a level; what fits on a line stands on one, like a choice or a rule."""
    line = json.dumps(value, ensure_ascii=False)
    if not value or not isinstance(value, dict | list) or (margin and margin + len(line) <= WIDTH):
        return line
    inner = margin + 2
    if isinstance(value, dict):
        members = [f"{json.dumps(key, ensure_ascii=False)}: {_laid_out(one, inner)}" for key, one in value.items()]
    else:
        members = [_laid_out(one, inner) for one in value]
    start, end = "{}" if isinstance(value, dict) else "[]"
    return start + ",".join(f"\n{' ' * inner}{one}" for one in members) + f"\n{' ' * margin}{end}"


def completed(value: Mapping[str, Any]) -> Content:
    """What was read, with all that may be left out by hand."""
    content = full(value, FILE)
    content["second"] = full(content["second"], SECOND)
    for step in content["steps"]:
        for part in (step, *step.get("groups", []), *step["questions"]):
            part.setdefault("id", made_id(part["name"]))
            if not _says_something(part["show_when"]):
                part["show_when"] = None
        for question in step["questions"]:
            for choice in question["choices"]:
                choice.setdefault("value", choice["label"])
    return content


def _says_something(condition: Any) -> bool:
    return bool(condition and (condition["rules"] or condition.get("groups")))


def made_id(name: str) -> str:
    """The id of a step, group or question that was written without one: always the same for its name."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{KIND}:{name}"))


def definition_in(content: Mapping[str, Any]) -> Definition:
    """The definition that publishing this content makes."""
    definition: Definition = {"format": FORMAT, "title": content["title"], "steps": content["steps"]}
    with_points(definition)
    if content["second_language"]:
        definition["second_language"] = content["second_language"]
        if title := content["second"]["title"]:
            definition["second"] = {"title": title}
    return definition
