"""What follows the steps about tasks: the task's row."""

from workflow.engine.door import Context, Following
from workflow.machines.case.machine import Case
from workflow.machines.case.tasks.task import CaseTask


def add(context: Context[Case]) -> None:
    """Also as an action of a meeting, which the data then names."""
    case, said = context.case, context.data
    task = CaseTask(case=case, data_key=case.data_key, person=said["person"], due_on=said["due_on"])
    task.made_by, task.made_at, task.since = context.by.user, context.now, context.now
    task.what, task.meeting = said["to_do"], said.get("meeting")
    task.save(force_insert=True)


def change(context: Context[Case]) -> None:
    task, said = _task(context), context.data
    task.what, task.person, task.due_on, task.since = said["to_do"], said["person"], said["due_on"], context.now
    task.save()


def finish(context: Context[Case]) -> None:
    task = _task(context)
    task.done_at, task.done_by, task.since = context.now, context.by.user, context.now
    task.outcome = context.data["came_of_it"] or None
    task.save()


def reopen(context: Context[Case]) -> None:
    """What came of it before stays in the log, sealed."""
    task = _task(context)
    task.done_at = task.done_by = task.outcome = None
    task.since = context.now
    task.save()


def _task(context: Context[Case]) -> CaseTask:
    """The task, with the key of the case, which is read already."""
    task: CaseTask = context.data["task"]
    task.data_key = context.case.data_key
    return task


# What follows each step, in this order.
AFTER: Following = {
    Case.add_task: (add,),
    Case.change_task: (change,),
    Case.finish_task: (finish,),
    Case.reopen_task: (reopen,),
}
