"""Whether the process lives and whether it can serve: asked by supervisors and load balancers; no fact in it."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from workflow.worker import health


@never_cache
@require_safe
def process(request: HttpRequest) -> JsonResponse:
    """200 while the process can answer at all; asks nothing of the database."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200, or 503 with the reasons in plain words; what does not keep it from serving stands under `warnings`."""
    reasons = problems()
    told: dict[str, str | list[str]] = {"status": "ready" if not reasons else "not ready", "reasons": reasons}
    # Asked from anywhere: that something is wrong, and not where the backups lie.
    if health.warnings():
        told["warnings"] = ["Staff see on the page “Background work and mail” what has to be looked at."]
    return JsonResponse(told, status=503 if reasons else 200)


def problems() -> list[str]:
    """Why the portal cannot serve now; empty when it can."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return ["Some migrations are not applied: run manage.py migrate."]
        alive = health.worker_is_alive()
    except DatabaseError:
        return ["The database does not answer."]
    return [] if alive else ["The background worker has not been seen lately: start manage.py worker."]
