"""The notification: five working days from becoming aware, the copy at once, the rapid review opened (D2, D3, D5)."""

from datetime import date
from typing import Any

import pytest
from django.http import Http404

from forms import handlers
from forms.filling.submitting import submit
from forms.handlers import Refused as NotStarted
from tests.factories.notification import NotificationFactory
from tests.factories.party import AgencyFactory, PartnershipFactory, actor
from tests.factories.referral import ReferralFactory
from tests.factories.submission import form_page
from tests.workflow.intake.sending import fill_in, send
from tests.workflow.reviews.steps import at, notices_of, refused, take
from workflow.models import Case, Child, Deadline, Event
from workflow.parties.roles import Actor, Role

pytestmark = pytest.mark.django_db

SAID = {
    "incident.date": "2026-02-25",
    "notification.national_reference": "CSPR-77120",
    "notification.nature": "child_death",
    "notification.aware_on": "2026-02-26",
    "child": [{"child.name": "Ayla Made-Up", "child.outcome": "died", "child.birth_date": "2019-04-02"}],
}


@pytest.fixture
def notification() -> Any:
    """Aware on Thursday 26 February 2026: due on Thursday 5 March."""
    return NotificationFactory(clock=True)


@pytest.fixture
def case(notification: Any) -> Case:
    found: Case = notification.case
    return found


@pytest.fixture
def council(case: Case) -> Actor:
    agency = AgencyFactory(
        of=case.partnership, kind="local_authority", notifies_for=case.partnership, name="The council"
    )
    return actor(Role.SUBMITTER, agency)


@pytest.fixture
def officer(case: Case) -> Actor:
    return actor(Role.OFFICER, case.partnership)


@pytest.fixture
def page(case: Case) -> Any:
    return form_page("submit_notification", case.partnership)


def notify(page: Any, council: Actor, case: Case, when: str = "2026-03-02", **said: Any) -> Any:
    return send(page, council.user, {**SAID, **said}, now=at(when), subject=case.pk)


@pytest.mark.duty("D2")
def test_submitted_in_time_meets_the_clock(page: Any, council: Actor, case: Case) -> None:
    submission = notify(page, council, case, "2026-03-05 23:30")
    assert (submission.state, submission.reference) == ("accepted", case.reference)
    notification = case.notifications.get()
    assert (notification.state, notification.submission_id) == ("submitted", submission.pk)
    assert notification.national_reference == "CSPR-77120"
    deadline = Deadline.objects.get(rule__key="notification")
    assert (deadline.state, deadline.met_on, deadline.is_breached) == ("met", date(2026, 3, 5), False)


@pytest.mark.duty("D2")
def test_submitted_a_day_late_shows_the_breach(page: Any, council: Actor, case: Case) -> None:
    notify(page, council, case, "2026-03-06 00:10")
    deadline = Deadline.objects.get(rule__key="notification")
    assert (deadline.state, deadline.due_on, deadline.is_breached) == ("met", date(2026, 3, 5), True)


@pytest.mark.duty("D3")
def test_the_copy_is_stamped_at_the_same_moment(page: Any, council: Actor, case: Case) -> None:
    notify(page, council, case)
    notification = case.notifications.get()
    assert notification.copied_at == notification.submitted_at == at("2026-03-02")
    assert notices_of(case, "notification-copy") == [f"Support office, {case.partnership.name}"]
    assert notices_of(case, "notification-received") == ["The council"]


@pytest.mark.duty("D5")
def test_the_rapid_review_opens_and_its_clock_starts(page: Any, council: Actor, case: Case) -> None:
    notify(page, council, case)
    assert case.rapid_reviews.get().state == "opened"
    deadline = Deadline.objects.get(rule__key="rapid-review")
    assert (deadline.started_on, deadline.due_on) == (date(2026, 3, 2), date(2026, 3, 23))
    kinds = [event.kind for event in Event.objects.order_by("position")]
    assert kinds == ["notification.submit", "rapid_review.begin"]


@pytest.mark.duty("D5")
def test_after_the_death_of_a_looked_after_child_it_need_not_open(
    page: Any, council: Actor, case: Case, officer: Actor
) -> None:
    notify(page, council, case, **{"notification.nature": "looked_after_death", "incident.abuse_or_neglect": "no"})
    assert not case.rapid_reviews.exists()
    take(case, "open_rapid_review", officer)
    assert case.rapid_reviews.get().state == "opened"
    assert "has its rapid review already" in refused(case, "open_rapid_review", officer, kind="guard")


