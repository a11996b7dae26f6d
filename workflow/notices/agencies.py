"""Who is told outside the support office: those who referred or are asked, who notifies, who decides, who advises."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse

from workflow import notices
from workflow.engine.door import Context
from workflow.notices.composing import Recipient
from workflow.notices.notice import BodyAddress
from workflow.notices.recipients import holders, tell
from workflow.parties.party import Agency
from workflow.parties.roles import Role

if TYPE_CHECKING:
    from workflow.machines.case.machine import Case
    from workflow.machines.referral.machine import Referral
    from workflow.machines.review.machine import Review


def mailbox(agency: Agency) -> Recipient:
    """An agency's shared address for requests; to a body outside the portal letters go by a sealed link, or by hand."""
    if agency.is_outside and agency.waits:
        return Recipient(agency.name)
    copies = BodyAddress.Copies.DOWNLOAD if agency.is_outside and agency.contact_email else ""
    return Recipient(agency.name, agency.contact_email, copies)


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
    """The independent scrutineer who is assigned to the case (D13): one query."""
    assigned = {"case": case, "role": Role.SCRUTINEER, "until": None}
    now = {f"user__case_assignments__{name}": value for name, value in assigned.items()}
    return holders(case, Role.SCRUTINEER, user__is_active=True, **now)


def appointed_reviewer(review: "Review") -> list[Recipient]:
    """The reviewer whom a review appointed, where they have an account and are a reviewer still: one query at most."""
    account = review.reviewer_account_id
    return holders(review.case, Role.REVIEWER, user=account) if account is not None else []


def tell_agency(context: Context[Any], key: str, recipients: Iterable[Recipient], *, due: date | None = None) -> None:
    """Queue this notice for each of them, with the link to the case in the agencies' workspace."""
    tell(context, "workspace:case", key, recipients, due=due)


def tell_joined_referrers(context: Context[Any], key: str) -> None:
    """Who referred the same incident gets the same answers, each under the reference of their own referral."""
    referrals = context.case.joined_referrals.model.objects
    # Also where a case that others were joined to was joined to this one with its notification.
    moved = context.case.joined_referrals.values("case")
    joined = referrals.filter(Q(joined_to=context.case) | Q(joined_to__in=moved)).order_by("created_at")
    for referral in joined.select_related("agency", "submission__owner", "case__partnership", "case__procedure"):
        path = reverse("workspace:case", args=[referral.case.reference])
        notice = notices.compose(referral.case, key, to=referrer(referral), now=context.now, path=path, record=referral)
        context.notify(notice)
