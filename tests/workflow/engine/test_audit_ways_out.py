"""What goes on after tampering was found, and what keeps the record provable: breaks, keys, checkpoints, alarms."""

import base64
import json
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from forms.vault import sign
from tests.factories.case import MONDAY, CaseFactory
from tests.factories.party import UserFactory, actor
from tests.workflow.desk.scene import signed_in
from workflow.engine import log as engine_log
from workflow.engine.log_anchors import acknowledge, reanchor
from workflow.engine.log_checking import check
from workflow.engine.log_checkpoints import current
from workflow.engine.log_records import AuditAlarm, AuditAnchor, AuditBreak
from workflow.engine.log_triggers import TABLES, drop_triggers, install_triggers
from workflow.engine.step import Refused
from workflow.models import AuditHead, Event, Membership
from workflow.notices.private_mail import PrivateMail
from workflow.parties.roles import Role
from workflow.worker import record_watch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

REASON = "A disk was restored by hand."
OLD = "test:" + base64.urlsafe_b64encode(b"t" * 32).decode()
NEW = "newer:" + base64.urlsafe_b64encode(b"n" * 32).decode()


@pytest.fixture
def case() -> Any:
    return CaseFactory()


@pytest.fixture
def read(case: Any) -> Callable[[int], None]:
    """Add rows by the log's own door."""
    reader = actor(Role.OFFICER, case.partnership)

    def add(times: int = 1) -> None:
        for _once in range(times):
            engine_log.record_reading(case, kind="case.read", by=reader, now=MONDAY)

    add(6)
    return add


@pytest.fixture
def file(tmp_path: Path, settings: Any) -> Path:
    """Where checkpoints are kept."""
    path = tmp_path / "audit" / "checkpoints.jsonl"
    settings.AUDIT_CHECKPOINT_FILES = [path]
    return path


def without_triggers(change: Callable[[], object]) -> None:
    connection.check_constraints()
    drop_triggers(connection, TABLES)
    change()
    connection.check_constraints()
    install_triggers(connection, TABLES)


def cut(until: int) -> None:
    without_triggers(lambda: Event.objects.filter(position__gt=until).delete())


def roll_back(until: int) -> None:
    """Rows and head as they once were, signature and all."""
    cut(until)
    head, last = AuditHead.objects.get(), Event.objects.get(position=until)
    head.position, head.digest = last.position, last.digest
    engine_log.sign_head(head)


def verified(*options: str) -> tuple[str, str]:
    """What the command says, and what it complains of."""
    out, err = StringIO(), StringIO()
    try:
        call_command("verify_audit", "--log-only", *options, stdout=out, stderr=err)
    except CommandError as error:
        return out.getvalue(), err.getvalue() + str(error)
    return out.getvalue(), ""


# --- Breaks -----------------------------------------------------------------------------------------------------------


def test_a_break_is_acknowledged_once_and_named_for_ever(read: Callable[..., None]) -> None:
    cut(4)
    with pytest.raises(engine_log.LogBroken):
        read()
    call_command("acknowledge_break", reason=REASON, by="ada@east.example", stdout=StringIO())
    read(2)
    assert list(Event.objects.order_by("-position").values_list("position", "kind"))[:3] == [
        (9, "case.read"),
        (8, "case.read"),
        (7, "log.break"),
    ]
    said, complained = verified()
    assert complained == ""
    assert f"acknowledged at row 7 on 2 March 2026 by ada@east.example: {REASON}" in said
    assert "Rows 5 to 6: rows at the end are missing." in said
    assert "The log is whole: 7 rows." in said

    without_triggers(lambda: Event.objects.filter(position=2).update(kind="x"))
    assert verified()[1].startswith("Row 2: the row was changed after it was written.")


def test_what_was_acknowledged_and_changes_again_is_found(read: Callable[..., None]) -> None:
    without_triggers(lambda: Event.objects.filter(position=3).update(kind="x"))
    made = acknowledge(REASON, by="Ada", now=MONDAY)
    assert made is not None
    assert check().faults == []
    without_triggers(lambda: Event.objects.filter(position=3).update(kind="y"))
    assert [fault.first for fault in check().faults] == [3]


