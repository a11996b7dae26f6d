"""Proving the whole log: every row and signature, what the anchors vouch for, what was acknowledged as broken."""

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from django.db import connection

from workflow.engine.event import AuditHead, Event
from workflow.engine.log_records import AuditAnchor, AuditBreak
from workflow.engine.log_signing import digest_of, is_genuine
from workflow.engine.log_triggers import missing_triggers

Kind = Literal["missing", "order", "link", "content", "signature", "key", "anchor", "head", "added", "break"]
Kind |= Literal["database", "beside"]

BATCH = 2000
# Beyond so many stretches of broken rows the rest is one: memory stays bounded however the log was treated.
MOST_STRETCHES = 1000
BREAK = "log.break"

HEAD_MISSING = "the head of the chain is missing"
HEAD_CHANGED = "the head of the chain was changed"
KEY_MISSING = "the head was signed with a key that is not set"
ROWS_MISSING = "rows at the end are missing"
ROWS_ADDED = "rows were added past the portal"
# Rows that are missing are the same fault at the end of the log and, later, in the middle of it.
GONE = "gone"


@dataclass(frozen=True)
class Broken:
    """The first row at which the chain does not hold, and why."""

    position: int
    reason: str


@dataclass(frozen=True)
class Fault:
    """What does not hold, in a row or a stretch of rows; of what stands beside the log, `first` is 0.

    `mark` is a digest of what was found there: a fault that was acknowledged and changes again is another fault.
    """

    kind: str
    first: int
    last: int
    words: str
    mark: str = ""

    def __str__(self) -> str:
        if not self.first:
            return self.words
        return (
            f"row {self.first}: {self.words}"
            if self.first == self.last
            else f"rows {self.first} to {self.last}: {self.words}"
        )

    @property
    def identity(self) -> tuple[str, int, int, str]:
        """By which it is known again; a fault beside the log by its words."""
        return self.kind, self.first, self.last, self.mark or self.words


@dataclass
class Report:
    """How many rows there are, what does not hold and was not acknowledged, and the breaks that were."""

    rows: int = 0
    last: int = 0
    faults: list[Fault] = field(default_factory=list)
    breaks: list[AuditBreak] = field(default_factory=list)
    # Over all rows as they were found: what an anchor signs.
    running: str = ""

    @property
    def first(self) -> Fault | None:
        return self.faults[0] if self.faults else None


def verify() -> tuple[int, Broken | None]:
    """Walk the whole chain. Returns how many rows hold and the first broken one, None when all hold."""
    report = check()
    if (fault := report.first) is None:
        return report.rows, None
    whole = report.rows if fault.kind in ("head", "database") else min(report.rows, max(fault.first - 1, 0))
    return whole, Broken(fault.first, fault.words)


def check() -> Report:
    """Walk the whole log, in batches and without a lock, also while rows are added."""
    walk = _Walk()
    while (found := walk.batch()) or not walk.is_at_head():
        for event in found:
            walk.row(event)
    walk.end()
    return walk.report()


def last_row() -> Event | None:
    """The row with the highest position. One query."""
    return Event.objects.order_by("-position").first()


def grown(running: str, event: Any) -> str:
    """The digest over all rows up to this one, of which `running` is that up to the one before."""
    return hashlib.sha256(
        f"{running}:{event.position}:{event.digest}:{event.key_id}:{event.signature}".encode()
    ).hexdigest()


def acknowledged(faults: list[dict[str, Any]]) -> Iterator[tuple[str, int, int, str]]:
    """By what the faults that a break lists are known."""
    for one in faults:
        yield Fault(**one).identity


def as_json(faults: list[Fault]) -> list[dict[str, Any]]:
    """As a break keeps them."""
    return [asdict(one) for one in faults]


class _Stretches:
    """Faults in the order of the rows; those that follow each other with the same words are one."""

    def __init__(self) -> None:
        self._open: dict[str, Fault] = {}
        self.closed: list[Fault] = []

    def add(self, kind: Kind, first: int, last: int, words: str, mark: str = "") -> None:
        before = self._open.get(words)
        if before is not None and (before.last + 1 == first or len(self.closed) >= MOST_STRETCHES):
            both = hashlib.sha256(f"{before.mark}:{mark}".encode()).hexdigest()
            self._open[words] = Fault(kind, before.first, last, words, both)
            return
        if before is not None:
            self.closed.append(before)
        self._open[words] = Fault(kind, first, last, words, mark)

    def all(self) -> list[Fault]:
        return sorted([*self.closed, *self._open.values()], key=lambda one: (one.first, one.words))


