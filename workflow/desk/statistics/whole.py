"""All of the statistics of some partnerships and a period: at most sixteen queries, whatever they count."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from workflow.desk.statistics import counts
from workflow.desk.statistics.quarters import Period
from workflow.desk.statistics.tables import Table
from workflow.desk.statistics.themes import themes
from workflow.desk.statistics.timeliness import timeliness
from workflow.parties.party import Partnership
from workflow.procedures.version import NoProcedureInForce, ProcedureVersion


@dataclass(frozen=True)
class Statistics:
    """The tables in the order of the procedure."""

    partnerships: Sequence[Partnership]
    period: Period
    tables: tuple[Table, ...]


def gather(partnerships: Sequence[Partnership], period: Period, *, today: date) -> Statistics:
    """Count everything."""
    counted = [
        counts.referrals(partnerships, period),
        counts.notifications(partnerships, period),
        *timeliness(partnerships, period, today=today),
        counts.rapid_reviews(partnerships, period),
        counts.returns(partnerships, period, today=today),
        counts.decisions(partnerships, period, _responses(partnerships, today)),
        counts.panel_answers(partnerships, period),
        counts.reviews(partnerships, period),
        counts.publications(partnerships, period),
        counts.recommendations(partnerships, period, today=today),
    ]
    tables = [one.table(partnerships, period) for one in counted]
    return Statistics(partnerships, period, (*tables, themes(partnerships, period)))


def _responses(partnerships: Sequence[Partnership], today: date) -> dict[str, str]:
    """What the partners may decide, in the words of the version in force; older choices stand by their key."""
    try:
        procedure = ProcedureVersion.objects.in_force(partnerships[0] if partnerships else None, today)
    except NoProcedureInForce:
        return {}
    return {entry["key"]: str(entry["text"]) for entry in procedure.entries("response_types")}
