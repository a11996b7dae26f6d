"""The door of a round of audit: planned, drawn, one left out and replaced, reported, prompted (D19).

Each service is one transaction that locks the round, asks for the role and the state, writes the event into the chain
and queues its notices, as `perform()` does for machines; what happens to a case goes through `perform()` itself.
Refusals are `workflow.engine.step.Refused` with a reason that can be read.
"""

import logging
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Min, QuerySet
from django.urls import reverse
from django.utils import timezone

from forms.vault import DataKey
from workflow import notices
from workflow.calendar import Unit, due_date
from workflow.engine import log
from workflow.engine.door import perform
from workflow.engine.event import Event
from workflow.engine.step import Refused, local_date
from workflow.machines.audit.machine import RapidReviewAudit
from workflow.machines.audit.round import AuditPrompt, AuditRound
from workflow.machines.audit.sampling import drawn
from workflow.machines.case.machine import Case
from workflow.machines.rapid_review.machine import RapidReview
from workflow.notices import Recipient
from workflow.notices.recipients import members, office_of
from workflow.parties.party import Partnership
from workflow.parties.roles import SYSTEM, Actor, Group, Role
from workflow.procedures.version import BankHoliday, NoProcedureInForce, ProcedureVersion

logger = logging.getLogger(__name__)

PLANNERS = frozenset({Role.OFFICER, Role.AUDITOR})
SETTING = "audit"
AUDIT = "The round of audit"


def candidates(partnership: Partnership, first_day: date, last_day: date) -> "QuerySet[Case]":
    """The cases whose rapid review was decided in the period, is concluded, and is in no audit yet."""
    zone = timezone.get_default_timezone()
    first = datetime.combine(first_day, time.min, tzinfo=zone)
    after = datetime.combine(last_day + timedelta(days=1), time.min, tzinfo=zone)
    audited = RapidReviewAudit.objects.exclude(state=RapidReviewAudit.EXCLUDED)
    fitting = RapidReview.objects.filter(
        state=RapidReview.CONCLUDED, decided_at__gte=first, decided_at__lt=after
    ).exclude(pk__in=audited.values("rapid_review"))
    found: QuerySet[Case] = Case.objects.filter(partnership=partnership, pk__in=fitting.values("case"))
    return found.order_by("reference")


@transaction.atomic
def plan(
    partnership: Partnership, *, first_day: date, last_day: date, size: int, seed: str, by: Actor, now: datetime
) -> AuditRound:
    """Put a round on record before anything is drawn: period, size and seed cannot be chosen to suit the result."""
    _require(by, partnership.pk, PLANNERS)
    if last_day < first_day:
        raise Refused("The last day of the period must not be before the first.", "data")
    if last_day > local_date(now):
        raise Refused("The period must have ended: what is not decided yet cannot be drawn.", "data")
    made = AuditRound(data_key=DataKey.objects.make(), partnership=partnership, first_day=first_day, last_day=last_day)
    made.size, made.seed, made.planned_at, made.planned_by = size, seed.strip(), now, by.user
    made.save(force_insert=True)
    about = {"first_day": first_day.isoformat(), "last_day": last_day.isoformat(), "size": size, "seed": made.seed}
    _write(made, "plan", "", about, by=by, now=now)
    return made


@transaction.atomic
def draw(round_: AuditRound, *, by: Actor, now: datetime) -> list[str]:
    """Freeze the population and draw the sample. Returns the references drawn, in the order of their lots."""
    locked = _locked(round_, AuditRound.PLANNED, "The sample of this round was drawn already.")
    _require(by, locked.partnership_id, PLANNERS)
    found = {case.reference: case for case in candidates(locked.partnership, locked.first_day, locked.last_day)}
    if not found:
        raise Refused("No rapid review that was decided in this period can be drawn.", "guard")
    locked.population = sorted(found)
    locked.state, locked.sampled_at = AuditRound.SAMPLED, now
    locked.save()
    sample = drawn(locked.seed, locked.population)[: locked.size]
    for place, reference in enumerate(sample, start=1):
        perform(
            found[reference], "sample_for_audit", by=by, now=now, data={"round": str(locked.pk), "place": str(place)}
        )
    about = {"population": locked.population, "sample": sample}
    _write(locked, "draw", AuditRound.PLANNED, about, by=by, now=now)
    return sample


