"""The backend that ENGINE names.

A server whose processes are stopped, or whose machine hangs, keeps its connections open and says nothing: neither
`statement_timeout`, which is the server's own, nor TCP, which its kernel still answers, ends the wait. So whoever waits
asks, after a moment of silence, whether the server takes a new connection: one that does is only busy, one that does
not is gone, and the person is told.
"""

import time
from collections.abc import Generator
from types import SimpleNamespace
from typing import Any

import psycopg
from django.db.backends.postgresql import base

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
    asked_with: dict[str, Any]
    silent_until: float = 0

    @classmethod
    def connect(  # type: ignore[override]  # one keyword more, which a connection string has not
        cls, conninfo: str = "", *, silence: float = 0, **kwargs: Any
    ) -> Any:
        """As the driver's; with `silence`, a server that was silent a moment ago is not waited for once more."""
        if silence and time.monotonic() < Connection.silent_until:
            raise psycopg.errors.ConnectionTimeout(SILENT)
        try:
            made = super().connect(conninfo, **kwargs)
        except psycopg.errors.ConnectionTimeout:
            Connection.silent_until = time.monotonic() + REMEMBERED_SECONDS
            raise
        made.silence, made.asked_with = silence, {"conninfo": conninfo, **kwargs}
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
        probe = {**self.asked_with, "hostaddr": self.info.hostaddr, "connect_timeout": PROBE_SECONDS}
        try:
            psycopg.connect(**{name: value for name, value in probe.items() if value}).close()
        except psycopg.errors.ConnectionTimeout as error:
            Connection.silent_until = time.monotonic() + REMEMBERED_SECONDS
            self.pgconn.finish()
            raise psycopg.OperationalError(SILENT) from error
        except psycopg.Error:
            return  # it answered, if only that it takes no more


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, with the connection above."""

    # The driver, which Django knows by its names.
    Database: Any = SimpleNamespace(**{**vars(psycopg), "connect": Connection.connect})
