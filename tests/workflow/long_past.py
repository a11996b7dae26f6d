"""Typical steps, and a case with a long past to take them on: what a step costs must not grow with what came before."""

from collections.abc import Callable
from typing import Any

from tests.factories.assignment import assigned
from tests.factories.case import CaseFactory
from tests.factories.notification import NotificationFactory
from tests.factories.party import AgencyFactory, PartnershipFactory, actor
from tests.factories.publication import PublicationFactory
from tests.factories.rapid_review import RapidReviewFactory
from tests.factories.referral import ReferralFactory
from tests.factories.review import ReviewFactory
from tests.factories.submission import SubmissionFactory
from tests.workflow.clock_scene import at
from workflow.engine import log
from workflow.models import Case, Event, Partnership
from workflow.parties.roles import Actor, Role, Seat

Scene = tuple[Any, Actor, str, dict[str, Any]]


def accept() -> Scene:
    referral = ReferralFactory(screening=True, case=_case())
    NotificationFactory(case=referral.case, clock=True)
    _seats(referral.case)
    by = actor(Role.OFFICER, referral.case.partnership)
    return referral, by, "accept", {"abuse_or_neglect": "suspected", "harm": "died"}


def submit() -> Scene:
    case = _case()
    council = AgencyFactory(of=case.partnership, notifies_for=case.partnership)
    notification = NotificationFactory(case=case, clock=True)
    submission = SubmissionFactory(
        handler="submit_notification",
        partnership=case.partnership,
        data_key=case.data_key,
        subject=str(case.pk),
        said={"notification.national_reference": "NAT-1", "notification.nature": "child_death"},
    )
    data = {
        "submission": str(submission.pk),
        "national_reference": "NAT-1",
        "nature": "child_death",
        "aware_on": "2026-02-26",
    }
    return notification, actor(Role.LEAD, council), "submit", data


def vote() -> Scene:
    rapid_review = RapidReviewFactory(case=_case(), drafted=True, votes="local_review no_review")
    by = actor(Role.DECISION_MAKER, rapid_review.case.partnership, seat=Seat.ICB)
    assigned(rapid_review.case, actor(Role.SCRUTINEER, rapid_review.case.partnership))
    return rapid_review, by, "vote", {"choice": "local_review", "reason": "Much can be learnt."}


def decide() -> Scene:
    rapid_review = RapidReviewFactory(
        case=_case(), drafted=True, votes="local_review local_review local_review", clock=True
    )
    _seats(rapid_review.case)
    by = actor(Role.OFFICER, rapid_review.case.partnership)
    return rapid_review, by, "decide", {"rationale": "Much can be learnt."}


def publish() -> Scene:
    publication = PublicationFactory(advance_copy_sent=True, review=ReviewFactory(case=_case(), signed_off=True))
    return publication, actor(Role.PUBLISHER, publication.case.partnership), "publish", {}


STEPS: dict[str, Callable[[], Scene]] = {
    "accept a referral": accept,
    "submit a notification": submit,
    "vote": vote,
    "decide": decide,
    "publish": publish,
}


def step_scene(name: str) -> Scene:
    """A record, who takes the step on it, the step and what it asks."""
    return STEPS[name]()


def long_past(case: Case, events: int) -> None:
    """So many earlier events of the case, each with something sealed."""
    found = [
        Event(
            case=case,
            data_key=case.data_key,
            kind="referral.add_information",
            machine="referral",
            record_id=case.pk,
            at=at("2026-03-01 09:00"),
            data={"information": f"What was added as number {number}."},
        )
        for number in range(events)
    ]
    log.append(found)


def _case() -> Case:
    """A case of a partnership of its own, so that scenes do not add to each other's people."""
    number = Partnership.objects.count()
    made: Case = CaseFactory(partnership=PartnershipFactory(slug=f"area{number}", code=f"AR{chr(65 + number)}"))
    return made


def _seats(case: Case) -> None:
    for seat in Seat:
        actor(Role.DECISION_MAKER, case.partnership, seat=seat)
