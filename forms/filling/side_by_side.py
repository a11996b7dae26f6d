"""A step, or an entry, as it is kept now beside what was typed on a page that began from an earlier revision."""

from dataclasses import dataclass

from forms.definition.shape import TOLD_KINDS, Step
from forms.filling.aside import Typed
from forms.filling.journey import Journey
from forms.questions.typed_words import typed_in_words


@dataclass(frozen=True)
class Pair:
    """One question with what is kept now and what was typed on the page, in words."""

    label: str
    kept: str
    typed: str

    @property
    def differs(self) -> bool:
        return self.kept != self.typed


def pairs(journey: Journey, step: Step, entry: str | None, typed: Typed) -> list[Pair]:
    """Every question in which something stands, here or there, in the order of the step."""
    kept = journey.data(step, entry) if entry is None or journey.has_entry(step, entry) else {}
    around = journey.circumstances(step)
    found = []
    for question in step["questions"]:
        if question["kind"] not in TOLD_KINDS:
            both = (typed_in_words(step, question, data, around, journey.files) for data in (kept, typed))
            found.append(Pair(str(question["label"]), *both))
    return [pair for pair in found if pair.kept or pair.typed]


def clashes(journey: Journey, step: Step, entry: str | None, typed: Typed) -> bool:
    """Whether what was typed says anything else than what is kept, or is about an entry that is gone."""
    gone = entry is not None and not journey.has_entry(step, entry)
    return gone or any(pair.differs for pair in pairs(journey, step, entry, typed))
