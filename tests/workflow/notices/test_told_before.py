"""Who was told of something is told when it no longer holds: by what each wording tells of (edge case 5)."""

import pytest

from tests.factories.case import MONDAY, CaseFactory
from tests.factories.notification import NotificationFactory
from tests.factories.party import AgencyFactory, actor
from tests.workflow.reviews.steps import notices_of, take
from workflow import notices
from workflow.machines.notification.effects import REST_ON_NOTIFICATION
from workflow.models import Case, Notice
from workflow.notices import Recipient
from workflow.notices.recipients import told_of
from workflow.parties.roles import Role
from workflow.procedures.version import Topic

pytestmark = pytest.mark.django_db


def tell(case: Case, key: str, name: str, email: str = "") -> Notice:
    notice = notices.compose(case, key, to=Recipient(name, email), now=MONDAY)
    notices.queue([notice])
    return notice


def test_each_is_told_once_however_often_they_were_told_before() -> None:
    case = CaseFactory()
    for key in ("decision-awaited", "rapid-review-opened", "decision-awaited"):
        tell(case, key, "Dana", "dana@agency.example")
    assert told_of(case, Topic.RAPID_REVIEW) == [Recipient("Dana", "dana@agency.example")]


def test_the_office_and_the_bodies_are_told_by_duties_of_their_own() -> None:
    case = CaseFactory()
    tell(case, "notification-copy", "Office", case.partnership.contact_email)
    tell(case, "rapid-review-for-panel", "Child Safeguarding Practice Review Panel")
    assert told_of(case, *Topic.values) == []


def test_what_was_never_sent_told_nobody() -> None:
    case = CaseFactory()
    tell(case, "return-requested", "Agency")
    Notice.objects.update(state=Notice.State.SET_ASIDE)
    assert told_of(case, *Topic.values) == []


@pytest.mark.parametrize("topic", REST_ON_NOTIFICATION)
def test_every_wording_that_rests_on_the_notification_counts(topic: str) -> None:
    case = CaseFactory()
    keys = [key for key, about in notices.topics(case.procedure).items() if about == topic]
    assert len(keys) > 3
    for number, key in enumerate(keys):
        tell(case, key, f"Person {number}", f"person{number}@agency.example")
    assert len(told_of(case, topic)) == len(keys)


@pytest.mark.duty("D2")
def test_a_withdrawn_notification_is_told_to_all_who_were_told() -> None:
    case = CaseFactory()
    council = AgencyFactory(of=case.partnership, notifies_for=case.partnership)
    notification = NotificationFactory(case=case, submitted=True)
    # A wording that no list of ours ever named.
    tell(case, "return-involved-after-all", "Someone asked", "asked@agency.example")
    tell(case, "deadline-before", "Only reminded", "reminded@agency.example")
    take(notification, "withdraw", actor(Role.LEAD, council), reason="Notified by mistake.")
    told = notices_of(case, "notification-withdrawn")
    assert "Someone asked" in told
    assert "Only reminded" not in told
    assert "Child Safeguarding Practice Review Panel" in told
