"""Moving a case to another version of the procedure: what would change for it, and doing it.

A case stays on the version it was opened under unless an officer moves it, for a reason, after having seen what
changes. Running clocks go on under the new version's limit of the same key; one without such a limit stops; a limit
that only the new version has starts where its start is known from the case. What was met, stopped or breached before
stays as it was.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet

from forms.definition.dates import spoken_day
from forms.kept_query import KeptQuery
from workflow import clocks
from workflow.calendar import BankHolidays
from workflow.clocks.dates import keep_history
from workflow.clocks.deadline import Deadline, StopReason
from workflow.clocks.lifecycle import set_dates
from workflow.clocks.reminders import next_moment
from workflow.clocks.starting_points import Point, points_of
from workflow.engine.step import local_date
from workflow.procedures.comparing import Section, differences
from workflow.procedures.document import document_of
from workflow.procedures.version import BankHoliday, DeadlineRule, ProcedureVersion

if TYPE_CHECKING:
    from workflow.machines.case.machine import Case

# What a page has read of it: of which day, and whether there is another version.
OTHERS_AS_READ = "other_versions_as_read"
SAVED = ("rule", "started_on", "due_on", "skipped", "history", "breached_at", "next_reminder_at")
EXTENDED = "More time was approved, so the date stays."
NO_LIMIT = "The new version has no such limit: it is no longer counted."
UNKNOWN_START = "Its start is not known from the case, so it does not start."


@dataclass(frozen=True)
class ClockMove:
    """A running clock under the new version. `due` is None where it stops."""

    deadline: Deadline
    due: date | None
    started_on: date
    rule: DeadlineRule | None
    note: str = ""

    @property
    def label(self) -> str:
        return self.deadline.rule.label

    @property
    def was_due(self) -> date:
        return self.deadline.due_on


@dataclass(frozen=True)
class ClockStart:
    """A limit that only the new version has and whose start has happened. `due` is None where it cannot start."""

    rule: DeadlineRule
    point: Point | None
    due: date | None
    note: str = ""

    @property
    def label(self) -> str:
        return self.rule.label


@dataclass(frozen=True)
class Preview:
    """What changes for one case."""

    version: ProcedureVersion
    clocks: tuple[ClockMove, ...]
    starts: tuple[ClockStart, ...]
    sections: tuple[Section, ...]

    @property
    def lines(self) -> list[str]:
        """What happens to the clocks, a sentence each: kept in the log."""
        return [*(_moved(one) for one in self.clocks), *(_started(one) for one in self.starts)]

    @property
    def digest(self) -> str:
        """Stands for what a person saw: another digest means that it is not what would happen now."""
        seen = [str(self.version.pk), self.lines]
        return hashlib.sha256(json.dumps(seen).encode()).hexdigest()[:24]


def versions_for(case: "Case", today: date) -> QuerySet[ProcedureVersion]:
    """The versions to which this case can move: published, begun, applicable to its partnership, another one."""
    return other_versions(case.partnership_id, case.procedure_id, today)


def has_versions(case: "Case", today: date) -> bool:
    """Whether there are any."""
    day, found = case.__dict__.get(OTHERS_AS_READ, (None, False))
    if day == today:
        return bool(found)
    return bool(ANOTHER.rows(partnership=case.partnership_id, procedure=case.procedure_id, today=today))


def other_versions(partnership: int, procedure: UUID, today: date) -> QuerySet[ProcedureVersion]:
    """The same of a case of this partnership that goes by this version."""
    found = ProcedureVersion.objects.applicable_to(partnership).filter(effective_from__lte=today)
    return found.exclude(pk=procedure).order_by("-effective_from")


ANOTHER: KeptQuery[tuple[UUID]] = KeptQuery(
    lambda **asked: other_versions(**asked).order_by().values_list("pk")[:1],
    partnership=int,
    procedure=UUID,
    today=date,
)


def preview(case: "Case", version: ProcedureVersion, *, now: datetime, old: ProcedureVersion | None = None) -> Preview:
    """What moving this case to that version would change. `old`: where it stands, unless it is there already."""
    before = old or case.procedure
    rules, known = clocks.rules_of(version), clocks.rules_of(before)
    wanted = {occasion for rule in rules.values() for occasion in (rule.starts_on, rule.met_by)}
    holidays, points = BankHoliday.calendar(), points_of(case, wanted=wanted)
    running = list(clocks.running(case))
    return Preview(
        version=version,
        clocks=tuple(_move_of(one, rules.get(one.rule.key), points, holidays) for one in running),
        starts=tuple(_starts(rules.values(), known, points, holidays)),
        sections=tuple(
            section
            for section in differences(document_of(before), document_of(version))
            if section.name not in ("basics", "rules")
        ),
    )


def _move_of(
    deadline: Deadline, rule: DeadlineRule | None, points: Mapping[str, Point], holidays: BankHolidays
) -> ClockMove:
    start, note = deadline.started_on, ""
    if rule is None:
        return ClockMove(deadline, None, start, None, NO_LIMIT)
    if deadline.extended:
        return ClockMove(deadline, deadline.due_on, start, rule, EXTENDED)
    if rule.starts_on != deadline.rule.starts_on:
        point = points.get(rule.starts_on)
        start = point.on if point else start
        note = f"It counts from the day {rule.get_starts_on_display()}."
        if point is None:
            note = f"The day {rule.get_starts_on_display()} is not known from the case, so its start stays."
    return ClockMove(deadline, clocks.due_date(rule, start, holidays).due, start, rule, note)


def _starts(
    rules: Iterable[DeadlineRule],
    known: Mapping[str, DeadlineRule],
    points: Mapping[str, Point],
    holidays: BankHolidays,
) -> Iterator[ClockStart]:
    for rule in rules:
        point, met = points.get(rule.starts_on), points.get(rule.met_by)
        if rule.key in known or point is None or (met is not None and met.on >= point.on):
            continue
        if point.record is None:
            yield ClockStart(rule, None, None, UNKNOWN_START)
        else:
            yield ClockStart(rule, point, clocks.due_date(rule, point.on, holidays).due)


def move_clocks(
    case: "Case", old: ProcedureVersion, version: ProcedureVersion, *, now: datetime, event_id: UUID | None
) -> None:
    """Do to the clocks what the preview said. `event_id` names the logged event that holds the reason."""
    plan, holidays = preview(case, version, now=now, old=old), BankHoliday.calendar()
    gone = [one.deadline.rule.key for one in plan.clocks if one.rule is None]
    if gone:
        clocks.stop(case, StopReason.PROCEDURE, on=local_date(now), rule_keys=gone)
    for one in plan.clocks:
        if one.rule is not None:
            _go_on(one, one.rule, holidays, now, event_id)
    openings = [clocks.Opening(one.rule.key, one.point.on, one.point.record) for one in plan.starts if one.point]
    case.procedure = version
    clocks.open_many(case, openings, now=now)


def _go_on(move: ClockMove, rule: DeadlineRule, holidays: BankHolidays, now: datetime, event_id: UUID | None) -> None:
    deadline = move.deadline
    if (deadline.started_on, deadline.due_on) != (move.started_on, move.due):
        # Also records the breach of a limit that has passed unseen, before its date moves.
        keep_history(deadline, now, event_id, "procedure")
    deadline.rule = rule
    if deadline.extended:
        deadline.next_reminder_at = next_moment(deadline, holidays)
    else:
        set_dates(deadline, move.started_on, holidays)
    deadline.save(update_fields=SAVED)


def _moved(one: ClockMove) -> str:
    if one.due is None:
        return f"“{one.label}”, due on {spoken_day(one.was_due)}: {NO_LIMIT}"
    if one.due == one.was_due:
        return f"“{one.label}”: still due on {spoken_day(one.due)}."
    return f"“{one.label}”: due on {spoken_day(one.due)}, before on {spoken_day(one.was_due)}."


def _started(one: ClockStart) -> str:
    if one.point is None or one.due is None:
        return f"“{one.label}” is new. {UNKNOWN_START}"
    return f"“{one.label}” is new: it counts from {spoken_day(one.point.on)} and is due on {spoken_day(one.due)}."
