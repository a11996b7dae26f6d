"""What somebody leaves behind whose role ends: nobody keeps what is not theirs any more.

Whoever hands over first (handing_over) leaves nothing. Else their cases and tasks go back to the office, where they are
seen as nobody's.
"""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from workflow.engine.door import perform
from workflow.engine.step import local_date
from workflow.machines.case.machine import Case
from workflow.machines.case.tasks.people import may_be_given
from workflow.machines.case.tasks.task import CaseTask
from workflow.parties.party import Membership
from workflow.parties.roles import SYSTEM, Role


def leave_cases(held: Membership, *, now: datetime) -> None:
    """The cases that this officer has in that partnership. The membership has ended."""
    if held.role != Role.OFFICER:
        return
    for case in owned_cases(held.user, held.partnership):
        perform(case, "lay_down_case", by=SYSTEM, now=now)


def leave_tasks(held: Membership, *, now: datetime) -> None:
    """Their open tasks in that partnership, but for cases on which another role of theirs lets them work on."""
    for task in open_tasks(held.user, held.partnership):
        if not may_be_given(task.case, local_date(now)).filter(pk=held.user_id).exists():
            pass_task(task, None, now=now)


def owned_cases(person: Any, partnership: Any) -> QuerySet[Case]:
    """The cases of the partnership that this person has; of what was erased nothing is left to have."""
    found: QuerySet[Case] = Case.objects.filter(owner=person, partnership=partnership)
    return found.exclude(state=Case.ERASED)


def open_tasks(person: Any, partnership: Any) -> QuerySet[CaseTask]:
    """What this person has to do in the cases that the partnership leads."""
    found: QuerySet[CaseTask] = CaseTask.objects.filter(person=person, done_at=None, case__partnership=partnership)
    return found.exclude(case__partnership=None).select_related("case", "data_key")


def pass_task(task: CaseTask, to: Any, *, now: datetime) -> None:
    """The task as it is, another's; None: the office's."""
    as_it_is = {"task": task.pk, "to_do": task.what, "due_on": task.due_on, "person": to.pk if to else None}
    perform(task.case, "change_task", by=SYSTEM, now=now, data=as_it_is)
