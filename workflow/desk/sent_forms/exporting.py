"""Taking what was sent out of the portal: what is asked first, and what stays on record of it."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.db import transaction

from forms.models import DataKey
from forms.reading.exports import csv_file, json_file, xlsx_file
from forms.reading.exports.marking import Marking
from forms.reading.exports.records import Source
from workflow.desk.sent_forms.export import Export
from workflow.engine import log
from workflow.engine.event import Event
from workflow.engine.fields import DayField, ProseField
from workflow.machines.case.machine import Case
from workflow.parties.party import Partnership
from workflow.parties.roles import Actor

FORMATS = {Export.Kind.CSV: csv_file, Export.Kind.XLSX: xlsx_file, Export.Kind.JSON: json_file}


class ReasonForm(forms.Form):
    """What everybody says before they take what names people."""

    reason = ProseField(
        label="Why do you need this file?",
        help_text="For example, the audit it is for. The reason stands in the file and stays on record.",
        max_length=2_000,
        missing="Enter why you need this file, for example the audit it is for",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ExportForm(ReasonForm):
    """What somebody says before they take the data of many people."""

    kind = forms.ChoiceField(
        label="Which file?",
        choices=[(kind.value, kind.label) for kind in FORMATS],
        widget=forms.RadioSelect,
        initial=Export.Kind.XLSX,
        error_messages={"required": "Select which file you need", "invalid_choice": "Select which file you need"},
    )
    first_day = DayField(label="Sent on or after", required=False)
    last_day = DayField(label="Sent on or before", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "The last day must not be before the first day")
        return cleaned


@transaction.atomic
def record(
    source: Source, *, partnership: Partnership, title: str, kind: str, reason: str, by: Actor, now: datetime
) -> Marking:
    """Put the export on record, with its reason, and in the log of every case it takes something from.

    Returns what the file says of itself. Written before the first byte leaves.
    """
    number = source.submissions.count()
    export = Export(data_key=DataKey.objects.make(), partnership=partnership, page=source.page, kind=kind)
    export.first_day, export.last_day, export.number = source.first_day, source.last_day, number
    export.by, export.made_at, export.reason = by.user, now, reason
    export.save(force_insert=True)
    about = {
        "form": title,
        "format": kind,
        "number": number,
        "reason": reason,
        "first_day": _iso(source.first_day),
        "last_day": _iso(source.last_day),
    }
    whole = Event(kind="forms.export", data_key=export.data_key, record_id=export.pk, actor=by.user, at=now)
    whole.data = about
    log.append([whole, *_readings(source, by=by, now=now)])
    return Marking(title, str(by.user), now, reason, number, source.first_day, source.last_day)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _readings(source: Source, *, by: Actor, now: datetime) -> list[Event]:
    """One line a submission in the file of its case: who was exported can be told from the case."""
    cases = dict(
        Case.objects.filter(data_key__in=source.submissions.order_by().values("data_key")).values_list(
            "data_key_id", "pk"
        )
    )
    taken = source.submissions.values_list("pk", "data_key_id")
    return [
        Event(case_id=cases[key], kind="submission.export", record_id=pk, actor=by.user, at=now)
        for pk, key in taken
        if key in cases
    ]
