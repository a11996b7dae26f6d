"""A step, or an entry, as it is kept now beside what was typed on a page that began from an earlier revision."""

from dataclasses import dataclass

from forms.definition.shape import TOLD_KINDS, Step
from forms.filling.aside import Typed
from forms.filling.journey import Journey
from forms.questions.fields import field_names
from forms.questions.typed_words import typed_in_words


@dataclass(frozen=True)
class Pair:
    """One question with what is kept now and what was typed on the page, in words."""

    name: str
    label: str
    kept: str
    typed: str

    @property
    def differs(self) -> bool:
        return self.kept != self.typed

    @property
    def keeps(self) -> bool:
        """Whether what is kept is chosen to begin with: where nothing was typed there is nothing to lose."""
        return not self.typed


def pairs(journey: Journey, step: Step, entry: str | None, typed: Typed) -> list[Pair]:
    """Every question in which something stands, here or there, in the order of the step."""
    kept = journey.data(step, entry) if entry is None or journey.has_entry(step, entry) else {}
    around = journey.circumstances(step)
    found = []
    for question in step["questions"]:
        if question["kind"] not in TOLD_KINDS:
            both = (typed_in_words(step, question, data, around, journey.files) for data in (kept, typed))
            found.append(Pair(question["name"], str(question["label"]), *both))
    return [pair for pair in found if pair.kept or pair.typed]


def chosen(journey: Journey, step: Step, entry: str | None, typed: Typed, kept: set[str]) -> Typed:
    """What was typed, with what is kept now in place of it for the questions of these names."""
    found, now = {**typed}, journey.data(step, entry)
    for question in step["questions"]:
        for name in field_names(question["kind"], question["name"]) if question["name"] in kept else ():
            found.pop(name, None)
            if name in now:
                found[name] = [*now[name]]
    return found


def clashes(journey: Journey, step: Step, entry: str | None, typed: Typed) -> bool:
    """Whether what was typed says anything else than what is kept, or is about an entry that is gone."""
    gone = entry is not None and not journey.has_entry(step, entry)
    return gone or any(pair.differs for pair in pairs(journey, step, entry, typed))
