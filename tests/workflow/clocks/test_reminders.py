"""Breaches and reminders: each once, also after the machine was off, across the change of the clocks."""

import logging
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from tests.factories.party import actor
from tests.workflow import clock_scene as scene
from tests.workflow.clock_scene import at, on
from workflow import clocks
from workflow.clocks import reminders
from workflow.clocks.reminders import sweep_due
from workflow.models import Deadline, DeadlineReminder, DeadlineRule, Membership, Notice
from workflow.parties.roles import Group, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def partnership():
    return scene.partnership()


@pytest.fixture
def case(partnership):
    return scene.case(partnership)


def rapid_review_clock(case, start="2026-03-02"):
    return scene.start(case, "rapid-review", on=on(start), record=scene.record("rapid_review"), now=scene.MONDAY)


def sent():
    return list(Notice.objects.order_by("queued_at", "recipient_email").values_list("key", "recipient_email"))


@pytest.mark.duty("D6")
def test_reminders_come_before_on_and_after_the_day_each_once(case):
    rapid_review_clock(case)  # due on Monday 23 March
    moment, seen = at("2026-03-02 09:00"), []
    while moment < at("2026-03-27 09:00"):
        before = Notice.objects.count()
        sweep_due(moment)
        sweep_due(moment)
        if Notice.objects.count() > before:
            seen.append(moment)
        moment += timedelta(hours=1)
    assert seen == [at(day + " 08:00") for day in ("2026-03-16", "2026-03-19", "2026-03-23", "2026-03-24")]
    assert [key for key, _ in sent()] == ["deadline-before", "deadline-before", "deadline-today", "deadline-passed"]


@pytest.mark.duty("D2")
def test_the_local_authority_is_reminded_of_its_notification_too(partnership, case):
    scene.local_authority(partnership)
    scene.start(case, "notification", on=on("2026-03-02"), record=scene.record(), now=scene.MONDAY)
    sweep_due(at("2026-03-05 08:00"))
    assert sent() == [("deadline-before", "las@council.example"), ("deadline-before", "office@example.example")]


@pytest.mark.duty("D2")
def test_a_breach_is_recorded_at_midnight_and_not_before(case):
    scene.start(case, "notification", on=on("2026-03-02"), record=scene.record(), now=scene.MONDAY)
    sweep_due(at("2026-03-09 23:59"))
    assert not Deadline.objects.get().is_breached
    sweep_due(at("2026-03-10 00:00"))
    assert Deadline.objects.get().breached_at == at("2026-03-10 00:00")


@pytest.mark.parametrize(
    ("start", "midnight"),
    [
        ("2026-03-20", "2026-03-28 00:00"),  # due on Friday 27 March, the last winter-time Friday
        ("2026-03-23", "2026-03-31 00:00"),  # due on Monday 30 March, the first summer-time Monday
        ("2026-10-19", "2026-10-27 00:00"),  # due on Monday 26 October, the day after the clocks go back
    ],
)
def test_local_midnight_decides_across_the_change_of_the_clocks(case, start, midnight):
    scene.start(case, "notification", on=on(start), record=scene.record(), now=scene.MONDAY)
    sweep_due(at(midnight) - timedelta(minutes=1))
    assert not Deadline.objects.get().is_breached
    sweep_due(at(midnight))
    assert Deadline.objects.get().breached_at == at(midnight)


@pytest.mark.duty("D6")
def test_a_machine_that_was_off_sends_the_newest_missed_reminder_once(case):
    rapid_review_clock(case)
    sweep_due(at("2026-03-25 12:00"))
    sweep_due(at("2026-03-25 12:01"))
    assert [key for key, _ in sent()] == ["deadline-passed"]
    assert Deadline.objects.get().is_breached
    # Nothing more but the escalation, five working days after Monday 23 March.
    assert Deadline.objects.get().next_reminder_at == at("2026-03-30 08:00")


def test_a_clock_set_back_repeats_nothing(case):
    rapid_review_clock(case)
    sweep_due(at("2026-03-19 08:00"))
    Deadline.objects.update(next_reminder_at=at("2026-03-16 08:00"))
    sweep_due(at("2026-03-19 07:00"))
    sweep_due(at("2026-03-19 08:00"))
    assert Notice.objects.count() == 2  # the one for 19 March, and that of 16 March which had been overtaken


