"""Ways of tampering with the record, each by name, and the record that they are tried on.

Each is what somebody could do who has the database's password and knows this program by heart, but not the vault's
keys: the triggers are away, digests are made anew as they should be.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection, models

from portal.accounts.people import holding
from portal.accounts.people.place import Place
from tests.factories.case import MONDAY, CaseFactory
from tests.factories.party import PartnershipFactory
from tests.factories.rapid_review import RapidReviewFactory
from tests.workflow.machines.rapid_review.voting import Table
from workflow.engine import log
from workflow.engine.log_checkpoints import current, write
from workflow.engine.log_signing import digest_of
from workflow.engine.log_triggers import TABLES, drop_triggers
from workflow.engine.machine import machines
from workflow.models import AuditHead, Case, Event, Membership, Notice
from workflow.parties.roles import SYSTEM


@dataclass
class Scene:
    """A record that is whole: a rapid review on which the partners vote, and people whose roles were given by steps."""

    folder: Path
    table: Table = field(init=False)
    rapid_review: Any = field(init=False)

    def __post_init__(self) -> None:
        partnership = PartnershipFactory()
        self.rapid_review = RapidReviewFactory(drafted=True, case=CaseFactory(partnership=partnership))
        self.table = Table.of(partnership)
        for membership in Membership.objects.select_related("user"):
            self._given(membership)
        self._opened()
        self.rapid_review = self.table.vote(self.rapid_review, police="local_review", icb="no_review")
        self.read(5)
        # Some checkpoint is always older than the newest rows.
        write(self.file, self.checkpoint())
        self.read(2)
        connection.check_constraints()
        drop_triggers(connection, TABLES)
        # What the database holds by its own keys would give it away sooner.
        Notice.objects.update(follows=None)

    @property
    def file(self) -> Path:
        return self.folder / "checkpoints.jsonl"

    def checkpoint(self) -> Any:
        return current(MONDAY)

    @property
    def middle(self) -> Event:
        """A vote: every column of it says something."""
        return Event.objects.get(kind="rapid_review.vote", position__gt=1, actor=self.table.seats["police"].user)

    @property
    def length(self) -> int:
        return Event.objects.count()

    @property
    def row(self) -> Any:
        """The middle row, to be written to."""
        return Event.objects.filter(pk=self.middle.pk)

    def read(self, times: int = 1) -> None:
        """What goes into the log by its own door."""
        for _once in range(times):
            log.record_reading(self.rapid_review.case, kind="case.read", by=self.table.officer, now=MONDAY)

    def _given(self, membership: Membership) -> None:
        said = {**Place.of(membership).logged, "last_day": "", **holding._identified(membership)}
        holding.write(membership.user, "appoint", by=SYSTEM, now=MONDAY, address=membership.user.email, **said)

    def _opened(self) -> None:
        opened = [
            Event(
                case=record if isinstance(record, Case) else record.case,
                kind=f"{kind}.begin",
                machine=kind,
                record_id=record.pk,
                to_state=record.state,
                at=MONDAY,
            )
            for kind, model in machines().items()
            for record in model.objects.all()
        ]
        log.append(opened)

    # --- What a forger can do -----------------------------------------------------------------------------------------

    def set(self, **values: Any) -> None:
        self.row.update(**values)

    def rechain(self, *, head: bool = True) -> None:
        """Digests as they ought to be, for every row in its order; the head follows, with the signature it has."""
        before = ""
        for position, event in enumerate(Event.objects.order_by("position"), start=1):
            if event.position != position:
                Event.objects.filter(pk=event.pk).update(position=position)
            event.position, event.previous = position, before
            before = digest_of(event)
            Event.objects.filter(pk=event.pk).update(previous=event.previous, digest=before)
        if head:
            AuditHead.objects.update(position=self.length, digest=before)

    def cut(self, rows: int) -> None:
        Event.objects.filter(position__gt=self.length - rows).delete()

    def forge(self, at: int, **values: Any) -> None:
        """A row as the portal writes it, but for the key."""
        Event.objects.filter(position__gte=at).update(position=models.F("position") + 1_000_000)
        Event.objects.filter(position__gte=1_000_000).update(position=models.F("position") - 999_999)
        before = Event.objects.filter(position=at - 1).first()
        event = Event(position=at, at=MONDAY, case=self.rapid_review.case, previous=before.digest if before else "")
        for name, value in {"kind": "case.read", "key_id": "test", **values}.items():
            setattr(event, name, value)
        event.digest = digest_of(event)
        event.signature = hashlib.sha256(event.digest.encode()).hexdigest()
        event.save(force_insert=True)


Tampering = Callable[[Scene], object]
TAMPERINGS: dict[str, Tampering] = {}
# A genuine event follows: before, it made all whole.
LAUNDERINGS: dict[str, Tampering] = {}


def tampering(words: str) -> Callable[[Tampering], Tampering]:
    def keep(function: Tampering) -> Tampering:
        TAMPERINGS[words] = function
        return function

    return keep


def laundering(words: str) -> Callable[[Tampering], Tampering]:
    def keep(function: Tampering) -> Tampering:
        LAUNDERINGS[words] = function
        return function

    return keep
