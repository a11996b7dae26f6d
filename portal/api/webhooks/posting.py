"""One message over the network: to the address that was looked at, without a detour, and within seconds."""

import contextlib
import http.client
import socket
import ssl
from collections.abc import Iterator, Mapping
from threading import Timer

from portal.api.webhooks.addresses import Target

CONNECT_SECONDS = 5
# From the first byte to the last: somebody who answers a letter at a time holds nobody up for longer.
ALL_SECONDS = 10


class _Straight(http.client.HTTPConnection):
    """Connects to the address that was looked up, whatever the name leads to by now."""

    def __init__(self, target: Target) -> None:
        super().__init__(target.host, target.port, timeout=CONNECT_SECONDS)
        self.target = target

    def connect(self) -> None:
        plain = socket.create_connection((self.target.ip, self.target.port), CONNECT_SECONDS)
        if not self.target.is_secure:
            self.sock = plain
            return
        try:
            self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.target.host)
        except BaseException:
            plain.close()
            raise


def post(target: Target, body: bytes, headers: Mapping[str, str]) -> int:
    """The status of the answer; nothing else of it is read, and a redirect is an answer like any other.

    Raises OSError and http.client.HTTPException.
    """
    connection = _Straight(target)
    try:
        connection.connect()
        with _at_most(connection, ALL_SECONDS):
            connection.request("POST", target.path, body, {**headers, "Content-Type": "application/json"})
            return connection.getresponse().status
    finally:
        connection.close()


@contextlib.contextmanager
def _at_most(connection: http.client.HTTPConnection, seconds: float) -> Iterator[None]:
    sock = connection.sock

    def end() -> None:
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)

    timer = Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
