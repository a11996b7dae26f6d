"""Due dates worked out by hand, with a wall calendar and the published lists of bank holidays in England and Wales.

Not one of them was taken from the code. The lists (gov.uk/bank-holidays), days that fall on a weekend left out and
their substitute days put in:

2020: 1 Jan, 10 and 13 Apr, 8 May (moved for VE Day), 25 May, 31 Aug, 25 and 28 Dec
2021: 1 Jan, 2 and 5 Apr, 3 and 31 May, 30 Aug, 27 and 28 Dec
2022: 3 Jan, 15 and 18 Apr, 2 May, 2 and 3 Jun (jubilee), 29 Aug, 19 Sep (state funeral), 26 and 27 Dec
2023: 2 Jan, 7 and 10 Apr, 1 May, 8 May (coronation), 29 May, 28 Aug, 25 and 26 Dec
2024: 1 Jan, 29 Mar, 1 Apr, 6 and 27 May, 26 Aug, 25 and 26 Dec
2025: 1 Jan, 18 and 21 Apr, 5 and 26 May, 25 Aug, 25 and 26 Dec
2026: 1 Jan, 3 and 6 Apr, 4 and 25 May, 31 Aug, 25 and 28 Dec
2027: 1 Jan, 26 and 29 Mar, 3 and 31 May, 30 Aug, 27 and 28 Dec
2028: 3 Jan, 14 and 17 Apr, 1 and 29 May, 28 Aug, 25 and 26 Dec
"""

from datetime import date, datetime

import pytest

from workflow.calendar import BankHolidays, Unit, due_date
from workflow.engine.step import local_date

ENGLAND = BankHolidays()

