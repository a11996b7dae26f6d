"""Erasing a case: its key is destroyed, its files are deleted, what was sealed is emptied. The log stays whole.

What is left of an erased case is its reference, its days, who acted and a tombstone. Each tombstone also goes into a
list outside the database (`<data folder>/erasures.jsonl`), which is copied apart from the backups: a backup that was
made before the erasure brings key and tables back, and `manage.py reapply_erasures` erases them again.
"""

import json
import os
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models, transaction

from forms import uploads
from forms.models import Attachment, Draft
from forms.vault import DataKey, SealedField
from workflow.engine.door import perform
from workflow.engine.event import Event
from workflow.machines.case.children.child import Child
from workflow.machines.case.documents.document import DocumentVersion
from workflow.machines.case.machine import Case
from workflow.machines.case.marks import SearchMark
from workflow.machines.case.messages.thread import MessageFile, MessageThread
from workflow.machines.case.retention.schedule import Tombstone
from workflow.machines.case.tasks.task import CaseTask
from workflow.notices.sealed_copy import FrozenReport, SealedCopy
from workflow.parties.roles import SYSTEM

LIST = "erasures.jsonl"


def erase(tombstone: Tombstone, *, now: datetime) -> None:
    """Destroy what the tombstone's key opens. Call inside the transaction that logs it; files go when it commits."""
    key_id, case_id = tombstone.key_id, tombstone.case_id
    _delete_files(key_id)
    SealedCopy.objects.filter(case=case_id, revoked_at=None).update(revoked_at=now)
    Draft.objects.filter(data_key=key_id, submitted_at=None).delete()
    Child.objects.filter(case=case_id).update(name_index="")
    SearchMark.objects.filter(case=case_id).delete()
    # Nothing is left of what was to be done, so nobody is asked to do it.
    CaseTask.objects.filter(case=case_id, done_at=None).update(done_at=now)
    MessageThread.objects.filter(case=case_id).update(waits_for="")
    for model, fields in _sealed_models():
        _rows(model, key_id, case_id).update(**dict.fromkeys(fields))
    DataKey.objects.filter(pk=key_id).update(wrapped=None, destroyed_at=now)
    transaction.on_commit(complete_list)


def _delete_files(key_id: str) -> None:
    attachments = list(Attachment.objects.filter(data_key=key_id))
    names = [attachment.stored_name for attachment in attachments]
    # A report that was frozen keeps its row, which says that a copy went out, a document its own; their files go.
    names += DocumentVersion.objects.filter(data_key=key_id).values_list("stored_name", flat=True)
    names += MessageFile.objects.filter(data_key=key_id).values_list("stored_name", flat=True)
    names += FrozenReport.objects.filter(data_key=key_id).values_list("stored_name", flat=True)
    Attachment.objects.filter(pk__in=[attachment.pk for attachment in attachments]).delete()
    uploads.delete_stored(names)


def _sealed_models() -> Iterator[tuple[Any, list[str]]]:
    """Every model with sealed fields but the log, which is never changed: its rows stay sealed for good."""
    for model in apps.get_models():
        fields = [field.name for field in model._meta.concrete_fields if isinstance(field, SealedField)]
        if fields and model is not Event:
            yield model, fields


def _rows(model: Any, key_id: str, case_id: Any) -> models.QuerySet[Any]:
    names = {field.name for field in model._meta.concrete_fields}
    # The base manager: a machine's own refuses what is not a step, and this is what a step leads to.
    if "data_key" in names:
        return model._base_manager.filter(data_key=key_id)
    return model._base_manager.filter(case=case_id) if "case" in names else model._base_manager.none()


# --- The list outside the database --------------------------------------------------------------------------------


def list_path() -> Path:
    return Path(settings.DATA_DIR) / LIST


def complete_list() -> int:
    """Write tombstones that the list lacks to its end. Returns how many. The sweep repeats what failed."""
    path = list_path()
    listed = {entry["reference"] for entry in read_list(path)}
    missing = [tombstone.entry for tombstone in Tombstone.objects.exclude(reference__in=listed)]
    if missing:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.writelines(f"{json.dumps(entry)}\n" for entry in missing)
            file.flush()
            os.fsync(file.fileno())
    return len(missing)


def read_list(path: Path) -> list[dict[str, Any]]:
    """The entries of the list, none where there is no list yet. Raises ValueError on a line that is none."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def reapply(entries: Iterable[dict[str, Any]], *, now: datetime) -> list[str]:
    """Erase again what a restored backup brought back. Returns the references of the cases that were erased again."""
    again = []
    for entry in entries:
        case = Case.objects.filter(pk=entry["case"], reference=entry["reference"]).select_related("data_key").first()
        if case is None or (case.is_erased and case.data_key.wrapped is None):
            continue
        perform(case, "erase_again", by=SYSTEM, now=now, data={"entry": entry})
        again.append(case.reference)
    return again


def tombstone_from(case: Case, entry: dict[str, Any]) -> Tombstone:
    """The tombstone that an entry of the list tells of, in the database again."""
    people = set(get_user_model().objects.values_list("pk", flat=True).filter(pk__in=_people(entry)))
    kept = {name: entry[name] if entry[name] in people else None for name in ("proposed_by", "approved_by")}
    found, _made = Tombstone.objects.get_or_create(
        case=case,
        defaults={
            "key_id": case.data_key_id,
            "reference": case.reference,
            "opened_on": date.fromisoformat(entry["opened_on"]),
            "closed_on": date.fromisoformat(entry["closed_on"]) if entry["closed_on"] else None,
            "erased_at": datetime.fromisoformat(entry["erased_at"]),
            "proposed_by_id": kept["proposed_by"],
            "approved_by_id": kept["approved_by"],
        },
    )
    return found


def _people(entry: dict[str, Any]) -> list[int]:
    return [entry[name] for name in ("proposed_by", "approved_by") if entry[name] is not None]
