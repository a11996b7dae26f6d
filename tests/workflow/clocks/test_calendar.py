"""Working-day arithmetic against dates counted by hand on a wall calendar of England."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.calendar import (
    BankHolidays,
    Skipped,
    Unit,
    add_months,
    add_working_days,
    clear_working_days_after,
    clear_working_days_before,
    due_date,
    shift_working_days,
    working_days_between,
)

ENGLAND = BankHolidays()
days = st.dates(min_value=date(2000, 1, 1), max_value=date(2060, 12, 31))


def on(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.duty("D2")
@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-03-02", "2026-03-09"),  # Monday: the next Monday
        ("2026-03-06", "2026-03-13"),  # Friday: the next Friday
        ("2026-03-07", "2026-03-13"),  # Saturday: Monday is day 1
        ("2026-03-08", "2026-03-13"),  # Sunday: Monday is day 1
        ("2024-03-27", "2024-04-05"),  # Easter 2024: Good Friday 29 March, Easter Monday 1 April
        ("2025-04-16", "2025-04-25"),  # Easter 2025: 18 and 21 April
        ("2026-04-01", "2026-04-10"),  # Easter 2026: 3 and 6 April
        (
            "2021-12-23",
            "2022-01-04",
        ),  # Christmas on a Saturday: Monday 27 and Tuesday 28 instead; 3 January for the 1st
        ("2022-12-22", "2023-01-03"),  # Christmas on a Sunday: Tuesday 27 instead; 2 January for the 1st
        ("2024-12-24", "2025-01-03"),  # Christmas mid-week: 25, 26 December, 1 January
        ("2020-05-04", "2020-05-12"),  # 2020: early May moved to Friday the 8th, Monday the 4th was an ordinary day
        ("2022-05-30", "2022-06-08"),  # 2022: spring bank holiday moved to Thursday 2 June, jubilee on the 3rd
        ("2022-09-15", "2022-09-23"),  # 2022: state funeral on Monday 19 September
        ("2023-05-04", "2023-05-12"),  # 2023: coronation on Monday 8 May
        ("2023-04-27", "2023-05-05"),  # 2023: early May bank holiday on the 1st as well
        ("2024-02-26", "2024-03-04"),  # across 29 February
        ("2026-03-27", "2026-04-07"),  # clocks go forward on 29 March 2026; Easter 3 and 6 April
        ("2026-10-22", "2026-10-29"),  # clocks go back on 25 October 2026
    ],
)
def test_five_working_days(start, due):
    assert add_working_days(on(start), 5, ENGLAND).due == on(due)


@pytest.mark.duty("D6")
@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-03-02", "2026-03-23"),
        ("2024-03-15", "2024-04-09"),  # over Easter: two days more than three weeks
        ("2024-12-16", "2025-01-09"),  # over Christmas and New Year: 25, 26 December and 1 January
        ("2022-05-20", "2022-06-14"),  # over the jubilee weekend: 2 and 3 June
        ("2023-04-17", "2023-05-10"),  # 1 and 8 May 2023: four days of April's week, five, four of May's week, two
        ("2026-08-14", "2026-09-07"),  # over the summer bank holiday on 31 August
    ],
)
def test_fifteen_working_days(start, due):
    assert add_working_days(on(start), 15, ENGLAND).due == on(due)


@pytest.mark.duty("D39", "D40", "D41")
@pytest.mark.parametrize(
    ("sent", "publication"),
    [
        ("2026-03-02", "2026-03-12"),  # Tuesday 3 to Wednesday 11 March lie between: seven working days
        ("2026-03-06", "2026-03-18"),
        ("2024-03-25", "2024-04-08"),  # 26-28 March and 2-5 April lie between
        ("2024-12-18", "2025-01-02"),  # 19, 20, 23, 24, 27, 30, 31 December lie between
    ],
)
def test_seven_clear_working_days_lie_between_the_copy_and_publication(sent, publication):
    assert clear_working_days_after(on(sent), 7, ENGLAND).due == on(publication)
    assert clear_working_days_before(on(publication), 7, ENGLAND).due == on(sent)


@pytest.mark.duty("D39")
def test_publication_planned_for_a_day_off_needs_the_same_seven_clear_days():
    # Saturday 14 March 2026: Thursday 5 to Friday 13 March lie between.
    assert clear_working_days_before(on("2026-03-14"), 7, ENGLAND).due == on("2026-03-04")


@pytest.mark.duty("D34")
@pytest.mark.parametrize(
    ("start", "months", "due"),
    [
        ("2025-08-31", 6, "2026-02-28"),
        ("2023-08-31", 6, "2024-02-29"),
        ("2023-08-29", 6, "2024-02-29"),
        ("2025-12-31", 6, "2026-06-30"),
        ("2026-01-15", 6, "2026-07-15"),
        ("2025-10-31", 6, "2026-04-30"),
        ("2025-07-01", 6, "2026-01-01"),
    ],
)
def test_six_months_end_on_the_same_day_or_on_the_months_last(start, months, due):
    assert add_months(on(start), months) == on(due)


@pytest.mark.duty("D42")
@pytest.mark.parametrize(("start", "due"), [("2024-02-29", "2025-02-28"), ("2025-03-01", "2026-03-01")])
def test_a_year_on_the_website(start, due):
    assert due_date(on(start), Unit.YEARS, 1, ENGLAND).due == on(due)


@pytest.mark.duty("D2")
def test_each_skipped_day_is_named_with_its_reason():
    assert add_working_days(on("2022-05-30"), 5, ENGLAND).skipped == (
        Skipped(on("2022-06-02"), "Spring bank holiday"),
        Skipped(on("2022-06-03"), "Platinum Jubilee of Elizabeth II (bank holiday)"),
        Skipped(on("2022-06-04"), "Saturday"),
        Skipped(on("2022-06-05"), "Sunday"),
    )


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("2024-03-29", "Good Friday (bank holiday)"),
        ("2024-04-01", "Easter Monday (bank holiday)"),
        ("2024-05-06", "Early May bank holiday"),
        ("2024-08-26", "Summer bank holiday"),
        ("2021-12-25", "Saturday"),
        ("2021-12-27", "Christmas Day, substitute day (bank holiday)"),
        ("2021-12-28", "Boxing Day, substitute day (bank holiday)"),
        ("2022-01-03", "New Year's Day, substitute day (bank holiday)"),
        ("2022-09-19", "State Funeral of Queen Elizabeth II (bank holiday)"),
        ("2023-05-08", "Coronation of Charles III (bank holiday)"),
        ("2022-05-30", None),  # the usual last Monday of May, moved to 2 June that year
        ("2026-03-17", None),  # St Patrick's Day: not in England
        ("2026-11-30", None),  # St Andrew's Day: not in England
    ],
)
def test_why_a_day_is_no_working_day_in_england(day, reason):
    assert ENGLAND.why_not_working(on(day)) == reason


def test_a_bank_holiday_entered_by_staff_counts():
    proclaimed = BankHolidays({on("2026-03-04"): "A day of thanks"})
    answer = add_working_days(on("2026-03-02"), 5, proclaimed)
    assert answer.due == on("2026-03-10")
    assert answer.skipped[0] == Skipped(on("2026-03-04"), "A day of thanks (bank holiday)")


def test_working_days_between_counts_neither_the_start_nor_days_off():
    assert working_days_between(on("2024-03-27"), on("2024-04-05"), ENGLAND) == 5
    assert working_days_between(on("2024-04-05"), on("2024-03-27"), ENGLAND) == -5
    assert working_days_between(on("2026-03-06"), on("2026-03-08"), ENGLAND) == 0


def test_a_negative_number_of_days_and_an_unknown_unit_are_refused():
    with pytest.raises(ValueError, match="negative"):
        add_working_days(on("2026-03-02"), -1, ENGLAND)
    with pytest.raises(ValueError, match="fortnights"):
        due_date(on("2026-03-02"), "fortnights", 1, ENGLAND)


@given(days, st.integers(min_value=1, max_value=40))
def test_the_due_date_is_a_working_day_that_many_working_days_on(start, length):
    answer = add_working_days(start, length, ENGLAND)
    assert ENGLAND.why_not_working(answer.due) is None
    assert working_days_between(start, answer.due, ENGLAND) == length
    assert (answer.due - start).days == length + len(answer.skipped)


@given(days, st.integers(min_value=1, max_value=40))
def test_a_later_start_is_never_due_earlier(start, length):
    later = add_working_days(start + timedelta(days=1), length, ENGLAND).due
    assert later >= add_working_days(start, length, ENGLAND).due


@given(days, st.integers(min_value=0, max_value=20))
def test_planning_back_and_counting_forward_leave_the_same_clear_days(publication, length):
    latest = clear_working_days_before(publication, length, ENGLAND).due
    assert clear_working_days_after(latest, length, ENGLAND).due <= add_working_days(publication, 1, ENGLAND).due
    next_day = add_working_days(latest, 1, ENGLAND).due
    assert clear_working_days_after(next_day, length, ENGLAND).due > publication


@given(days, st.integers(min_value=0, max_value=36))
def test_months_keep_the_day_or_clamp_to_the_months_end(start, months):
    due = add_months(start, months)
    assert (due.year * 12 + due.month) - (start.year * 12 + start.month) == months
    assert due.day == start.day or (due.day < start.day and (due + timedelta(days=1)).day == 1)


@given(days, st.integers(min_value=-20, max_value=20))
def test_shifting_there_lands_that_many_working_days_away(day, offset):
    assert working_days_between(day, shift_working_days(day, offset, ENGLAND), ENGLAND) in (offset, offset + 1)


entered = st.dictionaries(days, st.sampled_from(["A proclaimed day", "Another bank holiday"]), max_size=4)


@given(days, st.integers(min_value=-800, max_value=800), entered)
def test_the_number_between_two_days_is_what_counting_day_by_day_gives(start, length, extra):
    end = start + timedelta(days=length)
    # Some on days that count anyway, on weekends, and near the days asked about.
    calendar = BankHolidays({**extra, start: "Proclaimed", end: "Proclaimed", end + timedelta(days=1): "Proclaimed"})
    first, last = min(start, end), max(start, end)
    between = (first + timedelta(days=each) for each in range(1, (last - first).days + 1))
    counted = sum(calendar.why_not_working(day) is None for day in between)
    assert abs(working_days_between(start, end, calendar)) == counted
    assert working_days_between(start, end, calendar) in ((counted,) if length >= 0 else (-counted,))
