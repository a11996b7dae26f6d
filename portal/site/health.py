"""Whether the process lives and whether it can serve: asked by supervisors and load balancers; no fact in it."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils.timezone import localtime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from workflow.engine.log import why_stopped
from workflow.worker import health
from workflow.worker.record_watch import open_alarms

NOT_RECORDING = "The audit record does not hold, and nothing is recorded: run manage.py verify_audit."
ALARM = "An alarm about the audit record is open since {since:%-d %B %Y, %H:%M}: run manage.py verify_audit."


@never_cache
@require_safe
def process(request: HttpRequest) -> JsonResponse:
    """200 while the process can answer at all; asks nothing of the database."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200, or 503 with the reasons in plain words; alarms that keep nobody from working beside them."""
    reasons = problems()
    status = "ready" if not reasons else "not ready"
    alarms = _alarms()
    told = {"status": status, "reasons": reasons, **({"alarms": alarms} if alarms else {})}
    return JsonResponse(told, status=503 if reasons else 200)


def problems() -> list[str]:
    """Why the portal cannot serve now; empty when it can."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return ["Some migrations are not applied: run manage.py migrate."]
        alive, stopped = health.worker_is_alive(), why_stopped()
    except DatabaseError:
        return ["The database does not answer."]
    return [
        *([] if alive else ["The background worker has not been seen lately: start manage.py worker."]),
        *([NOT_RECORDING] if stopped else []),
    ]


def _alarms() -> list[str]:
    try:
        return [ALARM.format(since=localtime(since)) for since in open_alarms()]
    except DatabaseError:
        return []
