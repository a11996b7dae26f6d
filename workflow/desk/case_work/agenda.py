"""What an agenda may hold, made from what is open in the case: returns, whatever else waits, tasks."""

from forms.definition.dates import spoken_day
from workflow.desk.case_file.file import CaseFile, title_of
from workflow.engine.step import local_date
from workflow.machines.agency_return.machine import AgencyReturn
from workflow.machines.case.tasks.task import CaseTask
from workflow.waiting.reading import held_now
from workflow.waiting.waiting import Waiting
from workflow.waiting.words import whom, why

# Said in words of their own, or not for a meeting.
ELSEWHERE = (Waiting.What.TASK, Waiting.What.LATE, Waiting.What.LETTER, Waiting.What.MESSAGE)
WELCOME, CLOSE = "Welcome and apologies", "Actions, and the next meeting"


def proposed(file: CaseFile) -> str:
    """One item a line."""
    return "\n".join([WELCOME, *_returns(file), *_waiting(file), *_tasks(file), CLOSE])


def _returns(file: CaseFile) -> list[str]:
    awaited = [one for one in file.returns if one.state in AgencyReturn.AWAITED]
    return [f"{title_of(one)}: asked for by {spoken_day(one.due_on)}, not yet here" for one in awaited]


def _waiting(file: CaseFile) -> list[str]:
    rows = held_now(local_date(file.now)).filter(case=file.case).exclude(what__in=ELSEWHERE)
    rows = rows.exclude(step__startswith=f"{AgencyReturn.KIND}.")
    found = rows.select_related("agency", "person", "partnership")
    return list(dict.fromkeys(f"{why(row)}: {whom(row)}" for row in found))


def _tasks(file: CaseFile) -> list[str]:
    tasks = CaseTask.objects.filter(case=file.case, done_at=None).select_related("person")
    found = tasks.readable_by(file.by, file.case.partnership_id)
    lines = []
    for task in found:
        task.data_key = file.case.data_key
        lines.append(f"{task.what} ({task.person or 'nobody’s yet'}, by {spoken_day(task.due_on)})")
    return lines
