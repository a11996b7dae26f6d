"""Of which kind a case is, and which period counts for it."""

from typing import Any

import pytest

from tests.factories.case import CaseFactory
from tests.factories.notification import NotificationFactory
from tests.factories.party import PartnershipFactory
from tests.factories.rapid_review import RapidReviewFactory
from tests.factories.referral import ReferralFactory
from tests.factories.review import ReviewFactory
from tests.workflow.reviews.steps import at
from workflow.machines.case.retention.guards import keep_until
from workflow.machines.case.retention.periods import Periods, end_of, kind_of
from workflow.models import Case, Partnership, RetentionSchedule

pytestmark = pytest.mark.django_db
TODAY = at("2026-03-02").date()


@pytest.fixture
def case() -> Case:
    made: Case = CaseFactory(closed=True)
    return made


def test_the_kind_is_what_its_machines_came_to(case: Case) -> None:
    assert kind_of(case) == "no_further_action"
    referral = ReferralFactory(case=case)
    assert kind_of(case) == "no_further_action"
    type(referral)._base_manager.filter(pk=referral.pk).update(state="not_accepted")
    assert kind_of(case) == "not_taken_on"
    notification = NotificationFactory(case=case)
    assert kind_of(case) == "not_taken_on"
    type(notification)._base_manager.filter(pk=notification.pk).update(submitted_at=at("2026-03-02"))
    assert kind_of(case) == "no_further_action"
    RapidReviewFactory(case=case)
    assert kind_of(case) == "without_review"
    ReviewFactory(case=case)
    assert kind_of(case) == "with_review"


def test_one_that_was_not_taken_on_is_kept_as_long_as_one_without_a_review_unless_it_has_its_own(case: Case) -> None:
    referral = ReferralFactory(case=case)
    type(referral)._base_manager.filter(pk=referral.pk).update(state="withdrawn")
    schedule = RetentionSchedule.objects.create(partnership=case.partnership, with_review=9)
    assert keep_until(case) is None
    RetentionSchedule.objects.update(without_review=7)
    assert str(keep_until(case)) == "2033-03-02"
    RetentionSchedule.objects.filter(pk=schedule.pk).update(not_taken_on=1)
    assert str(keep_until(case)) == "2027-03-02"


def test_the_partnership_says_before_the_procedure_and_several_keep_for_the_longest(settings: Any) -> None:
    settings.DRAFT_LIFETIME_DAYS = 60
    here, there = PartnershipFactory(), PartnershipFactory(slug="there")
    RetentionSchedule.objects.create(partnership=here, mail_months=3, drafts_days=5, warn_days=10)
    periods = Periods(TODAY)
    assert (periods.of("mail", here.pk).number, periods.of("mail", there.pk).number) == (3, 24)
    assert (periods.of("drafts", here.pk).number, periods.of("drafts", None).number) == (5, 60)
    assert (periods.warn_days(here.pk), periods.warn_days(there.pk)) == (10, 30)
    assert periods.longest("mail", [here.pk, there.pk]).number == 24
    # What the procedure leaves out is kept for good, and that is the longest.
    assert periods.of("records", there.pk).number is None
    RetentionSchedule.objects.filter(partnership=here).update(records_months=2)
    assert Periods(TODAY).longest("records", [here.pk, there.pk]).number is None
    assert periods.of("mail", here.pk).rule == "3 months after the day they went (the partnership)"


def test_of_the_29th_of_february_it_is_the_months_last_day() -> None:
    partnership: Partnership = PartnershipFactory()
    RetentionSchedule.objects.create(partnership=partnership, with_review=1)
    assert str(end_of(at("2028-02-29"), Periods(TODAY).of("with_review", partnership.pk))) == "2029-02-28"
