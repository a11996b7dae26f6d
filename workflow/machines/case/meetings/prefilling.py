"""What a recorded meeting says, in the boxes of a step that asks for its day and who took part."""

from datetime import date

from workflow.engine.step import TransitionForm, local_date
from workflow.machines.case.meetings.meeting import Meeting, last_held


def fill_from_meeting(form: TransitionForm, day: str, who: str, *, after: date | None = None) -> None:
    """Of the last rapid review meeting; it can be changed. `after`: the day of one that another step told of."""
    if form.is_bound or (held := last_held(form.record.case, Meeting.Kind.RAPID_REVIEW)) is None:
        return
    meeting, came = held
    met_on = local_date(meeting.starts_at)
    if after is None or met_on > after:
        form.fields[day].initial = met_on.isoformat()
        form.fields[who].initial = "\n".join(came)
