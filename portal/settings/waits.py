"""How long a process waits for its database: the web process says so to a person within five seconds, others wait.

SQLite: how long one writer waits for another (sqlite.org/pragma.html#pragma_busy_timeout). PostgreSQL: to connect, for
a lock, for a statement, and for a server that vanished from the network (libpq's keywords, chapter 34 of its manual).
"""

from typing import Any, NamedTuple

SQLITE = "django.db.backends.sqlite3"


class Wait(NamedTuple):
    """In seconds. `statement`: the longest that PostgreSQL works at one statement; 0 for as long as it takes."""

    lock: int
    statement: int


WEB = Wait(lock=3, statement=15)
PATIENT = Wait(lock=20, statement=0)
CONNECT_SECONDS = 3
# What was sent and not confirmed by the server's machine for so long: the connection is lost.
VANISHED_MILLISECONDS = 4000


def options(engine: str, wait: Wait) -> dict[str, Any]:
    """OPTIONS of DATABASES. Receipts survive a power cut on both: FULL, and synchronous_commit."""
    if engine == SQLITE:
        pragmas = f"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout={wait.lock * 1000};"
        return {"timeout": wait.lock, "transaction_mode": "IMMEDIATE", "init_command": pragmas}
    limits = {"synchronous_commit": "on", "lock_timeout": f"{wait.lock}s", "statement_timeout": f"{wait.statement}s"}
    return {
        "connect_timeout": CONNECT_SECONDS,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 2,
        "tcp_user_timeout": VANISHED_MILLISECONDS,
        "options": " ".join(f"-c {name}={value}" for name, value in limits.items()),
    }
