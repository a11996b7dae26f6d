"""What a task that waits is about, for lists: that there is a task says too little."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.text import Truncator

from forms.kept_query import KeptQuery
from workflow.machines.case.tasks.task import CaseTask
from workflow.waiting.waiting import Waiting
from workflow.waiting.words import why

SHORT = 60
TASKS: KeptQuery[CaseTask] = KeptQuery(
    lambda tasks: CaseTask.objects.filter(pk__in=tasks).select_related("data_key"), tasks=list[UUID]
)


def reasons(rows: Iterable[Waiting], *, short: int = SHORT) -> dict[int, str]:
    """By row what has to be done; of a task its beginning, at most `short` signs. One query where there is one, for
    rows that the person may know of.
    """
    found = list(rows)
    tasks: dict[UUID, str] = {}
    if wanted := {row.about for row in found if row.what == Waiting.What.TASK}:
        for task in TASKS.rows(tasks=sorted(wanted)):
            tasks[task.pk] = Truncator(" ".join((task.what or "").split())).chars(short)
    return {row.pk: f"Task: {tasks[row.about]}" if tasks.get(row.about) else why(row) for row in found}
