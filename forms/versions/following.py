"""What becomes of a draft's answers when it goes on with another version of its questions."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, cast

from forms.definition.conditions import is_shown, settle
from forms.definition.difference import Change, differences
from forms.definition.kind_changes import followed, follows
from forms.definition.shape import TOLD_KINDS, Answers, Definition, Question, questions, rules_in

Place = tuple[int | None, str]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a newer version does to one draft: questions to answer, answers that are set aside."""

    gains: bool
    loses: bool


class Following:
    """The way from one definition to another, worked out once for all drafts that take it."""

    def __init__(self, old: Definition, new: Definition) -> None:
        self.old, self.new = old, new
        self._kinds = {question["name"]: question["kind"] for _step, question in questions(new)}
        self._old_kinds = {question["name"]: question["kind"] for _step, question in questions(old)}
        self._repeating = {step["name"]: step for step in new["steps"] if step["repeat"] is not None}
        self._plain = {question["name"] for step, question in questions(new) if step["repeat"] is None}

    @cached_property
    def changes(self) -> list[Change]:
        return differences(self.old, self.new)

    @cached_property
    def asking(self) -> list[Change]:
        """The changes that a person with a draft has to look at."""
        return [change for change in self.changes if change.asks]

    @property
    def is_silent(self) -> bool:
        """Whether every draft carries over as it is: nothing is asked anew, and no answer is set aside."""
        return not self.asking and all(change.what != "removed" for change in self.changes)

    def carry(self, answers: Answers) -> tuple[Answers, Answers]:
        """The answers that the new questions still ask for in the same way, and those that are set aside."""
        fitting: Answers = {}
        aside: Answers = {}
        for name, value in answers.items():
            if name in self._repeating and isinstance(value, list) and all(isinstance(one, dict) for one in value):
                own = {question["name"] for question in self._repeating[name]["questions"]}
                fitting[name] = [
                    {
                        key: self._followed(key, item)
                        for key, item in entry.items()
                        if _owner(key) in own and self._follows(key)
                    }
                    for entry in value
                ]
            elif _owner(name) in self._plain and self._follows(name):
                fitting[name] = self._followed(name, value)
            else:
                aside[name] = value
        return fitting, aside

    def _follows(self, name: str) -> bool:
        kind = self._kinds.get(_owner(name), "")
        return follows(self._old_kinds.get(_owner(name), kind), kind)

    def _followed(self, name: str, value: Any) -> Any:
        """The answer as the question keeps it now; the text to an “other” choice stays as it is."""
        kind = self._kinds.get(name, "")
        return followed(value, self._old_kinds.get(name, kind), kind)

    def effect(self, answers: Answers, *, today: date | None = None) -> Effect:
        """What the person with these answers would meet."""
        old, new, told = self._telling
        answers = {name: value for name, value in answers.items() if _owner(name) in told or name in self._repeating}
        asked_before, answered_before = _standing(old, answers, today)
        fitting, _aside = self.carry(answers)
        asked, answered = _standing(new, fitting, today)
        fresh = asked - asked_before
        again = {name for name in self._asked_again if name in asked and (None, name) not in answered}
        return Effect(
            gains=bool(fresh or again),
            loses=bool(answered_before - answered) or self._loses_a_choice(fitting),
        )

    @cached_property
    def _telling(self) -> tuple[Definition, Definition, set[str]]:
        """Both definitions cut down to the questions that can make a difference, and the names of these and of every
        repeating step of the old one: of a form with 200 questions, usually a few.
        """
        told = _making_a_difference(self.old, self.new)
        lists = {step["name"] for step in self.old["steps"] if step["repeat"] is not None}
        return _cut_down(self.old, told), _cut_down(self.new, told), told | lists

    @cached_property
    def _asked_again(self) -> set[str]:
        """Questions that must be answered now and needed not, or are asked in another way: unanswered ones count."""
        before = {question["name"]: question for _step, question in questions(self.old)}
        return {
            question["name"]
            for _step, question in questions(self.new)
            if (old := before.get(question["name"])) is not None
            and (old["kind"] != question["kind"] or (question["required"] and not old["required"]))
        }

    @cached_property
    def _choices_gone(self) -> dict[str, set[str]]:
        before = {question["name"]: question for _step, question in questions(self.old)}
        found = {}
        for _step, question in questions(self.new):
            if (old := before.get(question["name"])) is not None:
                gone = _values(old) - _values(question)
                if gone and question["choices"]:
                    found[question["name"]] = gone
        return found

    def _loses_a_choice(self, answers: Answers) -> bool:
        if not self._choices_gone:
            return False
        places = [answers, *(entry for name in self._repeating for entry in answers.get(name) or [])]
        return any(
            gone & set(given if isinstance(given := place.get(name), list) else [given])
            for place in places
            for name, gone in self._choices_gone.items()
            if isinstance(place.get(name), str | list)
        )


