"""A load balancer with nginx's rules (proxy_next_upstream): each request to the next machine in turn.

Where a machine takes no connection, nothing was sent, and the next one is asked. Where it broke off after a request was
sent, nobody knows what became of it: what only reads is asked of the next, anything else is answered with 502, and
whoever sent it decides.
"""

import itertools
import threading
import time
from collections import Counter
from collections.abc import Sequence
from http.client import HTTPConnection, HTTPException, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from tests.drills.machines.machine import HOST

# A machine that took no connection is passed over for so long.
PASSED_OVER_SECONDS = 1.0
ANSWER_SECONDS = 60
NOT_PASSED_ON = {"connection", "transfer-encoding", "keep-alive", "server", "date"}


class Balancer:
    """`told` counts: requests, refused (sent to another), read_again, left_open (answered with 502), nowhere (503)."""

    def __init__(self, ports: Sequence[int]) -> None:
        self.ports, self.told = list(ports), Counter[str]()
        self._turn, self._lock = itertools.count(), threading.Lock()
        self._over: dict[int, float] = {}
        handler = type("Passing", (_Passing,), {"balancer": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True

    def __enter__(self) -> "Balancer":
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, _kind: type | None, _error: BaseException | None, _trace: TracebackType | None) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def count(self, what: str) -> None:
        with self._lock:
            self.told[what] += 1

    def in_turn(self) -> list[int]:
        """The machines in the order in which this request tries them; those that refused a moment ago come last."""
        with self._lock:
            first, now = next(self._turn) % len(self.ports), time.monotonic()
            turned = self.ports[first:] + self.ports[:first]
            return sorted(turned, key=lambda port: self._over.get(port, 0) > now)

    def pass_over(self, port: int) -> None:
        with self._lock:
            self._over[port] = time.monotonic() + PASSED_OVER_SECONDS


class _Passing(BaseHTTPRequestHandler):
    balancer: Balancer
    protocol_version = "HTTP/1.0"

    def _pass(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.balancer.count("requests")
        for port in self.balancer.in_turn():
            connection = HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)
            try:
                connection.connect()
            except OSError:
                self.balancer.count("refused")
                self.balancer.pass_over(port)
                continue
            try:
                connection.request(self.command, self.path, body or None, self._headers())
                answer = connection.getresponse()
                content = answer.read()
            except (OSError, HTTPException):
                if self.command in ("GET", "HEAD"):
                    self.balancer.count("read_again")
                    continue
                self.balancer.count("left_open")
                self._say(502)
                return
            finally:
                connection.close()
            self._give(answer, content)
            return
        self.balancer.count("nowhere")
        self._say(503)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = _pass

    def _headers(self) -> dict[str, str]:
        kept = {name: value for name, value in self.headers.items() if name.lower() not in NOT_PASSED_ON}
        return {**kept, "Host": HOST, "X-Forwarded-Proto": "https", "Connection": "close"}

    def _give(self, answer: HTTPResponse, content: bytes) -> None:
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in (*NOT_PASSED_ON, "content-length"):
                self.send_header(name, value)
        self._end(content)

    def _say(self, status: int) -> None:
        self.send_response_only(status)
        self._end(b"")

    def _end(self, content: bytes) -> None:
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *_about: Any) -> None:
        return
