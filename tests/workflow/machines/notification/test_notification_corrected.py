"""The day of awareness corrected outside the form, and withdrawals taken back (D2)."""

from datetime import date, datetime
from typing import Any

import pytest
from django.urls import reverse

from forms.models import Correction
from tests.factories.notification import NotificationFactory
from tests.factories.party import AgencyFactory, actor
from tests.factories.referral import ReferralFactory
from tests.factories.submission import SubmissionFactory, form_page
from tests.workflow.desk.scene import signed_in
from tests.workflow.intake.sending import send
from tests.workflow.reviews.steps import at, fresh, notices_of, refused, take
from workflow.engine.step import local_date
from workflow.models import Case, Deadline, Event, Notification
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
def officer(case: Case) -> Actor:
    return actor(Role.OFFICER, case.partnership)


@pytest.fixture
def council(case: Case) -> Actor:
    agency = AgencyFactory(of=case.partnership, notifies_for=case.partnership, name="The council")
    return actor(Role.SUBMITTER, agency)


def referred(case: Case, incident: str) -> Any:
    said = {"incident.date": incident}
    submission = SubmissionFactory(partnership=case.partnership, data_key=case.data_key, said=said)
    return ReferralFactory(case=case, submission=submission)


# --- The day of awareness ---------------------------------------------------------------------------


@pytest.mark.duty("D2")
@pytest.mark.parametrize("who", ["officer", "council"])
def test_corrected_before_it_was_submitted_the_clock_is_worked_out_again(
    request: Any, notification: Any, who: str
) -> None:
    by = request.getfixturevalue(who)

    corrected = take(notification, "correct_awareness", by, aware_on="2026-02-25", reason="Told a day earlier.")

    assert corrected.aware_on == date(2026, 2, 25)
    deadline = Deadline.objects.get()
    assert (deadline.started_on, deadline.due_on) == (date(2026, 2, 25), date(2026, 3, 4))
    event = Event.objects.latest("position")
    assert event.data == {"aware_on": "2026-02-25", "before": "2026-02-26", "reason": "Told a day earlier."}
    assert event.actor == by.user
    assert deadline.history[0]["event"] == str(event.pk)
    office = f"Support office, {notification.case.partnership.name}"
    assert office in notices_of(notification.case, "awareness-corrected")


@pytest.mark.duty("D2")
def test_corrected_after_it_was_submitted_the_clock_that_was_met_is_judged_again(
    case: Case, officer: Actor, council: Actor
) -> None:
    send(form_page("submit_notification", case.partnership), council.user, SAID, now=at("2026-03-05"), subject=case.pk)
    assert not Deadline.objects.get(rule__key="notification").is_breached

    take(case.notifications.get(), "correct_awareness", officer, "2026-03-06", aware_on="2026-02-25", reason="Known.")

    deadline = Deadline.objects.get(rule__key="notification")
    assert (deadline.state, deadline.due_on, deadline.is_breached) == ("met", date(2026, 3, 4), True)
    assert case.notifications.get().submitted_at == at("2026-03-05")


@pytest.mark.duty("D2")
def test_a_breach_on_record_stays_when_the_day_moves_later(notification: Any, officer: Actor) -> None:
    take(notification, "correct_awareness", officer, "2026-03-06", aware_on="2026-03-02", reason="Nobody knew before.")

    deadline = Deadline.objects.get()
    assert (deadline.due_on, deadline.is_breached) == (date(2026, 3, 9), True)


@pytest.mark.duty("D2")
def test_nobody_becomes_aware_before_the_event(case: Case, notification: Any, officer: Actor) -> None:
    referred(case, "2026-02-25")

    reason = refused(notification, "correct_awareness", officer, kind="data", aware_on="2026-02-24", reason="Known.")

    assert reason.startswith("Dates before the event: the incident was on 25 February 2026")
    assert take(notification, "correct_awareness", officer, aware_on="2026-02-25", reason="Known.")


@pytest.mark.duty("D2")
def test_a_corrected_day_of_the_incident_counts(case: Case, notification: Any, officer: Actor) -> None:
    submission = referred(case, "2026-02-25").submission
    correction = Correction(data_key=case.data_key, submission=submission, by=officer.user, made_at=at("2026-03-02"))
    correction.step, correction.question = "incident", "incident_date"
    correction.value, correction.reason = {"incident_date": "2026-02-20"}, "A slip of the pen."
    correction.save()

    assert take(notification, "correct_awareness", officer, aware_on="2026-02-20", reason="Known at once.")