# Day 0 is the start, whatever day it is; the comment counts the working days that follow.
FIVE_WORKING_DAYS = [
    # Easter
    ("2021-03-31", "2021-04-09"),  # 1; not 2 to 5 April; 6, 7, 8, 9 April
    ("2022-04-14", "2022-04-25"),  # Maundy Thursday: 19, 20, 21, 22, 25
    ("2023-04-06", "2023-04-17"),  # Maundy Thursday: 11, 12, 13, 14, 17
    ("2024-03-28", "2024-04-08"),  # Maundy Thursday: 2, 3, 4, 5, 8
    ("2025-04-17", "2025-04-28"),  # Maundy Thursday: 22, 23, 24, 25, 28
    ("2026-03-27", "2026-04-07"),  # 30, 31, 1, 2; not 3 to 6 April; 7
    ("2026-04-03", "2026-04-13"),  # on Good Friday itself: 7, 8, 9, 10, 13
    ("2026-04-04", "2026-04-13"),  # on Easter Saturday: the same
    ("2026-04-06", "2026-04-13"),  # on Easter Monday: the same
    ("2027-03-25", "2027-04-05"),  # Maundy Thursday: 30, 31, 1, 2, 5
    ("2028-04-13", "2028-04-24"),  # Maundy Thursday: 18, 19, 20, 21, 24
    # Christmas and New Year, with substitute days
    ("2020-12-23", "2021-01-04"),  # 24; 25 and 28 off; 29, 30, 31; 1 January off; 4
    ("2021-12-22", "2021-12-31"),  # 23, 24; 27 and 28 off; 29, 30, 31
    ("2021-12-24", "2022-01-05"),  # 29, 30, 31; 3 January off; 4, 5
    ("2021-12-31", "2022-01-10"),  # 3 January off; 4, 5, 6, 7, 10
    ("2022-12-23", "2023-01-04"),  # 26 and 27 off; 28, 29, 30; 2 January off; 3, 4
    ("2022-12-25", "2023-01-04"),  # a Sunday: 28 is day 1 too
    ("2023-12-21", "2024-01-02"),  # 22; 25 and 26 off; 27, 28, 29; 1 January off; 2
    ("2024-12-20", "2024-12-31"),  # 23, 24; 25 and 26 off; 27, 30, 31
    ("2025-12-23", "2026-01-02"),  # 24; 25 and 26 off; 29, 30, 31; 1 January off; 2
    ("2026-12-22", "2026-12-31"),  # 23, 24; 25 and 28 off; 29, 30, 31
    ("2026-12-24", "2027-01-05"),  # 29, 30, 31; 1 January off; 4, 5
    ("2027-12-23", "2028-01-04"),  # 24; 27 and 28 off; 29, 30, 31; 3 January off; 4
    ("2027-12-31", "2028-01-10"),  # 3 January off; 4, 5, 6, 7, 10
    # Days proclaimed once
    ("2020-05-07", "2020-05-15"),  # Friday 8 May instead of Monday the 4th: 11 to 15
    ("2022-05-27", "2022-06-07"),  # 30, 31, 1; 2 and 3 June off; 6, 7. Monday 30 May was no bank holiday that year
    ("2022-06-01", "2022-06-10"),  # 2 and 3 June off: 6 to 10
    ("2022-09-16", "2022-09-26"),  # 19 September off: 20, 21, 22, 23, 26
    ("2022-09-19", "2022-09-26"),  # on the day of the funeral itself: the same
    ("2023-04-28", "2023-05-09"),  # 1 May off; 2, 3, 4, 5; 8 May off; 9
    ("2023-05-05", "2023-05-15"),  # 8 May off: 9, 10, 11, 12, 15
    # May and August
    ("2025-05-01", "2025-05-09"),  # 2; 5 off; 6, 7, 8, 9
    ("2026-05-22", "2026-06-01"),  # 25 off; 26, 27, 28, 29, 1
    ("2026-08-28", "2026-09-07"),  # 31 off; 1, 2, 3, 4, 7
    # The clocks change on the Sunday between: 30 March 2025, 26 October 2025, 31 October 2027
    ("2025-03-28", "2025-04-04"),
    ("2025-10-24", "2025-10-31"),
    ("2027-10-29", "2027-11-05"),
    # 29 February is a day like others
    ("2024-02-23", "2024-03-01"),  # 26, 27, 28, 29, 1
    ("2028-02-28", "2028-03-06"),  # 29, 1, 2, 3, 6
]
FIFTEEN_WORKING_DAYS = [
    ("2021-03-19", "2021-04-13"),  # 22-26 (5); 29-1 (9); 6-9 (13); 12, 13
    ("2022-04-08", "2022-05-04"),  # 11-14 (4); 19-22 (8); 25-29 (13); 2 May off; 3, 4
    ("2022-05-16", "2022-06-08"),  # 17-20 (4); 23-27 (9); 30-1 (12); 2 and 3 June off; 6, 7, 8
    ("2022-09-05", "2022-09-27"),  # 6-9 (4); 12-16 (9); 19 off; 20-23 (13); 26, 27
    ("2022-12-14", "2023-01-09"),  # 15, 16; 19-23 (7); 28-30 (10); 2 January off; 3-6 (14); 9
    ("2023-04-03", "2023-04-26"),  # 4-6 (3); 11-14 (7); 17-21 (12); 24, 25, 26
    ("2023-04-21", "2023-05-16"),  # 24-28 (5); 2-5 (9); 9-12 (13); 15, 16
    ("2023-12-15", "2024-01-10"),  # 18-22 (5); 27-29 (8); 2-5 (12); 8, 9, 10
    ("2025-08-15", "2025-09-08"),  # 18-22 (5); 25 off; 26-29 (9); 1-5 (14); 8
    ("2025-10-10", "2025-10-31"),  # three full weeks, over the change of the clocks
    ("2025-12-12", "2026-01-07"),  # 15-19 (5); 22-24 (8); 29-31 (11); 2 (12); 5, 6, 7
    ("2026-03-20", "2026-04-14"),  # 23-27 (5); 30-2 (9); 7-10 (13); 13, 14
    ("2026-12-14", "2027-01-07"),  # 15-18 (4); 21-24 (8); 29-31 (11); 4-7
    ("2027-12-13", "2028-01-06"),  # 14-17 (4); 20-24 (9); 29-31 (12); 3 off; 4, 5, 6
    ("2028-02-18", "2028-03-10"),  # 21-25 (5); 28-3 (10), 29 February among them; 6-10
]
# Advance copy sent → the first day of publication: seven whole working days lie between (in the comment).
SEVEN_CLEAR_AFTER = [
    ("2021-03-30", "2021-04-13"),  # 31, 1, 6, 7, 8, 9, 12
    ("2021-12-20", "2022-01-04"),  # 21, 22, 23, 24, 29, 30, 31; 3 January off
    ("2022-05-26", "2022-06-09"),  # 27, 30, 31, 1, 6, 7, 8
    ("2022-09-12", "2022-09-23"),  # 13, 14, 15, 16, 20, 21, 22
    ("2022-12-19", "2023-01-03"),  # 20, 21, 22, 23, 28, 29, 30; 2 January off
    ("2023-04-26", "2023-05-10"),  # 27, 28, 2, 3, 4, 5, 9
    ("2025-03-21", "2025-04-02"),  # 24-28, 31, 1: over the change of the clocks
    ("2026-03-26", "2026-04-09"),  # 27, 30, 31, 1, 2, 7, 8
    ("2026-12-18", "2027-01-04"),  # 21, 22, 23, 24, 29, 30, 31; 1 January off
    ("2027-12-20", "2028-01-04"),  # 21, 22, 23, 24, 29, 30, 31; 3 January off
]
# Publication planned → the last day for the advance copy.
SEVEN_CLEAR_BEFORE = [
    ("2021-04-13", "2021-03-30"),  # 12, 9, 8, 7, 6, 1, 31
    ("2022-06-09", "2022-05-26"),  # 8, 7, 6, 1, 31, 30, 27
    ("2023-01-03", "2022-12-19"),  # 30, 29, 28, 23, 22, 21, 20
    ("2024-01-02", "2023-12-18"),  # 29, 28, 27, 22, 21, 20, 19
    ("2025-12-29", "2025-12-15"),  # 24, 23, 22, 19, 18, 17, 16
    ("2026-04-07", "2026-03-24"),  # 2, 1, 31, 30, 27, 26, 25
    ("2026-05-05", "2026-04-22"),  # 1, 30, 29, 28, 27, 24, 23
    ("2026-10-26", "2026-10-14"),  # 23, 22, 21, 20, 19, 16, 15
    ("2028-01-04", "2027-12-20"),  # 31, 30, 29, 24, 23, 22, 21
]
# The same day of the month, or the month's last; a bank holiday or a weekend moves nothing.
SIX_MONTHS = [
    ("2021-08-31", "2022-02-28"),
    ("2023-08-31", "2024-02-29"),
    ("2027-08-29", "2028-02-29"),
    ("2027-08-30", "2028-02-29"),
    ("2027-08-31", "2028-02-29"),
    ("2024-02-29", "2024-08-29"),
    ("2025-03-31", "2025-09-30"),
    ("2025-05-31", "2025-11-30"),
    ("2024-06-25", "2024-12-25"),
    ("2024-09-29", "2025-03-29"),
    ("2026-10-25", "2027-04-25"),
]
ONE_YEAR = [
    ("2024-02-29", "2025-02-28"),
    ("2027-02-28", "2028-02-28"),
    ("2028-02-29", "2029-02-28"),
    ("2023-12-31", "2024-12-31"),
    ("2025-10-26", "2026-10-26"),
]
# The moment at which the authority became aware (UTC) → the day five working days after its day in London.
AWARE_AT_NIGHT = [
    ("2025-03-30T00:59Z", "2025-04-04"),  # still Sunday 30 March, a minute before the clocks go forward
    ("2025-03-31T23:30Z", "2025-04-08"),  # Tuesday 1 April, 00:30 in London: 2, 3, 4, 7, 8
    ("2026-03-28T23:30Z", "2026-04-07"),  # Saturday 28 March, 23:30 in London too: 30, 31, 1, 2, 7
    ("2026-03-29T23:30Z", "2026-04-08"),  # Monday 30 March, 00:30 in London: 31, 1, 2, 7, 8
    ("2026-06-30T22:59Z", "2026-07-07"),  # Tuesday 30 June, 23:59: 1, 2, 3, 6, 7
    ("2026-06-30T23:30Z", "2026-07-08"),  # Wednesday 1 July, 00:30: 2, 3, 6, 7, 8
    ("2026-10-22T23:30Z", "2026-10-30"),  # Friday 23 October, 00:30, still in summer time: 26-30
    ("2026-10-25T23:30Z", "2026-10-30"),  # Sunday 25 October, 23:30, in winter time again: 26-30
    ("2026-12-23T23:59Z", "2027-01-04"),  # Wednesday 23 December in London too: 24, 29, 30, 31, 4
]
TABLE = [
    *((Unit.WORKING_DAYS, 5, *row) for row in FIVE_WORKING_DAYS),
    *((Unit.WORKING_DAYS, 15, *row) for row in FIFTEEN_WORKING_DAYS),
    *((Unit.CLEAR_WORKING_DAYS_AFTER, 7, *row) for row in SEVEN_CLEAR_AFTER),
    *((Unit.CLEAR_WORKING_DAYS_BEFORE, 7, *row) for row in SEVEN_CLEAR_BEFORE),
    *((Unit.MONTHS, 6, *row) for row in SIX_MONTHS),
    *((Unit.YEARS, 1, *row) for row in ONE_YEAR),
]


def on(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.duty("D2", "D6", "D34", "D39", "D40", "D41", "D42")
@pytest.mark.parametrize(("unit", "length", "start", "due"), TABLE)
def test_a_date_worked_out_by_hand(unit: Unit, length: int, start: str, due: str) -> None:
    assert due_date(on(start), unit, length, ENGLAND).due == on(due)


@pytest.mark.duty("D2")
@pytest.mark.parametrize(("moment", "due"), AWARE_AT_NIGHT)
def test_the_day_of_awareness_is_the_day_in_london(moment: str, due: str) -> None:
    aware_on = local_date(datetime.fromisoformat(moment))
    assert due_date(aware_on, Unit.WORKING_DAYS, 5, ENGLAND).due == on(due)


def test_the_table_is_long_enough_to_mean_something() -> None:
    assert len(TABLE) + len(AWARE_AT_NIGHT) >= 60
