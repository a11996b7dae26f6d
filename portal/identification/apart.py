"""Reads files in a process of its own: whatever a file does to its reader, the check goes on and says so.

The process gets a file on its standard input and tells what it reads in lines of JSON. It has little memory and little
time; where it ends, the file could not be read, and the next one gets a new process.
"""

import base64
import contextlib
import json
import os
import resource
import subprocess
import sys
import threading
from pathlib import Path
from queue import Empty, Queue
from typing import IO, Any, Self

from portal.identification.reading.told import MOST_SECONDS, Look, Reading, Text, Told
from portal.identification.reading.whole import COULD_NOT, NOT_WHOLE, read
from portal.identification.rebuilding.rebuilt import DAMAGED, Clean, NotPublishable, Rebuilt, rebuild

BASE = Path(__file__).resolve().parents[2]
MODULE = "portal.identification.apart"
MOST_MEMORY = 1_500_000_000
# A reader that keeps its own time has this much longer before it is ended.
GRACE = 15.0
END = {"end": True}


class ReaderApart:
    """`with ReaderApart() as reader: reader.read(name, content)`. The process begins with the first file."""

    def __init__(self, *, seconds: float = MOST_SECONDS + GRACE) -> None:
        self.seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._lines: Queue[bytes] = Queue()
        self._listener: threading.Thread | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_args: object) -> None:
        self._end()

    def read(self, name: str, content: bytes) -> Reading:
        """As `whole.read`; the process may also end, or take too long."""
        try:
            process = self._begun()
            _hand_over(process, "read", name, content)
        except OSError:
            self._end()
            yield Look("", COULD_NOT)
            return
        while True:
            said = self._line()
            if said is None:
                yield Look("", NOT_WHOLE)
                return
            if said == END:
                return
            yield _told(said)

    def rebuild(self, name: str, content: bytes, *, clean: Clean) -> Rebuilt | NotPublishable:
        """As `rebuilt.rebuild`; it asks back which texts may stay."""
        try:
            process = self._begun()
            _hand_over(process, "rebuild", name, content)
            while (said := self._line()) is not None:
                if "ask" in said:
                    _answer(process, clean=clean(said["ask"]))
                elif "refused" in said:
                    return NotPublishable(said["refused"])
                else:
                    return Rebuilt(said["name"], base64.b64decode(said["content"]), tuple(said["dropped"]))
        except OSError:
            self._end()
        return NotPublishable(DAMAGED)

    def _line(self) -> dict[str, Any] | None:
        """What the process says next; None where it ended or says nothing any more."""
        try:
            line = self._lines.get(timeout=self.seconds)
        except Empty:
            line = b""
        if not line:
            self._end()
            return None
        return json.loads(line)

    def _begun(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._lines = Queue()
            self._process = subprocess.Popen(  # noqa: S603 - Python itself with a module of ours, no shell
                [sys.executable, "-m", MODULE],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=BASE,
            )
            self._listener = threading.Thread(target=_listen, args=(self._process.stdout, self._lines), daemon=True)
            self._listener.start()
        return self._process

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            with contextlib.suppress(OSError):
                if self._process.stdin is not None:
                    self._process.stdin.close()
            self._process.wait()
            if self._listener is not None:
                self._listener.join()
            if self._process.stdout is not None:
                self._process.stdout.close()
            self._process = None


def _hand_over(process: subprocess.Popen[bytes], what: str, name: str, content: bytes) -> None:
    head = json.dumps({"do": what, "name": name, "size": len(content)})
    _write_to(process, head.encode() + b"\n" + content)


def _answer(process: subprocess.Popen[bytes], *, clean: bool) -> None:
    _write_to(process, json.dumps(clean).encode() + b"\n")


def _write_to(process: subprocess.Popen[bytes], data: bytes) -> None:
    if process.stdin is None:  # pragma: no cover - it was begun with one
        raise OSError
    process.stdin.write(data)
    process.stdin.flush()


def _listen(stream: IO[bytes] | None, lines: "Queue[bytes]") -> None:
    with contextlib.suppress(OSError, ValueError):
        for line in stream or ():
            lines.put(line)
    lines.put(b"")


def _told(said: dict[str, str]) -> Told:
    return Look(said["where"], said["why"]) if "why" in said else Text(said["where"], said["text"])


def _said(told: Told) -> dict[str, str]:
    return (
        {"where": told.where, "text": told.text} if isinstance(told, Text) else {"where": told.where, "why": told.why}
    )


def serve(source: IO[bytes], out: IO[bytes]) -> None:
    """Reads what it is handed until there is no more."""
    while head := source.readline():
        asked: dict[str, Any] = json.loads(head)
        content = source.read(asked["size"])
        if asked["do"] == "rebuild":
            _write(out, _rebuilt(asked["name"], content, source, out))
            continue
        for told in read(asked["name"], content):
            _write(out, _said(told))
        _write(out, END)


def _rebuilt(name: str, content: bytes, source: IO[bytes], out: IO[bytes]) -> dict[str, Any]:
    def clean(text: str) -> bool:
        _write(out, {"ask": text})
        return bool(json.loads(source.readline()))

    made = rebuild(name, content, clean=clean)
    if isinstance(made, NotPublishable):
        return {"refused": made.why}
    return {"name": made.name, "content": base64.b64encode(made.content).decode(), "dropped": made.dropped}


def _write(out: IO[bytes], said: dict[str, Any]) -> None:
    # JSON in ASCII carries any letter, halves of letters too.
    out.write(json.dumps(said).encode() + b"\n")
    out.flush()


def main() -> None:
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, hard))
    # What a library prints is no line of ours.
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    serve(sys.stdin.buffer, out)


if __name__ == "__main__":
    main()
