"""Opening, meeting, stopping and correcting clocks; what each says of itself."""

import pytest
from django.db import IntegrityError, transaction

from tests.workflow import clock_scene as scene
from tests.workflow.clock_scene import at, on
from workflow import clocks
from workflow.calendar import BankHolidays
from workflow.clocks import Opening
from workflow.clocks.deadline import StopReason
from workflow.models import BankHoliday, Deadline
from workflow.procedures.version import Occasion

pytestmark = pytest.mark.django_db
NOW = scene.MONDAY


@pytest.fixture
def case():
    return scene.case()


def notification_clock(case, start="2026-03-02", record=None):
    return scene.start(case, "notification", on=on(start), record=record or scene.record(), now=NOW)


@pytest.mark.duty("D2")
def test_the_notification_clock_runs_five_working_days_from_awareness(case):
    deadline = notification_clock(case)
    assert (deadline.started_on, deadline.due_on) == (on("2026-03-02"), on("2026-03-09"))
    assert deadline.is_running
    assert not deadline.is_breached


@pytest.mark.duty("D2")
def test_awareness_late_at_night_in_summer_counts_from_the_local_day(case):
    # 23:30 UTC on 30 June is 00:30 on 1 July in London; callers pass the local date, and nothing here turns it back.
    deadline = notification_clock(case, "2026-07-01")
    assert deadline.due_on == on("2026-07-08")


@pytest.mark.duty("D6")
def test_the_rapid_review_clock_starts_with_the_submitted_notification(case):
    review = scene.record("rapid_review")
    (deadline,) = clocks.start_on(case, Occasion.NOTIFIED, on=on("2026-03-02"), record=review, now=NOW)
    assert deadline.rule.key == "rapid-review"
    assert (deadline.due_on, deadline.machine, deadline.record_id) == (on("2026-03-23"), "rapid_review", review.pk)


@pytest.mark.duty("D34")
def test_the_publication_clock_runs_six_months(case):
    deadline = scene.start(case, "publication", on=on("2025-08-31"), record=scene.record("review"), now=NOW)
    assert deadline.due_on == on("2026-02-28")


@pytest.mark.duty("D39", "D40", "D41")
def test_the_advance_copy_leaves_seven_clear_working_days(case):
    planned = scene.record("publication")
    deadline = scene.start(case, "advance-copy", on=on("2026-03-12"), record=planned, now=NOW)
    assert deadline.due_on == on("2026-03-02")
    assert clocks.earliest_after(case, "advance-copy", on("2026-03-02")).due == on("2026-03-12")
    assert clocks.earliest_after(case, "advance-copy", on("2026-03-03")).due == on("2026-03-13")


@pytest.mark.duty("D42")
def test_a_year_on_the_website_prompts_and_breaches_nothing(case):
    deadline = scene.start(case, "website", on=on("2025-02-28"), record=scene.record("publication"), now=NOW)
    assert deadline.due_on == on("2026-02-28")
    scene.meet(case, "website", on=on("2026-03-05"))
    assert not Deadline.objects.get().is_breached


def test_opening_several_clocks_takes_two_queries(case, django_assert_num_queries):
    clocks.rules_of(case.procedure)
    with django_assert_num_queries(2):
        clocks.open_many(
            case,
            [
                Opening("notification", on("2026-03-02"), scene.record()),
                Opening("rapid-review", on("2026-03-02"), scene.record("rapid_review")),
                Opening("publication", on("2026-03-02"), scene.record("review")),
            ],
            now=NOW,
        )


def test_the_same_clock_does_not_run_twice(case):
    record = scene.record()
    notification_clock(case, record=record)
    with pytest.raises(IntegrityError), transaction.atomic():
        notification_clock(case, record=record)


def test_a_clock_runs_again_after_it_was_stopped(case):
    record = scene.record()
    notification_clock(case, record=record)
    clocks.stop(case, StopReason.WITHDRAWN, on=on("2026-03-03"))
    notification_clock(case, "2026-03-04", record=record)
    assert clocks.running(case).get().started_on == on("2026-03-04")


