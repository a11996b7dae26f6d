"""A bank holiday that staff enter: the running clocks follow in batches, told to the offices, and nothing is lost."""

import pytest
from django.db.models import QuerySet

from tests.factories.party import actor
from tests.workflow import clock_scene as scene
from tests.workflow.clock_scene import at, on
from workflow import clocks
from workflow.clocks import bank_holidays
from workflow.clocks import recalculating as following
from workflow.clocks.deadline import StopReason
from workflow.engine.settling import settle
from workflow.models import BankHoliday, Case, Deadline, DeadlineRule, Event, MovedDeadline, Notice, Recalculation
from workflow.parties.roles import Role

pytestmark = pytest.mark.django_db
NOW = at("2026-03-03 10:00")


@pytest.fixture
def partnership():
    return scene.partnership()


@pytest.fixture
def case(partnership):
    return scene.case(partnership)


def clock(case, start="2026-03-02", rule="notification"):
    return scene.start(case, rule, on=on(start), record=scene.record(), now=scene.MONDAY)


def clocks_of_cases(partnership, *numbers):
    """A case for each number, with so many clocks that are due on 9 March."""
    for at_place, number in enumerate(numbers, start=2):
        case = scene.case(partnership, at_place)
        for _ in range(number):
            clock(case)


def proclaim(day="2026-03-04", name="A day of thanks"):
    return BankHoliday.objects.create(date=on(day), name=name)


def due(deadline):
    return Deadline.objects.get(pk=deadline.pk).due_on


@pytest.mark.duty("D2", "D6", "D39")
def test_dates_on_both_sides_of_the_day_follow_and_others_stay(case):
    forward = clock(case)  # 2 to 9 March
    back = clock(case, "2026-03-12", "advance-copy")  # publication on 12 March, the copy by the 2nd
    later = clock(case, "2026-03-04")  # begins on the day itself: day 0, whatever day it is
    earlier = clock(case, "2026-02-16")  # was due on 23 February
    months = clock(case, "2026-01-04", "publication")
    proclaim()
    assert clocks.apply_bank_holidays(NOW) == 2
    assert (due(forward), due(back)) == (on("2026-03-10"), on("2026-02-27"))
    assert (due(later), due(earlier), due(months)) == (on("2026-03-11"), on("2026-02-23"), on("2026-07-04"))
    (entry,) = Deadline.objects.get(pk=forward.pk).history
    assert (entry["due_on"], entry["why"]) == ("2026-03-09", "bank_holiday")


def test_what_moved_is_on_record_with_both_dates(case):
    deadline = clock(case)
    proclaim()
    clocks.apply_bank_holidays(NOW)
    walk = Recalculation.objects.get()
    assert (walk.total, walk.done, walk.moved, walk.is_finished, walk.finished_at) == (1, 1, 1, True, NOW)
    move = MovedDeadline.objects.get()
    assert (move.deadline_id, move.was_due_on, move.due_on) == (deadline.pk, on("2026-03-09"), on("2026-03-10"))


def test_only_the_offices_whose_dates_moved_are_told_once_each(case):
    clock(case)
    clock(case)
    clock(scene.case(scene.partnership("quiet")), "2026-03-09")
    proclaim()
    clocks.apply_bank_holidays(NOW)
    clocks.apply_bank_holidays(NOW)
    notice = Notice.objects.get(key="due-dates-moved")
    assert notice.recipient_email == "office@example.example"
    assert "2 due dates of your open cases moved" in notice.body
    assert f"/desk/bank-holidays/moved/{Recalculation.objects.get().pk}/" in notice.body


def test_what_is_met_stopped_or_approved_by_people_stays(case):
    met, stopped, extended = clock(case), clock(case, rule="rapid-review"), clock(case)
    scene.meet(case, "notification", on=on("2026-03-03"), record=scene.record())
    Deadline.objects.filter(pk=met.pk).update(state=Deadline.State.MET, met_on=on("2026-03-03"))
    clocks.stop(case, StopReason.CLOSED, on=on("2026-03-03"), rule_keys=["rapid-review"])
    clocks.extend(extended, on("2026-03-20"), now=scene.MONDAY)
    proclaim()
    assert clocks.apply_bank_holidays(NOW) == 0
    assert (due(met), due(stopped), due(extended)) == (on("2026-03-09"), on("2026-03-23"), on("2026-03-20"))


@pytest.mark.duty("D2")
def test_a_breach_stays_on_record_though_the_day_counted_no_longer(case):
    deadline = clock(case)
    proclaim()
    clocks.apply_bank_holidays(at("2026-03-10 08:00"))  # the limit of the 9th had passed at midnight
    moved = Deadline.objects.get(pk=deadline.pk)
    assert (moved.due_on, moved.breached_at) == (on("2026-03-10"), at("2026-03-10 00:00"))


