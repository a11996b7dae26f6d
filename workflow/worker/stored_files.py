"""Files that wait for their virus check are checked when the scanner is back; what nobody knows leaves the store."""

import logging
from datetime import datetime, timedelta
from itertools import chain
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.cache import cache

from forms import scanner, stored_files, uploads
from forms.models.attachment import ScanState, SealedFile

# A sweep a minute works through any backlog; a single sweep stays short.
BATCH, ROUND_SECONDS = 50, 30
WAITING = (ScanState.QUARANTINED, ScanState.NOT_SCANNED)
SWEPT, EVERY = "workflow.worker.stored_files.swept", timedelta(days=1)
log = logging.getLogger(__name__)


def check_waiting(now: datetime) -> int:
    """Scan what was not checked yet, for half a minute at most; how many can be opened now, or never will."""
    if not settings.CLAMD_ADDRESS:
        return 0
    waiting = list(chain.from_iterable(map(_waiting, _kinds())))
    if not waiting or not scanner.answers():
        return 0
    until, done = monotonic() + ROUND_SECONDS, 0
    for file in waiting:
        try:
            done += uploads.rescan(file, now=now) not in WAITING
        except uploads.Lost:
            continue
        if monotonic() > until:
            break
    return done


def _kinds() -> list[Any]:
    return [model for model in stored_files.models_with_files() if issubclass(model, SealedFile)]


def _waiting(model: Any) -> list[SealedFile]:
    """Some of those that wait, in no order: one that the scanner cannot read keeps no other from its turn."""
    found = model._base_manager.filter(state__in=WAITING, data_key__wrapped__isnull=False)
    return list(found.select_related("data_key").order_by("?")[:BATCH])


def sweep_store(now: datetime) -> int:
    """Once a day: files that no row names, and halves of files that a killed process left."""
    if not cache.add(SWEPT, True, EVERY.total_seconds()):
        return 0
    return stored_files.sweep(now)
