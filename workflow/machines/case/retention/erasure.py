"""Erasing a case: its key is destroyed, its files are deleted, what was sealed is emptied, and what lay in clear about
somebody (unsealed). The log stays whole.

What is left of an erased case is its reference, its days, who acted and a tombstone. Each tombstone also goes into a
list outside the database (`<data folder>/erasures.jsonl`), which is copied apart from the backups: a backup that was
made before the erasure brings key and tables back, and `manage.py reapply_erasures` erases them again.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models, transaction

from forms import uploads
from forms.models import Attachment, Draft, StepLink, Submission
from forms.vault import DataKey, SealedField
from workflow.engine.door import perform
from workflow.engine.event import Event
from workflow.machines.case.documents.document import DocumentVersion
from workflow.machines.case.links.link import CaseLink
from workflow.machines.case.machine import Case
from workflow.machines.case.messages.thread import MessageFile, MessageThread
from workflow.machines.case.retention import unsealed
from workflow.machines.case.retention.schedule import LegalHold, Tombstone
from workflow.machines.case.tasks.task import CaseTask
from workflow.notices.sealed_copy import FrozenReport, SealedCopy
from workflow.parties.roles import SYSTEM

LIST = "erasures.jsonl"
# What a package that this one does not know takes away with a case, before its key goes.
Step = Callable[[Case, datetime], None]
joined: list[Step] = []


def join(step: Step) -> None:
    """Let `step(case, now)` take away what another package keeps of a case: same transaction, key still whole."""
    if step not in joined:
        joined.append(step)


def erase(tombstone: Tombstone, *, now: datetime) -> None:
    """Destroy what the tombstone's key opens. Call inside the transaction that logs it; files go when it commits."""
    key_id, case = tombstone.key_id, Case.objects.get(pk=tombstone.case_id)
    for step in joined:
        step(case, now)
    _delete_files(key_id)
    SealedCopy.objects.filter(case=case, revoked_at=None).update(revoked_at=now)
    unsealed.erase(case, now=now)
    Draft.objects.filter(data_key=key_id, submitted_at=None).delete()
    # Nothing is left of what was to be done, so nobody is asked to do it.
    CaseTask.objects.filter(case=case, done_at=None).update(done_at=now)
    MessageThread.objects.filter(case=case).update(waits_for="")
    others = _keys_of_its_own(case)
    for model, fields in _sealed_models():
        _rows(model, key_id, case.pk).update(**dict.fromkeys(fields))
    DataKey.objects.filter(pk__in=[key_id, *others]).update(wrapped=None, destroyed_at=now)
    transaction.on_commit(complete_list)


def erase_key(key_id: str, *, now: datetime) -> None:
    """Destroy a key that seals something about no case, and its files. Its rows stay, and say that it was erased."""
    _delete_files(key_id)
    StepLink.objects.filter(data_key=key_id).delete()
    Submission.objects.filter(data_key=key_id).update(on_behalf="", next_steps=[])
    for model, fields in _sealed_models():
        if "data_key" in _names(model):
            model._base_manager.filter(data_key=key_id).update(**dict.fromkeys(fields))
    DataKey.objects.filter(pk=key_id).update(wrapped=None, destroyed_at=now)


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
    """What is sealed under the case's key, and what belongs to the case under another one."""
    names, wanted = _names(model), models.Q(pk__in=())
    if "data_key" in names:
        wanted |= models.Q(data_key=key_id)
    if "case" in names:
        wanted |= models.Q(case=case_id)
    # An answer about two cases says something of both, whichever key seals it.
    if model is CaseLink:
        wanted |= models.Q(first=case_id) | models.Q(second=case_id)
    # The base manager: a machine's own refuses what is not a step, and this is what a step leads to.
    found: models.QuerySet[Any] = model._base_manager.filter(wanted)
    return found


def _names(model: Any) -> set[str]:
    return {field.name for field in model._meta.concrete_fields}


def _keys_of_its_own(case: Case) -> set[str]:
    """The keys of single rows of the case, such as a file that somebody took: what they seal goes in every backup too.
    A key under which anything else is sealed stays.
    """
    keyed = [model for model in apps.get_models() if "data_key" in _names(model) and model is not Event]
    found: set[str] = set()
    for model in keyed:
        if "case" in _names(model):
            own = model._base_manager.filter(case=case).exclude(data_key=case.data_key_id)
            found |= set(own.values_list("data_key", flat=True))
    for model in keyed if found else ():
        rows = model._base_manager.filter(data_key__in=found)
        others = rows.exclude(case=case) if "case" in _names(model) else rows
        found -= set(others.values_list("data_key", flat=True))
    return found


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
    """Erase again what a restored backup brought back, but for what is held since. Returns the references of the cases
    that were erased again.
    """
    again = []
    for entry in entries:
        case = Case.objects.filter(pk=entry["case"], reference=entry["reference"]).select_related("data_key").first()
        if case is None or (case.is_erased and case.data_key.wrapped is None) or _held_since(case, entry):
            continue
        perform(case, "erase_again", by=SYSTEM, now=now, data={"entry": entry})
        again.append(case.reference)
    return again


def _held_since(case: Case, entry: dict[str, Any]) -> bool:
    """Whether somebody placed a legal hold after the erasure, on what a backup brought back: the hold wins. One that
    the backup brought along had been lifted before the case was erased.
    """
    erased_at = datetime.fromisoformat(entry["erased_at"])
    return LegalHold.objects.filter(case=case, lifted_at=None, placed_at__gt=erased_at).exists()


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
