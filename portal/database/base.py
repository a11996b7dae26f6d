"""The backend that ENGINE names.

A server whose processes are stopped, or whose machine hangs, keeps its connections open and says nothing: neither
`statement_timeout`, which is the server's own, nor TCP, which its kernel still answers, ends the wait. So whoever waits
asks, after a moment of silence, whether the server takes a new connection: one that does is only busy, one that does
not is gone, and the person is told. Behind PgBouncer the connection says nothing, for that program gives it by itself:
there a short query is asked.
"""

import select
import time
from collections.abc import Generator, Mapping
from types import SimpleNamespace
from typing import Any, ClassVar

import psycopg
from django.db.backends.postgresql import base
from psycopg.pq.abc import PGconn

# A server that was found silent is not asked again so soon: a request would wait for each of its queries.
REMEMBERED_SECONDS = 1.5
# While the server answers others, it is asked again so often.
ASK_AGAIN_SECONDS = 5.0
# psycopg's own shortest.
PROBE_SECONDS = 2
SILENT = "The server does not answer."


class Connection(psycopg.Connection[Any]):
    # Seconds without a word before the server is asked; 0: as long as it takes.
    silence: float = 0
    # Whether a new connection is not enough of a sign.
    asks_server: bool = False
    asked_with: dict[str, Any]
    # By what was connected to: a replica that is silent says nothing of the primary.
    silent_until: ClassVar[dict[str, float]] = {}

    @classmethod
    def connect(  # type: ignore[override]  # keywords more, which a connection string has not
        cls, conninfo: str = "", *, silence: float = 0, asks_server: bool = False, **kwargs: Any
    ) -> Any:
        """As the driver's; with `silence`, a server that was silent a moment ago is not waited for once more."""
        where = _where(conninfo, kwargs)
        if silence and time.monotonic() < cls.silent_until.get(where, 0):
            raise psycopg.errors.ConnectionTimeout(SILENT)
        try:
            made = super().connect(conninfo, **kwargs)
        except psycopg.errors.ConnectionTimeout:
            cls.silent_until[where] = time.monotonic() + REMEMBERED_SECONDS
            raise
        made.silence, made.asks_server, made.asked_with = silence, asks_server, {"conninfo": conninfo, **kwargs}
        return made

    def wait(self, gen: Any, *args: Any, **kwargs: Any) -> Any:
        return super().wait(self._listening(gen) if self.silence else gen, *args, **kwargs)

    def _listening(self, gen: Any) -> Generator[Any, Any, Any]:
        """The driver's generator, sent on; the driver sends a false value where nothing was heard for a moment."""
        ask_at = time.monotonic() + self.silence
        try:
            state = next(gen)
            while True:
                ready = yield state
                if ready:
                    ask_at = time.monotonic() + self.silence
                elif time.monotonic() > ask_at:
                    self._ask()
                    ask_at = time.monotonic() + ASK_AGAIN_SECONDS
                state = gen.send(ready)
        except StopIteration as done:
            return done.value

    def _ask(self) -> None:
        """Raises OperationalError, and ends this connection, where the server takes no new one."""
        # The very address: of a name with several, each would be waited for.
        asked = {**self.asked_with, "hostaddr": self.info.hostaddr, "connect_timeout": PROBE_SECONDS}
        try:
            with psycopg.connect(**{name: value for name, value in asked.items() if value}) as probe:
                if self.asks_server and not _answers(probe.pgconn):
                    raise psycopg.errors.ConnectionTimeout(SILENT)
        except psycopg.errors.ConnectionTimeout as error:
            self.silent_until[_where(**self.asked_with)] = time.monotonic() + REMEMBERED_SECONDS
            self.pgconn.finish()
            raise psycopg.OperationalError(SILENT) from error
        except psycopg.Error:
            return  # it answered, if only that it takes no more


def _where(conninfo: str = "", more: Mapping[str, Any] | None = None, **kwargs: Any) -> str:
    asked = {**kwargs, **(more or {})}
    return f"{conninfo} {asked.get('host', '')}:{asked.get('port', '')}/{asked.get('dbname', '')}"


def _answers(connection: PGconn) -> bool:
    """Whether a word comes back within PROBE_SECONDS. The connection is of no use afterwards."""
    try:
        connection.send_query(b"SELECT 1")
        return bool(select.select([connection.socket], [], [], PROBE_SECONDS)[0])
    finally:
        connection.finish()


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, with the connection above."""

    # The driver, which Django knows by its names.
    Database: Any = SimpleNamespace(**{**vars(psycopg), "connect": Connection.connect})

    @property
    def pool(self) -> Any:
        """Django's, of connections like the above."""
        if asked := self.settings_dict["OPTIONS"].get("pool"):
            asked.setdefault("connection_class", Connection)
        return super().pool
