"""What follows the steps that put something on file of a review: the entry itself, and who is told of it."""

from datetime import date
from typing import cast

from workflow import clocks
from workflow.engine.door import Context, Following, plain
from workflow.engine.machine import steps_of
from workflow.engine.step import local_date
from workflow.machines.review.filing.asking import FiledForm, lines_of
from workflow.machines.review.filing.entry import ReviewEntry
from workflow.machines.review.machine import Review
from workflow.machines.review.scoping.effects import drop_unsent_letters
from workflow.notices import Recipient
from workflow.notices.agencies import appointed_reviewer, deciders
from workflow.notices.consequences import desk_told
from workflow.notices.recipients import office, tell_on_desk
from workflow.parties.roles import Group
from workflow.procedures.version import Occasion

# Not what was typed: which entries it belongs to.
LINKS = frozenset({"about", "corrects"})


def put_on_file(context: Context[Review]) -> None:
    """The entry, with the questions as they were asked."""
    review, data = context.record, context.data
    name = context.event.kind.partition(".")[2]
    form = cast(FiledForm, steps_of(Review)[name].form(record=review, by=context.by, now=context.now))
    entry = ReviewEntry(
        review=review,
        data_key=review.case.data_key,
        kind=form.kind,
        about=data.get("about"),
        corrects=data.get("corrects"),
        by=context.by.user,
        at=context.now,
    )
    entry.said = plain({key: value for key, value in data.items() if key not in LINKS})
    entry.lines = lines_of(form, data)
    entry.save(force_insert=True)


# --- Clocks -------------------------------------------------------------------------------------------------------


def _reached(context: Context[Review], occasion: Occasion, on: date) -> None:
    # By number and duty, which clock this meets or starts is data; none is a normal answer.
    clocks.meet_on(context.case, occasion, on=on, record=context.record)
    running = clocks.running(context.case, record=context.record).filter(rule__starts_on=occasion)
    if not running.exists():
        clocks.start_on(context.case, occasion, on=on, record=context.record, now=context.now)


def reach_reviewer_appointed(context: Context[Review]) -> None:
    _reached(context, Occasion.REVIEWER_APPOINTED, local_date(context.now))


def reach_bodies_told(context: Context[Review]) -> None:
    """D21: on the day on which the last letter really went."""
    _reached(context, Occasion.BODIES_TOLD, context.data["on"])


def reach_family_told(context: Context[Review]) -> None:
    _reached(context, Occasion.FAMILY_TOLD, context.data["told_on"])


def reach_briefed(context: Context[Review]) -> None:
    """D27: held, or found not to be necessary."""
    _reached(context, Occasion.BRIEFED, context.data.get("held_on") or local_date(context.now))


# --- Notices ------------------------------------------------------------------------------------------------------


def reviewer(review: Review) -> Recipient:
    """The reviewer; without an account here an officer tells them by hand. Their name lies sealed, so not here."""
    return next(iter(appointed_reviewer(review)), Recipient("The reviewer"))


def tell_reviewer_of_appointment(context: Context[Review]) -> None:
    tell_on_desk(context, "reviewer-assigned", [reviewer(context.record)])


def tell_reviewer_of_request(context: Context[Review]) -> None:
    """D29: that there is one; what it asks is read here."""
    tell_on_desk(context, "request-to-reviewer", [reviewer(context.record)])


# What follows besides the entry itself.
BESIDES: Following = {
    Review.begin_scoping: (reach_reviewer_appointed, tell_reviewer_of_appointment),
    Review.change_reviewer: (drop_unsent_letters, tell_reviewer_of_appointment),
    Review.reviewer_left: (drop_unsent_letters,),
    Review.tell_family: (reach_family_told,),
    Review.wait_to_tell_family: (desk_told("family-not-told-proposed", deciders, Group.STRATEGIC),),
    Review.agree_to_wait: (desk_told("family-not-told-agreed", office),),
    Review.record_briefing: (reach_briefed,),
    Review.ask_reviewer: (tell_reviewer_of_request,),
    Review.answer_request: (desk_told("reviewer-answered", office),),
    Review.report_risk: (desk_told("emerging-risk", office, Group.SIGN_OFF),),
}
# What follows each step, in this order: what its form asked goes on file first.
AFTER: Following = {
    step: (put_on_file, *BESIDES.get(step, ()))
    for step, declared in ((getattr(Review, name), declared) for name, declared in steps_of(Review).items())
    if issubclass(declared.form, FiledForm)
}
