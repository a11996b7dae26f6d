"""What follows the steps of a case: the machines that it alone opens, its clocks, children and areas.

The forms that told of a child stay as they were sent; what was recorded of it before stands in the log, sealed.
"""

from datetime import date

from workflow.engine.door import Context, Following
from workflow.engine.step import local_date
from workflow.machines.case.change_of_version import move_clocks
from workflow.machines.case.children.child import Child
from workflow.machines.case.differences.difference import Difference
from workflow.machines.case.involved_area import InvolvedArea
from workflow.machines.case.machine import Case
from workflow.machines.case.opening import name_by_children
from workflow.machines.case.tasks.people import may_be_given
from workflow.machines.case.tasks.task import to_nobody
from workflow.machines.notification.machine import Notification
from workflow.machines.rapid_review.machine import RapidReview
from workflow.machines.rapid_review.panel.effects import flag_early_review
from workflow.machines.review.machine import Review
from workflow.notices.agencies import deciders
from workflow.notices.outside import tell_news
from workflow.notices.recipients import office, office_of, tell_on_desk
from workflow.parties.party import Partnership


def tell_of_opening(context: Context[Case]) -> None:
    """A referral announces itself; a case that the local authority notifies without one is told of here (D4)."""
    if context.data.get("incident"):
        tell_on_desk(context, "case-opened", [office(context.case)])
        tell_on_desk(context, "partners-to-consider", deciders(context.case))


def begin_rapid_review(context: Context[Case | Notification]) -> None:
    """D5."""
    case = context.case
    context.begin(RapidReview(case=case, data_key=case.data_key), "begin")


def begin_review(context: Context[Case]) -> None:
    """D1, D14: of the kind that was decided on, from the day of the decision."""
    case, kind = context.case, context.data["kind"]
    review = Review(case=case, data_key=case.data_key, kind=kind, commissioned_on=_decided_on(context, kind))
    context.begin(review, "begin")


def _decided_on(context: Context[Case], kind: str) -> date:
    for rapid_review in context.case.rapid_reviews.all():
        if kind in rapid_review.decided_reviews:
            day: date = rapid_review.review_decided_on(kind)
            return day
    # A review that was chosen below the definition is decided on by commissioning it (D14).
    return local_date(context.now)


def follow_version(context: Context[Case]) -> None:
    """The clocks go on under the new version; breaches stay."""
    left, version = context.data["left"], context.data["version"]
    move_clocks(context.case, left, version, now=context.now, event_id=context.event.id)


def correct_child(context: Context[Case]) -> None:
    """What was emptied goes, what was given takes its place."""
    child = Child.objects.select_related("data_key").get(pk=context.data["child"], case=context.case)
    changed = {**(child.details or {}), **context.data["new"]}
    child.describe({key: value for key, value in changed.items() if value not in ("", None)})
    child.save(update_fields=["details", "name_index"])
    _settle_by_correction(context, child)
    name_by_children(context.case)


def _settle_by_correction(context: Context[Case], child: Child) -> None:
    """A correction of what forms told differently decides it, and stands beside what they told."""
    new, told_on = context.data["new"], local_date(context.now).isoformat()
    for found in child.differences.filter(fact__in=new).select_related("data_key"):
        value = str(new[found.fact])
        if value and value not in [told["value"] for told in found.told]:
            found.tell({"value": value, "source": "A correction by the support office", "on": told_on}, now=context.now)
        if value:
            found.decide(value, context.data["reason"], by=context.by.user, now=context.now)
            found.save()


def add_child(context: Context[Case]) -> None:
    child = Child(case=context.case, data_key=context.case.data_key)
    child.describe(context.data["new"])
    child.save(force_insert=True)
    name_by_children(context.case)


def settle_difference(context: Context[Case]) -> None:
    """The value that was decided on takes its place; the other stays on record with who told it."""
    said = context.data
    found = Difference.objects.select_related("child__data_key", "data_key").get(
        pk=said["difference"], case=context.case
    )
    found.decide(said["counts"], said["reason"], by=context.by.user, now=context.now)
    found.save()
    if found.child is not None:
        found.child.describe({**(found.child.details or {}), found.fact: found.counts})
        found.child.save(update_fields=["details", "name_index"])
        name_by_children(context.case)


def involve_area(context: Context[Case]) -> None:
    """The area reads the case from now on; its office is told (D26)."""
    _involve(context, context.data["area"])
    tell_on_desk(context, "area-involved", [office_of(context.data["area"])])


def release_area(context: Context[Case]) -> None:
    """The area reads it no longer; its office is told (D26)."""
    _release(context, context.data["area"])
    tell_on_desk(context, "area-released", [office_of(context.data["area"])])


def pass_lead(context: Context[Case]) -> None:
    """The two partnerships change places; both offices are told. The reference and the rules stay."""
    case, new = context.case, context.data["area"]
    old = case.partnership
    _release(context, new)
    _involve(context, old)
    # After the step was logged: whoever passed the lead did so in the role that they held until then.
    case.partnership = new
    # Whoever had the case or a task in it works for the other office.
    case.owner = case.owner_since = None
    case.save(update_fields=["partnership", "owner", "owner_since"])
    left = set(case.tasks.filter(done_at=None).exclude(person=None).values_list("person", flat=True))
    stays = may_be_given(case, local_date(context.now)).values_list("pk", flat=True)
    to_nobody(case.tasks.all(), people=left - set(stays), now=context.now)
    tell_on_desk(context, "lead-passed", [office_of(new), office_of(old)])


def _involve(context: Context[Case], partnership: Partnership) -> None:
    case = context.case
    area = InvolvedArea(
        case=case, data_key=case.data_key, partnership=partnership, since=context.now, by=context.by.user
    )
    area.reason = context.data["reason"]
    area.save(force_insert=True)


def _release(context: Context[Case], partnership: Partnership) -> None:
    context.case.areas.filter(partnership=partnership, until=None).update(until=context.now)


# What follows each step, in this order.
AFTER: Following = {
    Case.begin: (tell_of_opening,),
    Case.open_rapid_review: (begin_rapid_review,),
    Case.commission_review: (begin_review, flag_early_review, tell_news),
    Case.move_procedure: (follow_version,),
    Case.correct_child: (correct_child,),
    Case.add_child: (add_child,),
    Case.settle_difference: (settle_difference,),
    Case.involve_area: (involve_area,),
    Case.release_area: (release_area,),
    Case.pass_lead: (pass_lead,),
}