def test_an_unknown_rule_is_refused_with_those_there_are(case):
    with pytest.raises(LookupError, match="advance-copy, advice, bodies-told, briefing"):
        scene.start(case, "review", on=on("2026-03-02"), record=scene.record(), now=NOW)


@pytest.mark.duty("D2")
def test_meeting_on_the_last_day_is_in_time(case, django_assert_num_queries):
    notification_clock(case)
    with django_assert_num_queries(2):
        scene.meet(case, "notification", on=on("2026-03-09"))
    met = Deadline.objects.get()
    assert (met.state, met.met_on, met.breached_at, met.next_reminder_at) == ("met", on("2026-03-09"), None, None)


@pytest.mark.duty("D2")
def test_meeting_a_day_late_records_the_breach_at_the_midnight_it_happened(case):
    notification_clock(case)
    clocks.meet_on(case, Occasion.NOTIFIED, on=on("2026-03-10"))
    assert Deadline.objects.get().breached_at == at("2026-03-10 00:00")


def test_meeting_touches_the_named_record_only(case):
    mine, other = scene.record(), scene.record()
    notification_clock(case, record=mine)
    notification_clock(case, record=other)
    scene.meet(case, "notification", on=on("2026-03-03"), record=mine)
    assert [deadline.record_id for deadline in clocks.running(case)] == [other.pk]


def test_meeting_what_does_not_run_changes_nothing(case):
    assert scene.meet(case, "notification", on=on("2026-03-03")) is None


def test_stopping_names_its_reason_and_leaves_other_rules_running(case):
    notification_clock(case)
    scene.start(case, "rapid-review", on=on("2026-03-02"), record=scene.record("rapid_review"), now=NOW)
    clocks.stop(case, StopReason.NOT_REQUIRED, on=on("2026-03-04"), rule_keys=["notification"])
    stopped = Deadline.objects.get(state=Deadline.State.STOPPED)
    assert (stopped.rule.key, stopped.stop_reason, stopped.stopped_on) == (
        "notification",
        "not_required",
        on("2026-03-04"),
    )
    assert clocks.running(case).get().rule.key == "rapid-review"


def test_stopping_after_the_limit_keeps_the_breach(case):
    notification_clock(case)
    clocks.stop(case, StopReason.CLOSED, on=on("2026-03-11"))
    assert Deadline.objects.get().is_breached


@pytest.mark.duty("D2")
def test_a_corrected_awareness_date_moves_the_date_and_keeps_the_old_one(case):
    event = scene.record().pk
    deadline = notification_clock(case)
    clocks.recompute(deadline, on("2026-03-05"), now=NOW, event_id=event)
    deadline.refresh_from_db()
    assert (deadline.started_on, deadline.due_on) == (on("2026-03-05"), on("2026-03-12"))
    assert deadline.history == [
        {
            "started_on": "2026-03-02",
            "due_on": "2026-03-09",
            "changed_on": "2026-03-02",
            "why": "corrected",
            "event": str(event),
        }
    ]


@pytest.mark.duty("D2")
def test_a_breach_stays_recorded_when_the_start_is_corrected_later(case):
    deadline = notification_clock(case)
    clocks.recompute(deadline, on("2026-03-09"), now=at("2026-03-10 10:00"))
    deadline.refresh_from_db()
    assert deadline.due_on == on("2026-03-16")
    assert deadline.breached_at == at("2026-03-10 00:00")


def test_a_correction_of_a_met_clock_can_show_that_it_was_met_too_late(case):
    notification_clock(case, "2026-03-05")
    met = scene.meet(case, "notification", on=on("2026-03-10"))
    clocks.recompute(met, on("2026-03-02"), now=NOW)
    met.refresh_from_db()
    assert met.is_breached
    assert met.next_reminder_at is None


@pytest.mark.duty("D35")
def test_an_approved_delay_moves_the_date_and_says_so(case):
    deadline = scene.start(case, "publication", on=on("2026-03-02"), record=scene.record("review"), now=NOW)
    clocks.extend(deadline, on("2026-12-01"), now=NOW)
    deadline.refresh_from_db()
    assert deadline.due_on == on("2026-12-01")
    assert "More time was approved: it is now due on Tuesday 1 December 2026." in clocks.explain(deadline)


