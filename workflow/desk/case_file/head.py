"""What stands above every page of a case: who it is about, where it stands, what comes next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflow.desk.case_file.file import CaseFile
from workflow.desk.case_file.incident_day import incident_of
from workflow.desk.case_file.next_up import Wait, first_wait
from workflow.desk.queue.rows import initials_in, stages_in
from workflow.machines.case.children.child import Child

MONTHS_A_YEAR = 12
# Up to which age it is told in months, as people who work with small children do.
TOLD_IN_MONTHS = 24


@dataclass(frozen=True)
class Head:
    """`children`: "JE, 6 years"; empty for who does not read what was sent. `wait`: what is due first, or None."""

    children: tuple[str, ...]
    stages: tuple[str, ...]
    wait: Wait | None


def head_of(file: CaseFile, *, reads_everything: bool) -> Head:
    """Five queries, fewer where the page has asked for the same."""
    children = tuple(_children(file)) if reads_everything else ()
    return Head(children, stages_in(file.case, file.staged), first_wait(file))


def _children(file: CaseFile) -> Iterator[str]:
    on = incident_of(file) if file.children else None
    for child in file.children:
        details: dict[str, Any] = child.details or {}
        age = age_of(child, on)
        initials = initials_in(str(details.get("child.name") or "")) or "Name not known"
        yield f"{initials}, {age}" if age else initials


def age_of(child: Child, on: date | None) -> str:
    """How old the child was on that day, in words: "6 years", "14 months", "unborn"; "" where nobody can say."""
    details: dict[str, Any] = child.details or {}
    match details.get("child.birth_known"):
        case "unborn":
            return "unborn"
        case "estimated":
            return str(details.get("child.age_estimate") or "")
    try:
        born = date.fromisoformat(str(details.get("child.birth_date") or ""))
    except ValueError:
        return ""
    if on is None or on < born:
        return ""
    months = MONTHS_A_YEAR * (on.year - born.year) + on.month - born.month - (on.day < born.day)
    if months < 1:
        return _counted((on - born).days, "day")
    return _counted(months, "month") if months < TOLD_IN_MONTHS else _counted(months // MONTHS_A_YEAR, "year")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
