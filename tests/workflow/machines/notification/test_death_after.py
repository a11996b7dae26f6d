"""A child dies who was notified as seriously harmed: who is told, what is notified again, which clocks run (D2)."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from tests.factories.assignment import assigned
from tests.factories.case import MONDAY, CaseFactory
from tests.factories.notification import NotificationFactory
from tests.factories.party import AgencyFactory, actor
from tests.factories.rapid_review import RapidReviewFactory
from tests.factories.submission import SubmissionFactory, form_page
from tests.workflow.desk.scene import signed_in
from tests.workflow.intake.sending import send
from tests.workflow.reviews.steps import at, fresh, notices_of, refused, take
from workflow.machines.case.children.child import Child
from workflow.models import Case, Deadline, Notice, Notification
from workflow.parties.roles import Actor, Group, Role

pytestmark = pytest.mark.django_db

NAME = "Ada Example"
DEATH = {
    "died_on": "2026-03-01",
    "aware_on": "2026-03-02",
    "aware_by": "The hospital told the duty social worker.",
    "known": "Of the injuries.",
}


@pytest.fixture
def case() -> Case:
    made: Case = CaseFactory()
    AgencyFactory(of=made.partnership, name="Council", notifies_for=made.partnership)
    return made


@pytest.fixture
def child(case: Case) -> Child:
    made = Child(case=case, data_key=case.data_key)
    made.describe({"child.name": NAME, "child.birth_date": "2019-04-02", "child.outcome": "seriously_harmed"})
    made.save()
    return made


@pytest.fixture
def notified(case: Case, child: Child) -> Notification:
    made: Notification = NotificationFactory(case=case, submitted=True, nature="serious_harm")
    return made


@pytest.fixture
def council(case: Case) -> Actor:
    return actor(Role.SUBMITTER, case.partnership.notifiers[0])


@pytest.fixture
def officer(case: Case) -> Actor:
    return actor(Role.OFFICER, case.partnership)


def died(notified: Notification, by: Actor, child: Child, when: str = "2026-03-02", **said: Any) -> Notification:
    take(notified, "record_death", by, when, child=str(child.pk), **DEATH | said)
    made: Notification = Notification.objects.get(follows=notified)
    return made


@pytest.mark.duty("D2")
def test_the_panel_is_notified_again_within_five_working_days_of_knowing_of_the_death(
    case: Case, notified: Notification, child: Child, council: Actor
) -> None:
    of_death = died(notified, council, child)
    assert (of_death.state, of_death.aware_on, of_death.is_of_a_death) == ("clock_running", date(2026, 3, 2), True)
    assert of_death.aware_by == DEATH["aware_by"]
    running = Deadline.objects.get(record_id=of_death.pk, state="running")
    assert (running.rule.key, running.started_on, running.due_on) == (
        "notification",
        date(2026, 3, 2),
        date(2026, 3, 9),
    )
    assert notices_of(case, "notification-to-submit") == ["Council"]
    assert fresh(notified).state == "submitted"


@pytest.mark.duty("D2")
def test_the_clock_runs_from_awareness_not_from_the_day_it_was_recorded(
    notified: Notification, child: Child, officer: Actor
) -> None:
    of_death = died(notified, officer, child, "2026-03-06")
    assert Deadline.objects.get(record_id=of_death.pk).due_on == date(2026, 3, 9)


@pytest.mark.duty("D2")
def test_who_decides_advises_and_reviews_is_told_without_a_fact(
    case: Case, notified: Notification, child: Child, officer: Actor
) -> None:
    told = [
        actor(Role.DECISION_MAKER, case.partnership, seat="police"),
        assigned(case, actor(Role.SCRUTINEER, case.partnership)),
        actor(Role.GROUP, case.partnership, group=Group.REVIEW),
    ]
    # Who is not assigned learns nothing of the case.
    actor(Role.SCRUTINEER, case.partnership)
    died(notified, officer, child)
    office = f"Support office, {case.partnership.name}"
    assert notices_of(case, "death-recorded") == sorted([office, *(str(one.user) for one in told)])
    for notice in Notice.objects.filter(case=case, key="death-recorded"):
        for fact in (NAME, "died", "death", "dead"):
            assert fact not in notice.subject + notice.body


@pytest.mark.duty("D2")
def test_the_case_says_that_the_child_has_died(
    case: Case, notified: Notification, child: Child, officer: Actor, clock: Any
) -> None:
    died(notified, officer, child)
    details = fresh(child).details
    assert (details["child.outcome"], details["child.death_date"]) == ("died", "2026-03-01")
    assert fresh(case).headline == "Death of a child: 1 child"
    pages = signed_in(officer.user)
    text = pages.get(reverse("desk:case", args=[case.reference])).content.decode()
    assert "The local authority became aware of the death" in text
    timeline = pages.get(reverse("desk:timeline", args=[case.reference])).content.decode()
    assert "It was recorded that a child has died who was notified as seriously harmed" in timeline
    assert DEATH["aware_by"] in timeline


@pytest.mark.duty("D2")
@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"child": ""}, "Choose the child"),
        ({"died_on": "2019-04-01"}, "date of birth or later"),
        ({"died_on": "2026-03-03"}, "today or in the past"),
        ({"aware_on": "2026-02-28"}, "before that"),
        ({"aware_on": ""}, "five working days run from it"),
        ({"aware_by": ""}, "who became aware"),
    ],
)
def test_what_is_asked(notified: Notification, child: Child, officer: Actor, wrong: dict[str, str], why: str) -> None:
    said = {"child": str(child.pk), **DEATH, **wrong}
    assert why in refused(notified, "record_death", officer, kind="data", **said)


@pytest.mark.duty("D2")
def test_a_child_who_had_died_does_not_die_again(notified: Notification, child: Child, officer: Actor) -> None:
    died(notified, officer, child)
    said = {"child": str(child.pk), **DEATH}
    assert "recorded as having died" in refused(notified, "record_death", officer, kind="guard", **said)
    other = NotificationFactory(submitted=True)
    office = actor(Role.OFFICER, other.case.partnership)
    Child.objects.filter(case=other.case).delete()
    assert "Add the child first" in refused(other, "record_death", office, kind="guard", **said)


@pytest.mark.duty("D2", "D3", "D5")
def test_the_notification_of_the_death_has_a_number_and_a_copy_of_its_own_and_opens_no_second_rapid_review(
    case: Case, notified: Notification, child: Child, council: Actor
) -> None:
    RapidReviewFactory(case=case, gathering=True, notification=None)
    of_death = died(notified, council, child)
    said = {
        "notification.aware_on": "2026-03-02",
        "notification.national_reference": "NAT-2",
        "notification.national_date": "2026-03-02",
        "notification.nature": "child_death",
        "child": [{"child.name": NAME, "child.outcome": "died"}],
    }
    send(form_page("submit_notification", case.partnership), council.user, said, now=MONDAY, subject=case.pk)
    made = fresh(of_death)
    assert (made.state, made.national_reference, made.copied_at) == ("submitted", "NAT-2", MONDAY)
    assert fresh(notified).national_reference == "NAT-1"
    assert Deadline.objects.get(record_id=of_death.pk).state == "met"
    assert case.rapid_reviews.count() == 1
    assert len(notices_of(case, "notification-copy")) == 1


@pytest.mark.duty("D2")
def test_it_tells_of_the_death_and_of_nothing_else(notified: Notification, child: Child, council: Actor) -> None:
    of_death = died(notified, council, child)
    case = of_death.case
    submission = SubmissionFactory(
        handler="submit_notification",
        owner=council.user,
        partnership=case.partnership,
        data_key=case.data_key,
        subject=str(case.pk),
        said={"incident.date": "2026-02-25"},
    )
    data = {"submission": submission.pk, "national_reference": "NAT-2", "aware_on": "2026-03-02"}
    reason = refused(of_death, "submit", council, kind="data", **data, nature="serious_harm")
    assert "tells the Panel that the child has died" in reason
    assert take(of_death, "submit", council, **data, nature="child_death").state == "submitted"


@pytest.mark.duty("D2")
def test_the_council_finds_the_step_in_its_workspace(
    case: Case, notified: Notification, child: Child, council: Actor, clock: Any
) -> None:
    pages = signed_in(council.user)
    text = pages.get(reverse("workspace:case", args=[case.reference])).content.decode()
    address = reverse("workspace:step", args=[case.reference, "notification", notified.pk, "record_death"])
    assert address in text
    answered = pages.post(address, {"child": str(child.pk), "aware_by": "The ward."})
    assert "Enter the day on which the child died." in answered.content.decode()
    assert "The ward." in answered.content.decode()


@pytest.mark.duty("D6")
def test_the_limit_of_the_rapid_review_stays_where_the_first_notification_put_it(
    case: Case, notified: Notification, child: Child, council: Actor, officer: Actor
) -> None:
    rapid_review = RapidReviewFactory(case=case, decided=True, notification=None, clock=True)
    Notification.objects.filter(pk=notified.pk).update(submitted_at=at("2026-02-27"))
    of_death = died(notified, council, child)
    Notification.objects.filter(pk=of_death.pk).update(submitted_at=at("2026-03-05"))
    take(rapid_review, "reopen_decision", officer, "2026-03-06", reason="The child has died.")
    running = Deadline.objects.get(record_id=rapid_review.pk, state="running", rule__key="rapid-review")
    assert running.started_on == date(2026, 2, 27)
