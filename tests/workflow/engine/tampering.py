"""Every way of tampering with the record that we thought of, and whether it is found.

Each is what somebody could do who has the database's password and knows this program by heart, but not the vault's
keys: the triggers are away, digests are made anew as they should be. `tried_and_found()` is what a drill prints.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import Group as CmsGroup
from django.db import connection, models, transaction
from django.test import override_settings

from portal.accounts.people import holding
from portal.accounts.people.place import Place
from tests.factories.case import MONDAY, CaseFactory
from tests.factories.party import PartnershipFactory, UserFactory
from tests.factories.rapid_review import RapidReviewFactory
from tests.workflow.machines.rapid_review.voting import Table
from tests.workflow.reviews.steps import take
from workflow.engine import log
from workflow.engine.log_beside import beside
from workflow.engine.log_checkpoints import current, write
from workflow.engine.log_records import AuditAnchor, AuditBreak
from workflow.engine.log_signing import digest_of
from workflow.engine.log_triggers import TABLES, drop_triggers, install_triggers
from workflow.engine.machine import machines
from workflow.management.record import look
from workflow.models import AuditHead, Case, Event, Membership, Notice, RapidReview, Vote
from workflow.parties.roles import SYSTEM, Actor, Role

TEXT_COLUMNS = {
    "kind": "case.read",
    "machine": "referral",
    "from_state": "elsewhere",
    "to_state": "elsewhere",
    "actor_role": "Y",
    "previous": "0" * 64,
    "digest": "0" * 64,
    "key_id": "another",
    "signature": "0" * 64,
}


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


# --- The rows: each column, and their order ---------------------------------------------------------------------------


def _column(name: str, value: Any) -> None:
    TAMPERINGS[f"{name} of a row changed"] = lambda scene: scene.set(**{name: value})


for _name, _value in TEXT_COLUMNS.items():
    _column(_name, _value)
_column("id", uuid4())
_column("record_id", uuid4())
_column("case_id", None)
_column("actor_id", None)
_column("data", b"other")
_column("at", MONDAY - timedelta(days=1))


@tampering("data_key of a row changed")
def _data_key(scene: Scene) -> None:
    scene.set(data_key_id=scene.table.officer.user.file.data_key_id)


@tampering("a row moved to another case")
def _to_another_case(scene: Scene) -> None:
    scene.set(case_id=CaseFactory().pk)


@tampering("a row's number changed")
def _number(scene: Scene) -> None:
    scene.set(position=9_000)


@tampering("key and signature of a row taken away")
def _no_signature(scene: Scene) -> None:
    scene.set(key_id="", signature="")


@tampering("the clocks of many rows turned")
def _clocks(scene: Scene) -> None:
    Event.objects.filter(position__gte=3).update(at=MONDAY + timedelta(hours=1))


@tampering("the first row deleted")
def _first(scene: Scene) -> None:
    Event.objects.filter(position=1).delete()


@tampering("a row in the middle deleted")
def _in_the_middle(scene: Scene) -> None:
    scene.row.delete()


@tampering("a row in the middle deleted, the rest numbered and chained anew")
def _closed_up(scene: Scene) -> None:
    scene.row.delete()
    scene.rechain()


@tampering("the last row deleted")
def _last(scene: Scene) -> None:
    scene.cut(1)


@tampering("many rows deleted")
def _many(scene: Scene) -> None:
    Event.objects.filter(position__gte=3, position__lt=scene.length - 2).delete()


@tampering("every row deleted")
def _all(scene: Scene) -> None:
    Event.objects.all().delete()


@tampering("every row and the head deleted")
def _everything(scene: Scene) -> None:
    Event.objects.all().delete()
    AuditHead.objects.all().delete()


@tampering("two rows swapped")
def _swapped(scene: Scene) -> None:
    for old, new in ((3, 9_000), (4, 3), (9_000, 4)):
        Event.objects.filter(position=old).update(position=new)


@tampering("rows put into another order and chained anew")
def _reordered(scene: Scene) -> None:
    _swapped(scene)
    scene.rechain()


@tampering("the content of two rows exchanged")
def _exchanged(scene: Scene) -> None:
    one, two = Event.objects.filter(kind="person.appoint").order_by("position")[:2]
    for target, source in ((one, two), (two, one)):
        Event.objects.filter(pk=target.pk).update(data=bytes(source.__dict__["data"]), record_id=source.record_id)


@tampering("a row doubled")
def _doubled(scene: Scene) -> None:
    last = Event.objects.order_by("-position")[0]
    Event.objects.bulk_create([_copied(last, position=last.position + 1)])


def _copied(event: Event, **values: Any) -> Event:
    copy = Event(**{one.attname: event.__dict__[one.attname] for one in Event._meta.concrete_fields})
    copy.pk = uuid4()
    for name, value in values.items():
        setattr(copy, name, value)
    return copy


@tampering("a row forged at the end, with the right digest")
def _forged(scene: Scene) -> None:
    scene.forge(scene.length + 1)


@tampering("a row forged at the end, and the head with it")
def _forged_with_head(scene: Scene) -> None:
    _forged(scene)
    scene.rechain()


@tampering("a row forged in the middle, the rest chained anew")
def _forged_inside(scene: Scene) -> None:
    scene.forge(4)
    scene.rechain()


@tampering("a row changed, and the chain made anew from there")
def _rechained(scene: Scene) -> None:
    scene.set(kind="case.read")
    scene.rechain()


@tampering("a row forged without a signature, as if it were old")
def _as_if_old(scene: Scene) -> None:
    scene.forge(scene.length + 1, key_id="")
    Event.objects.filter(position=scene.length).update(signature="")


@tampering("a row replaced by INSERT OR REPLACE")
def _replaced(scene: Scene) -> None:
    old = scene.middle
    scene.row.delete()
    Event.objects.bulk_create([_copied(old, kind="case.read", pk=old.pk)])


# --- The head and the end ---------------------------------------------------------------------------------------------


@tampering("the end cut off and the head's number set back")
def _truncated(scene: Scene) -> None:
    scene.cut(3)
    last = Event.objects.order_by("-position")[0]
    AuditHead.objects.update(position=last.position, digest=last.digest)


@tampering("the head deleted")
def _no_head(scene: Scene) -> None:
    AuditHead.objects.all().delete()


@tampering("the head's number changed")
def _head_number(scene: Scene) -> None:
    AuditHead.objects.update(position=scene.length - 1)


@tampering("the head's digest changed")
def _head_digest(scene: Scene) -> None:
    AuditHead.objects.update(digest="0" * 64)


@tampering("the head's signature taken away")
def _head_unsigned(scene: Scene) -> None:
    AuditHead.objects.update(key_id="", signature="")


@tampering("the head signed with a key that is not set")
def _head_key(scene: Scene) -> None:
    AuditHead.objects.update(key_id="another")


@tampering("head and rows put back to an earlier, genuine state")
def _rolled_back(scene: Scene) -> None:
    last = Event.objects.get(position=scene.length - 4)
    earlier = AuditHead.objects.get()
    # What the head was then, signature and all: kept from an old copy of the database.
    log.Event.objects.filter(position__gt=last.position).delete()
    earlier.position, earlier.digest = last.position, last.digest
    log.sign_head(earlier)


@tampering("an anchor forged")
def _anchor(scene: Scene) -> None:
    AuditAnchor.objects.create(
        position=3, digest="0" * 64, why="signed_since", at=MONDAY, key_id="test", signature="0" * 64
    )


@tampering("a break acknowledged that nobody acknowledged")
def _acknowledged(scene: Scene) -> None:
    scene.set(kind="case.read")
    made = AuditBreak(position=scene.length, at=MONDAY, by="Nobody", reason="None.", faults=[])
    made.pk = made.content_id
    made.save(force_insert=True)


@tampering("a break acknowledged by a forged row")
def _acknowledged_by_row(scene: Scene) -> None:
    _acknowledged(scene)
    scene.forge(scene.length + 1, kind="log.break", record_id=AuditBreak.objects.get().pk)


@tampering("the triggers away for good")
def _triggers(scene: Scene) -> None:
    drop_triggers(connection, TABLES)


# --- What stands beside the log ---------------------------------------------------------------------------------------


def _set_state(record: Any, state: str) -> None:
    models.QuerySet(type(record)).filter(pk=record.pk).update(state=state)


@tampering("the state of a machine changed")
def _state(scene: Scene) -> None:
    _set_state(scene.rapid_review, RapidReview.CONCLUDED)


@tampering("the state of a case changed")
def _case_state(scene: Scene) -> None:
    _set_state(scene.rapid_review.case, Case.CLOSED_STATE)


@tampering("a machine added")
def _added(scene: Scene) -> None:
    RapidReviewFactory(case=scene.rapid_review.case, notification=False)


@tampering("a machine deleted")
def _deleted(scene: Scene) -> None:
    model = machines()["notification"]
    models.QuerySet(model).filter(case=scene.rapid_review.case)._raw_delete("default")


def _vote(seat: str = "police") -> Any:
    return Vote.objects.filter(seat=seat)


@tampering("what was voted changed")
def _choice(scene: Scene) -> None:
    _vote().update(choice="no_review")


@tampering("the reason of a vote replaced")
def _reason(scene: Scene) -> None:
    vote = _vote().get()
    vote.reason = "Another."
    _vote().update(reason=vote.__dict__["reason"])


@tampering("who voted changed")
def _voter(scene: Scene) -> None:
    _vote().update(by=scene.table.officer.user)


@tampering("when it was voted changed")
def _moment(scene: Scene) -> None:
    _vote().update(at=MONDAY - timedelta(days=3))


@tampering("a vote given to another seat")
def _seat(scene: Scene) -> None:
    _vote().update(seat="local_authority")


@tampering("a vote moved to another round")
def _round(scene: Scene) -> None:
    _vote().update(round=2)


@tampering("a vote set aside")
def _set_aside(scene: Scene) -> None:
    _vote().update(set_aside_at=MONDAY)


@tampering("a vote deleted")
def _no_vote(scene: Scene) -> None:
    _vote().delete()


@tampering("a vote added")
def _one_more_vote(scene: Scene) -> None:
    vote = _vote().get()
    reason = vote.reason
    vote.pk, vote.seat = uuid4(), "local_authority"
    vote.reason = reason
    vote.save(force_insert=True)


def _membership(scene: Scene) -> Any:
    return Membership.objects.filter(user=scene.table.reviewer.user)


@tampering("a role added to somebody")
def _one_more_role(scene: Scene) -> None:
    Membership.objects.create(user=scene.table.reviewer.user, role=Role.OFFICER, partnership=PartnershipFactory())


@tampering("a role given to somebody new")
def _somebody_new(scene: Scene) -> None:
    Membership.objects.create(user=UserFactory(), role=Role.OFFICER, partnership=PartnershipFactory())


@tampering("a role changed into another")
def _role(scene: Scene) -> None:
    _membership(scene).update(role=Role.OFFICER)


@tampering("a role moved to another partnership")
def _elsewhere(scene: Scene) -> None:
    _membership(scene).update(partnership=PartnershipFactory(slug="elsewhere"))


@tampering("a role handed to another person")
def _another(scene: Scene) -> None:
    _membership(scene).update(user=scene.table.scrutineer.user)


@tampering("a role deleted")
def _no_role(scene: Scene) -> None:
    _membership(scene)._raw_delete("default")


@tampering("a role ended without a step")
def _ended(scene: Scene) -> None:
    _membership(scene).update(ended_at=MONDAY, cms_group=None)


@tampering("the last day of a role moved")
def _last_day(scene: Scene) -> None:
    _membership(scene).update(until=MONDAY.date() + timedelta(days=900))


@tampering("a role that had ended taken up again")
def _again(scene: Scene) -> None:
    holding.end(_membership(scene).get(), by=SYSTEM, now=MONDAY, reason="Left.")
    _membership(scene).update(ended_at=None)


@tampering("somebody put into a CMS group that their role is not in")
def _cms_group(scene: Scene) -> None:
    _membership(scene).update(cms_group=CmsGroup.objects.create(name="Whoever"))


@tampering("the e-mail address of a person changed")
def _address(scene: Scene) -> None:
    user = scene.table.officer.user
    type(user).objects.filter(pk=user.pk).update(email="mallory@elsewhere.example")


# --- The launderings: a genuine event follows ------------------------------------------------------------------------


@laundering("rows cut off, then a genuine event")
def _launder_cut(scene: Scene) -> None:
    _truncated(scene)


@laundering("rows cut off and the genuine head of then put back, then a genuine event")
def _launder_rolled_back(scene: Scene) -> None:
    _rolled_back(scene)


@laundering("a row forged with the right digest, then a genuine event")
def _launder_forged(scene: Scene) -> None:
    _forged_with_head(scene)


@laundering("a row deleted and the rest chained anew, then a genuine event")
def _launder_rechained(scene: Scene) -> None:
    _closed_up(scene)


@laundering("a row changed in place, then a genuine event")
def _launder_changed(scene: Scene) -> None:
    scene.set(kind="case.read")


@laundering("everything deleted, then a genuine event")
def _launder_everything(scene: Scene) -> None:
    _everything(scene)


@laundering("the state of a machine changed, then a genuine step from there")
def _launder_state(scene: Scene) -> None:
    _set_state(scene.rapid_review.case, Case.CLOSED_STATE)
    take(Case.objects.get(pk=scene.rapid_review.case.pk), "reopen", scene.table.officer, reason="Once more.")


# --- Trying them ------------------------------------------------------------------------------------------------------


def results(folder: Path) -> Iterator[tuple[str, bool]]:
    """Each way in words, and whether it was found. In a transaction of the caller's, of which nothing is left."""
    scene = Scene(folder)
    with override_settings(AUDIT_CHECKPOINT_FILES=[scene.file]):
        for words, function in {**TAMPERINGS, **LAUNDERINGS}.items():
            with transaction.atomic():
                function(scene)
                if words in LAUNDERINGS:
                    _go_on(scene)
                connection.check_constraints()
                if words != "the triggers away for good":
                    install_triggers(connection, TABLES)
                # What stands beside the log is asked where the log itself is whole, and until something is found.
                yield words, bool(look(beside=False).faults or next(beside(), None))
                transaction.set_rollback(True)


def _go_on(scene: Scene) -> None:
    try:
        with transaction.atomic():
            scene.read()
    except log.LogBroken:
        return


def tried_and_found(folder: Path) -> tuple[int, int]:
    """How many ways of tampering were tried, and how many were found. Needs a test's database, and a folder to use."""
    with transaction.atomic():
        found = [was_found for _words, was_found in results(folder)]
        transaction.set_rollback(True)
    return len(found), sum(found)


__all__ = ["LAUNDERINGS", "TAMPERINGS", "Actor", "Scene", "results", "tried_and_found"]
