"""The steps of a case about its notes. They are open in a closed case too: people go on calling."""

from typing import ClassVar

from workflow.engine.machine import Machine
from workflow.engine.step import bare_office_step
from workflow.machines.case.notes import questions as forms

EVER = ["open", "closed"]


class NoteSteps(Machine):
    """Writing a note, correcting one by a further entry, striking one through."""

    KIND: ClassVar[str] = "case"

    class Meta:
        abstract = True

    write_note = bare_office_step(
        "Write a note",
        says="A note was written",
        source=EVER,
        form=forms.NoteForm,
        aside=True,
        beside="notes",
        page="desk:notes",
        private=True,
    )

    correct_note = bare_office_step(
        "Correct the note",
        says="A note was corrected by a further entry",
        source=EVER,
        form=forms.CorrectNoteForm,
        hint="Your entry takes its place. The earlier one stays on record and can be read below it.",
        aside=True,
        beside="notes",
        page="desk:notes",
        private=True,
    )

    strike_note = bare_office_step(
        "Strike the note through",
        says="A note was struck through",
        source=EVER,
        form=forms.StrikeNoteForm,
        aside=True,
        beside="notes",
        page="desk:notes",
        private=True,
    )
