"""What the program asks of a version by name is what editors cannot remove: held against the program's own text."""

import re
from pathlib import Path

import pytest

import workflow
from workflow.procedures import edition, needed
from workflow.procedures.faults import notice_keys
from workflow.procedures.parts import LISTS_BY_NAME

FOLDER = Path(workflow.__file__).parent
HERE = FOLDER / "procedures"
SOURCES = {
    path: path.read_text(encoding="utf-8")
    for path in FOLDER.rglob("*.py")
    if HERE not in path.parents and "migrations" not in path.parts
}
WHOLE = "\n".join(SOURCES.values())


@pytest.mark.duty("D39", "D42")
def test_limits_that_steps_ask_for_by_name_cannot_be_removed() -> None:
    asked = set(re.findall(r'(?:rule_of|earliest_after)\([^"\n]*"([a-z-]+)"', WHOLE))
    assert asked == needed.RULES.keys()


def test_duties_for_which_bodies_are_told_need_a_body() -> None:
    calls = re.findall(r"(?:tell_bodies|bodies_of)\(([^)]*)\)", WHOLE)
    asked = {duty for call in calls for duty in re.findall(r'"(D\d+)"', call)}
    assert asked
    assert asked <= needed.DUTIES.keys()


def test_every_shipped_list_has_its_heading() -> None:
    lists = {name for name, value in edition()["content"].items() if isinstance(value, list)}
    assert lists <= LISTS_BY_NAME.keys()


def test_lists_and_settings_that_steps_ask_for_are_shipped_and_so_needed() -> None:
    asked = set(re.findall(r'procedure\.(?:entries|setting)\("([a-z_]+)"\)', WHOLE))
    assert asked <= edition()["content"].keys()


def test_every_wording_that_is_named_as_statutory_is_shipped() -> None:
    assert needed.DUTY_OF_NOTICE.keys() <= notice_keys(edition())
