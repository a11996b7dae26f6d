"""All of the statistics of some partnerships and a period: at most seventeen queries, whatever they count; two where
nothing changed since they were counted last.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from workflow.desk.statistics import counts
from workflow.desk.statistics.kept import keeping
from workflow.desk.statistics.quarters import Period
from workflow.desk.statistics.tables import Counted, Table
from workflow.desk.statistics.themes import THEMES, themes, themes_named
from workflow.desk.statistics.timeliness import CLOCKS, timeliness
from workflow.parties.party import Partnership
from workflow.procedures.version import NoProcedureInForce, ProcedureVersion


@dataclass(frozen=True)
class Statistics:
    """The tables in the order of the procedure."""

    partnerships: Sequence[Partnership]
    period: Period
    tables: tuple[Table, ...]


def gather(partnerships: Sequence[Partnership], period: Period, *, today: date) -> Statistics:
    """Everything, counted anew where something changed since it was counted last."""
    words = _responses(partnerships, today)
    every = counted(partnerships, period, today=today, words=words)
    found = {one.key: counts.in_words(one, words) if one.key == counts.DECISIONS else one for one in every}
    about = found.pop(THEMES)
    tables = [one.table(partnerships, period) for one in _in_order(found)]
    return Statistics(partnerships, period, (*tables, themes(about, partnerships)))


def counted(
    partnerships: Sequence[Partnership], period: Period, *, today: date, words: Mapping[str, str] | None = None
) -> list[Counted]:
    """Everything as numbers. `words`: what the partners may decide, where it is known."""
    known = _responses(partnerships, today) if words is None else words
    return keeping.counted(partnerships, period, partial(count, words=known, today=today), today=today)


def count(
    partnerships: Sequence[Partnership], period: Period, *, words: Mapping[str, str], today: date
) -> list[Counted]:
    """Every table, from the records themselves."""
    return [
        counts.referrals(partnerships, period),
        counts.notifications(partnerships, period),
        *timeliness(partnerships, period, today=today),
        counts.rapid_reviews(partnerships, period),
        counts.returns(partnerships, period, today=today),
        counts.decisions(partnerships, period, words),
        counts.panel_answers(partnerships, period),
        counts.reviews(partnerships, period),
        counts.publications(partnerships, period),
        counts.recommendations(partnerships, period, today=today),
        themes_named(partnerships, period),
    ]


def _in_order(found: Mapping[str, Counted]) -> list[Counted]:
    """The limits by their names after the notifications, the others as they were counted."""
    limits = sorted((one for key, one in found.items() if key.startswith(CLOCKS)), key=lambda one: one.title)
    others = [one for key, one in found.items() if not key.startswith(CLOCKS)]
    return [*others[:2], *limits, *others[2:]]


def _responses(partnerships: Sequence[Partnership], today: date) -> dict[str, str]:
    """What the partners may decide, in the words of the version in force; older choices stand by their key."""
    try:
        procedure = ProcedureVersion.objects.in_force(partnerships[0] if partnerships else None, today)
    except NoProcedureInForce:
        return {}
    return {entry["key"]: str(entry["text"]) for entry in procedure.entries("response_types")}