@pytest.mark.duty("D2")
def test_the_notification_itself_is_refused_with_dates_before_the_event(case: Case, council: Actor) -> None:
    # Also where an editor took that rule out of the form.
    said = {**SAID, "incident.date": "2026-02-25", "notification.aware_on": "2026-02-24"}
    place = {"partnership": case.partnership, "data_key": case.data_key, "subject": str(case.pk)}
    submission = SubmissionFactory(handler="submit_notification", said=said, owner=council.user, **place)
    data = {
        "submission": submission.pk,
        "national_reference": "CSPR-1",
        "nature": "child_death",
        "aware_on": "2026-02-24",
        "aware_reason": "Known at once.",
    }
    reason = refused(case.notifications.get(), "submit", council, kind="data", **data)
    assert reason.startswith("Dates before the event")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({"aware_on": "2026-03-03", "reason": "Because."}, "must be today or in the past"),
        ({"aware_on": "2026-02-26", "reason": "Because."}, "on record is 26 February 2026 already"),
        ({"aware_on": "2026-02-25", "reason": " "}, "Enter why the day is corrected"),
        ({"reason": "Because."}, "Enter the day the local authority became aware"),
    ],
)
def test_what_a_correction_needs(notification: Any, officer: Actor, data: dict[str, str], why: str) -> None:
    assert why in refused(notification, "correct_awareness", officer, kind="data", **data)


def test_in_a_closed_case_nothing_is_corrected() -> None:
    closed = NotificationFactory(case__closed=True, submitted=True)
    by = actor(Role.OFFICER, closed.case.partnership)
    data = {"aware_on": "2026-02-25", "reason": "Known."}
    assert "case is closed" in refused(closed, "correct_awareness", by, kind="guard", **data)


# --- Withdrawals taken back ---------------------------------------------------------------------------


@pytest.mark.duty("D2")
def test_withdrawn_before_it_was_submitted_it_is_required_again(
    notification: Any, officer: Actor, council: Actor
) -> None:
    take(notification, "withdraw", council, reason="It was another child.")

    again = take(notification, "reopen", officer, "2026-03-04", reason="It was this child.")

    assert again.state == "clock_running"
    running = Deadline.objects.get(state="running")
    assert (running.started_on, running.due_on) == (date(2026, 2, 26), date(2026, 3, 5))
    assert notices_of(notification.case, "notification-required-again")


ANEW = {"national_reference": "CSPR-90001", "notified_on": "2026-03-04", "reason": "It was this child."}


@pytest.fixture
def withdrawn(case: Case, council: Actor) -> Notification:
    """Submitted on Monday 2 March, and withdrawn."""
    send(form_page("submit_notification", case.partnership), council.user, SAID, now=at("2026-03-02"), subject=case.pk)
    made: Notification = take(case.notifications.get(), "withdraw", council, reason="It was another child.")
    return made


@pytest.mark.duty("D2", "D3")
def test_taken_up_again_it_has_a_new_number_day_and_copy_and_all_are_told(
    case: Case, officer: Actor, withdrawn: Notification
) -> None:
    told = notices_of(case, "notification-withdrawn")
    assert len(notices_of(case, "notification-copy")) == 1

    again = take(withdrawn, "reinstate", officer, "2026-03-04 11:00", **ANEW)

    now = at("2026-03-04 11:00")
    assert (again.state, again.national_reference) == ("submitted", "CSPR-90001")
    assert (again.submitted_at, again.copied_at) == (now, now)
    (earlier,) = again.earlier
    assert earlier["national_reference"] == "CSPR-77120"
    assert datetime.fromisoformat(earlier["submitted_at"]) == at("2026-03-02")
    assert len(notices_of(case, "notification-copy")) == 2
    assert notices_of(case, "notification-reinstated") == told
    assert "Child Safeguarding Practice Review Panel" in told
    letter = str(case.notices.filter(key="notification-reinstated", recipient_email="").first().letter)
    assert "CSPR-90001" in letter
    assert "4 March 2026" in letter


@pytest.mark.duty("D2")
def test_the_council_takes_it_up_again_too_and_an_earlier_day_is_kept_as_that_day(
    council: Actor, withdrawn: Notification
) -> None:
    again = take(withdrawn, "reinstate", council, "2026-03-05", **ANEW)
    assert local_date(again.submitted_at) == date(2026, 3, 4)
    # The office had its copy a day late, and the record says so (D3).
    assert local_date(again.copied_at) == date(2026, 3, 5)