def test_the_reminders_follow_where_the_date_itself_stays(case):
    deadline = clock(case, "2026-03-02", "publication")  # due on 2 September; reminded 5 working days before
    QuerySet.update(DeadlineRule.objects.filter(pk=deadline.rule_id), reminder_offsets=[-5])
    Deadline.objects.filter(pk=deadline.pk).update(next_reminder_at=at("2026-08-25 08:00"))
    proclaim("2026-08-27")
    assert clocks.apply_bank_holidays(NOW) == 0
    moved = Deadline.objects.get(pk=deadline.pk)
    # 1 September, 28, 26 August (31 is the summer bank holiday), 25, 24.
    assert (moved.due_on, moved.next_reminder_at) == (on("2026-09-02"), at("2026-08-24 08:00"))


def test_a_sweep_does_so_much_and_the_next_goes_on(partnership, monkeypatch):
    monkeypatch.setattr(following, "BATCH", 2)
    monkeypatch.setattr(following, "BATCHES_A_SWEEP", 2)
    clocks_of_cases(partnership, *[1] * 7)
    proclaim()
    assert clocks.apply_bank_holidays(NOW) == 4
    walk = Recalculation.objects.get()
    assert (walk.done, walk.total, walk.is_finished) == (4, 7, False)
    assert not Notice.objects.filter(key="due-dates-moved").exists()
    assert BankHoliday.objects.get().applied_at is None
    assert clocks.apply_bank_holidays(NOW) == 3
    assert clocks.apply_bank_holidays(NOW) == 0
    assert set(Deadline.objects.values_list("due_on", flat=True)) == {on("2026-03-10")}
    assert Recalculation.objects.get().is_finished
    assert Notice.objects.filter(key="due-dates-moved").count() == 1


@pytest.mark.parametrize("numbers", [(1, 1, 1), (3, 1, 2), (2, 5, 1), (4,), (1, 2, 2, 2), (2, 2)])
def test_a_case_is_settled_once_a_walk_however_many_clocks_it_has(partnership, monkeypatch, numbers):
    monkeypatch.setattr(following, "BATCH", 3)
    clocks_of_cases(partnership, *numbers)
    settled = []
    monkeypatch.setattr(following, "settle", lambda case_ids, now: settled.extend(set(case_ids)))
    proclaim()
    assert clocks.apply_bank_holidays(NOW) == sum(numbers)
    assert sorted(settled) == sorted(
        Case.objects.filter(deadlines__isnull=False).distinct().values_list("pk", flat=True)
    )
    walk = Recalculation.objects.get()
    assert (walk.done, walk.total, walk.is_finished) == (sum(numbers), sum(numbers), True)
    assert set(Deadline.objects.values_list("due_on", flat=True)) == {on("2026-03-10")}


def test_a_walk_that_the_release_before_began_is_walked_from_the_start(partnership):
    clocks_of_cases(partnership, 1, 1)
    proclaim()
    walk = following._begin(NOW)
    walk.after = max(Deadline.objects.values_list("pk", flat=True))
    walk.save()
    assert clocks.apply_bank_holidays(NOW) == 2


def test_a_clock_that_the_release_before_moved_may_move_once_more(partnership, monkeypatch):
    clocks_of_cases(partnership, 1, 1)
    holiday = proclaim()
    monkeypatch.setattr(following, "BATCH", 1)
    monkeypatch.setattr(following, "BATCHES_A_SWEEP", 1)
    clocks.apply_bank_holidays(NOW)
    # As that release leaves a walk; and the day is withdrawn before the new one goes on with it.
    Recalculation.objects.update(after=Deadline.objects.first().pk, after_case=None)
    holiday.withdrawn, holiday.changed_at = True, NOW
    holiday.save()
    for _ in range(6):
        clocks.apply_bank_holidays(NOW)
    assert set(Deadline.objects.values_list("due_on", flat=True)) == {on("2026-03-09")}
    first = Recalculation.objects.order_by("begun_at", "is_finished").first()
    assert (first.done, first.total, first.is_finished) == (2, 2, True)
    assert not Recalculation.objects.filter(is_finished=False).exists()
    assert BankHoliday.objects.get().applied_at is not None