def test_a_met_clock_reminds_of_nothing(case):
    rapid_review_clock(case)
    scene.meet(case, "rapid-review", on=on("2026-03-10"))
    assert sweep_due(at("2026-04-01 08:00")) == 0
    assert sent() == []


def test_a_corrected_date_is_reminded_of_anew(case):
    deadline = rapid_review_clock(case)
    sweep_due(at("2026-03-23 08:00"))
    clocks.recompute(deadline, on("2026-03-09"), now=at("2026-03-23 09:00"))
    sweep_due(at("2026-03-26 08:00"))  # now due on Monday 30 March
    assert [key for key, _ in sent()] == ["deadline-today", "deadline-before"]


@pytest.mark.duty("D42")
def test_the_year_on_the_website_ends_with_a_prompt_only(case):
    scene.start(case, "website", on=on("2025-03-02"), record=scene.record("publication"), now=scene.MONDAY)
    sweep_due(at("2026-03-05 08:00"))
    assert [key for key, _ in sent()] == ["deadline-passed"]
    assert not Deadline.objects.get().is_breached


def test_a_reminder_carries_reference_and_date_and_no_fact(case):
    case.headline = "Baby A, fractures"
    case.save()
    rapid_review_clock(case)
    sweep_due(at("2026-03-23 08:00"))
    notice = Notice.objects.get()
    assert notice.subject == "EXAM-2026-0001: Complete the rapid review today"
    assert "Monday 23 March 2026" in notice.body
    assert "Baby" not in notice.subject + notice.body


def test_a_deadline_that_cannot_be_handled_does_not_stop_the_others(partnership, case, caplog, monkeypatch):
    broken = scene.case(partnership, 2)
    rapid_review_clock(case)
    scene.start(broken, "notification", on=on("2026-03-02"), record=scene.record(), now=scene.MONDAY)
    Deadline.objects.filter(case=broken).update(next_reminder_at=at("2026-03-02 09:00"))
    whole = reminders.next_moment

    def fail_for_one(deadline, *args, **kwargs):
        if deadline.case_id == broken.pk:
            raise RuntimeError("a row that cannot be read")
        return whole(deadline, *args, **kwargs)

    monkeypatch.setattr(reminders, "next_moment", fail_for_one)
    with caplog.at_level(logging.ERROR):
        assert sweep_due(at("2026-03-23 08:00")) == 1
    assert "could not be handled" in caplog.text
    assert len(sent()) == 1


def test_a_sweep_with_nothing_due_costs_one_query(case, django_assert_num_queries):
    rapid_review_clock(case)
    with django_assert_num_queries(1):
        sweep_due(at("2026-03-03 08:00"))


# --- Told further ---------------------------------------------------------------------------------------------------


def people(partnership):
    for role, extra in (
        (Role.OFFICER, {}),
        (Role.DECISION_MAKER, {"seat": "police"}),
        (Role.GROUP, {"group": Group.SIGN_OFF}),
        (Role.GROUP, {"group": Group.STRATEGIC}),
    ):
        actor(role, partnership, **extra)
    return {f"{one.role}{one.group}": one.user.email for one in Membership.objects.filter(partnership=partnership)}


@pytest.mark.duty("D2")
def test_a_limit_that_passed_is_told_further_by_the_rules_own_offsets_once(partnership, case):
    known = people(partnership)
    scene.start(case, "notification", on=on("2026-03-02"), record=scene.record(), now=scene.MONDAY)  # due on the 9th
    moment = at("2026-03-10 08:00")
    while moment < at("2026-03-20 08:00"):
        sweep_due(moment)
        sweep_due(moment)
        moment += timedelta(hours=4)
    escalated = Notice.objects.filter(key="deadline-escalated")
    assert sorted(escalated.values_list("recipient_email", flat=True)) == sorted([known["O"], known["D"]])
    assert {notice.queued_at for notice in escalated} == {at("2026-03-12 08:00")}  # three working days after
    assert "was due on Monday 9 March 2026 and is still not recorded as done" in escalated[0].body


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (["office"], {"office@example.example"}),
        (["coordinator"], {"O"}),
        (["deciders"], {"D"}),
        (["sign_off"], {"Gsign_off"}),
        (["strategic"], {"Gstrategic"}),
        (["local_authority"], {"las@council.example"}),
        (["office", "strategic"], {"office@example.example", "Gstrategic"}),
    ],
)
def test_the_rule_says_who_is_told(partnership, case, kinds, expected):
    known = people(partnership)
    scene.local_authority(partnership)
    people(scene.partnership("elsewhere"))
    deadline = rapid_review_clock(case)
    QuerySet.update(
        DeadlineRule.objects.filter(pk=deadline.rule_id),
        reminder_offsets=[],
        reminds=[],
        escalation_offsets=[5],
        escalates_to=kinds,
    )
    Deadline.objects.update(next_reminder_at=at("2026-03-24 00:00"))
    sweep_due(at("2026-03-30 08:00"))
    assert {email for _, email in sent()} == {known.get(name, name) for name in expected}