@pytest.mark.duty("D2")
@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"national_reference": ""}, "reference number that the national service gave"),
        ({"national_reference": " cspr-77120"}, "Enter the new one"),
        ({"notified_on": "2026-03-01"}, "before that"),
        ({"notified_on": "2026-03-05"}, "today or in the past"),
        ({"reason": ""}, "Enter why"),
    ],
)
def test_what_taking_it_up_again_needs(
    officer: Actor, withdrawn: Notification, wrong: dict[str, str], why: str
) -> None:
    assert why in refused(withdrawn, "reinstate", officer, "2026-03-04", kind="data", **{**ANEW, **wrong})


@pytest.mark.duty("D2")
def test_the_case_shows_both_numbers(case: Case, officer: Actor, withdrawn: Notification, clock: Any) -> None:
    clock.move_to(at("2026-03-04"))
    take(withdrawn, "reinstate", officer, "2026-03-04", **ANEW)
    text = signed_in(officer.user).get(reverse("desk:case", args=[case.reference])).content.decode()
    assert "4 March 2026, number CSPR-90001" in text
    assert "2 March 2026, number CSPR-77120" in text


def test_each_withdrawal_has_its_own_way_back(officer: Actor, case: Case) -> None:
    before = NotificationFactory(case=case, withdrawn=True)
    after = NotificationFactory(case=case, withdrawn=True, submitted_at=at("2026-02-27"))
    assert "Reopen it instead" in refused(before, "reinstate", officer, kind="guard", **ANEW)
    assert "Take the notification up again" in refused(after, "reopen", officer, kind="guard", reason="It stands.")


def test_in_a_closed_case_no_withdrawal_is_taken_back() -> None:
    closed = NotificationFactory(case__closed=True, withdrawn=True, submitted_at=at("2026-02-27"))
    by = actor(Role.OFFICER, closed.case.partnership)
    assert "case is closed" in refused(closed, "reinstate", by, kind="guard", reason="It stands.")
    assert fresh(closed).state == "withdrawn"


# --- Without a review, something can be learnt --------------------------------------------------------


@pytest.mark.duty("D14")
def test_a_learning_review_all_the_same(notification: Any, case: Case, officer: Actor) -> None:
    take(notification, "mark_not_required", officer, reason="Below.", decider="The director", dissent="The police.")
    said = {"review": "learning", "reason": "A near miss."}
    assert "who decided" in refused(case, "choose_learning_review", officer, kind="data", **said)

    take(case, "choose_learning_review", officer, review="learning", reason="A near miss.", decider="The partners")

    reviewed = take(case, "commission_review", officer, kind="learning")
    assert reviewed.reviews.get().kind == "learning"
    assert "has been commissioned" in refused(case, "drop_learning_review", officer, kind="guard", reason="No.")


@pytest.mark.duty("D14")
def test_a_learning_review_is_chosen_once_and_may_be_dropped(case: Case, officer: Actor) -> None:
    assert "was chosen in this way" in refused(case, "drop_learning_review", officer, kind="guard", reason="No.")
    why = {"review": "learning", "reason": "A near miss.", "decider": "The three partners"}
    take(case, "choose_learning_review", officer, **why)
    assert "has been chosen" in refused(case, "choose_learning_review", officer, kind="guard", **why)

    take(case, "drop_learning_review", officer, reason="The audit covers it.")

    assert "No review has been decided on" in refused(case, "commission_review", officer, kind="guard", kind_="x")


@pytest.mark.duty("D14")
def test_a_local_review_all_the_same_as_the_partners_choose(notification: Any, case: Case, officer: Actor) -> None:
    take(notification, "mark_not_required", officer, reason="Below.", decider="The director", dissent="The police.")
    why = {"reason": "Two agencies, and a near miss.", "decider": "The three partners"}
    assert "Choose a learning review or a local" in refused(case, "choose_learning_review", officer, kind="data", **why)
    assert refused(case, "choose_learning_review", officer, kind="data", review="national", **why)
    take(case, "choose_learning_review", officer, review="local", **why)
    assert "A local review has been chosen" in refused(
        case, "choose_learning_review", officer, kind="guard", review="learning", **why
    )
    take(case, "drop_learning_review", officer, reason="A slip.")
    take(case, "choose_learning_review", officer, review="local", **why)
    reviewed = take(case, "commission_review", officer, kind="local")
    assert reviewed.reviews.get().kind == "local"
    assert "The local review has been commissioned" in refused(
        case, "drop_learning_review", officer, kind="guard", reason="No."
    )