class _Walk:
    """From the first row to the last: what each has to be after the one before."""

    def __init__(self) -> None:
        self._faults = _Stretches()
        self._rows, self._last, self._digest, self._running = 0, 0, "", ""
        self._anchors = list(AuditAnchor.objects.order_by("position", "pk"))
        self._breaks = {one.pk: one for one in AuditBreak.objects.all()}
        self._confirmed: list[AuditBreak] = []
        # Rows that nothing has vouched for yet: unsigned, or signed with a key that is not set any more.
        self._pending: dict[str, tuple[int, int]] = {}
        self._head: AuditHead | None = None

    def batch(self) -> list[Event]:
        found = Event.objects.filter(position__gt=self._last) if self._rows else Event.objects.all()
        return list(found.order_by("position")[:BATCH])

    def is_at_head(self) -> bool:
        """Whether there is nothing more to read: a row that was added meanwhile moved the head before it is read."""
        before, self._head = self._head, AuditHead.objects.filter(pk=1).first()
        ahead = self._head is not None and self._head.position > self._last
        return not ahead or (before is not None and self._head is not None and before.position == self._head.position)

    def row(self, event: Event) -> None:
        expected = self._last + 1
        if event.position > expected:
            self._anchors_gone(event.position - 1)
            self._faults.add("missing", expected, event.position - 1, "a row is missing or out of order", GONE)
        elif event.position < expected:
            self._faults.add("order", event.position, event.position, "a row is missing or out of order", event.digest)
        elif event.previous != self._digest:
            self._fault("link", event, "the row before it was changed or replaced")
        if (computed := digest_of(event)) != event.digest:
            self._fault("content", event, "the row was changed after it was written", computed)
        self._signature(event)
        self._rows, self._last, self._digest = self._rows + 1, event.position, event.digest
        self._running = grown(self._running, event)
        while self._anchors and self._anchors[0].position <= event.position:
            self._anchor(self._anchors.pop(0))
        if event.kind == BREAK:
            self._break(event)

    def _signature(self, event: Event) -> None:
        key_id, signature = event.key_id, event.signature
        genuine = is_genuine("row", event.position, event.digest, key_id=key_id, signature=signature)
        if genuine is None:
            first, _last = self._pending.get(key_id, (event.position, 0))
            self._pending[key_id] = (first, event.position)
        elif not genuine:
            self._fault("signature", event, "the row was not signed by the portal", signature)

    def _anchor(self, anchor: AuditAnchor) -> None:
        genuine = is_genuine("anchor", anchor.position, anchor.digest, key_id=anchor.key_id, signature=anchor.signature)
        if genuine is None:
            # Of a key that was changed since: a newer one vouches for what it did.
            return
        if genuine and anchor.position == self._last and anchor.digest == self._running:
            self._pending.clear()
            return
        words = "the rows up to here are not those that were signed together" if genuine else "its anchor was changed"
        self._faults.add("anchor", anchor.position, anchor.position, words, self._running)

    def _anchors_gone(self, until: int) -> None:
        while self._anchors and self._anchors[0].position <= until:
            gone = self._anchors.pop(0)
            words = "the row up to which rows were signed together is missing"
            self._faults.add("anchor", gone.position, gone.position, words)

    def _break(self, event: Event) -> None:
        found = self._breaks.pop(event.record_id, None) if event.record_id is not None else None
        if found is None or found.content_id != event.record_id or found.position != event.position:
            self._fault("break", event, "what this row acknowledges was changed or deleted")
        elif (
            is_genuine("row", event.position, event.digest, key_id=event.key_id, signature=event.signature) is not False
        ):
            self._confirmed.append(found)

    def end(self) -> None:
        self._anchors_gone(max([self._last, *(one.position for one in self._anchors)]))
        for key_id, (first, last) in sorted(self._pending.items(), key=lambda one: one[1]):
            words = (
                f"signed with the key {key_id!r}, which is not among PORTAL_VAULT_KEYS"
                if key_id
                else "the row was not signed by the portal"
            )
            self._faults.add("key", first, last, words)
        head, last = self._head, self._last
        if head is None:
            # An empty log belongs to a portal that has no case yet: each begins with an event.
            if self._rows or _cases().exists():
                self._faults.add("head", last, last, HEAD_MISSING)
            return
        genuine = is_genuine("head", head.position, head.digest, key_id=head.key_id, signature=head.signature)
        mark = f"{head.position}:{head.digest}:{head.signature}"
        if not genuine:
            words = KEY_MISSING if genuine is None and head.key_id else HEAD_CHANGED
            self._faults.add("head", head.position, head.position, words, mark)
        if head.position > last:
            self._faults.add("missing", last + 1, head.position, ROWS_MISSING, GONE)
        elif head.position < last:
            self._faults.add("added", head.position + 1, last, ROWS_ADDED, self._running)
        elif head.digest != self._digest and genuine:
            self._faults.add("head", last, last, "the last row is not the one that was signed as such", self._digest)

    def report(self) -> Report:
        for one in self._breaks.values():
            words = "a break is acknowledged that no row of the log knows of"
            self._faults.add("break", one.position, one.position, words, str(one.content_id))
        found = self._faults.all()
        if gone := missing_triggers(connection):
            words = f"the database no longer refuses to change the log: {', '.join(gone)}"
            found.append(Fault("database", 0, 0, words))
        known = {identity for one in self._confirmed for identity in acknowledged(one.faults)}
        return Report(
            rows=self._rows,
            last=self._last,
            faults=[one for one in found if one.identity not in known],
            breaks=self._confirmed,
            running=self._running,
        )

    def _fault(self, kind: Kind, event: Event, words: str, mark: str = "") -> None:
        self._faults.add(kind, event.position, event.position, words, f"{event.digest}:{mark}")


def _cases() -> Any:
    return Event._meta.get_field("case").related_model._default_manager