def _standing(definition: Definition, answers: Answers, today: date | None) -> tuple[set[str], set[Place]]:
    """The questions that are asked, and the places where they are answered: with the entry's number in a list."""
    asked: set[str] = set()
    answered: set[Place] = set()
    known: Answers = {}
    for step in definition["steps"]:
        if not is_shown(step["show_when"], known):
            continue
        plain = step["repeat"] is None
        for number, entry in enumerate([answers] if plain else answers.get(step["name"]) or [{}]):
            settled = settle(step, known, entry, today)
            names = {question["name"] for question in settled.questions if question["kind"] not in TOLD_KINDS}
            asked |= names
            answered |= {(None if plain else number, name) for name in names if name in settled.answers}
            if plain:
                known.update(settled.answers)
    return asked, answered


def _making_a_difference(old: Definition, new: Definition) -> set[str]:
    """What differs, what depends on it, and what all of these depend on."""
    before, after = _asked_how(old), _asked_how(new)
    reads = {name: before.get(name, NOTHING)[1] | after.get(name, NOTHING)[1] for name in before.keys() | after.keys()}
    told = {name for name in reads if before.get(name, NOTHING)[0] != after.get(name, NOTHING)[0]}
    while more := {name for name, read in reads.items() if name not in told and read & told}:
        told |= more
    while more := {one for name in told for one in reads.get(name, ())} - told:
        told |= more
    return told


AskedHow = tuple[tuple[Any, ...], frozenset[str]]
NOTHING: AskedHow = ((), frozenset())


def _asked_how(definition: Definition) -> dict[str, AskedHow]:
    """By question: what decides whether and how it is asked, and which questions it reads for that."""
    found: dict[str, AskedHow] = {}
    for step in definition["steps"]:
        groups = {group["name"]: group["show_when"] for group in step.get("groups", ())}
        for question in step["questions"]:
            conditions = (step["show_when"], groups.get(question.get("group", "")), question["show_when"])
            calculation = question.get("calculation")
            reads = {rule["question"] for condition in conditions for rule in rules_in(condition)}
            reads |= {calculation["first"], calculation["last"]} if calculation else set()
            values = [choice["value"] for choice in question["choices"]]
            place = (step["name"] if step["repeat"] else None, question["kind"], question["required"])
            found[question["name"]] = ((*place, values, conditions, calculation), frozenset(reads))
    return found


def _cut_down(definition: Definition, names: set[str]) -> Definition:
    steps = [
        {**step, "questions": kept}
        for step in definition["steps"]
        if (kept := [question for question in step["questions"] if question["name"] in names])
    ]
    return cast(Definition, {**definition, "steps": steps})


def _owner(name: str) -> str:
    """The question to which an answer belongs: the text to an "other" choice stands beside it as "<name>:other"."""
    return name.partition(":")[0]


def _values(question: Question) -> set[str]:
    return {choice["value"] for choice in question["choices"]}
