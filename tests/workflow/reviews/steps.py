"""Taking steps in tests: moments in London, one step, and a refusal that left nothing behind."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.forms.models import model_to_dict

from workflow.engine.door import perform
from workflow.engine.step import Refused
from workflow.models import Deadline, Event, Notice
from workflow.parties.roles import Actor

LONDON = ZoneInfo("Europe/London")


def at(text: str) -> datetime:
    """A moment in London: at("2026-03-02"), at("2026-03-02 23:30")."""
    return datetime.fromisoformat(text if " " in text else f"{text} 09:00").replace(tzinfo=LONDON)


def fresh(record: Any) -> Any:
    return type(record).objects.get(pk=record.pk)


def take(record: Any, name: str, by: Actor, when: str = "2026-03-02", **data: Any) -> Any:
    """Take a step and return the record as the database has it then."""
    perform(record, name, by=by, now=at(when), data=data)
    return fresh(record)


def refused(record: Any, name: str, by: Actor, when: str = "2026-03-02", *, kind: str, **data: Any) -> str:
    """The reason of a refusal of this kind, after proving that it changed nothing."""

    def everything() -> Any:
        kept = fresh(record)
        row = {field.attname: getattr(kept, field.attname) for field in kept._meta.concrete_fields}
        return row | model_to_dict(kept), Event.objects.count(), Notice.objects.count(), Deadline.objects.count()

    before = everything()
    with pytest.raises(Refused) as caught:
        perform(record, name, by=by, now=at(when), data=data)
    assert caught.value.kind == kind, caught.value.reason
    assert everything() == before
    return caught.value.reason


def notices_of(case: Any, key: str) -> list[str]:
    """To whom notices of this key are queued."""
    return sorted(Notice.objects.filter(case=case, key=key).values_list("recipient_name", flat=True))
