"""Answers that are hidden just now: set aside, never sent, and back as soon as their question is shown again.

A radio button is easily clicked by mistake, and a new version may ask under another condition. So a draft keeps what a
hidden question was answered with until it is sent, apart from its answers, and what was typed into it without passing.
"""

from typing import TypedDict

from forms.definition.conditions import is_answered
from forms.definition.shape import TOLD_KINDS, Answers, Definition, Question, Step, other_key
from forms.questions.fields import field_names
from forms.questions.step_form import OFFERED, StepForm

Typed = dict[str, list[str]]


class SetAside(TypedDict):
    """What a newer version left behind, as it lies in the vault: an answer, or what was typed and did not pass yet.

    `step` and `entry`: of a repeating step, else empty. `why`: a key of `forms.filling.moving.WHY`. `label`, `text`:
    wording and answer as the person read them. `answer`: the question's part of the answers; `typed`: its form data.
    """

    name: str
    kind: str
    step: str
    entry: str
    why: str
    label: str
    text: str
    answer: Answers
    typed: Typed


def keys_of(question: Question) -> tuple[str, str]:
    """Where a question's answer may stand, whatever choices it has today."""
    return question["name"], other_key(question["name"])


def hidden(definition: Definition, answers: Answers, kept: Answers) -> Answers:
    """What of the answers is not among those that are kept, by the questions that this definition knows."""
    left: Answers = {}
    for step in definition["steps"]:
        if step["repeat"] is None:
            left |= _left(step, answers, kept)
        elif entries := answers.get(step["name"]):
            shown = kept.get(step["name"]) or [{}] * len(entries)
            rest = [_left(step, *pair) for pair in zip(entries, shown, strict=True)]
            if any(rest) or step["name"] not in kept:
                left[step["name"]] = rest
    return left


def _left(step: Step, answers: Answers, kept: Answers) -> Answers:
    asked = (question for question in step["questions"] if question["kind"] not in TOLD_KINDS)
    names = (key for question in asked for key in keys_of(question))
    return {name: answers[name] for name in names if name not in kept and is_answered(answers.get(name))}


def together(kept: Answers, left: Answers) -> Answers:
    """The answers with those that are hidden, entry by entry."""
    found = {**kept}
    for name, value in left.items():
        if name not in kept:
            found[name] = value
        elif len(value) == len(kept[name]):
            # Of what is asked once nothing is in both; so this is a repeating step.
            found[name] = [{**rest, **entry} for rest, entry in zip(value, kept[name], strict=True)]
    return found


def completed(step: Step, data: Typed, before: Typed) -> Typed:
    """The form data of a page with what belongs to questions that the page could not show: they stay as they were."""
    if OFFERED not in data:
        return data
    offered = " ".join(data[OFFERED]).split()
    found = {**data}
    for question in step["questions"]:
        names = field_names(question["kind"], question["name"])
        if question["name"] not in offered and not any(name in data for name in names):
            found |= {name: before[name] for name in names if name in before}
    return found


def stored(step: Step, form: StepForm, answers: Answers, unclean: Typed) -> tuple[Answers, Typed]:
    """What a valid form leaves of a step or entry: its answers with those of hidden questions, and what is hidden and
    did not pass. `answers`, `unclean`: what there was.
    """
    found, wrong = {**form.answers, **form.aside}, dict[str, list[str]]()
    for question in step["questions"]:
        for key in keys_of(question) if question["kind"] not in TOLD_KINDS else ():
            own = _fields_of(question, key)
            # What the page did not send stays as it was.
            sent = any(field in form.data for field in own)
            if key not in form.shown and not sent and key in answers:
                found.setdefault(key, answers[key])
            if key not in form.shown and (key in form.unclean or not sent):
                source = dict(form.data.lists()) if sent else unclean
                wrong |= {field: source[field] for field in own if field in source}
    return found, wrong


def _fields_of(question: Question, key: str) -> list[str]:
    """The fields of an answer itself, or of the text beside it."""
    if key != question["name"]:
        return [key]
    return [field for field in field_names(question["kind"], key) if field != other_key(key)]
