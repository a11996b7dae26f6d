"""The step by which the office reminds whoever a case waits for, agencies apart: those have steps of their own."""

from typing import ClassVar

from workflow.engine.machine import Machine
from workflow.engine.step import bare_office_step
from workflow.machines.case.reminding.questions import RemindForm


class RemindingSteps(Machine):
    """Also in a closed case: the partners may have to agree to its erasure."""

    KIND: ClassVar[str] = "case"

    class Meta:
        abstract = True

    remind_people = bare_office_step(
        "Remind partners, groups or people of this case",
        says="The office reminded people that the case waits for them",
        source=["open", "closed"],
        form=RemindForm,
        hint="Whoever has still to vote, to advise or to approve gets an e-mail with the reference and a link.",
        aside=True,
        adds=True,
        private=True,
    )
