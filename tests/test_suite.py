"""The suite's own promises: it reaches no other machine, its clock stands still, and its marks name real duties."""

import socket
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from pytest_socket import SocketConnectBlockedError
from wagtail.models import Page

from tests import duties
from workflow.engine import log_triggers


# Reserved for documentation: nobody answers there, whether the connection is blocked or not.
@pytest.mark.filterwarnings("ignore:A test tried to use socket")
def test_no_other_machine_can_be_reached() -> None:
    with socket.socket() as probe, pytest.raises(SocketConnectBlockedError):
        probe.connect(("192.0.2.1", 80))


def test_the_clock_stands_still_until_it_is_moved(clock: Any) -> None:
    assert timezone.localdate() == date(2026, 3, 2)
    assert timezone.now() == timezone.now()
    clock.shift(24 * 60 * 60)
    assert timezone.localdate() == date(2026, 3, 3)


def item(nodeid: str, *numbers: str) -> Any:
    mark = pytest.mark.duty(*numbers).mark
    return SimpleNamespace(nodeid=nodeid, iter_markers=lambda name: [mark])


def test_a_mark_that_names_no_duty_ends_the_run() -> None:
    with pytest.raises(pytest.UsageError, match="D99"):
        duties.marks([item("tests/test_a.py::test_b", "D99")])
    with pytest.raises(pytest.UsageError, match="none given"):
        duties.marks([item("tests/test_a.py::test_b")])


def test_the_page_names_each_test_once_and_says_which_duties_are_open() -> None:
    held = duties.marks([item("tests/a.py::test_b[1]@browser", "D2"), item("tests/a.py::test_b[2]", "D2", "D3")])
    page = duties.render(duties.read_duties(), held)
    assert held == {"D2": ["tests/a.py::test_b"], "D3": ["tests/a.py::test_b"]}
    assert "2 of 47 duties" in page
    assert page.count("**open**") == 45


def test_the_list_holds_all_duties_in_order() -> None:
    assert [duty.number for duty in duties.read_duties()] == [f"D{number}" for number in range(1, 48)]


def has_triggers() -> bool:
    query = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s"
    if connection.vendor == "postgresql":
        query = "SELECT count(*) FROM pg_trigger WHERE tgname LIKE %s"
    with connection.cursor() as cursor:
        cursor.execute(query, [f"{log_triggers.TABLES[0]}_no_%"])
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["first", "second"])
def test_the_log_refuses_deletion_again_after_a_test_that_commits(turn: str) -> None:
    assert has_triggers()


@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_finds_what_migrations_laid() -> None:
    assert Page.objects.filter(depth=1).count() == 1