@transaction.atomic
def report(round_: AuditRound, *, assurance: str, by: Actor, now: datetime) -> None:
    """Report the round to the strategic body: every audit scored, each marked as reported, the body told once."""
    locked = _locked(round_, AuditRound.SAMPLED, "Only a round whose sample was drawn, and once, is reported.")
    _require(by, locked.partnership_id, {Role.OFFICER})
    if not assurance.strip():
        raise Refused("Enter what the strategic body needs to know.", "data")
    audits = list(locked.audits.exclude(state=RapidReviewAudit.EXCLUDED).order_by("place"))
    if not audits:
        raise Refused("Every rapid review was left out of this sample: there is nothing to report.", "guard")
    waiting = [one for one in audits if one.state == RapidReviewAudit.SAMPLED]
    if waiting:
        raise Refused(f"{len(waiting)} of {len(audits)} rapid reviews are not scored yet.", "guard")
    for one in audits:
        perform(one, "report", by=SYSTEM, now=now, data={"assurance": assurance})
    locked.assurance, locked.state, locked.reported_at = assurance.strip(), AuditRound.REPORTED, now
    locked.save()
    _write(locked, "report", AuditRound.SAMPLED, {"assurance": locked.assurance}, by=by, now=now)
    path = reverse("desk:audit_round", args=[locked.pk])
    _tell(locked.partnership, "audit-round-reported", members(locked, Group.STRATEGIC), path=path, now=now)


def _locked(round_: AuditRound, state: str, reason: str) -> AuditRound:
    locked: AuditRound = (
        AuditRound.objects.select_for_update(of=("self",)).select_related("partnership", "data_key").get(pk=round_.pk)
    )
    if locked.state != state:
        raise Refused(reason, "state")
    return locked


def _require(by: Actor, partnership_id: int, roles: Iterable[Role]) -> None:
    if not by.holds(roles, partnership_id=partnership_id):
        names = " or ".join(sorted(Role(role).label.lower() for role in roles))
        raise Refused(f"Only this role may do it here: {names}.", "role")


def _write(round_: AuditRound, name: str, before: str, data: dict[str, Any], *, by: Actor, now: datetime) -> None:
    held = by.membership(PLANNERS, partnership_id=round_.partnership_id)
    event = Event(
        data_key=round_.data_key,
        kind=f"audit_round.{name}",
        machine="audit_round",
        record_id=round_.pk,
        from_state=before,
        to_state=round_.state,
        actor=by.user,
        actor_role=held.role if held else "",
        at=now,
        data=data,
    )
    log.append([event])


def _tell(partnership: Partnership, key: str, people: list[Recipient], *, path: str, now: datetime) -> None:
    notices.queue(
        notices.compose_without_case(
            partnership, key, reference=partnership.code, to=person, now=now, on=local_date(now), path=path, title=AUDIT
        )
        for person in people
    )


# The prompt


def prompt_due(now: datetime) -> int:
    """Tell each office once that a round is due. Returns how many were told. One query where nothing was concluded."""
    today, told = local_date(now), 0
    concluded = RapidReview.objects.filter(state=RapidReview.CONCLUDED, decided_at__isnull=False)
    oldest = _by_partnership(concluded, "case__partnership", Min("decided_at"))
    if not oldest:
        return 0
    newest = _by_partnership(AuditRound.objects.filter(sampled_at__isnull=False), "partnership", Max("last_day"))
    prompted = set(AuditPrompt.objects.values_list("partnership", "due_on"))
    for partnership in Partnership.objects.filter(pk__in=oldest):
        since = newest.get(partnership.pk) or local_date(oldest[partnership.pk])
        try:
            told += _prompt(partnership, since, prompted, today, now)
        except NoProcedureInForce:
            continue
        except Exception:
            logger.exception("The office of partnership %s could not be prompted of its audit.", partnership.pk)
    return told


def _by_partnership(found: "QuerySet[Any]", partnership: str, what: Any) -> dict[int, Any]:
    return dict(found.order_by().values(partnership).annotate(day=what).values_list(partnership, "day"))


def due_on(procedure: ProcedureVersion, since: date) -> date:
    """The day on which the next round is due, counted from the end of the period that was audited last."""
    months = int(procedure.setting(SETTING)["every_months"])
    return due_date(since, Unit.MONTHS, months, BankHoliday.calendar()).due


def _prompt(partnership: Partnership, since: date, prompted: set[Any], today: date, now: datetime) -> bool:
    due = due_on(ProcedureVersion.objects.in_force(partnership, today), since)
    if due > today or (partnership.pk, due) in prompted:
        return False
    with transaction.atomic():
        _, is_new = AuditPrompt.objects.get_or_create(partnership=partnership, due_on=due, defaults={"told_at": now})
        if is_new:
            _tell(partnership, "audit-due", [office_of(partnership)], path=reverse("desk:audit_rounds"), now=now)
    return is_new
