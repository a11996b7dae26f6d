"""What an edition adds to the steps of a case without code: milestones of its own, and notices on any occasion.

One function runs after every step. What an edition adds is read once a process; an edition that adds nothing costs
nothing. The limits that the machines open and meet themselves are theirs: here stand those between two occasions that
no machine brings together, and those that a step starts which is no day with a name.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from workflow import clocks
from workflow.clocks.deadline import StopReason
from workflow.clocks.starting_points import UNDONE, day_of
from workflow.engine.door import Context
from workflow.notices.by_occasion import tell_by_occasion
from workflow.notices.composing import all_wording
from workflow.procedures.occasions import Occasion, reached_by, steps_of_occasion
from workflow.procedures.version import DeadlineRule, NoticeTemplate, ProcedureVersion

# On whose record the machines themselves open the clocks that count from a day; from all other days they open none.
STARTED = {
    Occasion.AWARE: "notification",
    Occasion.NOTIFIED: "rapid_review",
    Occasion.RAPID_REVIEW_COMPLETED: "rapid_review",
    Occasion.SENT_TO_PANEL: "rapid_review",
    Occasion.ADVICE_ASKED: "rapid_review",
    Occasion.REVIEW_DECIDED: "review",
    Occasion.REVIEWER_APPOINTED: "review",
    Occasion.BODIES_TOLD: "review",
    Occasion.FAMILY_TOLD: "review",
    Occasion.BRIEFED: "review",
    Occasion.PUBLICATION_PLANNED: "publication",
    Occasion.PUBLISHED: "publication",
}
# Of whose record the machines themselves meet the clocks that wait for a day; "" of every record in the case.
MET = {
    Occasion.NOTIFIED: "notification",
    Occasion.RAPID_REVIEW_COMPLETED: "",
    Occasion.SENT_TO_PANEL: "",
    Occasion.ADVISED: "rapid_review",
    Occasion.PANEL_ANSWERED: "",
    Occasion.REVIEWER_APPOINTED: "review",
    Occasion.BODIES_TOLD: "review",
    Occasion.FAMILY_TOLD: "review",
    Occasion.BRIEFED: "review",
    Occasion.ADVANCE_COPY_SENT: "publication",
    Occasion.PUBLISHED: "review",
    Occasion.ON_REQUEST: "publication",
}
STOPPED = {"withdrawn": StopReason.WITHDRAWN, "joined": StopReason.JOINED, "stopped": StopReason.REVIEW_STOPPED}
# Where a record that opened a milestone goes no further.
GONE = UNDONE | {"joined", "not_accepted"}


@dataclass
class Timetable:
    """What an edition adds, by the kind of the event that it follows."""

    starts: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    meets: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    notices: dict[str, list[NoticeTemplate]] = field(default_factory=lambda: defaultdict(list))
    # The limits that are opened here, and so are stopped here.
    own: set[str] = field(default_factory=set)

    @property
    def is_empty(self) -> bool:
        return not (self.starts or self.meets or self.notices)


# Published versions never change, so what they add is read once a process.
_published: dict[UUID, Timetable] = {}


def timetable_of(case: Any) -> Timetable:
    """What the case's edition adds: no query where it was asked before."""
    known = _published.get(case.procedure_id)
    if known is None:
        known = _read(case.procedure)
        if case.procedure.is_published:
            _published[case.procedure_id] = known
    return known


def _read(procedure: ProcedureVersion) -> Timetable:
    found = Timetable()
    for rule in clocks.rules_of(procedure).values():
        if rule.starts_on not in STARTED:
            found.own.add(rule.key)
            for kind in steps_of_occasion(rule.starts_on):
                found.starts[kind].add(rule.starts_on)
        if rule.met_by != Occasion.TICKED and not _is_met_by_its_machine(rule):
            for kind in steps_of_occasion(rule.met_by):
                found.meets[kind].add(rule.key)
    for template in all_wording(procedure).values():
        for kind in steps_of_occasion(template.occasion) if template.occasion else ():
            found.notices[kind].append(template)
    return found


def _is_met_by_its_machine(rule: DeadlineRule) -> bool:
    whose = _by_day(MET, rule.met_by)
    return whose is not None and whose in ("", _home(rule.starts_on))


def _home(occasion: str) -> str:
    """The machine on whose record a clock from this day runs."""
    return _by_day(STARTED, occasion) or steps_of_occasion(occasion)[0].partition(".")[0]


def _by_day(table: Mapping[Occasion, str], occasion: str) -> str | None:
    return table[Occasion(occasion)] if occasion in table else None


def follow_timetable(context: Context[Any]) -> None:
    """Meet, open and stop the edition's own milestones, and queue its own notices, after any step.

    A step that ends what a milestone waits for meets it first: then it is met, not stopped.
    """
    case, kind = context.case, context.event.kind
    if case.is_erased or (timetable := timetable_of(case)).is_empty:
        return
    if keys := timetable.meets.get(kind):
        _meet(context, keys)
    if timetable.own and context.event.from_state != context.event.to_state and context.record.state in GONE:
        reason = STOPPED.get(context.record.state, StopReason.NOT_REQUIRED)
        _stop(context, timetable.own, reason)
    elif case.is_open:
        for occasion in sorted(timetable.starts.get(kind, ())):
            on = day_of(context.event, context.record)
            clocks.start_on(case, occasion, on=on, record=context.record, now=context.now)
    if templates := timetable.notices.get(kind):
        tell_by_occasion(context, templates)


def _meet(context: Context[Any], keys: set[str]) -> None:
    """Of the record itself where the clock is one of its machine's, else of the whole case."""
    reached = reached_by(context.event.kind)
    waiting = clocks.running(context.case).filter(rule__key__in=keys, rule__met_by__in=reached)
    of_another = waiting.filter(machine=context.record.KIND).exclude(record_id=context.record.pk)
    day = day_of(context.event, context.record)
    clocks.meet(waiting.exclude(pk__in=of_another.values("pk")), on=day)


def _stop(context: Context[Any], keys: set[str], reason: StopReason) -> None:
    on = day_of(context.event, context.record)
    clocks.stop(context.case, reason, on=on, rule_keys=keys, record=context.record)
