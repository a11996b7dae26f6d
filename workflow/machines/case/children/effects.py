"""What follows when officers correct what is recorded about a child, or add one: the forms stay as they were sent."""

from workflow.engine.door import Context, Following
from workflow.machines.case.children.child import Child
from workflow.machines.case.machine import Case
from workflow.machines.case.opening import name_by_children


def correct(context: Context[Case]) -> None:
    """What was emptied goes, what was given takes its place; old and new stand in the log, sealed."""
    child = Child.objects.select_related("data_key").get(pk=context.data["child"], case=context.case)
    changed = {**(child.details or {}), **context.data["new"]}
    child.describe({key: value for key, value in changed.items() if value not in ("", None)})
    child.save(update_fields=["details", "name_index"])
    name_by_children(context.case)


def add(context: Context[Case]) -> None:
    child = Child(case=context.case, data_key=context.case.data_key)
    child.describe(context.data["new"])
    child.save(force_insert=True)
    name_by_children(context.case)


# What follows each step, in this order.
AFTER: Following = {
    Case.correct_child: (correct,),
    Case.add_child: (add,),
}