def test_who_no_longer_holds_the_role_is_not_told(partnership, case):
    people(partnership)
    Membership.objects.update(ended_at=scene.MONDAY)
    rapid_review_clock(case)
    sweep_due(at("2026-04-02 08:00"))
    assert [key for key, _ in sent()] == ["deadline-passed"]


def test_a_machine_that_was_off_tells_further_once_and_reminds_once(partnership, case):
    people(partnership)
    deadline = scene.start(case, "publication", on=on("2025-09-02"), record=scene.record("review"), now=scene.MONDAY)
    assert deadline.due_on == on("2026-03-02")
    sweep_due(at("2026-04-10 12:00"))  # both escalations, 5 and 20 working days after, and all reminders are missed
    sweep_due(at("2026-04-10 12:01"))
    assert sorted(key for key, _ in sent()) == ["deadline-escalated", "deadline-escalated", "deadline-passed"]
    assert Deadline.objects.get().next_reminder_at is None


def test_a_reminder_and_an_escalation_of_the_same_day_are_two_things(partnership, case):
    people(partnership)
    deadline = rapid_review_clock(case)
    QuerySet.update(
        DeadlineRule.objects.filter(pk=deadline.rule_id), escalation_offsets=[1], escalates_to=["strategic"]
    )
    Deadline.objects.update(next_reminder_at=at("2026-03-24 00:00"))
    sweep_due(at("2026-03-24 08:00"))
    assert sorted(key for key, _ in sent()) == ["deadline-escalated", "deadline-passed"]


def test_what_was_done_in_time_is_told_to_nobody(partnership, case):
    people(partnership)
    rapid_review_clock(case)
    scene.meet(case, "rapid-review", on=on("2026-03-23"))
    sweep_due(at("2026-04-10 08:00"))
    assert sent() == []


# --- Many, and two at once ------------------------------------------------------------------------------------------


def test_a_batch_costs_ten_queries_however_many_notices(partnership, case, django_assert_max_num_queries):
    scene.local_authority(partnership)
    for _ in range(reminders.BATCH):
        scene.start(case, "notification", on=on("2026-03-02"), record=scene.record(), now=scene.MONDAY)
    moment = at("2026-03-05 08:00")
    clocks.rules_of(case.procedure)
    sweep_due(moment - timedelta(days=1))
    # Ten for the batch: claim, what was said, what is said now, the clocks, two for addresses, three for notices, the
    # wake-up. Besides, for the whole sweep: whether anything is due, bank holidays, an empty batch; begin and commit.
    with django_assert_max_num_queries(10 + 2 + 3 + 2):
        assert sweep_due(moment) == reminders.BATCH
    assert Notice.objects.count() == 2 * reminders.BATCH


def test_a_worker_that_comes_second_finds_nothing_left(case):
    rapid_review_clock(case)
    claimed = reminders._due(at("2026-03-23 08:00"))
    assert sweep_due(at("2026-03-23 08:00")) == 1
    assert list(claimed) == []
    assert sweep_due(at("2026-03-23 08:00")) == 0
    assert len(sent()) == 1


def test_the_same_thing_cannot_be_queued_twice_even_past_the_claim(case):
    deadline = rapid_review_clock(case)
    sweep_due(at("2026-03-23 08:00"))
    row = {"deadline": deadline, "due_on": deadline.due_on, "offset": 0, "queued_at": scene.MONDAY}
    with pytest.raises(IntegrityError), transaction.atomic():
        DeadlineReminder.objects.create(**row)
