"""Which database a query reads: the primary, or for what everybody may read a copy of it that runs behind (a standby).

A request is let to the replica by portal.site.replica alone, once it is known that the replica has what this request
must see. Whatever writes, and what is read after that, goes to the primary.
"""

from contextvars import ContextVar
from typing import Any

from django.db import DEFAULT_DB_ALIAS

REPLICA = "replica"
# The token of the public's pages (portal.site.frame_cache) whose state the replica is known to have; None: the primary.
_let: ContextVar[str | None] = ContextVar("portal.database.replica", default=None)


def let(token: str | None) -> None:
    """From here on this request reads the replica, which has what the token stands for; with None the primary."""
    _let.set(token)


def is_read() -> bool:
    return _let.get() is not None


def may_be_behind(token: str) -> bool:
    """Whether what this request reads may be older than the change that this token stands for."""
    return _let.get() not in (None, token)


class Router:
    """DATABASE_ROUTERS, where there is a replica."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return REPLICA if is_read() else DEFAULT_DB_ALIAS

    def db_for_write(self, model: Any, **hints: Any) -> str:
        # What was written is read again where it was written.
        let(None)
        return DEFAULT_DB_ALIAS

    def allow_relation(self, first: Any, second: Any, **hints: Any) -> bool:
        """The same rows, wherever they were read."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        return False if db == REPLICA else None
