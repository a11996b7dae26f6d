"""Who is told outside the support office: those who referred or are asked, who notifies, who decides, who advises."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse

from workflow import notices
from workflow.engine.door import Context
from workflow.notices.composing import Recipient
from workflow.parties.party import Agency, Membership
from workflow.parties.roles import Role


def mailbox(agency: Agency) -> Recipient:
    """An agency's shared address for requests."""
    return Recipient(agency.name, agency.contact_email)


def referrer(referral: Any) -> Recipient:
    """The person who sent the referral; the agency's mailbox where it did not come by form."""
    if referral.submission is None:
        return mailbox(referral.agency)
    owner = referral.submission.owner
    return Recipient(str(owner), owner.email)


def notifying_agencies(case: Any) -> list[Recipient]:
    """The local authority that notifies the Panel for the partnership (D2): at most one query."""
    return [mailbox(agency) for agency in case.partnership.notifiers]


def deciders(case: Any) -> list[Recipient]:
    """Whoever holds one of the three seats now (D12): one query."""
    return _holders(case, Role.DECISION_MAKER)


def scrutineers(case: Any) -> list[Recipient]:
    """The independent scrutineer (D13): one query."""
    return _holders(case, Role.SCRUTINEER)


def _holders(case: Any, role: Role) -> list[Recipient]:
    held = Membership.objects.filter(partnership=case.partnership_id, role=role, ended_at=None).select_related("user")
    return [Recipient(str(membership.user), membership.user.email) for membership in held]


def tell_agency(context: Context, key: str, recipients: Iterable[Recipient], *, due: date | None = None) -> None:
    """Queue this notice for each of them, with the link to the case in the agencies' workspace."""
    path = reverse("workspace:case", args=[context.case.reference])
    step = {"record": context.record, "said": context.data}
    for recipient in recipients:
        context.notify(notices.compose(context.case, key, to=recipient, now=context.now, path=path, due=due, **step))


def tell_joined_referrers(context: Context, key: str) -> None:
    """Who referred the same incident gets the same answers, each under the reference of their own referral."""
    joined = context.case.joined_referrals.select_related(
        "agency", "submission__owner", "case__partnership", "case__procedure"
    )
    for referral in joined:
        path = reverse("workspace:case", args=[referral.case.reference])
        notice = notices.compose(referral.case, key, to=referrer(referral), now=context.now, path=path)
        context.notify(notice)
