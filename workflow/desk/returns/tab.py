"""The returns tab of a case file: what each agency was asked and sent, and the merged chronology by date."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import QueryDict

from workflow.desk.case_file.conversation import conversations
from workflow.desk.case_file.file import CaseFile
from workflow.desk.filters import FilterForm
from workflow.desk.returns import chronology
from workflow.engine.fields import ISO_DAY
from workflow.machines.agency_return.machine import AgencyReturn

DAYS_A_PAGE = 100


class PeriodForm(FilterForm):
    """What of the chronology is shown."""

    agency = forms.ChoiceField(label="Agency", required=False)
    first = forms.DateField(label="From", required=False, input_formats=[ISO_DAY])
    last = forms.DateField(label="To", required=False, input_formats=[ISO_DAY])


@dataclass(frozen=True)
class Told:
    """The whole chronology of a case, read once, and the part of it that was asked for."""

    entries: list[chronology.Entry]
    searched: list[chronology.Searched]
    agencies: list[str]

    @classmethod
    def of(cls, file: CaseFile) -> "Told":
        entries = chronology.merged(file.returns, file.reading)
        searched = chronology.searched(file.returns, file.reading, entries)
        return cls(entries, searched, [one.agency for one in searched])


def gather(file: CaseFile, asked_for: QueryDict, *, today: date) -> dict[str, Any]:
    """What the template shows."""
    told = Told.of(file)
    form = PeriodForm(asked_for, agency=[("", "All agencies"), *((name, name) for name in told.agencies)])
    asked = form.asked()
    first, last = asked["first"] or None, asked["last"] or None
    found = chronology.within(told.entries, agency=asked["agency"], first=first, last=last)
    page = Paginator(chronology.by_day(found), DAYS_A_PAGE).get_page(asked_for.get("page"))
    kept = {name: value.isoformat() if isinstance(value, date) else value for name, value in asked.items() if value}
    said = conversations(file.case, file.returns)
    return {
        "returns": [
            (one, moves, one.is_late(today), said.get(one.pk, []))
            for one, moves in zip(file.returns, file.moves(file.returns), strict=True)
        ],
        "arrivals": [one for one in file.arrivals if one.mistaken_at is not None],
        "awaited": [one for one in file.returns if one.state in AgencyReturn.AWAITED],
        "told": told,
        "form": form,
        "asked": kept,
        "shown": len(found),
        "results": page,
    }
