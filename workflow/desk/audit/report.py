"""The report of a round of audit: what the record shows of each rapid review, and the scores counted (D19)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from forms.reading.exports.layout import Column
from forms.reading.exports.records import Cell
from workflow.clocks.deadline import Deadline
from workflow.desk.case_file.people import choice_labels
from workflow.desk.returns.chronology import COUNTED
from workflow.desk.statistics.timeliness import WorkingDays, median_of
from workflow.machines.agency_return.machine import AgencyReturn
from workflow.machines.audit.machine import RapidReviewAudit
from workflow.machines.audit.questions import FACTS, SCORES
from workflow.machines.audit.round import AuditRound
from workflow.machines.rapid_review.panel.answer import PanelAnswer
from workflow.procedures.version import BankHoliday, Occasion

MEANS = {"agrees": "Agreed", "disagrees": "Disagreed", "national": "Carries out a national review"}
ASKED = {
    "timeliness": "Was it done in time?",
    "participation": "Did the agencies take part?",
    "rationale": "Does the record explain the decision?",
    "panel_agreement": "Did the Panel agree?",
}


@dataclass(frozen=True)
class Facts:
    """What the record shows of one rapid review, counted and not judged."""

    clock: Deadline | None
    days: int | None
    returns: list[AgencyReturn]
    panel: str

    @property
    def in_time(self) -> bool | None:
        """None where the clock was not met."""
        if self.clock is None or self.clock.met_on is None:
            return None
        return not self.clock.is_breached and self.clock.met_on <= self.clock.due_on

    @property
    def asked(self) -> int:
        return sum(one.state != AgencyReturn.RECALLED for one in self.returns)

    @property
    def _sent(self) -> list[AgencyReturn]:
        return [one for one in self.returns if one.submitted_at is not None and one.state in COUNTED]

    @property
    def answered(self) -> int:
        return len(self._sent)

    @property
    def late(self) -> int:
        return sum(one.submitted_at.date() > one.due_on for one in self._sent if one.submitted_at)

    @property
    def not_involved(self) -> int:
        return sum(one.state == AgencyReturn.NOT_INVOLVED for one in self.returns)

    @property
    def timeliness(self) -> str:
        if self.days is None:
            return "Not on record"
        return f"{self.days} working days, {'in time' if self.in_time else 'late'}"

    @property
    def participation(self) -> str:
        if not self.asked:
            return "No agency was asked"
        said = f"{self.answered} of {self.asked} sent a return"
        extra = [f"{self.late} late"] if self.late else []
        extra += [f"{self.not_involved} not involved"] if self.not_involved else []
        return f"{said} ({', '.join(extra)})" if extra else said


@dataclass(frozen=True)
class Audited:
    """One audit of the round with its facts."""

    audit: RapidReviewAudit
    facts: Facts
    scores: dict[str, str]
    found: dict[str, Any]


class RoundReport:
    """A round as its page, its print and its file show it: six queries, whatever its size."""

    def __init__(self, round_: AuditRound) -> None:
        self.round = round_
        related = ("case__procedure", "case__partnership", "data_key", "rapid_review", "submission__version")
        audits = list(round_.audits.select_related(*related).order_by("place", "created_at"))
        self.left_out = [one for one in audits if one.state == RapidReviewAudit.EXCLUDED]
        kept = [one for one in audits if one.state != RapidReviewAudit.EXCLUDED]
        facts = facts_of(kept)
        self.audited = [Audited(one, facts[one.pk], one.scores or {}, one.findings or {}) for one in kept]

    @cached_property
    def is_scored(self) -> bool:
        return bool(self.audited) and all(one.audit.state != RapidReviewAudit.SAMPLED for one in self.audited)

    @cached_property
    def markers(self) -> dict[str, str]:
        """The quality markers that were scored, in the procedure's order and words."""
        used = {key for one in self.audited for key in one.scores}
        if not self.audited:
            return {}
        entries = self.audited[0].audit.case.procedure.entries("quality_markers")
        known = {entry["key"]: str(entry["text"]) for entry in entries if entry["key"] in used}
        return known | {key: key for key in sorted(used - set(known))}

    @property
    def by_marker(self) -> list[tuple[str, list[int]]]:
        """For each marker how often it is met, partly met, not met, not told."""
        return [
            (text, [sum(one.scores.get(key) == score for one in self.audited) for score in SCORES])
            for key, text in self.markers.items()
        ]

    @property
    def score_words(self) -> list[str]:
        return list(SCORES.values())

    @property
    def judged(self) -> list[tuple[str, list[tuple[str, int]]]]:
        """What the auditors answered besides the markers, counted."""
        found = []
        for name in FACTS:
            counted = Counter(_label(one, name) for one in self.audited if one.found.get(name))
            if counted:
                found.append((ASKED[name], sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))))
        return found

    @property
    def in_time(self) -> int:
        return sum(bool(one.facts.in_time) for one in self.audited)

    @property
    def median_days(self) -> float:
        return median_of(Counter(one.facts.days for one in self.audited if one.facts.days is not None))

    @property
    def agreed(self) -> int:
        return sum(one.facts.panel == MEANS["agrees"] for one in self.audited)

    @property
    def actions(self) -> list[tuple[str, str]]:
        return [
            (one.audit.case.reference, str(one.found["actions"])) for one in self.audited if one.found.get("actions")
        ]

    # The file: numbers and choices only, nothing that somebody typed.

    @property
    def columns(self) -> tuple[Column, ...]:
        fixed = (
            ("case", "Case"),
            ("state", "State"),
            ("days", "Working days taken"),
            ("in_time", "In time"),
            ("asked", "Agencies asked"),
            ("answered", "Returns sent"),
            ("late", "Returns late"),
            ("panel", "Panel"),
        )
        judged = tuple((name, ASKED[name]) for name in FACTS)
        return (*fixed, *judged, *((f"marker.{key}", text) for key, text in self.markers.items()))

    def rows(self) -> Iterator[Sequence[Cell]]:
        for one in self.audited:
            facts = one.facts
            in_time = "" if facts.in_time is None else "yes" if facts.in_time else "no"
            yield [
                one.audit.case.reference,
                str(one.audit.get_state_display()),
                facts.days,
                in_time,
                facts.asked,
                facts.answered,
                facts.late,
                facts.panel,
                *(_label(one, name) for name in FACTS),
                *(SCORES.get(one.scores.get(key, ""), "") for key in self.markers),
            ]


