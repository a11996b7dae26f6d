"""A draft goes on with another version of its questions: what fits is carried over, what does not is set aside.

What is set aside is told in the wording it was asked in, is never sent, and comes back with a version that asks for it
again. It lies in the vault with the draft until the form is sent.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, gettext_noop

from forms.definition.conditions import is_answered
from forms.definition.difference import Change
from forms.definition.shape import Answers, Question, Step, questions
from forms.filling.aside import SetAside, Typed, keys_of
from forms.filling.journey import Journey
from forms.filling.places import entry_of, place_of, step_of
from forms.models.version import FormVersion
from forms.questions.fields import field_names
from forms.questions.step_form import typed_from
from forms.questions.summary import answer_text, entry_title
from forms.questions.typed_words import typed_in_words
from forms.versions.following import Following

HIDDEN = "hidden"
WHY = {
    "gone": gettext_noop("This is no longer asked. Your answer is set aside and is not sent."),
    "kind": gettext_noop("This is asked in another way now. Your earlier answer is set aside and is not sent."),
    "place": gettext_noop("This is asked in another place now. Your earlier answer is set aside and is not sent."),
    "choice": gettext_noop("This can no longer be chosen. It is set aside and is not sent."),
    HIDDEN: gettext_noop(
        "Because of your other answers this is not asked any more. Your answer is set aside and is not sent."
    ),
}

# Where an answer stands: its repeating step and its entry, both empty where it is asked once; and its question.
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Told:
    """An answer that is set aside, as the person reads it."""

    label: str
    text: str
    why: str


def account(journey: Journey) -> list[Told]:
    """What newer versions set aside and what is still aside, to read before sending."""
    kept = _kept_places(journey)
    shown = [one for one in journey.set_aside if one["why"] != HIDDEN or _key(one) not in kept]
    return [Told(one["label"], one["text"], gettext(WHY[one["why"]])) for one in shown]


def move_to(journey: Journey, version: FormVersion) -> None:
    """Go on with a newer version: answers follow by name; what is new and what is set aside is noted for the person."""
    _Move(journey, version).make()


class _Move:
    """One move, with everything as it was before it."""

    def __init__(self, journey: Journey, version: FormVersion) -> None:
        self.journey, self.version = journey, version
        self.way = Following(journey.definition, journey.definition_of(version))
        self.steps: dict[str, Step] = {step["name"]: step for step in journey.definition["steps"]}
        self.asked = {question["name"]: (step, question) for step, question in questions(journey.definition)}
        self.answers, self.before = journey.answers, _kept_places(journey)
        self.ids = {name: journey.ids(name) for name, step in self.steps.items() if step["repeat"] is not None}

    def make(self) -> None:
        journey, way = self.journey, self.way
        carried, left = way.carry(self.answers)
        new = [self._answer_aside(one.question, one.entry, one.part, one.why) for one in left]
        typed, more = self._typed()
        new += [one for one in more if not self._says_the_same(one, new)]
        journey.answers, journey.typed = carried, typed
        told = {_key(one) for one in new}
        earlier = [one for one in journey.set_aside if not self._is_over(one, told)]
        asking = {change.step for change in way.asking}
        journey.seen = [name for name in journey.seen if name not in asking]
        journey.news = [*journey.news, *newly_asked(journey, self.version, way.asking)]
        journey.draft.version = self.version
        journey.reread()
        journey.learn(set(self.asked))
        told |= {_key(one) for one in earlier if one["why"] == HIDDEN}
        after = _kept_places(journey)
        hidden = [key for key in self.before if key not in after and key not in told]
        journey.set_aside = earlier + new + [self._hidden(key) for key in hidden]

    # What is set aside

    def _answer_aside(self, question: Question, number: int | None, part: Answers, why: str) -> SetAside:
        step = self.asked[question["name"]][0]
        entry = "" if number is None else self.ids[step["name"]][number]
        return {**self._record(question, entry, why), "text": self._in_words(question, part), "answer": part}

    def _hidden(self, key: Key) -> SetAside:
        """An answer that was kept before and is hidden now. It stays among the answers, which are not sent with it."""
        step, entry, name = key
        question = self.asked[name][1]
        source = self._entry(step, entry) if step else self.answers
        return {**self._record(question, entry, HIDDEN), "text": self._in_words(question, source)}

    def _record(self, question: Question, entry: str, why: str) -> SetAside:
        step = self.asked[question["name"]][0]
        label = str(question["label"])
        if entry in self.ids.get(step["name"], ()):
            number = self.ids[step["name"]].index(entry)
            label = f"{entry_title(step, self.answers[step['name']][number], number + 1)}: {label}"
        return {
            "name": question["name"],
            "kind": question["kind"],
            "step": step["name"] if entry else "",
            "entry": entry,
            "why": why,
            "label": label,
            "text": "",
            "answer": {},
            "typed": {},
        }

    def _in_words(self, question: Question, part: Answers) -> str:
        value, beside = (part.get(key) for key in keys_of(question))
        if question["kind"] == "file":
            files = self.journey.files
            return "\n".join(str(files[one].filename) for one in value or () if one in files)
        return answer_text(question, value, str(beside or "")) if is_answered(value) else str(beside or "")

    def _entry(self, step: str, entry: str) -> Answers:
        found: Answers = self.answers[step][self.ids[step].index(entry)]
        return found

    def _typed(self) -> tuple[dict[str, Typed], list[SetAside]]:
        """What was typed and did not pass yet, less what the new questions do not ask for; and that, set aside."""
        left: list[SetAside] = []
        typed = {}
        for place, data in self.journey.typed.items():
            stays = {**data}
            step = self.steps.get(step_of(place))
            for question in step["questions"] if step else ():
                left += self._typed_aside(place, question, stays)
            if any(not name.startswith("forms-") for name in stays):
                typed[place] = stays
        return typed, left

    def _typed_aside(self, place: str, question: Question, stays: Typed) -> list[SetAside]:
        """Take out of the form data what cannot stay of this question."""
        name, step = question["name"], self.steps[step_of(place)]
        why = self.way.why_not(name, step["name"] if step["repeat"] is not None else None)
        asking = self.way.step_asking(name)
        moved = not why and asking is not None and asking["name"] != step["name"]
        taken: Typed = {}
        if why or moved:
            taken = {key: stays.pop(key) for key in field_names(question["kind"], name) if key in stays}
        elif gone := self.way.gone_of(name) & set(stays.get(name, ())):
            taken, why = {name: [one for one in stays[name] if one in gone]}, "choice"
            stays[name] = [one for one in stays[name] if one not in gone]
        if not any(text.strip() for texts in taken.values() for text in texts):
            return []
        if moved and asking is not None:
            self._put_in(place_of(asking, None), taken)
            return []
        text = typed_in_words(step, question, taken, self.journey.circumstances(step), self.journey.files)
        return [{**self._record(question, entry_of(place), why), "text": text, "typed": taken}]

    def _says_the_same(self, one: SetAside, answers: list[SetAside]) -> bool:
        """Whether what was typed is what stands there as an answer."""
        alone: Any = {"questions": [self.asked[one["name"]][1]]}
        return any(_key(one) == _key(other) and typed_from(alone, other["answer"]) == one["typed"] for other in answers)

    # What comes back

    def _is_over(self, one: SetAside, told: set[Key]) -> bool:
        """Whether what was set aside before is back, or is told in other words now."""
        return _key(one) in told if one["why"] == HIDDEN else self._takes_back(one)

    def _takes_back(self, one: SetAside) -> bool:
        """Put back what the new questions ask for again, unless it was answered in another way meanwhile."""
        name, part = one["name"], one["answer"]
        if not self.way.asks_for(name, one["kind"], one["step"] or None):
            return False
        if (found := self._answers_at(one)) is None:
            return False
        current, value = found.get(name), part.get(name)
        if one["why"] == "choice":
            if not all(self.way.takes(name, each) for each in _chosen(one)):
                return False
            if isinstance(value, list) and isinstance(current, list):
                found[name] = [*current, *(each for each in value if each not in current)]
                return True
        if is_answered(current):
            return False
        found.update(part)
        if one["typed"]:
            step = self.way.step_asking(name)
            self._put_in(f"{one['step']}:{one['entry']}" if one["step"] else step["name"] if step else "", one["typed"])
        return True

    def _put_in(self, place: str, typed: Typed) -> None:
        self.journey.unclean[place] = {**self.journey.unclean.get(place, {}), **typed}

    def _answers_at(self, one: SetAside) -> Answers | None:
        """Where the answer stands among those carried over; None where its entry was removed meanwhile."""
        if not one["step"]:
            return self.journey.answers
        ids = self.journey.known_ids(one["step"])
        if one["entry"] not in ids:
            return None
        entries = self.journey.answers.setdefault(one["step"], [{} for _entry in ids])
        found: Answers = entries[ids.index(one["entry"])]
        return found


def _chosen(one: SetAside) -> list[str]:
    value = one["answer"].get(one["name"]) or one["typed"].get(one["name"]) or []
    return value if isinstance(value, list) else [value]


def _key(one: SetAside) -> Key:
    return one["step"], one["entry"], one["name"]


def _kept_places(journey: Journey) -> dict[Key, None]:
    """Where the answers stand that people gave and that are kept, in the order of the form."""
    kept = journey.kept
    found: dict[Key, None] = {}
    for step in journey.definition["steps"]:
        names = [question["name"] for question in step["questions"] if field_names(question["kind"], question["name"])]
        if step["repeat"] is None:
            found |= {("", "", name): None for name in names if name in kept}
            continue
        for entry, answers in zip(journey.ids(step["name"]), kept.get(step["name"]) or (), strict=False):
            found |= {(step["name"], entry, name): None for name in names if name in answers}
    return found


def newly_asked(journey: Journey, version: FormVersion, changes: list[Change]) -> list[str]:
    """What a version asks anew, a sentence each, in the language in which the person reads the form."""
    spoken: dict[str, str] = {}
    for step, read in zip(version.definition["steps"], journey.definition_of(version)["steps"], strict=True):
        for title in (step["title"], read["title"]):
            spoken[f"Step: {title}"] = gettext("Step: %(title)s") % {"title": read["title"]}
        for question, said in zip(step["questions"], read["questions"], strict=True):
            spoken[question["label"]] = said["label"]
    return [f"“{spoken.get(change.subject, change.subject)}”: {change.told}" for change in changes]