@pytest.mark.parametrize("change", [{"reason": "Nothing."}, {"by": "Somebody"}, {"faults": []}, None])
def test_a_break_that_is_rewritten_or_deleted_is_found(read: Callable[..., None], change: Any) -> None:
    cut(4)
    acknowledge(REASON, by="Ada", now=MONDAY)
    breaks = AuditBreak.objects.all()
    without_triggers(breaks.delete if change is None else lambda: breaks.update(**change))
    assert "what this row acknowledges was changed or deleted" in {fault.words for fault in check().faults}


def test_a_break_needs_a_reason_and_a_fault(read: Callable[..., None]) -> None:
    with pytest.raises(Refused, match="nothing to acknowledge"):
        acknowledge(REASON, by="Ada", now=MONDAY)
    cut(4)
    with pytest.raises(CommandError, match="Say why"):
        call_command("acknowledge_break", reason=" ", by="Ada")
    assert not AuditBreak.objects.exists()


# --- Keys -------------------------------------------------------------------------------------------------------------


def test_keys_are_changed_and_the_old_one_taken_away(read: Callable[..., None], settings: Any) -> None:
    settings.VAULT_KEYS = [NEW, OLD]
    read(2)
    assert reanchor(MONDAY) == reanchor(MONDAY) == 8
    assert AuditAnchor.objects.count() == 1
    settings.VAULT_KEYS = [NEW]
    read()
    assert check().faults == []
    without_triggers(lambda: Event.objects.filter(position=2).update(signature="", key_id=""))
    assert [fault.kind for fault in check().faults][0] == "key"


def test_a_key_that_was_taken_away_too_soon_is_named(read: Callable[..., None], settings: Any) -> None:
    settings.VAULT_KEYS = [NEW]
    with pytest.raises(engine_log.LogBroken):
        read()
    assert engine_log.why_stopped() == "the head was signed with a key that is not set"
    assert "signed with the key 'test', which is not among PORTAL_VAULT_KEYS" in verified()[1]


def test_a_record_that_does_not_hold_is_not_signed_with_a_newer_key(read: Callable[..., None], settings: Any) -> None:
    settings.VAULT_KEYS = [NEW, OLD]
    without_triggers(lambda: Event.objects.filter(position=3).update(kind="x"))
    with pytest.raises(engine_log.LogBroken):
        reanchor(MONDAY)
    assert not AuditAnchor.objects.exists()


def make_old() -> None:
    """As the release before wrote it: no row signed, the head by the index key."""
    without_triggers(lambda: Event.objects.update(key_id="", signature=""))
    head = AuditHead.objects.get()
    head.key_id, head.signature = "", sign("audit-head", f"{head.position}:{head.digest}".encode())
    head.save()


def sign_once() -> None:
    migration = import_module("workflow.migrations.0017_the_record_is_signed")
    migration.sign_what_is_there(apps, None)


def test_rows_of_an_older_release_are_signed_for_once(read: Callable[..., None]) -> None:
    make_old()
    sign_once()
    read(2)
    assert check().faults == []
    without_triggers(lambda: Event.objects.filter(position=2).update(digest="0" * 64))
    assert {"content", "link", "anchor", "key"} <= {fault.kind for fault in check().faults}


def test_an_older_record_whose_head_does_not_hold_is_not_signed_for(read: Callable[..., None]) -> None:
    make_old()
    cut(4)
    sign_once()
    assert not AuditAnchor.objects.exists()
    with pytest.raises(engine_log.LogBroken):
        read()


# --- Checkpoints and alarms -------------------------------------------------------------------------------------------


def test_the_sweep_keeps_a_checkpoint_of_what_is_new(read: Callable[..., None], file: Path) -> None:
    for _twice in range(2):
        record_watch.watch(MONDAY)
    read()
    record_watch.watch(MONDAY)
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert [line["position"] for line in lines] == [6, 7]
    assert file.stat().st_mode & 0o077 == 0
    assert verified("--against", str(file))[1] == ""


def test_a_line_that_a_power_cut_left_half_is_no_alarm(read: Callable[..., None], file: Path) -> None:
    record_watch.watch(MONDAY)
    with file.open("a") as half:
        half.write('{"position": 7, "dig')
    read()
    record_watch.watch(MONDAY)
    assert not AuditAlarm.objects.exists()
    assert json.loads(file.read_text().splitlines()[-1])["position"] == 7


