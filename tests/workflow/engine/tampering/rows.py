"""What can be done to the log itself: each column, the order, the head, the end."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import connection

from tests.factories.case import MONDAY, CaseFactory
from tests.workflow.engine.tampering.scene import Scene, tampering
from workflow.engine import log
from workflow.engine.log_records import AuditAnchor, AuditBreak
from workflow.engine.log_triggers import TABLES, drop_triggers
from workflow.models import AuditHead, Event

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


# --- The rows: each column, and their order ---------------------------------------------------------------------------


def _column(name: str, value: Any) -> None:
    tampering(f"{name} of a row changed")(lambda scene: scene.set(**{name: value}))


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
def closed_up(scene: Scene) -> None:
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
def everything(scene: Scene) -> None:
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
def forged_with_head(scene: Scene) -> None:
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
def truncated(scene: Scene) -> None:
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
def rolled_back(scene: Scene) -> None:
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
