"""For which agency a form was sent: four queries however many forms."""

from collections.abc import Sequence
from typing import Any

from forms.models import Submission
from workflow.desk.converters import identifier
from workflow.machines.agency_return.machine import AgencyReturn
from workflow.machines.case.arrivals.arrival import Arrival
from workflow.machines.referral.machine import Referral
from workflow.parties.party import Membership
from workflow.parties.roles import AGENCY_ROLES, Role


def agencies_of(submissions: Sequence[Submission]) -> dict[Any, str]:
    """The agency by submission: that of the referral or return, else those the sender works or worked for."""
    known = dict(
        Referral.objects.filter(submission__in=[one.pk for one in submissions]).values_list(
            "submission_id", "agency__name"
        )
    )
    asked = {one.pk: subject for one in submissions if (subject := identifier(one.subject)) is not None}
    returns = dict(AgencyReturn.objects.filter(pk__in=set(asked.values())).values_list("pk", "agency__name"))
    known |= {pk: returns[subject] for pk, subject in asked.items() if subject in returns}
    arrived = Arrival.objects.filter(submission__in=[one.pk for one in submissions])
    known |= dict(arrived.values_list("submission_id", "agency__name"))
    of_people = _of_people({one.owner_id for one in submissions if one.pk not in known})
    return {one.pk: known.get(one.pk) or of_people.get(one.owner_id, "") for one in submissions}


def _of_people(people: set[int]) -> dict[int, str]:
    found = Membership.objects.filter(user__in=people, role__in=[*AGENCY_ROLES, Role.OFFICER])
    names: dict[int, list[str]] = {}
    for user, role, agency in found.order_by("-since").values_list("user_id", "role", "agency__name"):
        name = agency if role in AGENCY_ROLES else "Support office"
        if name not in names.setdefault(user, []):
            names[user].append(name)
    return {user: ", ".join(own) for user, own in names.items()}
