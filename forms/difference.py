"""What changed between two definitions, question by question: shown to editors before publishing, and to a person whose
draft is moved to a newer version."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from forms.definition import Definition, Question, Step


@dataclass(frozen=True)
class Change:
    """One difference.

    `what`: added, removed, reworded, moved, required, optional, kind, choices, help, shown, rules or meaning.
    `subject`: the wording now (or before, when removed). `detail`: a sentence. `step`: the step's name.
    `asks`: whether a person with a draft has to look at it.
    """

    what: str
    subject: str
    detail: str
    step: str
    asks: bool = False


LABELS = {
    "added": "Added",
    "removed": "Removed",
    "reworded": "Reworded",
    "moved": "Moved",
    "required": "Must now be answered",
    "optional": "Now optional",
    "kind": "Asked in another way",
    "choices": "Choices changed",
    "help": "Help changed",
    "shown": "Shown at other times",
    "rules": "Limits changed",
    "meaning": "Meaning changed",
}


def differences(old: Definition, new: Definition) -> list[Change]:
    """Every change from one definition to the other, in the order of the new form, what was removed last."""
    return [*_changes_of_steps(old, new), *_changes_of_questions(old, new)]


def _changes_of_steps(old: Definition, new: Definition) -> Iterator[Change]:
    before = {step["name"]: step for step in old["steps"]}
    after = {step["name"]: step for step in new["steps"]}
    common_before = [name for name in before if name in after]
    common_after = [name for name in after if name in before]
    for name, step in after.items():
        subject = f"Step: {step['title']}"
        if name not in before:
            yield Change("added", subject, "A new step.", name, asks=True)
            continue
        if common_before.index(name) != common_after.index(name):
            yield Change("moved", subject, "The step stands in another place.", name)
        yield from _changes_of_step(subject, before[name], step)
    for name, step in before.items():
        if name not in after:
            yield Change("removed", f"Step: {step['title']}", "The step is no longer asked.", name)


def _changes_of_step(subject: str, old: Step, new: Step) -> Iterator[Change]:
    if old["title"] != new["title"]:
        yield Change("reworded", subject, f"It was “{old['title']}”.", new["name"])
    if old["guidance"] != new["guidance"]:
        yield Change("help", subject, "The guidance has changed.", new["name"])
    if old["show_when"] != new["show_when"]:
        yield Change("shown", subject, "When it is shown has changed.", new["name"], asks=True)
    if old["repeat"] != new["repeat"]:
        yield Change("rules", subject, "How often it is asked has changed.", new["name"], asks=True)
    if old["meaning"] != new["meaning"]:
        yield Change("meaning", subject, f"It means “{new['meaning'] or 'nothing'}” now.", new["name"])


def _places(definition: Definition) -> dict[str, tuple[Step, int, Question]]:
    return {
        question["name"]: (step, place, question)
        for step in definition["steps"]
        for place, question in enumerate(step["questions"])
    }


def _changes_of_questions(old: Definition, new: Definition) -> Iterator[Change]:
    before, after = _places(old), _places(new)
    order_before = [name for name in before if name in after]
    order_after = [name for name in after if name in before]
    for name, (step, _place, question) in after.items():
        if name not in before:
            detail = "A new question that must be answered." if question["required"] else "A new optional question."
            yield Change("added", question["label"], detail, step["name"], asks=True)
            continue
        old_step, _old_place, old_question = before[name]
        if old_step["name"] != step["name"]:
            detail = f"From the step “{old_step['title']}” to “{step['title']}”."
            yield Change("moved", question["label"], detail, step["name"], asks=True)
        elif order_before.index(name) != order_after.index(name):
            yield Change("moved", question["label"], "It stands in another place.", step["name"])
        yield from _changes_of_question(old_question, question, step["name"])
    for name, (step, _place, question) in before.items():
        if name not in after:
            yield Change("removed", question["label"], "The question is no longer asked.", step["name"])


def _changes_of_question(old: Question, new: Question, step: str) -> Iterator[Change]:
    label = new["label"]
    if old["label"] != label:
        yield Change("reworded", label, f"It was “{old['label']}”.", step)
    if old["required"] != new["required"]:
        if new["required"]:
            yield Change("required", label, "It was optional.", step, asks=True)
        else:
            yield Change("optional", label, "It had to be answered.", step)
    if old["kind"] != new["kind"]:
        detail = f"It was {_spoken(old['kind'])} and is {_spoken(new['kind'])} now."
        yield Change("kind", label, detail, step, asks=True)
    if old["choices"] != new["choices"]:
        yield Change("choices", label, _choice_detail(old, new), step, asks=True)
    if (old["hint"], old["guidance"], old["messages"]) != (new["hint"], new["guidance"], new["messages"]):
        yield Change("help", label, "The hint, guidance or message has changed.", step)
    if old["show_when"] != new["show_when"]:
        yield Change("shown", label, "When it is shown has changed.", step, asks=True)
    if old["rules"] != new["rules"]:
        yield Change("rules", label, "What it accepts has changed.", step, asks=True)
    if old["meaning"] != new["meaning"]:
        yield Change("meaning", label, f"It means “{new['meaning'] or 'nothing'}” now.", step)


def _spoken(kind: str) -> str:
    return f"“{kind.replace('_', ' ')}”"


def _choice_detail(old: Question, new: Question) -> str:
    before: dict[str, Any] = {choice["value"]: choice["label"] for choice in old["choices"]}
    after: dict[str, Any] = {choice["value"]: choice["label"] for choice in new["choices"]}
    parts = [f"added “{label}”" for value, label in after.items() if value not in before]
    parts += [f"removed “{label}”" for value, label in before.items() if value not in after]
    parts += [f"“{before[v]}” is “{label}” now" for v, label in after.items() if v in before and before[v] != label]
    text = "; ".join(parts) or "their order has changed"
    return f"{text[0].upper()}{text[1:]}."
