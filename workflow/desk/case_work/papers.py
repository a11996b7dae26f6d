"""The papers of a meeting as one PDF: agenda, minutes, what is open, and the forms that are read there.

Made when asked for, never stored.
"""

from collections.abc import Sequence
from datetime import datetime

from django.utils.timezone import localtime

from forms.definition.dates import spoken_day, spoken_time
from forms.definition.language import OWN_LANGUAGE
from forms.reading.paper import new_paper
from forms.reading.printing import MARK, put_answers
from forms.reading.sent import SentForm
from workflow.machines.case.counterparts.counterpart import Counterpart
from workflow.machines.case.meetings.meeting import Invitation, Meeting
from workflow.machines.case.tasks.task import CaseTask

NAME = "papers.pdf"
Invited = Sequence[tuple[Invitation, Counterpart]]


def papers_of(
    meeting: Meeting, *, invited: Invited, actions: Sequence[CaseTask], sent: Sequence[SentForm], now: datetime
) -> bytes:
    """Each form begins on a page of its own."""
    reference = meeting.case.reference
    paper = new_paper(title=f"Papers, {reference}", note=f"{reference} · {MARK}", language=OWN_LANGUAGE, now=now)
    paper.paragraph(reference)
    paper.title_line(meeting.get_kind_display())
    paper.pairs(_facts(meeting, invited))
    for title, text in (("Agenda", meeting.agenda), ("Minutes", meeting.minutes)):
        if text:
            paper.heading(title)
            paper.paragraph(str(text))
    if actions:
        paper.heading("Actions")
        paper.items([_action(one) for one in actions])
    for one in sent:
        paper.add_page()
        paper.heading(f"{one.definition['title']}, {one.submission.reference}")
        put_answers(paper, one, level=1)
    return paper.finished()


def _facts(meeting: Meeting, invited: Invited) -> list[tuple[str, str]]:
    ends = f"{localtime(meeting.ends_at):%H:%M}"
    facts = [
        ("When", f"{spoken_time(meeting.starts_at)} to {ends}"),
        ("Where", str(meeting.place or "")),
        ("Join by link", str(meeting.link or "")),
    ]
    facts += [("Invited" if not one.attendance else one.get_attendance_display(), whom.name) for one, whom in invited]
    facts.append(("Names of those who took part", str(meeting.others_came or "")))
    return [(label, text) for label, text in facts if text]


def _action(task: CaseTask) -> str:
    return f"{task.what} ({task.person or 'nobody’s yet'}, by {spoken_day(task.due_on)})"
