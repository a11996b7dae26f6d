"""The steps of a case about its meetings. They are open in a closed case too: what was said is written down later."""

from typing import ClassVar

from workflow.engine.machine import Machine
from workflow.engine.step import bare_office_step, bare_step
from workflow.machines.case.meetings import questions as forms
from workflow.parties.roles import Role

EVER = ["open", "closed"]
# Whoever may be asked to a meeting, for themselves or for whom they speak.
ASKED = frozenset({Role.SUBMITTER, Role.LEAD, Role.DECISION_MAKER, Role.GROUP, Role.SCRUTINEER, Role.REVIEWER})


class MeetingSteps(Machine):
    """Planning a meeting, moving or cancelling it, answering the invitation, and writing down who came and what was
    said.
    """

    KIND: ClassVar[str] = "case"

    class Meta:
        abstract = True

    plan_meeting = bare_office_step(
        "Plan the meeting",
        says="A meeting was planned",
        source=EVER,
        form=forms.PlanMeetingForm,
        hint="Whoever you invite gets an e-mail with the reference, a link and an entry for their calendar, and "
        "nothing that tells of the case.",
        aside=True,
        beside="meetings",
        page="desk:meetings",
        private=True,
    )

    change_meeting = bare_office_step(
        "Move or change the meeting",
        says="A meeting was moved or changed",
        source=EVER,
        form=forms.ChangeMeetingForm,
        hint="Whoever is invited is told when day, time or place change; whom you no longer invite, that it is "
        "cancelled for them.",
        aside=True,
        beside="meetings",
        page="desk:meetings",
        private=True,
    )

    cancel_meeting = bare_office_step(
        "Cancel the meeting",
        says="A meeting was cancelled",
        source=EVER,
        form=forms.CancelMeetingForm,
        hint="Whoever is invited is told, and their calendars too.",
        aside=True,
        beside="meetings",
        page="desk:meetings",
        private=True,
    )

    answer_invitation = bare_step(
        "Send the answer",
        says="An invitation to a meeting was answered",
        source=EVER,
        roles=ASKED,
        form=forms.AnswerInvitationForm,
        hint="The support office reads it beside your name. You can change it until the meeting begins.",
        aside=True,
        beside="meetings",
        page="desk:meetings",
        private=True,
    )

    set_agenda = bare_office_step(
        "Save the agenda",
        says="The agenda of a meeting was written",
        source=EVER,
        form=forms.AgendaForm,
        aside=True,
        beside="meetings",
        page="desk:meetings",
        private=True,
    )

    record_attendance = bare_office_step(
        "Record who came",
        says="It was recorded who came to a meeting",
        source=EVER,
        form=forms.AttendanceForm,
        aside=True,
        beside="meetings",
        page="desk:meetings",
        private=True,
    )

    write_minutes = bare_office_step(
        "Save the minutes",
        says="The minutes of a meeting were written",
        source=EVER,
        form=forms.MinutesForm,
        hint="Everybody who works on the case and reads what was sent reads them, never the groups or agencies.",
        aside=True,
        beside="meetings",
        page="desk:meetings",
        private=True,
    )

    add_action = bare_office_step(
        "Add an action",
        says="An action was agreed at a meeting, and became a task",
        source=EVER,
        form=forms.AddActionForm,
        hint="It becomes a task of the case.",
        aside=True,
        beside="meetings",
        page="desk:meetings",
        private=True,
    )