def test_a_worker_that_was_killed_is_followed_by_one_that_goes_on(partnership, monkeypatch):
    monkeypatch.setattr(following, "BATCH", 2)
    clocks_of_cases(partnership, 1, 1, 1, 1, 1)
    proclaim()
    whole, batches = following._batch, []

    def killed_in_the_third(*args):
        batches.append(1)
        if len(batches) == 3:
            raise SystemExit
        return whole(*args)

    monkeypatch.setattr(following, "_batch", killed_in_the_third)
    with pytest.raises(SystemExit):
        clocks.apply_bank_holidays(NOW)
    assert Recalculation.objects.get().done == 4
    monkeypatch.setattr(following, "_batch", whole)
    assert clocks.apply_bank_holidays(NOW) == 1
    assert [len(deadline.history) for deadline in Deadline.objects.all()] == [1] * 5
    assert MovedDeadline.objects.count() == 5


def test_clocks_that_stand_alike_are_moved_by_one_statement(case, django_assert_max_num_queries):
    for _ in range(40):
        clock(case)
    settle([case.pk], NOW)
    proclaim()
    with django_assert_max_num_queries(28):
        assert clocks.apply_bank_holidays(NOW) == 40


def test_a_clock_that_was_met_at_the_same_moment_is_left_alone(case, monkeypatch):
    deadline, other = clock(case), clock(case)
    proclaim()
    whole = following._follow

    def met_meanwhile(row, *args):
        Deadline.objects.filter(pk=deadline.pk).update(state=Deadline.State.MET, met_on=on("2026-03-03"))
        return whole(row, *args)

    monkeypatch.setattr(following, "_follow", met_meanwhile)
    assert clocks.apply_bank_holidays(NOW) == 1
    assert (due(deadline), due(other)) == (on("2026-03-09"), on("2026-03-10"))
    assert MovedDeadline.objects.get().deadline_id == other.pk


def test_a_day_entered_while_the_walk_goes_on_gets_a_walk_of_its_own(partnership, monkeypatch):
    monkeypatch.setattr(following, "BATCH", 1)
    monkeypatch.setattr(following, "BATCHES_A_SWEEP", 1)
    clocks_of_cases(partnership, 1, 1)
    proclaim()
    clocks.apply_bank_holidays(NOW)
    proclaim("2026-03-05", "Another day of thanks")
    for _ in range(10):
        clocks.apply_bank_holidays(NOW)
    assert Recalculation.objects.filter(is_finished=True).count() == Recalculation.objects.count() == 2
    assert set(Deadline.objects.values_list("due_on", flat=True)) == {on("2026-03-11")}


def test_two_walks_do_not_go_on_at_once(case):
    clock(case)
    proclaim()
    Recalculation.objects.create(begun_at=NOW, holidays=[], total=0)
    assert following._begin(NOW) == Recalculation.objects.get()


def test_entering_withdrawing_and_putting_back_are_logged_with_who_did_it(partnership, case):
    officer = actor(Role.OFFICER, partnership)
    deadline = clock(case)
    holiday = bank_holidays.enter(on("2026-03-04"), " A day of thanks ", by=officer, now=NOW)
    assert (holiday.name, holiday.entered_by) == ("A day of thanks", officer.user)
    for withdrawn, day in ((True, "2026-03-09"), (False, "2026-03-10")):
        bank_holidays.change(holiday, withdrawn=withdrawn, by=officer, now=NOW)
        bank_holidays.change(holiday, withdrawn=withdrawn, by=officer, now=NOW)
        clocks.apply_bank_holidays(NOW)
        assert due(deadline) == on(day)
    events = Event.objects.filter(kind__startswith="bank_holiday.").order_by("position")
    assert [(event.kind.partition(".")[2], event.actor, event.actor_role) for event in events] == [
        (kind, officer.user, "O") for kind in ("enter", "withdraw", "put_back")
    ]


@pytest.mark.parametrize(
    ("day", "name", "field", "message"),
    [
        ("2026-12-25", "Christmas", "day", "is no working day already: Christmas Day (bank holiday)"),
        ("2026-03-07", "A Saturday", "day", "is no working day already: Saturday"),
        ("2026-03-05", "Again", "day", "Put it back in the list below"),
        ("2062-03-06", "Far away", "day", "within 3 years"),
        ("", "No day", "day", "Enter the day."),
        ("2026-03-06", "", "name", "Enter what the bank holiday is called."),
    ],
)
def test_a_day_that_cannot_be_meant_is_refused_in_words(day, name, field, message):
    BankHoliday.objects.create(date=on("2026-03-05"), name="Withdrawn", withdrawn=True)
    form = bank_holidays.BankHolidayForm({"day": day, "name": name}, today=on("2026-03-02"))
    assert message in str(form.errors[field])
