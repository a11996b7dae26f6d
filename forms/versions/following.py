"""What becomes of a draft's answers when it goes on with another version of its questions."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, cast

from forms.definition.calculations import read_by
from forms.definition.conditions import is_answered, is_shown, settle
from forms.definition.difference import Change, differences
from forms.definition.kind_changes import followed, follows
from forms.definition.shape import (
    TOLD_KINDS,
    UNKNOWN,
    Answers,
    Definition,
    Question,
    Step,
    other_choice,
    questions,
    rules_in,
)

Place = tuple[int | None, str]


@dataclass(frozen=True, slots=True)
class Left:
    """An answer, or the choices of it, that the new questions do not ask for: set aside, not destroyed.

    `part`: the question's part of the answers, {question: answer, …}. `entry`: of a repeating step, from 0.
    `why`: "gone", "kind", "place" or "choice".
    """

    step: str
    entry: int | None
    question: Question
    part: Answers
    why: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What a newer version does to one draft: questions to answer, answers that are set aside."""

    gains: bool
    loses: bool


class Following:
    """The way from one definition to another, worked out once for all drafts that take it."""

    def __init__(self, old: Definition, new: Definition) -> None:
        self.old, self.new = old, new
        before = {question["name"]: question for _step, question in questions(old)}
        asked = [question for _step, question in questions(new)]
        # What both ask, as it was and as it is.
        self._pairs = [(before[one["name"]], one) for one in asked if one["name"] in before]
        self._other_kind = {now["name"] for was, now in self._pairs if was["kind"] != now["kind"]}
        # Of another kind that the answers do not follow.
        self._apart = {now["name"] for was, now in self._pairs if not follows(was["kind"], now["kind"])}
        self._kinds = {one["name"]: one["kind"] for one in asked}
        self._repeating = {step["name"]: step for step in new["steps"] if step["repeat"] is not None}
        self._steps = {question["name"]: step for step, question in questions(new)}
        self._old_questions = {question["name"]: (step, question) for step, question in questions(old)}
        self._choices = {question["name"]: _values(question) for _step, question in questions(new)}
        self._lists = {step["name"] for step in (*old["steps"], *new["steps"]) if step["repeat"] is not None}

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

    def carry(self, answers: Answers) -> tuple[Answers, list[Left]]:
        """The answers that the new questions still ask for in the same way, and what is set aside of them."""
        fitting: Answers = {}
        left: list[Left] = []
        plain: Answers = {}
        for name, value in answers.items():
            if name not in self._lists or not all(isinstance(one, dict) for one in value):
                plain[name] = value
                continue
            entries = []
            for number, entry in enumerate(value):
                fits, rest = self._parted(entry, name, number)
                entries.append(fits)
                left += rest
            if name in self._repeating:
                fitting[name] = entries
        fits, rest = self._parted(plain, None, None)
        return {**fitting, **fits}, [*left, *rest]

    def _parted(self, part: Answers, step: str | None, number: int | None) -> tuple[Answers, list[Left]]:
        """The same of the plain steps' answers, or of one entry of a repeating step."""
        fits: Answers = {}
        left = []
        for name, own in _by_question(part).items():
            asked = self._old_questions.get(name)
            why = self.why_not(name, step)
            if not why:
                own = {key: self._followed(name, value) if key == name else value for key, value in own.items()}
            stays = {} if why else own
            if not why and name in self._choices_gone:
                stays, why = self._without_gone(name, own), "choice"
            fits |= stays
            rest = {key: _less(value, stays.get(key)) for key, value in own.items() if stays.get(key) != value}
            if rest and asked is not None:
                left.append(Left(step or asked[0]["name"], number, asked[1], rest, why))
        return fits, left

    def why_not(self, name: str, step: str | None) -> str:
        """Why an answer to a question of a plain step, or of this repeating one, is not asked for any more; or nothing.

        One that only the new questions know is asked for, whatever it was.
        """
        if name not in self._kinds:
            return "gone"
        if name in self._apart:
            return "kind"
        return "" if self._list_asking(name) == step else "place"

    def _followed(self, name: str, value: Any) -> Any:
        """The answer as the question keeps it now."""
        was, now = self._old_questions.get(name), self._kinds[name]
        return value if was is None else followed(value, was[1]["kind"], now)

    def gone_of(self, name: str) -> set[str]:
        """The choices of a question that can be chosen no more."""
        return self._choices_gone.get(name, set())

    def asks_for(self, name: str, kind: str, step: str | None) -> bool:
        """Whether the new questions ask for such an answer, in a plain step or in this repeating one."""
        return self._kinds.get(name) == kind and self._list_asking(name) == step

    def step_asking(self, name: str) -> Step | None:
        """The step in which the new questions ask for it."""
        return self._steps.get(name)

    def takes(self, name: str, value: str) -> bool:
        """Whether this can be chosen in the new questions."""
        return value in self._choices.get(name, set())

    def _list_asking(self, name: str) -> str | None:
        """The repeating step in which the new questions ask for it; None where they ask it once, or not at all."""
        step = self._steps.get(name)
        return step["name"] if step is not None and step["repeat"] is not None else None

    def _without_gone(self, name: str, own: Answers) -> Answers:
        gone, given = self._choices_gone[name], own.get(name)
        other = other_choice(self._old_questions[name][1])
        stays = {key: value for key, value in own.items() if key == name or not (other and other["value"] in gone)}
        if isinstance(given, list):
            stays[name] = [one for one in given if one not in gone]
        elif given in gone:
            stays.pop(name, None)
        return {key: value for key, value in stays.items() if is_answered(value)}

    def effect(self, answers: Answers, *, today: date | None = None) -> Effect:
        """What the person with these answers would meet."""
        old, new, told = self._telling
        answers = {name: value for name, value in answers.items() if _owner(name) in told or name in self._repeating}
        asked_before, answered_before = _standing(old, answers, today)
        fitting, _left = self.carry(answers)
        asked, answered = _standing(new, fitting, today)
        fresh = asked - asked_before
        again = {name for name in self._asked_again if name in asked and (None, name) not in answered}
        return Effect(
            gains=bool(fresh or again),
            loses=bool(answered_before - answered) or self._loses_a_choice(answers),
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
        required = {now["name"] for was, now in self._pairs if now["required"] and not was["required"]}
        return required | self._other_kind

    @cached_property
    def _choices_gone(self) -> dict[str, set[str]]:
        found = {}
        for name, (_step, old) in self._old_questions.items():
            gone = _values(old) - self._choices.get(name, set())
            if gone and (self._choices.get(name) or UNKNOWN in gone) and follows(old["kind"], self._kinds[name]):
                found[name] = gone
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
            reads.update(read_by(calculation) if calculation else ())
            values = [choice["value"] for choice in question["choices"]]
            how = (question["kind"], question["required"], question.get("unknown", False))
            place = (step["name"] if step["repeat"] else None, *how)
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


def _by_question(part: Answers) -> dict[str, Answers]:
    """The answers, each with the text beside it, by the question they belong to."""
    found: dict[str, Answers] = {}
    for key, value in part.items():
        found.setdefault(_owner(key), {})[key] = value
    return found


def _less(value: Any, stays: Any) -> Any:
    """What is left of an answer when this part of it stays."""
    return [one for one in value if one not in stays] if isinstance(value, list) and stays else value


def _values(question: Question) -> set[str]:
    """What can be chosen: choices, and “Not known” of a date that offers it."""
    values = {choice["value"] for choice in question["choices"]}
    return values | {UNKNOWN} if question.get("unknown") else values
