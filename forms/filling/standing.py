"""What follows from one set of answers: the steps that are shown, what each may read, what would be kept."""

from dataclasses import dataclass
from datetime import date

from forms.definition.conditions import walked_and_kept
from forms.definition.shape import Answers, Definition, Step


@dataclass(frozen=True)
class Standing:
    """What follows from one set of answers: the steps that are shown, what each may read, what would be kept."""

    definition: Definition
    answers: Answers
    walked: list[tuple[Step, Answers]]
    kept: Answers

    @classmethod
    def of(cls, definition: Definition, answers: Answers, today: date, told: Answers) -> "Standing":
        """`told`: the texts from the case that the form shows, which are sent with the answers."""
        full = _with_told(definition, answers, told) if told else answers
        return cls(definition, answers, *walked_and_kept(definition, full, today))

    def known(self, name: str) -> Answers:
        """What the conditions of this step may read; nothing where it is hidden."""
        return next((known for step, known in self.walked if step["name"] == name), {})


def _with_told(definition: Definition, answers: Answers, told: Answers) -> Answers:
    """What is told in a repeating step is told in each of its entries."""
    repeating = {
        step["name"]: [{**entry, **told} for entry in answers[step["name"]]]
        for step in definition["steps"]
        if step["repeat"] is not None and answers.get(step["name"])
    }
    return {**answers, **told, **repeating}
