"""A backup a day where a folder is set; one that failed or did not come is seen by staff."""

import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.keeping import scheduled
from portal.keeping.backing_up import ENDING
from tests.factories.party import PartnershipFactory, actor
from tests.portal.keeping.conftest import Ground
from tests.workflow.desk.scene import signed_in
from workflow.parties.roles import Role
from workflow.worker import jobs

BEGUN: list[list[str]] = []


@pytest.fixture
def folder(tmp_path: Path, settings: Any, clock: Any, monkeypatch: Any) -> Path:
    """The folder of the daily backups, at three in the morning; what the sweep would start is noted."""
    settings.BACKUP_DIR, settings.DATA_DIR = str(tmp_path / "backups"), tmp_path
    clock.move_to("2026-03-03 03:00+00:00")
    (tmp_path / "backups").mkdir()
    BEGUN.clear()
    monkeypatch.setattr(scheduled.subprocess, "Popen", lambda command, **_kwargs: BEGUN.append(command))
    return tmp_path / "backups"


def due() -> bool:
    return scheduled.back_up_when_due(timezone.now())


def test_once_a_day_from_its_hour_on(folder: Path, clock: Any, settings: Any) -> None:
    assert scheduled.back_up_when_due in jobs.joined
    clock.move_to("2026-03-03 01:59+00:00")
    assert not due()
    clock.move_to("2026-03-03 02:00+00:00")
    assert due()
    assert BEGUN[0][-3:] == ["backup", str(folder), "--scheduled"]
    scheduled.note(folder, scheduled.Standing(begun_at=timezone.now().isoformat(), good_at=timezone.now().isoformat()))
    clock.shift(timedelta(hours=20))
    assert not due()
    clock.move_to("2026-03-04 02:01+00:00")
    assert due()
    settings.BACKUP_DIR = ""
    assert not due()
    assert scheduled.problem(timezone.now()) == ""


def test_after_a_failure_it_is_tried_again_within_the_day(folder: Path, clock: Any) -> None:
    now = timezone.now()
    scheduled.note(folder, scheduled.Standing(begun_at=now.isoformat(), failed="The disk is full."))
    clock.shift(timedelta(minutes=59))
    assert not due()
    clock.shift(timedelta(minutes=1))
    assert due()


def test_the_newest_list_of_erasures_lies_beside_them(folder: Path, settings: Any) -> None:
    settings.BACKUP_HOUR = 23
    (Path(settings.DATA_DIR) / "erasures.jsonl").write_text('{"reference": "NORT-2026-0001"}\n')
    due()
    assert (folder / "erasures.jsonl").read_text() == '{"reference": "NORT-2026-0001"}\n'
    assert (folder / "erasures.jsonl").stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db
def test_what_went_wrong_is_seen_by_staff_and_only_hinted_at_outside(folder: Path, clock: Any, client: Client) -> None:
    now = timezone.now()
    assert "No daily backup has been made" in scheduled.problem(now)
    scheduled.note(folder, scheduled.Standing(begun_at=now.isoformat(), good_at=now.isoformat()))
    assert scheduled.problem(now) == ""
    assert "warnings" not in client.get("/readyz").json()
    scheduled.note(
        folder, scheduled.Standing(begun_at=now.isoformat(), failed="The disk is full.", good_at=now.isoformat())
    )
    office = signed_in(actor(Role.OFFICER, PartnershipFactory()).user)
    page = office.get(reverse("desk:health")).content.decode()
    assert "The last backup failed (03.03.2026 03:00): The disk is full." in page
    assert str(folder) not in json.dumps(client.get("/readyz").json())
    assert client.get("/readyz").json()["warnings"]
    scheduled.note(folder, scheduled.Standing(begun_at=now.isoformat(), good_at=now.isoformat()))
    assert "the daily one did not come" in scheduled.problem(now + timedelta(hours=31))
    (folder / "last-backup.json").unlink()
    (folder / "last-backup.json").mkdir()
    assert "No daily backup" in scheduled.problem(now)


def test_the_command_notes_what_became_of_it_and_takes_older_ones_away(
    ground: Callable[..., Ground], folder: Path, clock: Any, settings: Any
) -> None:
    ground("old").enter()
    PartnershipFactory()
    settings.BACKUP_KEEP = 2
    for _day in range(3):
        with Path(os.devnull).open("w") as nowhere:
            call_command("backup", str(folder), "--scheduled", stdout=nowhere)
        clock.shift(timedelta(days=1))
    assert sorted(path.name for path in folder.glob(f"*{ENDING}")) == [
        "portal-20260304-030000.backup",
        "portal-20260305-030000.backup",
    ]
    assert scheduled.problem(timezone.now()) == ""
    settings.BACKUP_KEY = ""
    with pytest.raises(CommandError):
        call_command("backup", str(folder), "--scheduled")
    last = scheduled.standing(folder)
    assert last is not None
    assert (last.failed[:28], last.good_at[:10]) == ("PORTAL_BACKUP_KEY is not set", "2026-03-05")
