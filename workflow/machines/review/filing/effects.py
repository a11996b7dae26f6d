"""What follows the steps that put something on file of a review: the entry itself, and who is told of it."""

from typing import Any

from workflow import clocks
from workflow.engine.door import Context, plain
from workflow.engine.machine import steps_of
from workflow.engine.step import local_date
from workflow.machines.review.filing.asking import lines_of
from workflow.machines.review.filing.entry import EntryKind, ReviewEntry
from workflow.notices import Recipient
from workflow.notices.agencies import deciders
from workflow.notices.recipients import members, office, tell_on_desk
from workflow.parties.roles import Group
from workflow.procedures.version import Occasion

# Which step makes which entry.
ENTRIES = {
    "begin_scoping": EntryKind.REVIEWER,
    "change_reviewer": EntryKind.REVIEWER,
    "tell_family": EntryKind.FAMILY_TOLD,
    "wait_to_tell_family": EntryKind.NOT_TOLD,
    "agree_to_wait": EntryKind.NOT_TOLD_AGREED,
    "list_family_member": EntryKind.MEMBER,
    "record_family_contact": EntryKind.CONTACT,
    "agree_terms": EntryKind.TERMS,
    "record_advice": EntryKind.ADVICE,
    "record_practitioners": EntryKind.PRACTITIONERS,
    "record_briefing": EntryKind.BRIEFING,
    "record_progress": EntryKind.PROGRESS,
    "ask_reviewer": EntryKind.REQUEST,
    "answer_request": EntryKind.ANSWER,
    "declare_interests": EntryKind.CONFLICT,
    "share_learning": EntryKind.LEARNING,
    "report_risk": EntryKind.RISK,
    "strike_out": EntryKind.STRUCK,
    "discuss_scope": EntryKind.SCOPE,
    "record_strategic_told": EntryKind.STRATEGIC_TOLD,
    "record_cooperation": EntryKind.COOPERATION,
}
# Not what was typed: which entries it belongs to.
LINKS = frozenset({"about", "corrects"})


def put_on_file(context: Context) -> None:
    """The entry, with the questions as they were asked."""
    review, data = context.record, context.data
    name = context.event.kind.partition(".")[2]
    form = steps_of(type(review))[name].form(record=review, by=context.by, now=context.now)
    entry = ReviewEntry(
        review=review,
        data_key=review.case.data_key,
        kind=ENTRIES[name],
        about=data.get("about"),
        corrects=data.get("corrects"),
        by=context.by.user,
        at=context.now,
    )
    entry.said = plain({key: value for key, value in data.items() if key not in LINKS})
    entry.lines = lines_of(form, data)
    entry.save(force_insert=True)


# --- Clocks -------------------------------------------------------------------------------------------------------


def _reached(context: Context, occasion: Occasion, on: Any) -> None:
    # By number and duty, which clock this meets or starts is data; none is a normal answer.
    clocks.meet_on(context.case, occasion, on=on, record=context.record)
    running = clocks.running(context.case, record=context.record).filter(rule__starts_on=occasion)
    if not running.exists():
        clocks.start_on(context.case, occasion, on=on, record=context.record, now=context.now)


def reach_reviewer_appointed(context: Context) -> None:
    """D20."""
    _reached(context, Occasion.REVIEWER_APPOINTED, local_date(context.now))


def reach_bodies_told(context: Context) -> None:
    """D21."""
    _reached(context, Occasion.BODIES_TOLD, context.data["told_on"])


def reach_family_told(context: Context) -> None:
    """D18."""
    _reached(context, Occasion.FAMILY_TOLD, context.data["told_on"])


def reach_briefed(context: Context) -> None:
    """D27: held, or found not to be necessary."""
    _reached(context, Occasion.BRIEFED, context.data.get("held_on") or local_date(context.now))


# --- Notices ------------------------------------------------------------------------------------------------------


def ask_to_agree(context: Context) -> None:
    """D18: a second person agrees that the family is not told yet."""
    people = [*deciders(context.case), *members(context.case, Group.STRATEGIC)]
    tell_on_desk(context, "family-not-told-proposed", people)


def tell_office_of_agreement(context: Context) -> None:
    tell_on_desk(context, "family-not-told-agreed", [office(context.case)])


def reviewer(review: Any) -> Recipient:
    """The reviewer; without an account here an officer tells them by hand. Their name lies sealed, so not here."""
    account = review.reviewer_account
    return Recipient(str(account), account.email) if account else Recipient("The reviewer")


def tell_reviewer_of_appointment(context: Context) -> None:
    """D20."""
    tell_on_desk(context, "reviewer-assigned", [reviewer(context.record)])


def tell_reviewer_of_request(context: Context) -> None:
    """D29: that there is one; what it asks is read here."""
    tell_on_desk(context, "request-to-reviewer", [reviewer(context.record)])


def tell_office_of_answer(context: Context) -> None:
    """D29."""
    tell_on_desk(context, "reviewer-answered", [office(context.case)])


def tell_sign_off_group_of_risk(context: Context) -> None:
    """D44."""
    tell_on_desk(context, "emerging-risk", [office(context.case), *members(context.case, Group.SIGN_OFF)])
