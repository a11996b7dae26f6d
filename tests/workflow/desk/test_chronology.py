"""The merged chronology: by date, however rough, with its source; nothing merged; what was not searched (D26)."""

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from workflow.desk.returns import chronology

pytestmark = [pytest.mark.duty("D26"), pytest.mark.duty("D30")]


class Said:
    def __init__(self, events: list[dict[str, Any]], **one: Any) -> None:
        self.events, self.ones = events, one

    def many(self, meaning: str) -> Iterator[dict[str, Any]]:
        yield from ({f"event.{key}": value for key, value in event.items()} for event in self.events)

    def one(self, meaning: str) -> Any:
        return self.ones.get(meaning.removeprefix("return."))


def returned(agency: str, *events: dict[str, Any], state: str = "submitted", **one: Any) -> Any:
    made: Any = SimpleNamespace(
        agency=SimpleNamespace(name=agency), state=state, submission_id=Said(list(events), **one)
    )
    return made


def read(said: Any) -> Any:
    return said


def event(day: str, text: str = "Seen.", time: str = "", **more: str) -> dict[str, Any]:
    return {"date": day, "event": text, "time": time, **more}


def told(*returns: Any) -> list[tuple[str, str, str]]:
    return [(one.when, one.time, one.agency) for one in chronology.merged(returns, read)]


def test_rough_dates_stand_before_the_days_they_can_mean_and_are_said_as_they_were_written() -> None:
    found = told(
        returned("B", event("2019-04-02"), event("2019-04"), event(""), event("2019")),
        returned("A", event("2019-01-01")),
    )
    assert [when for when, _, _ in found] == [
        "2019",
        "1 January 2019",
        "April 2019",
        "2 April 2019",
        "Date not given",
    ]


def test_of_one_day_hours_follow_and_the_rest_keeps_its_order() -> None:
    found = told(
        returned("Police", event("2019-04-02", time="9.30"), event("2019-04-02", time="in the evening")),
        returned("A school", event("2019-04-02", time="08:00"), event("2019-04-02")),
    )
    assert found == [
        ("2 April 2019", "", "A school"),
        ("2 April 2019", "in the evening", "Police"),
        ("2 April 2019", "08:00", "A school"),
        ("2 April 2019", "9.30", "Police"),
    ]


def test_what_no_date_is_stands_at_the_end_as_it_was_written() -> None:
    assert told(returned("A", event("about Easter"), event("2020"))) == [("2020", "", "A"), ("about Easter", "", "A")]


@pytest.mark.parametrize("state", ["requested", "sent_back", "recalled", "not_involved"])
def test_only_what_was_sent_and_stands_is_told(state: str) -> None:
    assert told(returned("A", event("2019"), state=state)) == []


def test_a_chronology_in_one_table_is_read_too() -> None:
    rows = [{"date": "2019-04-02", "source": "File 1", "event": "Seen", "comment": ""}]
    (entry,) = chronology.merged([returned("A", chronology=rows)], read)
    assert (entry.when, entry.source, entry.event) == ("2 April 2019", "File 1", "Seen")


def test_the_same_event_told_twice_stands_side_by_side_and_is_pointed_out() -> None:
    same = "Child seen at the emergency department with a broken arm"
    entries = chronology.merged(
        [
            returned("Hospital", event("2019-04-02", same), event("2019-04-02", "Letter to the practice")),
            returned("Police", event("2019-04-02", "The child was seen at the emergency department with broken arm")),
            returned("School", event("2019-04-03", same)),
        ],
        read,
    )
    first, second = chronology.by_day(entries)
    assert first.several
    assert not second.several
    assert [(one.agency, one.like) for one in first.entries] == [
        ("Hospital", ("Police",)),
        ("Hospital", ()),
        ("Police", ("Hospital",)),
    ]
    assert second.entries[0].like == ()


def test_an_agency_and_a_period() -> None:
    entries = chronology.merged(
        [returned("A", event("2019"), event("2019-06-01"), event("")), returned("B", event("2018-12-31"))], read
    )
    within = chronology.within
    assert [one.agency for one in within(entries, agency="A")] == ["A", "A", "A"]
    assert [one.when for one in within(entries, first=date(2019, 3, 1), last=date(2019, 4, 1))] == ["2019"]
    assert [one.when for one in within(entries, last=date(2018, 12, 31))] == ["31 December 2018"]


def test_what_each_agency_searched_and_what_it_left_out() -> None:
    returns = [
        returned("A", event("2019"), period_from="2018-01-01", period_to="2020-12-31"),
        returned("B", period_from="2019-01-01", period_to="2019-06-30"),
        returned("C"),
        returned("B", period_from="2019-07-01", period_to="2019-12-31"),
    ]
    found = chronology.searched(returns, read, chronology.merged(returns, read))
    assert [(one.agency, one.first, one.last, one.events, one.gaps) for one in found] == [
        ("A", date(2018, 1, 1), date(2020, 12, 31), 1, ()),
        (
            "B",
            date(2019, 1, 1),
            date(2019, 12, 31),
            0,
            ((date(2018, 1, 1), date(2018, 12, 31)), (date(2020, 1, 1), date(2020, 12, 31))),
        ),
        ("C", None, None, 0, ((date(2018, 1, 1), date(2020, 12, 31)),)),
    ]
