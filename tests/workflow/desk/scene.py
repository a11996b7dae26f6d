"""What the tests of desk and workspace share: an area with people in every role, a case far along, and signing in."""

import time
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.test import Client

from tests.factories.agency_return import AgencyReturnFactory
from tests.factories.assignment import assigned
from tests.factories.case import MONDAY, CaseFactory
from tests.factories.notification import NotificationFactory
from tests.factories.party import AgencyFactory, PartnershipFactory, actor
from tests.factories.publication import PublicationFactory
from tests.factories.rapid_review import RapidReviewFactory
from tests.factories.recommendation import RecommendationFactory
from tests.factories.recommendation_action import RecommendationActionFactory
from tests.factories.referral import ReferralFactory
from tests.factories.review import ReviewFactory
from tests.factories.submission import SubmissionFactory
from workflow import clocks, notices
from workflow.models import Agency, Case, Child, Notice, Partnership
from workflow.notices import Recipient
from workflow.parties.roles import Actor, Group, Role, Seat
from workflow.procedures.version import Occasion

EVERYBODY = {
    "officer": (Role.OFFICER, {}),
    "decider": (Role.DECISION_MAKER, {"seat": Seat.POLICE}),
    "sign_off": (Role.GROUP, {"group": Group.SIGN_OFF}),
    "strategic": (Role.GROUP, {"group": Group.STRATEGIC}),
    "scrutineer": (Role.SCRUTINEER, {}),
    "reviewer": (Role.REVIEWER, {}),
    "publisher": (Role.PUBLISHER, {}),
    "auditor": (Role.AUDITOR, {}),
    "editor": (Role.CONTENT_EDITOR, {}),
    "administrator": (Role.ADMINISTRATOR, {}),
}
NARRATIVE = "A narrative that only case workers read."


@dataclass
class Area:
    """A partnership with its agencies and one person in every role, by the role's name in EVERYBODY."""

    partnership: Partnership
    hospital: Agency
    council: Agency
    people: dict[str, Any] = field(default_factory=dict)
    _browsers: dict[str, Client] = field(default_factory=dict)

    def browser(self, who: str) -> Client:
        """The one browser of this person, signed in when it is first asked for."""
        if who not in self._browsers:
            self._browsers[who] = signed_in(self.people[who])
        return self._browsers[who]


def area(slug: str) -> Area:
    partnership = PartnershipFactory(slug=slug)
    hospital = AgencyFactory(of=partnership, name=f"Hospital {slug}")
    council = AgencyFactory(of=partnership, name=f"Council {slug}", notifies_for=partnership)
    made = Area(partnership, hospital, council)
    made.people = {name: actor(role, partnership, **extra).user for name, (role, extra) in EVERYBODY.items()}
    made.people |= {
        "submitter": actor(Role.SUBMITTER, hospital).user,
        "colleague": actor(Role.SUBMITTER, hospital).user,
        "lead": actor(Role.LEAD, hospital).user,
        "council": actor(Role.SUBMITTER, council).user,
    }
    return made


def child(case: Case, name: str = "Jordan Example") -> Child:
    made = Child(case=case, data_key=case.data_key)
    made.describe({"child.name": name, "child.birth_date": "2019-04-02", "child.outcome": "died"})
    made.save()
    return made


def referred(place: Area, *, case: Case | None = None, **traits: Any) -> Any:
    """A case that the hospital's submitter referred, with a child and the notification's clock."""
    case = case or CaseFactory(partnership=place.partnership, headline="Death of a child: 1 child")
    said = {"incident.narrative": NARRATIVE, "person": [{"person.name": "Chris Relative"}]}
    submission = SubmissionFactory(
        handler="open_case",
        partnership=place.partnership,
        data_key=case.data_key,
        owner=place.people["submitter"],
        said=said,
        reference=case.reference,
    )
    child(case)
    NotificationFactory(case=case, clock=True)
    return ReferralFactory(case=case, agency=place.hospital, submission=submission, **traits)


def assign(case: Case, place: Area) -> None:
    """The scrutineer and the reviewer of that area to the case."""
    for who in ("scrutineer", "reviewer"):
        assigned(case, Actor.of(place.people[who]))


def far_along(place: Area, *, is_assigned: bool = True) -> dict[str, Any]:
    """A case with a record of every machine, by kind; also "submission", "notice" and "case"."""
    case = CaseFactory(partnership=place.partnership, headline="Death of a child: 1 child")
    if is_assigned:
        assign(case, place)
    referral = referred(place, case=case, accepted=True)
    rapid_review = RapidReviewFactory(case=case, drafted=True, votes="local_review no_review local_review")
    returned = AgencyReturnFactory(rapid_review=rapid_review, agency=place.hospital)
    review = ReviewFactory(case=case, signed_off=True)
    clocks.start_on(case, Occasion.REVIEW_DECIDED, on=date(2026, 1, 19), record=review, now=MONDAY)
    publication = PublicationFactory(review=review, advance_copy_sent=True)
    recommendation = RecommendationFactory(review=review)
    return {
        "case": case,
        "referral": referral,
        "notification": case.notifications.first(),
        "rapid_review": rapid_review,
        "agency_return": returned,
        "review": review,
        "publication": publication,
        "recommendation": recommendation,
        "recommendation_action": RecommendationActionFactory(recommendation=recommendation, agency=place.hospital),
        "submission": referral.submission,
        "notice": by_hand(case),
    }


def by_hand(case: Case) -> Notice:
    """A notice for a body without an e-mail address."""
    notice = notices.compose(case, "rapid-review-for-panel", to=Recipient("The Panel"), now=MONDAY)
    notices.queue([notice])
    return notice


def signed_in(user: Any) -> Client:
    """A browser in which this person signed in, second step included."""
    client = Client()
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client
