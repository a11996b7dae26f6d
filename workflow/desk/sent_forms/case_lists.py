"""What is written about a case beside its forms, as lists to go with its files: notes, messages, meetings."""

from collections.abc import Sequence
from dataclasses import dataclass

from forms.reading.exports.layout import Column
from forms.reading.exports.marking import moment
from forms.reading.exports.records import Cell
from workflow.machines.case.machine import Case
from workflow.machines.case.meetings.meeting import Meeting, who_came
from workflow.machines.case.messages.thread import Message, MessageThread
from workflow.machines.case.notes.note import CaseNote
from workflow.parties.roles import Actor


@dataclass(frozen=True)
class Listed:
    """One list: the name of its file, its columns, its rows."""

    name: str
    columns: tuple[Column, ...]
    rows: Sequence[list[Cell]]


NOTES: tuple[Column, ...] = (
    ("kind", "What it is"),
    ("on", "On"),
    ("time", "At"),
    ("with", "With"),
    ("text", "Text"),
    ("readers", "Who reads it"),
    ("by", "Written by"),
    ("written", "Written at"),
    ("remark", "Remark"),
)


MESSAGES: tuple[Column, ...] = (
    ("with", "With"),
    ("at", "Sent at"),
    ("by", "Written by"),
    ("side", "Side"),
    ("text", "Text"),
)
MEETINGS: tuple[Column, ...] = (
    ("kind", "What it is"),
    ("starts", "Starts"),
    ("place", "Where"),
    ("link", "Link"),
    ("agenda", "Agenda"),
    ("came", "Took part"),
    ("minutes", "Minutes"),
    ("remark", "Remark"),
)


def lists_of(case: Case, by: Actor) -> list[Listed]:
    """Those that hold something for this person."""
    found = [
        Listed("notes.csv", NOTES, notes_of(case, by)),
        Listed("messages.csv", MESSAGES, messages_of(case, by)),
        Listed("meetings.csv", MEETINGS, meetings_of(case)),
    ]
    return [one for one in found if one.rows]


def messages_of(case: Case, by: Actor) -> list[list[Cell]]:
    """The rows of the messages that this person reads, the first one first."""
    threads = MessageThread.objects.filter(case=case).readable_by(by, case)
    named = (f"thread__{name}" for name in MessageThread.NAMED)
    rows: list[list[Cell]] = []
    for one in Message.objects.filter(thread__in=threads).select_related("by", *named).order_by("at", "pk"):
        one.data_key = case.data_key
        side = "Support office" if one.by_office else "The other side"
        rows.append([one.thread.with_whom(case).name, moment(one.at), str(one.by), side, one.text])
    return rows


def meetings_of(case: Case) -> list[list[Cell]]:
    """The rows of the meetings, the first one first."""
    rows: list[list[Cell]] = []
    for one in Meeting.objects.filter(case=case).order_by("starts_at", "pk"):
        one.case, one.data_key = case, case.data_key
        came = "\n".join(who_came(one))
        remark = f"Cancelled: {one.why_cancelled}" if one.cancelled_at is not None else ""
        when_where = [str(one.get_kind_display()), moment(one.starts_at), one.place or "", one.link or ""]
        rows.append([*when_where, one.agenda or "", came, one.minutes or "", remark])
    return rows


def notes_of(case: Case, by: Actor) -> list[list[Cell]]:
    """The rows of the notes that this person may read."""
    found = CaseNote.objects.filter(case=case).readable_by(by, case.partnership_id)
    rows: list[list[Cell]] = []
    for note in found.select_related("by").order_by("written_at", "pk"):
        note.data_key = case.data_key
        at = f"{note.happened_at:%H:%M}" if note.happened_at else ""
        what = [str(note.get_kind_display()), note.happened_on.isoformat(), at, note.spoken_to, note.text]
        rows.append([*what, str(note.get_readers_display()), str(note.by), moment(note.written_at), _remark(note)])
    return rows


def _remark(note: CaseNote) -> str:
    if note.struck_at is not None:
        return f"Struck through: {note.why_struck}"
    return "Corrected by a later entry" if note.replaced_at is not None else ""
