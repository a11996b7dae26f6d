"""Ready sets of questions, reviewed once, for editors to put into a form: the files of this folder, written compactly.

What a set names is kept only where it is known here: without the package that registers a meaning or a fact, the
question stays and means nothing.
"""

import json
import uuid
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from forms.definition import meanings, prefill_sources
from forms.definition.compact import STEP, full
from forms.definition.shape import REFERENCE_RULES, TODAY, Question, Step, rules_in

FOLDER = Path(__file__).parent
LONGEST_NAME = 60


@dataclass(frozen=True)
class QuestionSet:
    """One file. Its steps have no identifiers yet, and names that `fresh` may change."""

    key: str
    title: str
    description: str
    steps: tuple[Any, ...]

    @property
    def questions(self) -> list[Question]:
        """What is asked, told and worked out, in order."""
        return [question for step in self.steps for question in step["questions"]]


@cache
def sets() -> tuple[QuestionSet, ...]:
    """Every set, by title."""
    found = [_read(path) for path in sorted(FOLDER.glob("*.json"))]
    return tuple(sorted(found, key=lambda one: one.title))


def _read(path: Path) -> QuestionSet:
    written = json.loads(path.read_text(encoding="utf-8"))
    steps = tuple(full(step, STEP) for step in written["steps"])
    return QuestionSet(path.stem, written["title"], written["description"], steps)


def fresh(chosen: QuestionSet, taken: set[str]) -> list[Step]:
    """The steps of a set, ready for a form that uses the names `taken`: new identifiers, names of their own."""
    steps: list[Step] = deepcopy(list(chosen.steps))
    new = _new_names(steps, taken)
    for step in steps:
        if step["repeat"] is not None:
            step["repeat"]["summary"] = new.get(step["repeat"]["summary"], "")
        _know(step, step=True)
        for part in (step, *step.get("groups", ()), *step["questions"]):
            part["id"] = str(uuid.uuid4())
            part["name"] = new[part["name"]]
            for rule in rules_in(part["show_when"]):
                rule["question"] = new[rule["question"]]
        for question in step["questions"]:
            _rename_in(question, new)
            _know_sources(question)
    return steps


def _new_names(steps: list[Step], taken: set[str]) -> dict[str, str]:
    """For each name in the set one that is free: its own, or with the first number that makes it so."""
    new: dict[str, str] = {}
    used = set(taken)
    for step in steps:
        for part in (step, *step.get("groups", ()), *step["questions"]):
            name, number = part["name"], 1
            while name in used:
                number += 1
                name = f"{part['name'][: LONGEST_NAME - 5]}_{number}"
            new[part["name"]] = name
            used.add(name)
    return new


def _rename_in(question: Question, new: dict[str, str]) -> None:
    for rule in REFERENCE_RULES:
        if rule in question["rules"]:
            question["rules"][rule] = new[question["rules"][rule]]
    if "group" in question:
        question["group"] = new[question["group"]]
    if calculation := question.get("calculation"):
        if "of" in calculation:
            calculation["of"] = [new[named] for named in calculation["of"]]
            calculation.pop("points", None)
        else:
            calculation["first"], calculation["last"] = (
                named if named == TODAY else new[named] for named in (calculation["first"], calculation["last"])
            )


def _know(part: Any, *, step: bool = False) -> None:
    """A meaning that is not registered here, or not for this kind of question, is left out."""
    meaning = meanings.get(part["meaning"])
    fits = meaning is not None and meaning.step is step
    if not step and meaning is not None and meaning.kinds:
        fits = fits and part["kind"] in meaning.kinds
    part["meaning"] = part["meaning"] if fits else ""


def _know_sources(question: Question) -> None:
    """Without the list that it is chosen from, a name is written down."""
    _know(question)
    if question.get("prefill") not in prefill_sources.sources:
        question.pop("prefill", None)
    if question["kind"] == "agency" and question.get("options") not in prefill_sources.option_lists:
        question["kind"] = "text"
        question.pop("options", None)
