"""Putting what is known into a form: answers to begin with, and the texts that are shown and sent along."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from forms.definition import prefill_sources
from forms.definition.conditions import is_answered
from forms.definition.dates import is_iso, spoken_date
from forms.definition.shape import CHOICE_KINDS, Answers, Definition, Question, Step, questions
from forms.questions import fields
from forms.questions.step_form import Circumstances, form_for
from forms.same_text import same

if TYPE_CHECKING:
    from forms.models.form_page import FormPage

LINES = ("long_text", "address")


def begun_with(definition: Definition, known: Mapping[str, Any], *, page: "FormPage", today: date) -> Answers:
    """Answers to the questions of plain steps that begin with a fact; none where the fact does not fit the question."""
    answers: Answers = {}
    for step in definition["steps"]:
        if step["repeat"] is None:
            answers |= entry_begun_with(step, known, page=page, today=today)
    return answers


def entry_begun_with(step: Step, known: Mapping[str, Any], *, page: "FormPage", today: date) -> Answers:
    """The same for the questions of one step, or of a new entry of a repeating one."""
    answers: Answers = {}
    for question in step["questions"]:
        value = known.get(question.get("prefill", ""))
        if is_answered(value):
            answers |= _fitting(step, question, value, page=page, today=today)
    return answers


def shown(definition: Definition, known: Mapping[str, Any]) -> dict[str, str]:
    """The texts from the case that a form shows, by question name."""
    told = ((question["name"], known.get(question.get("fact", ""))) for _step, question in questions(definition))
    return {name: in_words(value) for name, value in told if is_answered(value)}


def in_words(value: Any) -> str:
    """A fact as people read it: a date written out, a list line by line."""
    if isinstance(value, dict):
        return str(value.get("label", ""))
    if isinstance(value, list):
        return "\n".join(in_words(one) for one in value)
    return spoken_date(value) if is_iso(value) else str(value)


def _fitting(step: Step, question: Question, value: Any, *, page: "FormPage", today: date) -> Answers:
    """The fact as an answer to the question, cleaned like anything that is typed; nothing where it does not pass."""
    alone: Question = {**question, "show_when": None, "required": False}
    alone.pop("group", None)
    around = Circumstances(today, {}, {}, {}, options=lambda key: prefill_sources.options_of(key, page))
    form = form_for({**step, "questions": [alone], "groups": []}, _typed(question, value), around)
    form.is_valid()
    return {} if question["name"] in form.errors else form.answers


def _typed(question: Question, value: Any) -> dict[str, list[str]]:
    """What a person would type who knows the fact."""
    name, kind = question["name"], question["kind"]
    match kind:
        case "date" | "approximate_date":
            return fields.as_typed(kind, name, value) if is_iso(value) else {}
        case "number" if isinstance(value, int | float):
            return fields.as_typed(kind, name, value)
        case "person":
            return {f"{name}-name": [in_words(value)]}
        case "agency":
            return {name: [str(value["value"])]} if isinstance(value, dict) else {}
        case _ if kind in CHOICE_KINDS:
            stored = {same(choice["label"]): choice["value"] for choice in question["choices"]}
            stored |= {same(choice["value"]): choice["value"] for choice in question["choices"]}
            given = value if isinstance(value, list) else [value]
            return {name: [found for one in given if (found := stored.get(same(in_words(one))))]}
        case "yes_no" | "declaration" | "file" | "chronology":
            return {}
    text = in_words(value)
    return {name: [text if kind in LINES else ", ".join(text.splitlines())]}
