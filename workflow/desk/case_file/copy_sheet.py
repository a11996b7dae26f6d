"""A notification's answers in the order in which the national service asks, to copy one after the other (D2).

The order is data of the procedure (its list "national_service"); what the list does not name comes last, so nothing is
left out. A version without the list gives the order of the form.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from forms.definition.shape import Answers, Definition
from forms.questions.summary import SummaryEntry, SummaryRow, SummaryStep, summary_rows

REST = "What else your form asked"


@dataclass
class Section:
    """One part of the sheet. `entries`: a title ("" where nothing repeats) and its rows."""

    title: str
    entries: list[tuple[str, list[SummaryRow]]] = field(default_factory=list)


def sections(definition: Definition, answers: Answers, procedure: Any) -> list[Section]:
    """The sheet of a sent form or of a draft."""
    steps = summary_rows(definition, answers)
    order = procedure.content.get("national_service", [])
    if not order:
        return [section for step in steps if (section := _whole(step)).entries]
    meanings = {
        question["name"]: question.get("meaning", "") for step in definition["steps"] for question in step["questions"]
    }
    taken: set[str] = set()
    found = [_section(part, steps, meanings, taken) for part in order]
    rest = Section(REST)
    for step in steps:
        rest.entries += _entries(step, [row.name for entry in step.entries for row in entry.rows], taken)
    return [section for section in [*found, rest] if section.entries]


def _whole(step: SummaryStep) -> Section:
    return Section(step.title, [(_title(step, entry), list(entry.rows)) for entry in step.entries if entry.rows])


def _section(
    part: Mapping[str, Any], steps: Iterable[SummaryStep], meanings: Mapping[str, str], taken: set[str]
) -> Section:
    """One part: its answers in the order of its meanings, a repeating step entry by entry."""
    section = Section(part["text"])
    for step in steps:
        known = {meanings.get(row.name, ""): row.name for entry in step.entries for row in entry.rows}
        names = [known[meaning] for meaning in part["meanings"] if meaning in known]
        section.entries += _entries(step, names, taken)
    return _joined(section)


def _entries(step: SummaryStep, names: list[str], taken: set[str]) -> list[tuple[str, list[SummaryRow]]]:
    wanted = [name for name in dict.fromkeys(names) if name not in taken]
    taken.update(wanted)
    found = []
    for entry in step.entries:
        by_name = {row.name: row for row in entry.rows}
        if rows := [by_name[name] for name in wanted if name in by_name]:
            found.append((_title(step, entry), rows))
    return found


def _joined(section: Section) -> Section:
    """Plain steps of one part stand together, without a heading each."""
    plain = [row for title, rows in section.entries if not title for row in rows]
    repeated = [(title, rows) for title, rows in section.entries if title]
    return Section(section.title, [*([("", plain)] if plain else []), *repeated])


def _title(step: SummaryStep, entry: SummaryEntry) -> str:
    return entry.title if step.repeats else ""
