"""What follows the steps of an agency's return: the agency is asked, reminded, escalated to and answered (D26, D30)."""

from functools import partial

from django.urls import reverse

from workflow import notices
from workflow.engine.door import Context, Following
from workflow.machines.agency_return.concerning import concerning
from workflow.machines.agency_return.machine import AgencyReturn
from workflow.machines.case.arrivals.arrival import Arrival, open_arrival, take_back, take_down
from workflow.machines.rapid_review.machine import RapidReview
from workflow.machines.review.machine import Review
from workflow.notices import Recipient
from workflow.notices.agencies import mailbox
from workflow.notices.consequences import asked_agency_told
from workflow.notices.outside import tell_asked_body
from workflow.notices.recipients import office, tell_on_desk
from workflow.parties.party import Membership
from workflow.parties.roles import Role


def begin_returns(context: Context[RapidReview | Review]) -> None:
    """Each agency asked gets a record of its own, by the same day, in the rapid review or the review it is asked in."""
    case, place = context.case, context.record
    for agency in context.data["agencies"]:
        asked = AgencyReturn(case=case, data_key=case.data_key, agency=agency, due_on=context.data["due_on"])
        setattr(asked, place.KIND, place)
        asked.asked_for = context.data.get("asked_for") or "return"
        asked.request = context.data.get("request") or None
        said = context.data
        asked.concerning = concerning(said.get("people") or [], said.get("period_first"), said.get("period_last"))
        asked.dated_at = context.now
        context.begin(asked, "begin")


def note_arrival(context: Context[AgencyReturn]) -> None:
    """What came stands on record under the case's key, with how and when."""
    case, agency_return = context.case, context.record
    take_down(
        partnership=case.partnership,
        agency=agency_return.agency,
        data_key=case.data_key,
        said=context.data,
        by=context.by.user,
        now=context.now,
        record=agency_return,
    )


def use_arrival(context: Context[AgencyReturn]) -> None:
    """One form for what came, and no second."""
    Arrival.objects.filter(pk=context.data["submission"].subject).update(submission=context.data["submission"])


def take_arrival_back(context: Context[AgencyReturn]) -> None:
    """What was taken down by mistake says so; no form can be sent for it any more."""
    if (arrival := open_arrival(context.record)) is not None:
        take_back(arrival, why=context.data["reason"], by=context.by.user, now=context.now)


def take_recorded_back(context: Context[AgencyReturn]) -> None:
    """The form that was sent for it stays as well, and belongs to what is marked as a mistake."""
    newest = Arrival.objects.filter(record_id=context.record.pk, mistaken_at=None).exclude(submission=None).last()
    if newest is not None:
        take_back(newest, why=context.data["reason"], by=context.by.user, now=context.now)


agency_told = partial(asked_agency_told, due="due_on")
ask, pass_on_change = agency_told("return-requested"), agency_told("return-sent-back")


def tell_of_involvement(context: Context[AgencyReturn]) -> None:
    """The agency is asked again; where it was the agency that said so, the office learns of it."""
    if context.by.holds({Role.OFFICER}, partnership_id=context.case.partnership_id):
        ask(context)
    else:
        tell_on_desk(context, "return-involved-after-all", [office(context.case)], due=context.record.due_on)


def tell_leads_and_office(context: Context[AgencyReturn]) -> None:
    """A late return: the agency's mailbox, its safeguarding leads and the support office are told."""
    case, agency = context.case, context.record.agency
    held = Membership.objects.filter(agency=agency, role=Role.LEAD, ended_at=None, user__is_active=True)
    leads = [Recipient(str(one.user), one.user.email) for one in held.select_related("user")]
    path = reverse("workspace:case", args=[case.reference])
    if agency.is_outside:
        tell_asked_body(context, "return-late", agency, due=context.record.due_on)
    for recipient in [] if agency.is_outside else [mailbox(agency), *leads]:
        context.notify(
            notices.compose(case, "return-late", to=recipient, now=context.now, path=path, due=context.record.due_on)
        )
    path = reverse("desk:returns", args=[case.reference])
    late = notices.compose(
        case, "return-late-office", to=office(case), now=context.now, path=path, due=context.record.due_on
    )
    context.notify(late)


# What follows each step, in this order.
AFTER: Following = {
    RapidReview.request_returns: (begin_returns,),
    AgencyReturn.begin: (ask,),
    AgencyReturn.submit: (agency_told("return-received"),),
    AgencyReturn.note_arrival: (note_arrival,),
    AgencyReturn.take_back_arrival: (take_arrival_back,),
    AgencyReturn.take_back_recorded: (take_recorded_back, ask),
    AgencyReturn.submit_on_behalf: (use_arrival, agency_told("return-received")),
    AgencyReturn.send_back: (pass_on_change,),
    AgencyReturn.remind: (agency_told("return-chased"),),
    AgencyReturn.escalate: (tell_leads_and_office,),
    AgencyReturn.change_date: (agency_told("return-date-changed"),),
    AgencyReturn.recall: (agency_told("return-recalled"),),
    AgencyReturn.ask_again: (ask,),
    AgencyReturn.reopen: (pass_on_change,),
    AgencyReturn.find_involved: (tell_of_involvement,),
    Review.ask_agencies: (begin_returns,),
}
