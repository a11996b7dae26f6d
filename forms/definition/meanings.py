"""What an answer means to others: semantic keys that machines and clocks read, never a question's name or wording.

Editors tie a question to a meaning ("incident.date"); the package that needs it registers the meaning here and reads it
from a definition and its answers with `read`.
"""

from dataclasses import dataclass
from typing import Any

from forms.definition.shape import DATE_KINDS, UNKNOWN, Answers, Definition, Question, Step, questions
from forms.registry import Registry


@dataclass(frozen=True)
class Meaning:
    """One semantic key.

    `kinds`: the question kinds it may stand on, empty for any. `step`: it stands on a repeating step, not a question.
    `duty`: the procedure's duty that needs it ("D2"). `why`: one sentence an editor reads. `purpose`: where the answer
    tells of the person who fills in the form, what browsers and assistive technology know it by (WCAG 1.3.5): "name",
    "email", "tel". Never on what tells of somebody else: a browser would offer the wrong person's.
    """

    key: str
    label: str
    duty: str = ""
    why: str = ""
    kinds: tuple[str, ...] = ()
    step: bool = False
    purpose: str = ""

    def __str__(self) -> str:
        return f"{self.label} (duty {self.duty})" if self.duty else self.label


registry: Registry[Meaning] = Registry()
register = registry.register
get = registry.get


def choices(*, step: bool) -> list[tuple[str, str]]:
    """Key and label, for a select in the editor: those of repeating steps or those of questions."""
    found = (meaning for meaning in registry.values() if meaning.step is step)
    return sorted(((meaning.key, str(meaning)) for meaning in found), key=lambda pair: pair[1])


class Reading:
    """The answers of one submission by meaning. “Not known” is no date: who reads a date gets one, or none. With
    `unknown` it is given too, to whoever fills the same question in again.
    """

    def __init__(self, definition: Definition, answers: Answers, *, unknown: bool = False) -> None:
        self._definition = definition
        self._answers = answers
        self._unknown = unknown

    def _is_told(self, question: Question, value: Any) -> bool:
        is_unknown = question["kind"] in DATE_KINDS and value == UNKNOWN
        return value is not None and (self._unknown or not is_unknown)

    def one(self, meaning: str) -> Any:
        """The answer to the first question with this meaning that was answered, outside repeating steps, or None."""
        for step, question in questions(self._definition):
            if step["repeat"] is None and question["meaning"] == meaning:
                value = self._answers.get(question["name"])
                if self._is_told(question, value):
                    return value
        return None

    def many(self, meaning: str) -> list[dict[str, Any]]:
        """One dict `{meaning: value}` an entry of the repeating steps with this meaning, in order; empty when none."""
        entries: list[dict[str, Any]] = []
        for step in self._definition["steps"]:
            if step["repeat"] is not None and step["meaning"] == meaning:
                entries += [self._entry(step, entry) for entry in self._answers.get(step["name"]) or []]
        return entries

    def _entry(self, step: Step, entry: Answers) -> dict[str, Any]:
        return {
            question["meaning"]: entry[question["name"]]
            for question in step["questions"]
            if question["meaning"] and self._is_told(question, entry.get(question["name"]))
        }


def read(definition: Definition, answers: Answers) -> Reading:
    """The answers by meaning: `.one("incident.date")`, `.many("child")`."""
    return Reading(definition, answers)
