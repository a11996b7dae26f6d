"""What follows the steps about meetings: the meeting, who is asked, and that they and their calendars are told."""

from collections.abc import Iterable
from typing import Any

from workflow import notices
from workflow.engine.door import Context, Following
from workflow.engine.step import local_date
from workflow.machines.case.counterparts.counterpart import Counterpart
from workflow.machines.case.counterparts.finding import invitable
from workflow.machines.case.counterparts.telling import page_of, recipients
from workflow.machines.case.machine import Case
from workflow.machines.case.meetings.answer import InvitationAnswer
from workflow.machines.case.meetings.calendar_entry import calendar_entry
from workflow.machines.case.meetings.meeting import Invitation, Meeting
from workflow.machines.case.tasks.effects import add

INVITED, MOVED, CANCELLED = "meeting-invitation", "meeting-moved", "meeting-cancelled"


def plan(context: Context[Case]) -> None:
    case, said = context.case, context.data
    meeting = Meeting(case=case, data_key=case.data_key, kind=said["kind"])
    meeting.planned_by, meeting.planned_at, meeting.changed_at = context.by.user, context.now, context.now
    meeting.agenda = said["agenda"]
    _put_when_and_where(meeting, said)
    meeting.save(force_insert=True)
    _tell(context, meeting, INVITED, _ask(context, meeting))


def change(context: Context[Case]) -> None:
    """Whom it still concerns is told only of what concerns them: that somebody else is asked is no news."""
    meeting, said = _meeting(context), context.data
    before = _when_and_where(meeting)
    _put_when_and_where(meeting, said)
    is_moved = before != _when_and_where(meeting)
    meeting.changes, meeting.changed_at = meeting.changes + 1, context.now
    meeting.save()
    asked = _asked(context, meeting)
    fresh = _ask(context, meeting, asked)
    gone = [one for key, one in asked.items() if key not in said["invited"]]
    meeting.invitations.filter(pk__in=[row.pk for row, _whom in gone]).update(withdrawn_at=context.now)
    _tell(context, meeting, INVITED, fresh)
    _tell(context, meeting, CANCELLED, [whom for _row, whom in gone])
    if is_moved:
        # What was answered was answered for another day or place; the log keeps it.
        InvitationAnswer.objects.filter(invitation__meeting=meeting).delete()
        _tell(context, meeting, MOVED, [whom for key, (_row, whom) in asked.items() if key in said["invited"]])


def cancel(context: Context[Case]) -> None:
    meeting = _meeting(context)
    meeting.cancelled_at, meeting.cancelled_by = context.now, context.by.user
    meeting.why_cancelled, meeting.changed_at = context.data["why_cancelled"], context.now
    meeting.changes += 1
    meeting.save()
    _tell(context, meeting, CANCELLED, [whom for _row, whom in _asked(context, meeting).values()])


def answer(context: Context[Case]) -> None:
    """The last answer of a person counts; what they answered before stays in the log, sealed."""
    said = context.data
    whose = {"invitation": said["invitation"], "by": context.by.user}
    found = InvitationAnswer.objects.filter(**whose).first() or InvitationAnswer(**whose)
    found.data_key = context.case.data_key
    found.answer, found.instead, found.at = said["answer"], said["instead"] or None, context.now
    found.save()


def set_agenda(context: Context[Case]) -> None:
    meeting = _meeting(context)
    meeting.agenda, meeting.changed_at = context.data["agenda"], context.now
    meeting.save()


def record_attendance(context: Context[Case]) -> None:
    meeting, said = _meeting(context), context.data
    asked = meeting.invitations.filter(withdrawn_at=None)
    asked.update(attendance=Invitation.Attendance.ABSENT)
    said["came"].update(attendance=Invitation.Attendance.CAME)
    said["apologies"].update(attendance=Invitation.Attendance.APOLOGIES)
    meeting.others_came, meeting.attendance_at, meeting.changed_at = said["others_came"], context.now, context.now
    meeting.save()


def write_minutes(context: Context[Case]) -> None:
    """What they said before stays in the log, sealed."""
    meeting = _meeting(context)
    meeting.minutes, meeting.minutes_by = context.data["minutes"], context.by.user
    meeting.minutes_at = meeting.changed_at = context.now
    meeting.save()


def _meeting(context: Context[Case]) -> Meeting:
    """The meeting, with the key of the case, which is read already."""
    meeting: Meeting = context.data["meeting"]
    meeting.data_key = context.case.data_key
    return meeting


def _put_when_and_where(meeting: Meeting, said: dict[str, Any]) -> None:
    meeting.starts_at, meeting.minutes_long = said["starts_at"], int(said["long"])
    meeting.place, meeting.link = said["location"], said["link"]


def _when_and_where(meeting: Meeting) -> tuple[Any, ...]:
    return (meeting.starts_at, meeting.minutes_long, meeting.place, meeting.link)


Asked = dict[str, tuple[Invitation, Counterpart]]


def _asked(context: Context[Case], meeting: Meeting) -> Asked:
    """Who is asked now, by key: one query."""
    rows = meeting.invitations.filter(withdrawn_at=None).select_related(*Invitation.NAMED)
    named = [(row, row.with_whom(context.case)) for row in rows]
    return {whom.key: (row, whom) for row, whom in named}


def _ask(context: Context[Case], meeting: Meeting, asked: Asked | None = None) -> list[Counterpart]:
    """Ask whom the step names and who is not asked yet; returns them."""
    wanted = set(context.data["invited"]) - set(asked or {})
    fresh = [one for one in invitable(context.case) if one.key in wanted]
    for one in fresh:
        given = {"asked_at": context.now, "withdrawn_at": None}
        meeting.invitations.update_or_create(**one.columns, defaults=given)
    return fresh


def _tell(context: Context[Case], meeting: Meeting, key: str, to: Iterable[Counterpart]) -> None:
    """Of what is over nobody is told: a meeting may be put on record afterwards."""
    if meeting.has_begun(context.now):
        return
    day, title = local_date(meeting.starts_at), meeting.get_kind_display()
    told = set()
    for whom in to:
        path = page_of(context.case, whom, "meeting")
        entry = calendar_entry(meeting, context.case, path=path, now=context.now, is_cancelled=key == CANCELLED)
        about: dict[str, Any] = {"due": day, "title": title, "path": path, "calendar": entry}
        for recipient in recipients(context.case, whom):
            if recipient not in told:
                told.add(recipient)
                context.notify(notices.compose(context.case, key, to=recipient, now=context.now, **about))


# What follows each step, in this order.
AFTER: Following = {
    Case.plan_meeting: (plan,),
    Case.change_meeting: (change,),
    Case.cancel_meeting: (cancel,),
    Case.answer_invitation: (answer,),
    Case.set_agenda: (set_agenda,),
    Case.record_attendance: (record_attendance,),
    Case.write_minutes: (write_minutes,),
    Case.add_action: (add,),
}
