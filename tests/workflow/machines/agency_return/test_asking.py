"""Agencies are asked at once, of their own kind and for what is needed, in a rapid review and a review (D26, D30)."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.factories.agency_return import AgencyReturnFactory
from tests.factories.case import CaseFactory
from tests.factories.party import AgencyFactory, PartnershipFactory, actor
from tests.factories.rapid_review import RapidReviewFactory
from tests.factories.review import ReviewFactory
from tests.factories.submission import SubmissionFactory
from tests.workflow.reviews.steps import notices_of, refused, take
from workflow.machines.agency_return.asking import ASKED_FOR
from workflow.machines.case.involved_area import InvolvedArea
from workflow.models import AgencyReturn, AskedFor
from workflow.parties.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.duty("D30"), pytest.mark.duty("D26")]
BY = "2026-03-13"


@pytest.fixture
def rapid_review() -> Any:
    return RapidReviewFactory(gathering=True)


@pytest.fixture
def officer(rapid_review: Any) -> Any:
    return actor(Role.OFFICER, rapid_review.case.partnership)


def asked(place: Any) -> dict[str, str]:
    return {one.agency.name: one.asked_for for one in AgencyReturn.objects.filter(case=place.case)}


def test_what_may_be_asked_for_is_said_once() -> None:
    assert [key for key, _label in ASKED_FOR] == AskedFor.values


def test_every_agency_of_the_partnership_at_once(rapid_review: Any, officer: Any) -> None:
    partnership = rapid_review.case.partnership
    first, second = AgencyFactory(of=partnership), AgencyFactory(of=partnership)
    AgencyFactory()
    take(rapid_review, "request_returns", officer, whom="all", due_on=BY)
    assert asked(rapid_review) == {first.name: "return", second.name: "return"}
    assert notices_of(rapid_review.case, "return-requested") == sorted([first.name, second.name])


def test_those_of_a_kind_that_the_referral_names(officer: Any, rapid_review: Any) -> None:
    case = rapid_review.case
    police, school = AgencyFactory(of=case.partnership, kind="police"), AgencyFactory(of=case.partnership)
    submission = SubmissionFactory(
        partnership=case.partnership, data_key=case.data_key, said={"referral.agencies": ["police", "none"]}
    )
    case.referrals.create(
        data_key=case.data_key, agency=school, submission=submission, referred_on="2026-02-27", state="accepted"
    )
    take(rapid_review, "request_returns", officer, whom="named", due_on=BY)
    assert asked(rapid_review) == {police.name: "return"}
    assert "No agency is left" in refused(
        rapid_review, "request_returns", officer, kind="data", whom="named", due_on=BY
    )


def test_an_agency_is_asked_for_the_same_only_once(rapid_review: Any, officer: Any) -> None:
    agency = AgencyFactory(of=rapid_review.case.partnership)
    take(rapid_review, "request_returns", officer, agencies=[agency.pk], due_on=BY, asked_for="chronology")
    reason = refused(
        rapid_review,
        "request_returns",
        officer,
        kind="data",
        agencies=[agency.pk],
        due_on=BY,
        asked_for="chronology",
    )
    assert "not asked before" in reason
    take(rapid_review, "request_returns", officer, agencies=[agency.pk], due_on=BY, asked_for="management_review")
    assert sorted(AgencyReturn.objects.values_list("asked_for", flat=True)) == ["chronology", "management_review"]


def test_nobody_chosen_is_no_question(rapid_review: Any, officer: Any) -> None:
    AgencyFactory(of=rapid_review.case.partnership)
    assert "at least one" in refused(rapid_review, "request_returns", officer, kind="data", due_on=BY)


def test_an_agency_of_elsewhere_is_not_asked(rapid_review: Any, officer: Any) -> None:
    stranger = AgencyFactory()
    reason = refused(rapid_review, "request_returns", officer, kind="data", agencies=[stranger.pk], due_on=BY)
    assert "agencies of this partnership" in reason


def test_an_agency_of_an_involved_area_is_asked_while_the_area_is_involved(rapid_review: Any, officer: Any) -> None:
    case, elsewhere = rapid_review.case, PartnershipFactory(slug="elsewhere", code="ELSE")
    own, theirs = AgencyFactory(of=case.partnership), AgencyFactory(of=elsewhere)
    about = {"partnership": elsewhere, "since": case.opened_at, "by": officer.user, "data_key": case.data_key}
    area = InvolvedArea.objects.create(case=case, **about)
    take(rapid_review, "request_returns", officer, agencies=[theirs.pk], due_on=BY)
    # "Every agency of this partnership" stays what it says.
    take(rapid_review, "request_returns", officer, whom="all", due_on=BY)
    assert asked(rapid_review) == {theirs.name: "return", own.name: "return"}
    InvolvedArea.objects.filter(pk=area.pk).update(until=case.opened_at)
    refused(
        rapid_review,
        "request_returns",
        officer,
        kind="data",
        agencies=[theirs.pk],
        due_on=BY,
        asked_for="chronology",
    )


def test_asked_within_a_review_with_words_for_the_agency() -> None:
    review = ReviewFactory(evidence=True)
    officer, agency = actor(Role.OFFICER, review.case.partnership), AgencyFactory(of=review.case.partnership)
    take(
        review,
        "ask_agencies",
        officer,
        agencies=[agency.pk],
        due_on=BY,
        asked_for="management_review",
        request="From 2019 on, and the parents too.",
    )
    made = AgencyReturn.objects.get(case=review.case)
    assert (made.review, made.rapid_review, made.asked_for) == (review, None, "management_review")
    assert made.request == "From 2019 on, and the parents too."
    assert b"parents" not in bytes(made.__dict__["request"])
    assert notices_of(review.case, "return-requested") == [agency.name]


def test_a_return_is_asked_in_one_place_only() -> None:
    case = CaseFactory()
    wanted = {"case": case, "data_key": case.data_key, "agency": AgencyFactory(), "due_on": BY}
    with pytest.raises(IntegrityError), transaction.atomic():
        AgencyReturn.objects.create(**wanted)
    both = {"rapid_review": RapidReviewFactory(case=case), "review": ReviewFactory(case=case)}
    with pytest.raises(IntegrityError), transaction.atomic():
        AgencyReturn.objects.create(**wanted, **both)


def test_a_case_is_not_closed_over_an_awaited_return_and_is_over_one_taken_back() -> None:
    assert AgencyReturnFactory().is_open
    assert not AgencyReturnFactory(recalled=True).is_open
