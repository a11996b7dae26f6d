"""A partnership, a case and something to put a clock on: the smallest scene in which clocks and notices work."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from forms.vault import DataKey
from workflow import clocks
from workflow.models import Agency, Case, Deadline, Notice, Partnership, ProcedureVersion
from workflow.procedures import load_shipped
from workflow.procedures.version import Occasion

LONDON = ZoneInfo("Europe/London")
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=LONDON)


def on(text: str) -> date:
    return date.fromisoformat(text)


def at(text: str) -> datetime:
    """A moment in London: at("2026-03-02 09:00")."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def procedure() -> ProcedureVersion:
    return load_shipped(now=MONDAY)[0]


def partnership(slug: str = "example", **fields: Any) -> Partnership:
    defaults = {
        "name": f"{slug.title()} Safeguarding Children Partnership",
        "code": slug[:4].upper(),
        "local_authority_name": f"{slug.title()} Council",
        "coordinator_title": "Coordinator",
        "sign_off_group_name": "Assurance Group",
        "strategic_body_name": "Strategic Leadership Group",
        "contact_email": f"office@{slug}.example",
    }
    return Partnership.objects.create(slug=slug, **{**defaults, **fields})


def case(of: Partnership | None = None, number: int = 1, **fields: Any) -> Case:
    of = of or partnership()
    return Case.objects.create(
        partnership=of,
        procedure=fields.pop("procedure", None) or procedure(),
        data_key=DataKey.objects.make(),
        reference=f"{of.code}-2026-{number:04d}",
        opened_at=MONDAY,
        **fields,
    )


def local_authority(of: Partnership) -> Agency:
    agency = Agency.objects.create(
        name=of.local_authority_name, kind="local_authority", contact_email="las@council.example", notifies_for=of
    )
    agency.partnerships.add(of)
    return agency


def record(kind: str = "notification") -> Any:
    """Stands for a machine's record: clocks read its kind and its key, nothing else."""
    return SimpleNamespace(KIND=kind, pk=uuid4())


def start(case: Case, rule_key: str, *, on: date, record: Any, now: datetime) -> Deadline:
    """Open one clock of the case, by the rule of that name."""
    return clocks.open_many(case, [clocks.Opening(rule_key, on, record)], now=now)[0]


def meet(case: Case, rule_key: str, *, on: date, record: Any = None) -> Deadline | None:
    """What the clock of that rule waits for happened on that day."""
    met = clocks.meet_on(case, Occasion(clocks.rule_of(case.procedure, rule_key).met_by), on=on, record=record)
    return met[0] if met else None


def notice(number: int = 1, **fields: Any) -> Notice:
    """A queued notice to one address."""
    defaults = {
        "key": "referral-received",
        "recipient_name": "A referrer",
        "recipient_email": f"referrer{number}@agency.example",
        "subject": f"EXAM-2026-{number:04d}: we have received your referral",
        "body": "Sign in to read more.",
        "message_id": f"<{number}@portal.example>",
        "queued_at": MONDAY + timedelta(seconds=number),
        "not_before": MONDAY,
    }
    return Notice.objects.create(**{**defaults, **fields})
