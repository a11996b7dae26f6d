"""What is asked when agencies are asked for returns, within a rapid review (D30) or within a review (D26)."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from forms.definition import meanings
from workflow.engine.fields import DayField, OneOfField, ProseField, RecordsField, offer
from workflow.engine.step import TransitionForm, local_date
from workflow.parties.party import Agency

CHOSEN, EVERY, NAMED = "chosen", "all", "named"
WHOM = [
    (CHOSEN, "The agencies selected below"),
    (EVERY, "Every agency of this partnership"),
    (NAMED, "Every agency of a kind that the referral or the notification names"),
]
# Kept beside the model (workflow.machines.agency_return.machine.AskedFor); a test holds the two together.
ASKED_FOR = [
    ("return", "A return with a chronology"),
    ("chronology", "A chronology only"),
    ("management_review", "An individual management review"),
]
NAMED_BY = ("referral.agencies", "notification.agencies")


class AskAgenciesForm(TransitionForm):
    """Which agencies, for what, by when. The record is the rapid review or the review they are asked in."""

    whom = OneOfField(
        "Which agencies do you ask?",
        choices=WHOM,
        initial=CHOSEN,
        help_text="Agencies that were asked for the same before are left out.",
    )
    agencies = RecordsField("Agencies", wrong="Choose agencies of this partnership that were not asked before.")
    asked_for = OneOfField("What are they asked for?", choices=ASKED_FOR, initial="return")
    due_on = DayField("By when?", "Enter the day by which the returns are needed.")
    request = ProseField(
        "What should the agencies know?",
        help_text="For example the period and the people to search for. They read it when they have signed in.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "agencies", self._may_be_asked())

    def _may_be_asked(self) -> "QuerySet[Agency]":
        """Agencies of the partnership, and of the areas that are involved in the case."""
        serving = Agency.objects.filter(partnerships__in=self.record.case.reading_areas)
        return Agency.objects.filter(pk__in=serving.values("pk"))

    def clean_due_on(self) -> date:
        day: date = self.cleaned_data["due_on"]
        if day < local_date(self.now):
            raise forms.ValidationError("The day by which the returns are needed must be today or later.")
        return day

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        data["asked_for"] = data.get("asked_for") or "return"
        whom = data.get("whom") or CHOSEN
        asked = set(self.record.returns.filter(asked_for=data["asked_for"]).values_list("agency", flat=True))
        if whom == CHOSEN:
            chosen = list(data.get("agencies") or ())
            if any(agency.pk in asked for agency in chosen):
                self.add_error("agencies", "Choose agencies of this partnership that were not asked before.")
            elif not chosen and "agencies" not in self.errors:
                self.add_error("agencies", "Choose at least one agency.")
            return data
        found = self._may_be_asked().filter(partnerships=self.record.case.partnership_id).exclude(pk__in=asked)
        if whom == NAMED:
            found = found.filter(kind__in=named_kinds(self.record.case))
        data["agencies"] = list(found)
        if not data["agencies"]:
            self.add_error("whom", "No agency is left to ask: all of these were asked before, or none is named.")
        return data


def named_kinds(case: Any) -> set[str]:
    """The kinds of agencies that what was sent to open the case, and the notification, say were involved."""
    known = {value for value, _label in Agency.Kind.choices}
    found: set[str] = set()
    for records in (case.referrals, case.notifications):
        for record in records.select_related("submission__version", "submission__data_key").exclude(submission=None):
            reading = meanings.read(record.submission.version.definition, record.submission.answers)
            for meaning in NAMED_BY:
                found |= known & set(reading.one(meaning) or ())
    return found
