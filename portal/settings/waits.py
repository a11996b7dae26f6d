"""How long a process waits for its database: the web process says so to a person within five seconds, others wait.

SQLite: how long one writer waits for another (sqlite.org/pragma.html#pragma_busy_timeout). PostgreSQL: to connect, for
a lock, for a statement, and for a server that vanished from the network (libpq's keywords, chapter 34 of its manual).
"""

from typing import Any, NamedTuple

SQLITE = "django.db.backends.sqlite3"
DJANGOS_POSTGRES, POSTGRES = "django.db.backends.postgresql", "portal.database"


class Wait(NamedTuple):
    """In seconds. `statement`: the longest that PostgreSQL works at one statement; `silence`: how long nothing is heard
    of it before it is asked whether it lives (portal.database); 0 for as long as it takes. `connect`: for each address
    of the server's name.
    """

    lock: int
    statement: int
    connect: int
    silence: float


WEB = Wait(lock=4, statement=15, connect=2, silence=1.5)
PATIENT = Wait(lock=20, statement=0, connect=3, silence=0)
# What was sent and not confirmed by the server's machine for so long: the connection is lost.
VANISHED_MILLISECONDS = 4000


def options(engine: str, wait: Wait, *, bouncer: bool = False) -> dict[str, Any]:
    """OPTIONS of DATABASES. Receipts survive a power cut on both: FULL, and synchronous_commit.

    PgBouncer takes none of the server's own settings from a client: its connections bring them along (`limits`).
    """
    if engine == SQLITE:
        pragmas = f"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout={wait.lock * 1000};"
        # INSERT OR REPLACE on the log asks the trigger that refuses to delete.
        pragmas += " PRAGMA recursive_triggers=ON;"
        # What is deleted is overwritten in the file.
        pragmas += " PRAGMA secure_delete=ON;"
        return {"timeout": wait.lock, "transaction_mode": "IMMEDIATE", "init_command": pragmas}
    found = {
        "connect_timeout": wait.connect,
        "silence": wait.silence,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 2,
        "tcp_user_timeout": VANISHED_MILLISECONDS,
    }
    if bouncer:
        return {**found, "asks_server": True}
    return {**found, "options": " ".join(f"-c {name}={value}" for name, value in limits(wait).items())}


def limits(wait: Wait) -> dict[str, str]:
    """Settings of PostgreSQL by their names, as they are written in its configuration."""
    return {"synchronous_commit": "on", "lock_timeout": f"{wait.lock}s", "statement_timeout": f"{wait.statement}s"}