@pytest.mark.duty("D2")
def test_the_children_are_brought_up_to_date(page: Any, council: Actor, case: Case) -> None:
    known = Child(case=case, data_key=case.data_key)
    known.describe({"child.name": "AYLA made-up", "child.school": "The village school"})
    known.save()
    both = [*SAID["child"], {"child.name": "Bo Made-Up", "child.birth_known": "unborn"}]  # type: ignore[misc]
    notify(page, council, case, child=both)
    children = {child.details["child.name"]: child.details for child in case.children.all()}
    assert set(children) == {"Ayla Made-Up", "Bo Made-Up"}
    assert children["Ayla Made-Up"]["child.school"] == "The village school"
    assert children["Ayla Made-Up"]["child.outcome"] == "died"


# --- Becoming aware -------------------------------------------------------------------------------


@pytest.mark.duty("D2")
def test_a_corrected_day_keeps_old_new_reason_and_actor(page: Any, council: Actor, case: Case) -> None:
    notify(
        page,
        council,
        case,
        **{"notification.aware_on": "2026-02-25", "notification.aware_reason": "The social worker knew a day earlier."},
    )
    deadline = Deadline.objects.get(rule__key="notification")
    assert (deadline.started_on, deadline.due_on) == (date(2026, 2, 25), date(2026, 3, 4))
    event = Event.objects.get(kind="notification.submit")
    assert deadline.history[0]["started_on"] == "2026-02-26"
    assert deadline.history[0]["event"] == str(event.pk)
    assert event.data["aware_reason"] == "The social worker knew a day earlier."
    assert event.actor == council.user


@pytest.mark.duty("D2")
def test_a_breach_that_was_recorded_stays(page: Any, council: Actor, case: Case) -> None:
    notify(
        page,
        council,
        case,
        "2026-03-06",
        **{
            "notification.aware_on": "2026-03-02",
            "notification.aware_reason": "Nobody knew before Monday.",
            "notification.national_date": "2026-03-06",
        },
    )
    deadline = Deadline.objects.get(rule__key="notification")
    assert (deadline.due_on, deadline.met_on, deadline.is_breached) == (date(2026, 3, 9), date(2026, 3, 6), True)


@pytest.mark.duty("D2")
def test_without_a_reason_another_day_is_refused_and_the_draft_stays(page: Any, council: Actor, case: Case) -> None:
    with pytest.raises(NotStarted, match="26 February 2026 as the day the local authority became aware"):
        notify(page, council, case, **{"notification.aware_on": "2026-02-25"})
    assert case.notifications.get().state == "clock_running"
    assert not Event.objects.exists()
    assert council.user.form_drafts.get().submitted_at is None


# --- Who and when ---------------------------------------------------------------------------------


@pytest.mark.duty("D2")
def test_the_step_is_taken_by_the_form_alone(notification: Any, council: Actor) -> None:
    forged = {"national_reference": "X", "nature": "child_death", "aware_on": "2026-02-26"}
    assert "send the form" in refused(notification, "submit", council, kind="data", **forged)


def test_other_agencies_are_told_that_it_is_not_theirs(page: Any, case: Case) -> None:
    referral = ReferralFactory(case=case)
    lead = actor(Role.LEAD, referral.agency)
    with pytest.raises(NotStarted, match="Only this role may do it here"):
        handlers.get("submit_notification").may_start(page=page, user=lead.user, subject=str(case.pk))


def test_who_may_not_know_of_the_case_finds_nothing(page: Any, case: Case) -> None:
    elsewhere = PartnershipFactory(slug="elsewhere", code="ELSE")
    council_elsewhere = AgencyFactory(of=elsewhere, notifies_for=elsewhere)
    strangers = [
        actor(Role.SUBMITTER, council_elsewhere),
        actor(Role.SUBMITTER, AgencyFactory(of=case.partnership)),
        actor(Role.OFFICER, elsewhere),
        actor(Role.CONTENT_EDITOR, case.partnership),
    ]
    for stranger in strangers:
        with pytest.raises(Http404):
            handlers.get("submit_notification").may_start(page=page, user=stranger.user, subject=str(case.pk))


