"""The log shows tampering: changed, deleted, reordered and cut rows are found; the database itself refuses changes."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from tests.factories.case import MONDAY, CaseFactory
from tests.factories.party import actor
from tests.factories.referral import ReferralFactory
from tests.factories.submission import SubmissionFactory
from tests.workflow.reviews.steps import take
from workflow.engine import log as engine_log
from workflow.engine.door import perform
from workflow.intake import reading_log
from workflow.models import AuditHead, Event, Notice
from workflow.parties.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def log() -> list[Event]:
    """Four rows: three steps of a referral and a reading."""
    referral = ReferralFactory()
    officer = actor(Role.OFFICER, referral.case.partnership)
    referral = take(referral, "begin_screening", officer)
    referral = take(referral, "ask_more", officer, question="Which school?")
    take(referral, "add_information", officer, text="The village school.")
    engine_log.record_reading(referral.case, kind="case.read", by=officer, now=MONDAY)
    return list(Event.objects.order_by("position"))


@pytest.fixture
def tamper() -> Callable[..., None]:
    """Write to the tables past the triggers, as somebody with the database's password could."""

    def write(*statements: str) -> None:
        connection.check_constraints()
        engine_log.drop_triggers(connection)
        # What the database holds by its own keys would give it away sooner.
        Notice.objects.update(follows=None)
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        engine_log.install_triggers(connection)

    return write


def test_a_whole_chain_is_whole(log: list[Event]) -> None:
    assert engine_log.verify() == (4, None)
    assert [event.kind for event in log][-1] == "case.read"
    assert log[-1].actor is not None


@pytest.mark.parametrize(
    "change",
    [
        "to_state = 'accepted'",
        "actor_id = NULL",
        "kind = 'referral.decline'",
        "at = '2026-01-01 00:00:00+00:00'",
        "case_id = NULL",
        "data = NULL",
        "digest = 'a'",
    ],
)
def test_a_changed_row_is_found(log: list[Event], tamper: Callable[..., None], change: str) -> None:
    tamper(f"UPDATE workflow_event SET {change} WHERE position = 2")  # noqa: S608 - the test's own words
    count, broken = engine_log.verify()
    assert (count, broken and broken.position) == (1, 2)


def test_a_deleted_row_is_found(log: list[Event], tamper: Callable[..., None]) -> None:
    tamper("DELETE FROM workflow_event WHERE position = 2")
    assert engine_log.verify() == (1, engine_log.Broken(2, "a row is missing or out of order"))


def test_reordered_rows_are_found(log: list[Event], tamper: Callable[..., None]) -> None:
    tamper(
        "UPDATE workflow_event SET position = 99 WHERE position = 2",
        "UPDATE workflow_event SET position = 2 WHERE position = 3",
        "UPDATE workflow_event SET position = 3 WHERE position = 99",
    )
    _, broken = engine_log.verify()
    assert broken is not None
    assert broken.position == 2


def test_a_cut_off_end_is_found(log: list[Event], tamper: Callable[..., None]) -> None:
    tamper("DELETE FROM workflow_event WHERE position = 4")
    assert engine_log.verify() == (3, engine_log.Broken(4, "rows at the end are missing"))


def test_a_cut_off_end_with_its_head_set_back_is_found(log: list[Event], tamper: Callable[..., None]) -> None:
    tamper("DELETE FROM workflow_event WHERE position = 4")
    AuditHead.objects.update(position=3, digest=log[2].digest)
    assert engine_log.verify() == (3, engine_log.Broken(3, "the head of the chain was changed"))


def test_everything_gone_is_found(log: list[Event], tamper: Callable[..., None]) -> None:
    tamper("DELETE FROM workflow_event")
    _, broken = engine_log.verify()
    assert broken == engine_log.Broken(1, "rows at the end are missing")
    AuditHead.objects.all().delete()
    assert engine_log.verify() == (0, engine_log.Broken(0, "the head of the chain is missing"))


def test_a_portal_without_cases_has_a_whole_log() -> None:
    assert engine_log.verify() == (0, None)


