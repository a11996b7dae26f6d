"""Files in the store: unscanned ones stay closed, lost ones say so, a step taken back loses none, leftovers go."""

import os
import stat
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client

from forms import present, stored_files, uploads
from forms.checks import virus_check
from forms.models import Attachment, Draft, ScanState
from forms.scanner import answers
from tests.forms.test_uploads import PDF, address, draft, scanner, upload  # noqa: F401 - its fixtures
from workflow.notices.private_mail import PrivateMail
from workflow.worker import stored_files as worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(browser: Client, draft: Draft) -> Attachment:  # noqa: F811 - the fixture
    upload(browser, draft, ("a.pdf", PDF))
    return Attachment.objects.get()


def test_what_nobody_scanned_stays_closed_where_the_portal_is_real(
    browser: Client, kept: Attachment, settings: Any
) -> None:
    settings.UNSCANNED_FILES_OPEN = False
    answer = browser.get(address(kept))
    assert answer.status_code == 409
    assert "nobody has checked it for viruses" in answer.content.decode()
    settings.UNSCANNED_FILES_OPEN = True
    assert browser.get(address(kept)).content == PDF


def test_whoever_runs_the_portal_is_told(settings: Any) -> None:
    assert [one.id for one in virus_check()] == ["forms.W001"]
    settings.FILES_SCANNED_ELSEWHERE = True
    assert [one.id for one in virus_check()] == ["forms.I001"]
    settings.CLAMD_ADDRESS = "127.0.0.1:3310"
    assert virus_check() == []


@pytest.mark.parametrize("state", [ScanState.QUARANTINED, ScanState.NOT_SCANNED])
def test_the_worker_lets_out_what_is_clean_once_the_scanner_is_back(
    browser: Client, kept: Attachment, settings: Any, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    Attachment.objects.update(state=state)
    settings.UNSCANNED_FILES_OPEN = False
    settings.CLAMD_ADDRESS = "127.0.0.1:9"
    assert not answers()
    assert worker.check_waiting(present.now()) == 0
    monkeypatch.setattr("forms.scanner.answers", lambda: True)
    monkeypatch.setattr("forms.scanner.scan", lambda content: ScanState.CLEAN if content == PDF else "")
    assert worker.check_waiting(present.now()) == 1
    assert browser.get(address(kept)).content == PDF


def test_what_turns_out_infected_is_kept_away_and_told_once(
    browser: Client, kept: Attachment, person: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    Attachment.objects.update(state=ScanState.QUARANTINED)
    settings.CLAMD_ADDRESS = "127.0.0.1:9"
    monkeypatch.setattr("forms.scanner.answers", lambda: True)
    monkeypatch.setattr("forms.scanner.scan", lambda content: ScanState.INFECTED)
    assert worker.check_waiting(present.now()) == 1
    assert worker.check_waiting(present.now()) == 0
    assert browser.get(address(kept)).status_code == 409
    (mail,) = [one.message for one in PrivateMail.objects.all()]
    assert mail.to == [person.email]
    assert "a.pdf" not in mail.body


@pytest.mark.parametrize("harm", ["gone", "changed", "cut"])
def test_a_file_that_is_lost_gets_a_page_and_a_line_in_the_log(
    browser: Client, kept: Attachment, attachments: Path, caplog: pytest.LogCaptureFixture, harm: str
) -> None:
    path = attachments / kept.stored_name
    content = path.read_bytes()
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]) if harm == "changed" else content[:-1])
    answer = browser.get(address(kept))
    assert answer.status_code == 410
    assert "cannot be read any more" in answer.content.decode()
    assert kept.stored_name in caplog.text
    told, wrong = StringIO(), StringIO()
    with pytest.raises(CommandError, match="1 files are not what was kept"):
        call_command("check_files", stdout=told, stderr=wrong)
    assert kept.stored_name in wrong.getvalue()


def test_what_is_whole_passes_the_check(kept: Attachment) -> None:
    told = StringIO()
    call_command("check_files", stdout=told)
    assert "1 files checked: 0 missing or changed" in told.getvalue()


@pytest.mark.django_db(transaction=True)
def test_a_removal_that_is_taken_back_keeps_row_and_file(kept: Attachment, attachments: Path) -> None:
    with transaction.atomic():
        uploads.remove(kept)
        transaction.set_rollback(True)
    again = Attachment.objects.get()
    assert uploads.content_of(again) == PDF
    uploads.remove(again)
    assert not [path for path in attachments.rglob("*") if path.is_file()]


def test_leftovers_go_and_what_is_new_or_known_stays(kept: Attachment, attachments: Path) -> None:
    def left(name: str, days: float) -> Path:
        path = attachments / "zz" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
        then = (present.now() - timedelta(days=days)).timestamp()
        os.utime(path, (then, then))
        return path

    old, new, part = left("old", 8), left("new", 1), left("half.part", 2)
    os.utime(attachments / kept.stored_name, (0, 0))
    assert stored_files.sweep(present.now()) == 2
    assert (old.exists(), new.exists(), part.exists()) == (False, True, False)
    assert uploads.content_of(kept) == PDF
    for number in range(60):
        left(f"many{number}", 30)
    assert stored_files.sweep(present.now()) == 0
    assert stored_files.sweep(present.now(), even_many=True) == 60


def test_a_write_that_fails_leaves_no_half(
    attachments: Path, monkeypatch: pytest.MonkeyPatch, kept: Attachment
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        uploads.write_durably(uploads.storage(), "zz/token", b"x")
    assert not list(attachments.rglob("*.part"))


def test_stored_files_are_for_their_owner_alone(kept: Attachment, attachments: Path) -> None:
    path = attachments / kept.stored_name
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_150_files_at_once_are_told_by_their_question_and_what_is_typed_stays(browser: Client, draft: Draft) -> None:  # noqa: F811 - the fixture
    files = [(f"{number}.pdf", PDF) for number in range(150)]
    answer = upload(browser, draft, *files, why="Typed before.")
    page = answer.content.decode()
    assert "You chose 150 files, and 20 can be added at once. None was kept" in page
    assert "Typed before." in page
    assert not Attachment.objects.exists()


def rights(path: Path) -> str:
    return oct(stat.S_IMODE(path.stat().st_mode))


def test_the_data_folder_is_mended_at_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from portal.settings.private_files import keep_private

    made: Callable[[str], Path] = lambda name: tmp_path / "data" / name  # noqa: E731 - short in a test
    for name in ("mail", "attachments", "static"):
        made(name).mkdir(parents=True)
    made("portal.sqlite3").write_bytes(b"")
    for path in (tmp_path / "data", *(tmp_path / "data").iterdir()):
        path.chmod(0o755 if path.is_dir() else 0o644)
    before = os.umask(0o022)
    try:
        keep_private(tmp_path / "data")
        made("new").write_bytes(b"")
    finally:
        os.umask(before)
    assert rights(tmp_path / "data") == rights(made("mail")) == "0o700"
    assert rights(made("portal.sqlite3")) == rights(made("new")) == "0o600"
    assert rights(made("static")) == "0o755"