def test_the_form_of_another_partnership_does_not_take_it(council: Actor, case: Case) -> None:
    page = form_page("submit_notification", PartnershipFactory(slug="elsewhere", code="ELSE"))
    with pytest.raises(Http404):
        handlers.get("submit_notification").may_start(page=page, user=council.user, subject=str(case.pk))


def test_when_the_machine_moved_on_meanwhile_the_form_is_held(
    page: Any, council: Actor, case: Case, officer: Actor
) -> None:
    draft = fill_in(page, council.user, str(case.pk), SAID, now=at("2026-03-02"))
    take(case.notifications.get(), "mark_not_required", officer, reason="Below the definition.", decider="The director")
    now = at("2026-03-03")
    submission = submit(draft.pk, user=council.user, today=now.date(), now=now, checked=draft.version.digest)
    assert submission.is_held
    assert submission.held_reason.startswith("Not at this stage: it is now “Not required”")
    assert not case.rapid_reviews.exists()
    take(case.notifications.get(), "reopen", officer, reason="The post-mortem changed it.")


# --- Withdrawn, not required ----------------------------------------------------------------------


def test_not_required_needs_reason_and_decider_and_stops_the_clock(notification: Any, council: Actor) -> None:
    assert "who decided" in refused(notification, "mark_not_required", council, kind="data", reason="Because.")
    done = take(
        notification,
        "mark_not_required",
        council,
        reason="Below the definition.",
        decider="The director",
        dissent="The police disagree.",
    )
    assert done.why_not_required == {
        "reason": "Below the definition.",
        "decider": "The director",
        "dissent": "The police disagree.",
    }
    deadline = Deadline.objects.get()
    assert (deadline.state, deadline.stop_reason) == ("stopped", "not_required")
    assert f"Support office, {notification.case.partnership.name}" in notices_of(
        notification.case, "notification-not-required"
    )


@pytest.mark.duty("D2")
def test_reopened_the_clock_runs_from_becoming_aware_as_before(
    notification: Any, council: Actor, officer: Actor
) -> None:
    take(notification, "mark_not_required", council, reason="Below the definition.", decider="The director")
    again = take(notification, "reopen", officer, "2026-03-04", reason="The post-mortem changed it.")
    assert (again.state, again.why_not_required) == ("clock_running", None)
    running = Deadline.objects.get(state="running")
    assert (running.started_on, running.due_on) == (date(2026, 2, 26), date(2026, 3, 5))


def test_in_a_closed_case_nothing_reopens(officer: Actor) -> None:
    closed = NotificationFactory(case__closed=True, not_required=True)
    reason = refused(closed, "reopen", actor(Role.OFFICER, closed.case.partnership), kind="guard", reason="Because.")
    assert reason == "The case is closed. Reopen the case first."


def test_withdrawn_it_is_told_to_all_who_were_told_and_the_rapid_review_goes_on(
    page: Any, council: Actor, case: Case
) -> None:
    notify(page, council, case)
    withdrawn = take(case.notifications.get(), "withdraw", council, reason="It was another child.")
    assert withdrawn.state == "withdrawn"
    assert notices_of(case, "notification-withdrawn") == [
        "Child Safeguarding Practice Review Panel",
        f"Support office, {case.partnership.name}",
        "The council",
    ]
    assert case.rapid_reviews.get().is_open
    assert Deadline.objects.get(rule__key="rapid-review").state == "running"


def test_withdrawn_before_it_was_submitted_stops_the_clock(notification: Any, council: Actor) -> None:
    take(notification, "withdraw", council, reason="It was another child.")
    deadline = Deadline.objects.get()
    assert (deadline.state, deadline.stop_reason) == ("stopped", "withdrawn")
    assert "Child Safeguarding Practice Review Panel" not in notices_of(notification.case, "notification-withdrawn")


def test_prefilled_with_what_the_case_knows(page: Any, council: Actor, case: Case) -> None:
    child = Child(case=case, data_key=case.data_key)
    child.describe({"child.name": "Ayla Made-Up"})
    child.save()
    known = handlers.get("submit_notification").prefill(page=page, user=council.user, subject=str(case.pk))
    assert known["child"] == [{"child.name": "Ayla Made-Up"}]
    assert known["notification.aware_on"] == "2026-02-26"
    assert known["notification.notifier_name"] == str(council.user)
