"""Two versions compared in words, entry by entry."""

from copy import deepcopy
from typing import Any

import pytest

from workflow.procedures import edition
from workflow.procedures.comparing import Change, differences
from workflow.procedures.document import completed
from workflow.procedures.wording import NOTHING


@pytest.fixture
def old() -> dict[str, Any]:
    return completed(edition())


@pytest.fixture
def new(old: dict[str, Any]) -> dict[str, Any]:
    return deepcopy(old)


def told(old: dict[str, Any], new: dict[str, Any]) -> dict[str, tuple[Change, ...]]:
    return {section.name: section.changes for section in differences(old, new)}


def row(document: dict[str, Any], part: str, key: str) -> dict[str, Any]:
    return next(one for one in document[part] if one["key"] == key)


def test_the_same_says_nothing(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert told(old, new) == {}


def test_a_limit_is_told_column_by_column(old: dict[str, Any], new: dict[str, Any]) -> None:
    rule = row(new, "rules", "notification")
    rule |= {"length": 7, "reminder_offsets": [-1, 0], "reminds": ["office"], "unit": "months", "starts_on": "notified"}
    assert {(one.what, one.before, one.after) for one in told(old, new)["rules"]} == {
        ("Length", "5", "7"),
        ("Reminders", "-2, 0, 1", "-1, 0"),
        ("Who is reminded", "Support office, Local authority that notifies", "Support office"),
        ("Counted in", "working days after the start", "months after the start"),
        (
            "Counts from the day",
            "the local authority became aware of the incident",
            "the notification was submitted",
        ),
    }


def test_rows_that_are_gone_and_new_are_told_whole(old: dict[str, Any], new: dict[str, Any]) -> None:
    new["notices"] = [one for one in new["notices"] if one["key"] != "published"]
    new["rules"].append({**row(new, "rules", "website"), "key": "again", "label": "Once more"})
    found = told(old, new)
    (gone,) = found["notices"]
    assert (gone.where, gone.what, gone.after) == ("published", "Removed", NOTHING)
    assert "{reference}: published" in gone.before
    (added,) = found["rules"]
    assert (added.where, added.what, added.before) == ("Once more", "New", NOTHING)
    assert "Name: Once more" in added.after


def test_lists_are_told_entry_by_entry_and_with_their_order(old: dict[str, Any], new: dict[str, Any]) -> None:
    entries = new["content"]["response_types"]
    entries[0]["leads_to"] = "learning"
    entries[1]["text"] = "Nothing further"
    entries.reverse()
    changes = told(old, new)["response_types"]
    assert (changes[0].where, changes[0].what) == ("no_review", "Text") or changes[0].where == "local_review"
    assert {(one.what, one.after) for one in changes} >= {
        ("Leads to", "A learning review"),
        ("Text", "Nothing further"),
    }
    assert changes[-1].what == "Order"


def test_settings_are_told_in_words(old: dict[str, Any], new: dict[str, Any]) -> None:
    new["content"]["voting"] |= {"delegates": False, "seats": ["police", "icb"]}
    new["content"]["titles"] = {"coordinator": "Lead Officer"}
    found = told(old, new)
    assert Change("", "A seat may be held by a delegate", "yes", "no") in found["voting"]
    assert ("Deciding seats", "Police, Integrated care board") in {(one.what, one.after) for one in found["voting"]}
    assert Change("", "Coordinator", NOTHING, "Lead Officer") in found["titles"]


def test_title_and_date_are_told(old: dict[str, Any], new: dict[str, Any]) -> None:
    new |= {"title": "Another", "effective_from": "2026-09-01"}
    assert {(one.what, one.after) for one in told(old, new)["basics"]} == {
        ("Title", "Another"),
        ("In force from", "1 September 2026"),
    }
