"""Who is told outside the support office: those who referred or are asked, who notifies, who decides, who advises."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from workflow import notices
from workflow.engine.door import Context
from workflow.notices.composing import Recipient
from workflow.notices.recipients import holders, tell
from workflow.parties.party import Agency
from workflow.parties.roles import Role

if TYPE_CHECKING:
    from workflow.machines.case.machine import Case
    from workflow.machines.referral.machine import Referral


def mailbox(agency: Agency) -> Recipient:
    """An agency's shared address for requests."""
    return Recipient(agency.name, agency.contact_email)


def referrer(referral: "Referral") -> Recipient:
    """The person who sent the referral; the agency's mailbox where the office recorded it for the agency."""
    if referral.submission is None or referral.submission.on_behalf:
        return mailbox(referral.agency)
    owner = referral.submission.owner
    return Recipient(str(owner), owner.email)


def notifying_agencies(case: "Case") -> list[Recipient]:
    """The local authority that notifies the Panel for the partnership (D2): at most one query."""
    return [mailbox(agency) for agency in case.partnership.notifiers]


def deciders(case: "Case") -> list[Recipient]:
    """Whoever holds one of the three seats now (D12): one query."""
    return holders(case, Role.DECISION_MAKER)


def scrutineers(case: "Case") -> list[Recipient]:
    """The independent scrutineer (D13): one query."""
    return holders(case, Role.SCRUTINEER)


def tell_agency(context: Context[Any], key: str, recipients: Iterable[Recipient], *, due: date | None = None) -> None:
    """Queue this notice for each of them, with the link to the case in the agencies' workspace."""
    tell(context, "workspace:case", key, recipients, due=due)


def tell_joined_referrers(context: Context[Any], key: str) -> None:
    """Who referred the same incident gets the same answers, each under the reference of their own referral."""
    joined = context.case.joined_referrals.select_related(
        "agency", "submission__owner", "case__partnership", "case__procedure"
    )
    for referral in joined:
        path = reverse("workspace:case", args=[referral.case.reference])
        notice = notices.compose(referral.case, key, to=referrer(referral), now=context.now, path=path, record=referral)
        context.notify(notice)
