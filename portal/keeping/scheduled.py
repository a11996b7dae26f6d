"""A backup a day, made by the worker where a folder is set for it; and whether the last one went well.

The sweep only starts `manage.py backup`: a large backup takes longer than a job may. What became of it stands in a file
beside the backups, and health shows it: a database that cannot be written could not be told.
"""

import json
import logging
import os
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.files import locks
from django.utils import timezone

from portal.keeping.backing_up import ENDING, LOCK
from workflow.machines.case.retention import erasure

log = logging.getLogger(__name__)

STANDING = "last-backup.json"
# A day and a morning: one that did not come is seen on the same day.
LATE_AFTER = timedelta(hours=30)


@dataclass(frozen=True)
class Standing:
    """What became of the last one: when it was begun and, where it went well, its file; else why not."""

    begun_at: str
    file: str = ""
    failed: str = ""
    # When the last good one was made.
    good_at: str = ""


def folder() -> Path | None:
    return Path(settings.BACKUP_DIR) if settings.BACKUP_DIR else None


def standing(of: Path) -> Standing | None:
    """None where there never was one, or what was written cannot be read."""
    try:
        return Standing(**json.loads((of / STANDING).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def note(of: Path, told: Standing) -> None:
    """Written whole or not at all. A folder that cannot be written is seen by what does not come."""
    part = of / f"{STANDING}.part"
    try:
        part.write_text(json.dumps(asdict(told)), encoding="utf-8")
        part.rename(of / STANDING)
    except OSError:
        log.exception("What became of the backup cannot be written to %s.", of)


def problem(now: datetime) -> str:
    """What is wrong with the daily backups, in words; "" where nothing is, or none are wanted. No query."""
    where = folder()
    if where is None:
        return ""
    if not where.is_dir():
        return f"The folder of the daily backups, {where}, is not there."
    last = standing(where)
    if last is None:
        return f"No daily backup has been made in {where} yet."
    if last.failed:
        return f"The last backup failed ({_moment(last.begun_at)}): {last.failed}"
    if now - datetime.fromisoformat(last.good_at) > LATE_AFTER:
        return f"The last good backup is of {_moment(last.good_at)}: the daily one did not come."
    return ""


def _moment(iso: str) -> str:
    return f"{timezone.localtime(datetime.fromisoformat(iso)):%d.%m.%Y %H:%M}"


def is_due(where: Path, now: datetime) -> bool:
    """Once a day, from its hour on, local time; after a failure once an hour."""
    local = timezone.localtime(now)
    if local.hour < settings.BACKUP_HOUR:
        return False
    last = standing(where)
    if last is None:
        return True
    begun = datetime.fromisoformat(last.begun_at)
    if last.failed:
        return now - begun >= timedelta(hours=1)
    return timezone.localtime(begun).date() < local.date()


def back_up_when_due(now: datetime) -> bool:
    """A step of the worker's sweep. Whether one was begun."""
    where = folder()
    if where is None or not where.is_dir():
        return False
    _keep_erasures_beside(where)
    if not is_due(where, now) or _is_under_way(where):
        return False
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "backup", str(where), "--scheduled"]
    # A group of its own: it outlives the job, and a worker that is restarted meanwhile.
    subprocess.Popen(command, start_new_session=True, stdin=subprocess.DEVNULL)  # noqa: S603 - our own manage.py
    return True


def _is_under_way(where: Path) -> bool:
    with (where / LOCK).open("a") as lock:
        return not locks.lock(lock, locks.LOCK_EX | locks.LOCK_NB)


def _keep_erasures_beside(where: Path) -> None:
    """A restore needs the newest list, also after the machine is lost: it holds no fact, and no backup holds it."""
    source, target = erasure.list_path(), where / erasure.LIST
    try:
        if not source.exists() or (target.exists() and target.stat().st_mtime >= source.stat().st_mtime):
            return
        part = target.with_name(target.name + ".part")
        shutil.copyfile(source, part)
        os.chmod(part, 0o600)
        part.rename(target)
    except OSError:
        log.exception("The list of erasures cannot be copied to %s.", where)


def take_away_older(where: Path) -> list[Path]:
    """All but the newest of the portal's own, as many as are kept. Their names sort by their moment."""
    found = sorted(where.glob(f"portal-*{ENDING}"))
    older = found[: -settings.BACKUP_KEEP] if settings.BACKUP_KEEP > 0 else []
    for path in older:
        path.unlink(missing_ok=True)
    return older