def test_a_row_added_past_the_door_is_found(log: list[Event], tamper: Callable[..., None]) -> None:
    Event.objects.create(position=5, kind="case.read", at=MONDAY, previous=log[-1].digest, digest="forged")
    assert engine_log.verify() == (4, engine_log.Broken(5, "rows were added past the portal"))


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM workflow_event WHERE position = 4",
        "UPDATE workflow_event SET kind = 'x' WHERE position = 4",
        "UPDATE workflow_event SET signature = '0' WHERE position = 4",
        "UPDATE workflow_audithead SET position = 3",
        "UPDATE workflow_audithead SET digest = '0'",
        "UPDATE workflow_audithead SET signature = '0'",
        "DELETE FROM workflow_audithead",
    ],
)
def test_nothing_is_added_to_an_end_that_was_changed(
    log: list[Event], tamper: Callable[..., None], statement: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever takes a step then reads why, and nothing of it is left."""
    tamper(statement)
    case = log[0].case
    assert case is not None
    before = Event.objects.count()
    referral = case.referrals.get()
    with pytest.raises(engine_log.LogBroken, match="Nothing can be recorded just now, so nothing was done"):
        perform(referral, "ask_more", by=actor(Role.OFFICER, case.partnership), now=MONDAY, data={"question": "Who?"})
    assert Event.objects.count() == before
    assert type(referral).objects.get(pk=referral.pk).state == referral.state
    assert "CRITICAL" in caplog.text
    assert "verify_audit" in caplog.text
    assert engine_log.why_stopped()


def test_three_queries_add_any_number_of_rows(log: list[Event], django_assert_num_queries: Any) -> None:
    more = [Event(case=log[0].case, kind="case.read", at=MONDAY) for _one in range(5)]
    with django_assert_num_queries(3):
        engine_log.append(more)
    assert engine_log.verify() == (9, None)


@pytest.mark.parametrize("statement", ["UPDATE workflow_event SET kind = 'x'", "DELETE FROM workflow_event"])
def test_the_database_refuses_to_change_the_log(log: list[Event], statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert engine_log.verify() == (4, None)


@pytest.mark.parametrize("same", ["id", "position"])
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_the_database_refuses_to_put_a_row_in_the_place_of_another(log: list[Event], same: str, recursive: str) -> None:
    """SQLite's INSERT OR REPLACE deletes unasked; with our connections' setting, and without it as with others'."""
    columns = [one.column for one in Event._meta.concrete_fields]
    taken = [{"id": f"'{'0' * 32}'", "position": "99", "kind": "'x'"}.get(one, one) for one in columns if one != same]
    listed, values = ", ".join([same, *(one for one in columns if one != same)]), ", ".join([same, *taken])
    copied = f"INTO workflow_event ({listed}) SELECT {values} FROM workflow_event WHERE position = 2"  # noqa: S608
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA recursive_triggers={recursive}")
            statement = f"INSERT OR REPLACE {copied}"
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            copied = copied.replace(f"'{'0' * 32}'", "gen_random_uuid()")
            statement = f"INSERT {copied} ON CONFLICT ({same}) DO UPDATE SET kind = 'x'"
        try:
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                cursor.execute(statement)
        finally:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA recursive_triggers=ON")
    assert engine_log.verify() == (4, None)


def test_our_connections_ask_the_triggers_of_what_is_replaced() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no INSERT OR REPLACE")
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA recursive_triggers").fetchone() == (1,)


def test_the_database_refuses_to_empty_the_log(log: list[Event]) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE: an unconditional DELETE stands for it, tested above")
    connection.check_constraints()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE workflow_event CASCADE")


def test_the_command_counts_or_names_the_first_broken_row(
    log: list[Event], tamper: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("verify_audit", "--log-only")
    assert "4" in capsys.readouterr().out
    tamper("UPDATE workflow_event SET kind = 'x' WHERE position = 3")
    with pytest.raises((CommandError, SystemExit)) as failure:
        call_command("verify_audit", "--log-only")
    assert "3" in str(failure.value)


def test_opening_a_file_is_logged_in_its_case() -> None:
    case = CaseFactory()
    submission = SubmissionFactory(partnership=case.partnership, data_key=case.data_key)
    reader = actor(Role.OFFICER, case.partnership)
    attachment: Any = type("Opened", (), {"pk": submission.pk, "data_key_id": case.data_key_id})
    reading_log.record_opening(attachment=attachment, user=reader.user, now=MONDAY)
    event = Event.objects.get()
    assert (event.kind, event.case, event.actor) == ("attachment.open", case, reader.user)
