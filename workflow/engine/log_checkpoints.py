"""Where the log ended at a moment, kept where the database is not: a log that was cut back to there shows by it.

A checkpoint is one line of JSON: `position`, `digest`, `at`, `key`, `signature`. A log whose end was cut off together
with its head, to a state that was once genuine, is whole in itself; only what was kept elsewhere tells.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from workflow.engine.event import AuditHead, Event
from workflow.engine.log_checking import Fault
from workflow.engine.log_signing import is_genuine, signed

BATCH = 500
# A line is some 250 bytes; what is longer is no checkpoint.
LONGEST_LINE = 2000
OWNER_ONLY = 0o600
# The kind of fault of rows that were there.
CUT = "cut"


class NotCheckpoints(Exception):
    """The text holds something that is no checkpoint. `reason` is shown as it stands."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Checkpoint:
    position: int
    digest: str
    at: str
    key: str
    signature: str

    @classmethod
    def of_head(cls, head: AuditHead, now: datetime) -> "Checkpoint":
        """Signed as it is written: the head's own signature says nothing of when."""
        at = now.isoformat(timespec="seconds")
        key, signature = signed("checkpoint", head.position, f"{head.digest}:{at}")
        return cls(head.position, head.digest, at, key, signature)

    @classmethod
    def read(cls, line: str) -> "Checkpoint":
        """Raises NotCheckpoints."""
        try:
            told = json.loads(line)
            found = cls(**{name: told[name] for name in ("position", "digest", "at", "key", "signature")})
        except (ValueError, TypeError, KeyError):
            raise NotCheckpoints("is no checkpoint of the record") from None
        texts = (found.digest, found.at, found.key, found.signature)
        if type(found.position) is not int or found.position < 1 or not all(isinstance(one, str) for one in texts):
            raise NotCheckpoints("is no checkpoint of the record")
        return found

    @property
    def line(self) -> str:
        return json.dumps(asdict(self))

    @property
    def is_genuine(self) -> bool | None:
        """Whether the portal signed it; None where its key is not set any more."""
        digest = f"{self.digest}:{self.at}"
        return is_genuine("checkpoint", self.position, digest, key_id=self.key, signature=self.signature)


def current(now: datetime) -> Checkpoint | None:
    """Where the log ends now; None while it is empty. One query."""
    head = AuditHead.objects.filter(pk=1).first()
    return Checkpoint.of_head(head, now) if head is not None and head.position else None


def read_lines(lines: Iterable[str], name: str) -> Iterator[Checkpoint]:
    """Of a file or a mail, empty lines left out. Raises NotCheckpoints with the number of the line."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield Checkpoint.read(line)
            except NotCheckpoints as error:
                raise NotCheckpoints(f"Line {number} of {name} {error.reason}.") from None


def compare(checkpoints: Iterable[Checkpoint]) -> list[Fault]:
    """What these say and the log does not, a fault for all rows that differ. One query for 500 of them.

    Raises NotCheckpoints as they are read.
    """
    differing, forged = _Differing(), _Differing()
    waiting = iter(checkpoints)
    while batch := list(islice(waiting, BATCH)):
        wanted = {one.position for one in batch}
        found = dict(Event.objects.filter(position__in=wanted).values_list("position", "digest"))
        for one in batch:
            if one.is_genuine is False:
                forged.add(one)
            elif found.get(one.position) != one.digest:
                differing.add(one)
    return [
        *differing.fault(CUT, "are missing or others than checkpoints say"),
        *forged.fault("checkpoint", "are named by checkpoints that this portal did not sign"),
    ]


class _Differing:
    """The checkpoints that differ, as one: however many they are, the first and the last tell where to look."""

    def __init__(self) -> None:
        self._first, self._last, self._mark = 0, 0, ""
        self._since = ""

    def add(self, one: Checkpoint) -> None:
        if not self._first or one.position < self._first:
            self._first, self._since = one.position, one.at
        self._last = max(self._last, one.position)
        self._mark = hashlib.sha256(f"{self._mark}:{one.position}:{one.digest}".encode()).hexdigest()

    def fault(self, kind: str, what: str) -> Iterator[Fault]:
        if self._first:
            yield Fault(kind, self._first, self._last, f"they {what}, the first of {self._since}", self._mark)


def last_in(path: Path) -> Checkpoint | None:
    """The newest that the portal wrote there, None where there is none. Reads the end of the file only.

    Raises OSError, and NotCheckpoints where the last line was changed into something else.
    """
    if not path.exists():
        return None
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - 2 * LONGEST_LINE, 0))
        lines = [line for line in file.read().decode(errors="replace").splitlines() if line.strip()]
    if not lines:
        return None
    try:
        return Checkpoint.read(lines[-1])
    except NotCheckpoints:
        # The machine went down while the line was written: the one before counts.
        if len(lines) > 1 and not lines[-1].endswith("}"):
            return Checkpoint.read(lines[-2])
        raise


def write(path: Path, checkpoint: Checkpoint) -> None:
    """Add it to the file, on the disk when this returns. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, OWNER_ONLY)
    try:
        # Begins with a line end of its own where a line was cut off before.
        start = b"" if _ends_a_line(path) else b"\n"
        os.write(handle, start + checkpoint.line.encode() + b"\n")
        os.fsync(handle)
    finally:
        os.close(handle)


def _ends_a_line(path: Path) -> bool:
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        if not size:
            return True
        file.seek(size - 1)
        return file.read(1) == b"\n"


def highest(paths: Iterable[Path]) -> int:
    """The highest row that any genuine checkpoint in these files names; 0 where none does."""
    found = 0
    for path in paths:
        with path.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                try:
                    one = Checkpoint.read(line)
                except NotCheckpoints:
                    continue
                if one.position > found and one.is_genuine:
                    found = one.position
    return found