def test_running_clocks_follow_a_bank_holiday_entered_later(case):
    notification_clock(case)
    holiday = BankHoliday.objects.create(date=on("2026-03-04"), name="A day of thanks")
    assert clocks.apply_bank_holidays(NOW) == 1
    deadline = Deadline.objects.get()
    assert deadline.due_on == on("2026-03-10")
    assert deadline.skipped[0] == {"date": "2026-03-04", "reason": "A day of thanks (bank holiday)"}
    assert clocks.apply_bank_holidays(NOW) == 0
    holiday.withdrawn = True
    holiday.save()
    assert clocks.apply_bank_holidays(NOW) == 1
    assert Deadline.objects.get().due_on == on("2026-03-09")


def test_following_bank_holidays_costs_two_queries_when_none_changed(django_assert_num_queries):
    with django_assert_num_queries(2):
        clocks.apply_bank_holidays(NOW)


@pytest.mark.parametrize(
    ("today", "left", "words"),
    [
        ("2026-03-02", 5, "5 working days left"),
        ("2026-03-06", 1, "1 working day left"),
        ("2026-03-07", 1, "1 working day left"),
        ("2026-03-09", 0, "due today"),
        ("2026-03-10", -1, "1 working day overdue"),
        ("2026-03-16", -5, "5 working days overdue"),
    ],
)
def test_the_countdown_is_in_working_days(case, today, left, words):
    deadline = notification_clock(case)
    assert clocks.working_days_left(deadline, on(today), BankHolidays()) == left
    assert clocks.countdown(deadline, on(today), BankHolidays()) == words
    assert clocks.is_overdue(deadline, on(today)) == (left < 0)


def test_a_limit_that_ended_on_friday_is_overdue_on_saturday(case):
    deadline = notification_clock(case, "2026-03-06")
    assert deadline.due_on == on("2026-03-13")
    assert clocks.countdown(deadline, on("2026-03-14"), BankHolidays()) == "overdue"
    assert clocks.is_overdue(deadline, on("2026-03-14"))


@pytest.mark.duty("D2")
def test_a_due_date_explains_itself(case, django_assert_num_queries):
    notification_clock(case, "2024-03-27")
    deadline = clocks.running(case).get()
    clocks.title_of_version(deadline.rule)
    with django_assert_num_queries(0):
        sentences = clocks.explain(deadline)
    assert sentences == [
        "The limit is counted from Wednesday 27 March 2024, the day the local authority became aware of the incident.",
        "The limit is 5 working days after the start "
        "(Children Act 2004, section 16C(1); Working Together 2018, chapter 4), "
        "by “Working Together 2018, local procedure as amended July 2024”.",
        "The first working day after that day is day 1.",
        "These days do not count: Friday 29 March 2024, Good Friday (bank holiday); Saturday 30 March 2024, Saturday; "
        "Sunday 31 March 2024, Sunday; Monday 1 April 2024, Easter Monday (bank holiday).",
        "So it is due on Friday 5 April 2024.",
        "If it is not done, the officers of the support office and the decision makers of the three partners are told "
        "3 working days after.",
    ]


def test_an_explanation_tells_of_corrections_and_of_the_breach(case):
    deadline = notification_clock(case)
    clocks.recompute(deadline, on("2026-03-04"), now=at("2026-03-10 10:00"))
    assert clocks.explain(deadline)[-2:] == [
        "On Tuesday 10 March 2026 the start was corrected; before, it counted from Monday 2 March 2026 and was due on "
        "Monday 9 March 2026.",
        "The limit ran out at the end of Monday 9 March 2026 without being met. This stays on record.",
    ]


def test_an_explanation_says_what_the_source_leaves_open(case):
    deadline = scene.start(case, "rapid-review", on=on("2026-03-02"), record=scene.record("rapid_review"), now=NOW)
    assert any("The source does not say which day starts" in sentence for sentence in clocks.explain(deadline))