def test_a_record_that_was_put_back_is_told_to_administrators_and_goes_on_after_a_word(
    read: Callable[..., None], file: Path, client: Client
) -> None:
    """Whole in itself: what lies elsewhere tells."""
    Membership.objects.create(user=UserFactory(), role=Role.ADMINISTRATOR)
    record_watch.watch(MONDAY)
    roll_back(3)
    read()
    assert check().faults == []
    for _twice in range(2):
        record_watch.watch(MONDAY)
    alarm = AuditAlarm.objects.get()
    assert "row 6 is missing or another" in alarm.reason
    assert PrivateMail.objects.count() == 1
    assert "Follow “The audit trail”" in PrivateMail.objects.get().message.body
    assert "since 2 March 2026, 09:00" in client.get("/readyz").json()["alarms"][0]
    assert "Rows 6: they are" not in verified()[1]
    assert "Row 6: they are missing or others than checkpoints say" in verified()[1]

    call_command("acknowledge_break", reason=REASON, by="Ada", stdout=StringIO())
    assert Event.objects.get(kind="log.break").position == 7
    read()
    record_watch.watch(MONDAY)
    assert not AuditAlarm.objects.filter(ended_at=None).exists()
    assert json.loads(file.read_text().splitlines()[-1])["position"] == 8
    assert verified()[1] == ""


def test_an_exported_head_is_compared(read: Callable[..., None], tmp_path: Path) -> None:
    kept = tmp_path / "kept.jsonl"
    call_command("export_audit_head", to=str(kept), stdout=StringIO())
    assert verified("--against", str(kept))[1] == ""
    roll_back(3)
    assert "Row 6: they are missing or others" in verified("--against", str(kept))[1]
    kept.write_text(kept.read_text().replace('"position": 6', '"position": 3'))
    assert "Row 3: they are named by checkpoints that this portal did not sign" in verified("--against", str(kept))[1]


@pytest.mark.parametrize("content", [b"{}", b"hello", b'{"position": "6"}', b"\xff\xfe", None])
def test_a_file_that_holds_no_checkpoints_is_refused_in_words(
    read: Callable[..., None], tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "other"
    if content is not None:
        path.write_bytes(content)
    out, complained = verified("--against", str(path))
    assert out == ""
    assert str(path) in complained


def test_the_head_is_mailed_and_posted_once_a_day(
    read: Callable[..., None], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from portal.api.webhooks import record

    settings.AUDIT_MAIL_TO, settings.AUDIT_WEBHOOK = ["kept@elsewhere.example"], "https://elsewhere.example/kept"
    posted: list[bytes] = []
    monkeypatch.setattr(record.addresses, "target_of", lambda url: url)
    monkeypatch.setattr(record.posting, "post", lambda target, body, headers: posted.append(body) or 200)
    for hours in (0, 1, 23, 25):
        now = MONDAY + timedelta(hours=hours)
        record_watch.mail_head(now)
        record.post_head(now)
    assert PrivateMail.objects.count() == len(posted) == 2
    expected = current(MONDAY)
    assert expected is not None
    assert posted[0].decode() == expected.line
    assert expected.line in {mail.message.body.splitlines()[-3] for mail in PrivateMail.objects.all()}


def test_a_post_that_is_not_taken_is_tried_again_after_a_quarter_of_an_hour(
    read: Callable[..., None], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from portal.api.webhooks import record

    settings.AUDIT_WEBHOOK = "https://elsewhere.example/kept"
    monkeypatch.setattr(record.addresses, "target_of", lambda url: url)
    answers = iter([500, 200])
    monkeypatch.setattr(record.posting, "post", lambda target, body, headers: next(answers))
    assert [record.post_head(MONDAY + timedelta(minutes=after)) for after in (0, 5, 16)] == [False, False, True]


# --- What people see --------------------------------------------------------------------------------------------------


def test_health_says_that_nothing_is_recorded(read: Callable[..., None], case: Any, client: Client) -> None:
    officer = actor(Role.OFFICER, case.partnership)
    cut(4)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert (
        "The audit record does not hold, and nothing is recorded: run manage.py verify_audit."
        in (answer.json()["reasons"])
    )
    text = signed_in(officer.user).get(reverse("desk:health")).content.decode()
    assert "Nothing can be recorded until an" in text


def test_a_page_that_cannot_be_logged_says_so_and_shows_what_was_typed(read: Callable[..., None], case: Any) -> None:
    office = signed_in(actor(Role.OFFICER, case.partnership).user)
    cut(4)
    answer = office.get(reverse("desk:case", args=[case.reference]))
    assert answer.status_code == 503
    assert "Nothing can be recorded just now" in answer.content.decode()
