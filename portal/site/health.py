"""Whether the process lives and whether it can serve: asked by supervisors and load balancers; no fact in it."""

import logging
from typing import Any, NamedTuple

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils.timezone import localtime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from workflow.engine.log import why_stopped
from workflow.faults import Fault, fault_of, why_no_room, why_not_write
from workflow.worker import health
from workflow.worker.record_watch import open_alarms

ALARM = "An alarm about the audit record is open since {since:%-d %B %Y, %H:%M}: run manage.py verify_audit."

log = logging.getLogger(__name__)


class Problem(NamedTuple):
    """`word` for programs, `words` for people."""

    word: str
    words: str


MIGRATIONS = Problem("migrations-missing", "Some migrations are not applied: run manage.py migrate.")
WORKER = Problem("worker-silent", "The background worker has not been seen lately: start manage.py worker.")
RECORD = Problem(
    "record-broken", "The audit record does not hold, and nothing is recorded: run manage.py verify_audit."
)
SILENT = "The database does not answer."


@never_cache
@require_safe
def process(request: HttpRequest) -> JsonResponse:
    """200 while the process can answer at all; asks nothing of the database."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200, or 503 with a word and the reasons in plain words; what does not keep it from serving stands beside them:
    `alarms` of the record, `warnings` of anything else.
    """
    found, alarms = problems(), _alarms()
    told: dict[str, Any] = {"status": "not ready" if found else "ready", "reasons": [one.words for one in found]}
    if found:
        told["reason"] = found[0].word
    if alarms:
        told["alarms"] = alarms
    # Asked from anywhere: that something is wrong, and not where the backups lie.
    if health.warnings():
        told["warnings"] = ["Staff see on the page “Background work and mail” what has to be looked at."]
    return JsonResponse(told, status=503 if found else 200)


def problems() -> list[Problem]:
    """Why the portal cannot serve now; empty when it can. Answers within seconds, whatever is wrong."""
    try:
        if (fault := why_no_room() or why_not_write()) is not None:
            return [_told(fault)]
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return [MIGRATIONS]
        alive, stopped = health.worker_is_alive(), why_stopped()
        return [*([] if alive else [WORKER]), *([RECORD] if stopped else [])]
    except DatabaseError as error:
        return [_told(fault_of(error) or Fault.GONE)]


def _alarms() -> list[str]:
    try:
        return [ALARM.format(since=localtime(since)) for since in open_alarms()]
    except DatabaseError:
        return []


def _told(fault: Fault) -> Problem:
    log.error("Not ready: %s. %s", fault.word, fault.advice)
    return Problem(fault.word, SILENT if fault is Fault.GONE else fault.advice)
