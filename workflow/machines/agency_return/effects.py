"""What follows the steps of an agency's return: the agency is asked, reminded, escalated to and answered (D26, D30)."""

from django.urls import reverse

from workflow import notices
from workflow.engine.door import Context
from workflow.machines.agency_return.machine import AgencyReturn
from workflow.notices import Recipient
from workflow.notices.agencies import mailbox, tell_agency
from workflow.notices.recipients import office, tell_on_desk
from workflow.parties.party import Membership
from workflow.parties.roles import Role


def begin_returns(context: Context) -> None:
    """Each agency asked gets a record of its own, by the same day, in the rapid review or the review it is asked in."""
    case, place = context.case, context.record
    for agency in context.data["agencies"]:
        asked = AgencyReturn(case=case, data_key=case.data_key, agency=agency, due_on=context.data["due_on"])
        setattr(asked, place.KIND, place)
        asked.asked_for = context.data.get("asked_for") or "return"
        asked.request = context.data.get("request") or None
        asked.dated_at = context.now
        context.begin(asked, "begin")


def _tell(context: Context, key: str) -> None:
    tell_agency(context, key, [mailbox(context.record.agency)], due=context.record.due_on)


def ask(context: Context) -> None:
    _tell(context, "return-requested")


def acknowledge(context: Context) -> None:
    _tell(context, "return-received")


def pass_on_change(context: Context) -> None:
    _tell(context, "return-sent-back")


def chase(context: Context) -> None:
    _tell(context, "return-chased")


def tell_new_date(context: Context) -> None:
    _tell(context, "return-date-changed")


def tell_not_needed(context: Context) -> None:
    _tell(context, "return-recalled")


def tell_of_involvement(context: Context) -> None:
    """The agency is asked again; where it was the agency that said so, the office learns of it."""
    if context.by.holds({Role.OFFICER}, partnership_id=context.case.partnership_id):
        ask(context)
    else:
        tell_on_desk(context, "return-involved-after-all", [office(context.case)], due=context.record.due_on)


def tell_leads_and_office(context: Context) -> None:
    """A late return: the agency's mailbox, its safeguarding leads and the support office are told."""
    case, agency = context.case, context.record.agency
    held = Membership.objects.filter(agency=agency, role=Role.LEAD, ended_at=None, user__is_active=True)
    leads = [Recipient(str(one.user), one.user.email) for one in held.select_related("user")]
    path = reverse("workspace:case", args=[case.reference])
    for recipient in [mailbox(agency), *leads]:
        context.notify(
            notices.compose(case, "return-late", to=recipient, now=context.now, path=path, due=context.record.due_on)
        )
    path = reverse("desk:returns", args=[case.reference])
    late = notices.compose(
        case, "return-late-office", to=office(case), now=context.now, path=path, due=context.record.due_on
    )
    context.notify(late)
