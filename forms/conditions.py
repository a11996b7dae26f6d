"""Branching: which steps and questions are shown, given the answers. Always decided here, on the server.

A condition reads earlier questions only, so one pass in order settles everything; a question that is hidden itself
counts as not answered. What is hidden is not kept. The browser gets a description (`for_browser`) to show and hide at
once, and its opinion is never trusted.
"""

from collections.abc import Iterator
from typing import Any

from forms.definition import Answers, Condition, Definition, Question, Rule, Step


def is_answered(value: Any) -> bool:
    """Whether there is an answer: 0 and False are answers, an empty text or list is none."""
    return value is not None and value != "" and value != []


def holds(rule: Rule, known: Answers) -> bool:
    """Whether one rule is true of these answers."""
    value = known.get(rule["question"])
    match rule["is"]:
        case "answered":
            return is_answered(value)
        case "not_answered":
            return not is_answered(value)
        case "includes":
            return rule["value"] in (value if isinstance(value, list) else [value])
        case "not_equals":
            return is_answered(value) and _as_text(value) != rule["value"]
        case _:
            return is_answered(value) and _as_text(value) == rule["value"]


def _as_text(value: Any) -> str:
    if value is True:
        return "yes"
    return str(value)


def is_shown(condition: Condition | None, known: Answers) -> bool:
    """Whether what carries this condition is shown."""
    if condition is None:
        return True
    results = [holds(rule, known) for rule in condition["rules"]]
    return any(results) if condition["match"] == "any" else all(results)


def shown_questions(step: Step, known: Answers, entry: Answers) -> list[Question]:
    """The questions of a step that are shown, given the answers of earlier steps and those of this step or entry."""
    seen = dict(known)
    shown = []
    for question in step["questions"]:
        if is_shown(question["show_when"], seen):
            shown.append(question)
            if is_answered(entry.get(question["name"])):
                seen[question["name"]] = entry[question["name"]]
        else:
            seen.pop(question["name"], None)
    return shown


def walk(definition: Definition, answers: Answers) -> Iterator[tuple[Step, Answers]]:
    """Each step that is shown, in order, with what its conditions may read: one pass for all of them."""
    known: Answers = {}
    for step in definition["steps"]:
        if is_shown(step["show_when"], known):
            yield step, dict(known)
            if step["repeat"] is None:
                known.update(_kept_of(step, known, answers))


def known_before(definition: Definition, answers: Answers, step_name: str) -> Answers:
    """The kept answers of the plain steps before this one: what its conditions may read."""
    known: Answers = {}
    for step in definition["steps"]:
        if step["name"] == step_name:
            break
        if step["repeat"] is None and is_shown(step["show_when"], known):
            known.update(_kept_of(step, known, answers))
    return known


def shown_steps(definition: Definition, answers: Answers) -> list[Step]:
    """The steps that are shown, in order."""
    known: Answers = {}
    steps = []
    for step in definition["steps"]:
        if is_shown(step["show_when"], known):
            steps.append(step)
            if step["repeat"] is None:
                known.update(_kept_of(step, known, answers))
    return steps


def kept(definition: Definition, answers: Answers) -> Answers:
    """The answers without everything that is hidden, not asked by this definition, or empty."""
    known: Answers = {}
    result: Answers = {}
    for step in definition["steps"]:
        if not is_shown(step["show_when"], known):
            continue
        if step["repeat"] is None:
            own = _kept_of(step, known, answers)
            known.update(own)
            result.update(own)
        elif entries := answers.get(step["name"]):
            result[step["name"]] = [_kept_of(step, known, entry) for entry in entries]
    return result


def _kept_of(step: Step, known: Answers, entry: Answers) -> Answers:
    names = [question["name"] for question in shown_questions(step, known, entry)]
    return {name: entry[name] for name in names if is_answered(entry.get(name))}


def for_browser(step: Step, known: Answers) -> dict[str, Any]:
    """`{question name: {"match", "rules"}}` of the step's conditional questions, for forms/static/forms/form.js.

    A rule about this step stays a rule; a rule about an earlier step is settled already and becomes true or false.
    """
    own = {question["name"] for question in step["questions"]}
    return {
        question["name"]: {
            "match": condition["match"],
            "rules": [rule if rule["question"] in own else holds(rule, known) for rule in condition["rules"]],
        }
        for question in step["questions"]
        if (condition := question["show_when"]) is not None
    }
