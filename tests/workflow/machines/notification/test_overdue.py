"""An overdue notification: the office reminds the local authority, which is recorded and told once a day (D2)."""

from typing import Any

import pytest

from tests.factories.notification import NotificationFactory
from tests.factories.party import AgencyFactory, actor
from tests.workflow.reviews.steps import notices_of, refused, take
from workflow.models import Event
from workflow.parties.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.duty("D2")]


@pytest.fixture
def notification() -> Any:
    """Due on Thursday 5 March 2026, and nobody has submitted it."""
    made = NotificationFactory(clock=True)
    AgencyFactory(
        of=made.case.partnership, kind="local_authority", notifies_for=made.case.partnership, name="The council"
    )
    return made


def test_the_council_is_reminded_with_the_day_that_has_passed(notification: Any) -> None:
    officer = actor(Role.OFFICER, notification.case.partnership)
    take(notification, "remind", officer, "2026-03-06")
    assert notices_of(notification.case, "notification-overdue") == ["The council"]
    notice = notification.case.notices.get(key="notification-overdue")
    assert "was due on Thursday 5 March 2026" in notice.body
    assert Event.objects.latest("position").kind == "notification.remind"


def test_before_the_day_has_passed_the_portal_reminds_by_itself(notification: Any) -> None:
    officer = actor(Role.OFFICER, notification.case.partnership)
    assert "not overdue" in refused(notification, "remind", officer, "2026-03-05", kind="guard")


def test_once_a_day(notification: Any) -> None:
    officer = actor(Role.OFFICER, notification.case.partnership)
    notification = take(notification, "remind", officer, "2026-03-06")
    assert "reminded today" in refused(notification, "remind", officer, "2026-03-06", kind="guard")
    take(notification, "remind", officer, "2026-03-07")
    assert len(notices_of(notification.case, "notification-overdue")) == 2


def test_only_the_office_reminds(notification: Any) -> None:
    council = actor(Role.LEAD, notification.case.partnership.notifiers[0])
    refused(notification, "remind", council, "2026-03-06", kind="role")


def test_where_nobody_notifies_nobody_is_reminded(notification: Any) -> None:
    notification.case.partnership.notifying_agencies.clear()
    officer = actor(Role.OFFICER, notification.case.partnership)
    assert "No agency is set up" in refused(notification, "remind", officer, "2026-03-06", kind="guard")
