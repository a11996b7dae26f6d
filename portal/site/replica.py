"""Public pages are read from a replica of the database, where DATABASE_REPLICA_URL names one, and only as far as it has
caught up.

What must never happen: a report that was taken down shows again because the replica has not heard of it. Every change
of what the public sees renews a token once it is committed (portal.site.frame_cache). The first request that meets a
token asks the primary how far its log (WAL) reaches; so far the replica must have replayed it, else this request reads
the primary. How far is asked anew each FRESH_SECONDS: so what renews no token is not older than that either, and no
change that was committed by a process which died before it could renew the token stays unseen for longer.

Nobody who is signed in, nothing that is sent and nothing that has written reads it. Without the shared cache, which
holds the token, everybody reads the primary.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, InterfaceError, connection, connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from portal.database import replica
from portal.site import frame_cache, page_cache

log = logging.getLogger(__name__)

READS = page_cache.EVERYBODYS
FRESH_SECONDS = page_cache.FRESH_SECONDS
# A replica that did not answer is left alone so long.
LEFT_ALONE_SECONDS = 10
_alone_until = 0.0


class ReplicaMiddleware:
    """Inside everything else: what others look for - sessions, redirects - is read from the primary."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.is_on = replica.REPLICA in settings.DATABASES

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            return self.get_response(request)
        finally:
            replica.let(None)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> None:
        if self.is_on and is_everybodys(request) and (token := _what_it_has()):
            replica.let(token)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """The replica failed in the middle: the page is drawn once more, from the primary."""
        found = request.resolver_match
        if found is None or not replica.is_read() or not isinstance(exception, DatabaseError | InterfaceError):
            return None
        _leave_alone(exception)
        replica.let(None)
        answer: Any = found.func(request, *found.args, **found.kwargs)
        return answer.render() if hasattr(answer, "render") and callable(answer.render) else answer


def is_everybodys(request: HttpRequest) -> bool:
    """Whether nobody in particular asks, and only reads."""
    found = request.resolver_match
    return (
        request.method in ("GET", "HEAD")
        and found is not None
        and found.view_name in READS
        and "HTTP_AUTHORIZATION" not in request.META
        and not page_cache.is_of_somebody(request)
        and not connection.in_atomic_block
    )


def _what_it_has() -> str:
    """The token of now, where the replica has caught up with it; "" where the primary is to be read."""
    if monotonic() < _alone_until or not frame_cache.is_shared():
        return ""
    # The token first: a change that is committed meanwhile renews it, and what is drawn counts for the one before.
    token = frame_cache.token()
    if not token or not (reached := _reached(token)):
        return ""
    try:
        with connections[replica.REPLICA].cursor() as cursor:
            cursor.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", [reached])
            (has,) = cursor.fetchone()
    except (DatabaseError, InterfaceError) as error:
        _leave_alone(error)
        return ""
    # None of a server that is no replica at all.
    return token if has else ""


def _reached(token: str) -> str:
    """How far the primary's log reached when, or after, this token came to be."""
    key = f"portal.replica.{token}"
    found: str | None = cache.get(key)
    if found is None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_wal_flush_lsn()::text")
            found = str(cursor.fetchone()[0])
        cache.set(key, found, FRESH_SECONDS)
    return found


def _leave_alone(error: Exception) -> None:
    global _alone_until
    _alone_until = monotonic() + LEFT_ALONE_SECONDS
    log.warning("The replica does not answer (%s): the primary is read meanwhile.", type(error).__name__)
