"""The steps of a case about its tasks. They are open in a closed case too: what is left to tidy up is left to do."""

from typing import ClassVar

from workflow.engine.machine import Machine
from workflow.engine.step import bare_office_step, bare_step
from workflow.machines.case.tasks import questions as forms
from workflow.machines.case.tasks.task import TASK_ROLES

EVER = ["open", "closed"]


class TaskSteps(Machine):
    """The office adds a task and gives it to somebody; whose it is, or the office, says that it is done."""

    KIND: ClassVar[str] = "case"

    class Meta:
        abstract = True

    add_task = bare_office_step(
        "Add a task",
        says="A task was added",
        source=EVER,
        form=forms.AddTaskForm,
        aside=True,
        beside="tasks",
        page="desk:tasks",
        private=True,
    )

    change_task = bare_office_step(
        "Change the task",
        says="A task was given to somebody else, or its day or words were changed",
        source=EVER,
        form=forms.ChangeTaskForm,
        system=True,
        hint="Give it to somebody else, or set another day.",
        aside=True,
        beside="tasks",
        page="desk:tasks",
        private=True,
    )

    finish_task = bare_step(
        "Mark the task as done",
        says="A task was done",
        source=EVER,
        roles=TASK_ROLES,
        form=forms.FinishTaskForm,
        aside=True,
        beside="tasks",
        page="desk:tasks",
        private=True,
    )

    reopen_task = bare_step(
        "Open the task again",
        says="A task was opened again",
        source=EVER,
        roles=TASK_ROLES,
        form=forms.ReopenTaskForm,
        aside=True,
        beside="tasks",
        page="desk:tasks",
        private=True,
    )
