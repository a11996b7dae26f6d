"""How the portal reaches PostgreSQL: with connections of its own, with a pool in each web process, or by PgBouncer.

DATABASES is made here from the environment; docs/operations.md says which of the three is for whom.
"""

from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from portal.settings import environment as env
from portal.settings import waits

POOL, KEEP, BOUNCER = "PORTAL_DATABASE_POOL", "PORTAL_DATABASE_KEEP_SECONDS", "PORTAL_PGBOUNCER"
REPLICA_URL = "DATABASE_REPLICA_URL"
# For so long a connection without work waits for the next request of its thread.
KEEP_SECONDS = 60


def from_environment(default: str) -> dict[str, dict[str, Any]]:
    """DATABASES. Raises ImproperlyConfigured, in words for an operator, where settings do not go together."""
    settings = _database(env.text("DATABASE_URL", default))
    is_postgres = settings["ENGINE"] == waits.POSTGRES
    for name in (POOL, BOUNCER):
        if env.text(name) and not is_postgres:
            raise ImproperlyConfigured(f"{name} is for PostgreSQL alone. Set DATABASE_URL to one, or take {name} away.")
    if env.number(POOL, 0) < 0:
        raise ImproperlyConfigured(f"{POOL} is below 0. Set it to how many connections each web process may have.")
    if pool_size() and env.flag(BOUNCER):
        raise ImproperlyConfigured(
            f"{POOL} and {BOUNCER} are both set, and would keep one pool behind another. Take {POOL} away where "
            f"PgBouncer stands in front of the database, or {BOUNCER} where none does."
        )
    if pool_size() and env.number(KEEP, 0):
        raise ImproperlyConfigured(
            f"{POOL} and {KEEP} are both set: with a pool no thread keeps a connection. Take one of them away."
        )
    if not (replica := env.text(REPLICA_URL)):
        return {"default": settings}
    copy = _database(replica, bounced=False)
    if not is_postgres or copy["ENGINE"] != waits.POSTGRES:
        raise ImproperlyConfigured(
            f"{REPLICA_URL} is for PostgreSQL alone. Set both to one, or take {REPLICA_URL} away."
        )
    # In a suite both are one.
    return {"default": settings, "replica": {**copy, "TEST": {"MIRROR": "default"}}}


def routers(made: dict[str, dict[str, Any]]) -> list[str]:
    """DATABASE_ROUTERS: none where there is one database."""
    return ["portal.database.replica.Router"] if "replica" in made else []


def _database(url: str, *, bounced: bool = True) -> dict[str, Any]:
    bounced = bounced and bouncer()
    # A pool gives connections back after each request.
    keep = 0 if pool_size() else env.number(KEEP, KEEP_SECONDS)
    settings: dict[str, Any] = {**dj_database_url.parse(url, conn_max_age=keep, conn_health_checks=True)}
    if settings["ENGINE"] == waits.DJANGOS_POSTGRES:
        settings["ENGINE"] = waits.POSTGRES
    # The web process waits less (portal.wsgi): a person is told within five seconds.
    settings.setdefault("OPTIONS", {}).update(waits.options(settings["ENGINE"], waits.PATIENT, bouncer=bounced))
    if bounced:
        # Both live longer than a transaction, and the next one may be on another connection.
        settings["DISABLE_SERVER_SIDE_CURSORS"] = True
        settings["OPTIONS"]["prepare_threshold"] = None
    return settings


def bouncer() -> bool:
    """Whether PgBouncer stands between the portal and its database."""
    return env.flag(BOUNCER)


def pool_size() -> int:
    """How many connections each web process keeps in its pool; 0 where it has none."""
    return env.number(POOL, 0)
