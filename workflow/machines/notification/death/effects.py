"""What follows when a child has died who was notified as seriously harmed: the child's record, a notification of the
death with its own clock (D2), and everybody who decides, advises or reviews.
"""

from workflow.engine.door import Context, Following
from workflow.machines.case.children.child import Child
from workflow.machines.case.opening import name_by_children
from workflow.machines.notification.machine import Notification
from workflow.notices.agencies import appointed_reviewer, deciders, scrutineers
from workflow.notices.recipients import members, office, tell_on_desk
from workflow.parties.roles import Group


def record_outcome(context: Context[Notification]) -> None:
    """The case says so from now on; the forms that were sent stay as they are."""
    child = Child.objects.select_related("data_key").get(pk=context.data["child"], case=context.case)
    child.describe({**(child.details or {}), **context.data["new"]})
    child.save(update_fields=["details", "name_index"])
    name_by_children(context.case)


def notify_anew(context: Context[Notification]) -> None:
    """D2: the death is an incident of its own; the days run from the day the local authority became aware of it."""
    case, said = context.case, context.data
    of_death = Notification(case=case, data_key=case.data_key, aware_on=said["aware_on"], follows=context.record)
    of_death.aware_by = said["aware_by"]
    context.begin(of_death, "begin", aware_by=said["aware_by"])


def tell_of_death(context: Context[Notification]) -> None:
    """The office, who decides and advises, the review group, and the reviewer of a review that is under way."""
    case = context.case
    told = [office(case), *deciders(case), *scrutineers(case), *members(case, Group.REVIEW)]
    for review in case.reviews.all():
        if review.is_open:
            told += appointed_reviewer(review)
    tell_on_desk(context, "death-recorded", list(dict.fromkeys(told)))


# What follows each step, in this order.
AFTER: Following = {Notification.record_death: (record_outcome, notify_anew, tell_of_death)}
