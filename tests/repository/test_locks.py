"""Rows that the log names are locked without their key.

A row of the log names its case and its person, which PostgreSQL looks up when the transaction commits, while it holds
the log. Whoever held those rows against being named, and then waited for the log, would wait for ever: a deadlock.
"""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forms import present
from tests.factories.case import CaseFactory
from tests.factories.party import actor
from workflow.engine.door import perform
from workflow.engine.event import Event
from workflow.parties.roles import Role

NAMED = {field.related_model.__name__ for field in Event._meta.concrete_fields if field.is_relation}
LOCKED = re.compile(r"\b(\w+)(?:\._default_manager|\.objects)\.select_for_update\(([^)]*\)?[^)]*)\)")


def test_the_log_names_cases_and_people() -> None:
    assert {"Case", "User"} <= NAMED


@pytest.mark.parametrize("package", ["forms", "workflow", "portal"])
def test_what_the_log_names_is_locked_without_its_key(package: str) -> None:
    found = [
        f"{path}: {model}"
        for path in (Path(settings.BASE_DIR) / package).rglob("*.py")
        for model, asked in LOCKED.findall(path.read_text(encoding="utf-8"))
        if model in NAMED and "no_key=True" not in asked
    ]
    assert found == []


@pytest.mark.django_db
def test_a_step_locks_its_case_without_its_key() -> None:
    case = CaseFactory()
    officer = actor(Role.OFFICER, case.partnership)
    note = {"kind": "note", "on": "2026-03-02", "noted": "Rang back.", "readers": "office"}
    with CaptureQueriesContext(
        connection,
    ) as asked:
        perform(case, "write_note", by=officer, now=present.now(), data=note)
    locked = [one["sql"] for one in asked if "FOR NO KEY UPDATE" in one["sql"]]
    assert bool(locked) == (connection.vendor == "postgresql")
    assert not [one["sql"] for one in asked if re.search(r"workflow_case.*FOR UPDATE", one["sql"])]