def _label(one: Audited, name: str) -> str:
    """An answer in the words of the form it was given on."""
    value = one.found.get(name)
    if not value or one.audit.submission is None:
        return str(value or "")
    words = choice_labels(one.audit.submission.version.definition)
    return words.get((f"audit.{name}", value), str(value))


def facts_of(audits: Sequence[RapidReviewAudit]) -> dict[Any, Facts]:
    """By audit, out of the clocks, the returns and the Panel's answers: four queries."""
    ids = [one.rapid_review_id for one in audits]
    clocks = {
        clock.record_id: clock
        for clock in Deadline.objects.filter(
            record_id__in=ids, rule__met_by=Occasion.RAPID_REVIEW_COMPLETED, state=Deadline.State.MET
        )
    }
    returns = list(AgencyReturn.objects.filter(rapid_review__in=ids))
    panel = {
        answer.rapid_review_id: answer.means
        for answer in PanelAnswer.objects.filter(rapid_review__in=ids).order_by("at").only("rapid_review_id", "means")
    }
    days = [(clock.started_on, clock.met_on) for clock in clocks.values() if clock.met_on is not None]
    holidays = BankHoliday.calendar()
    taken = WorkingDays(min(first for first, _ in days), max(max(pair) for pair in days), holidays) if days else None
    found = {}
    for one in audits:
        clock = clocks.get(one.rapid_review_id)
        spent = taken.between(clock.started_on, clock.met_on) if taken and clock and clock.met_on else None
        answer = panel.get(one.rapid_review_id, "")
        asked = [each for each in returns if each.rapid_review_id == one.rapid_review_id]
        found[one.pk] = Facts(clock, spent, asked, MEANS.get(answer, answer))
    return found
