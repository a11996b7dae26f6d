"""What is asked when agencies are asked for returns, within a rapid review (D30) or within a review (D26)."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from forms.definition import meanings
from workflow.engine.fields import DayField, OneOfField, ProseField, RecordsField, SeveralOfField, offer
from workflow.engine.step import TransitionForm, local_date
from workflow.machines.agency_return.concerning import people_of
from workflow.parties.party import Agency, agency_kinds

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
    people = SeveralOfField(
        "About whom?",
        wrong="Choose from the children and people of this case.",
        required=False,
        help_text="The agencies read these names and dates of birth when they have signed in, never in an e-mail.",
    )
    period_first = DayField(
        "From which day?", help_text="Leave empty for no beginning.", past="The first day of the period"
    )
    period_last = DayField("To which day?", help_text="Leave empty for up to now.")
    request = ProseField(
        "What else should the agencies know?",
        help_text="For example what to look for. They read it when they have signed in.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "agencies", self._may_be_asked())
        self.named = dict(people_of(self.record.case))
        if self.named:
            offer(self, "people", list(self.named.items()))
            self.fields["people"].initial = list(self.named)
        else:
            del self.fields["people"]

    def _may_be_asked(self) -> "QuerySet[Agency]":
        """Agencies of the partnership and of the areas that are involved in the case, and the involved bodies that do
        not use the portal (D26).
        """
        case = self.record.case
        serving = Agency.objects.filter(partnerships__in=case.reading_areas)
        outside = case.bodies.filter(until=None)
        return Agency.objects.filter(Q(pk__in=serving.values("pk")) | Q(pk__in=outside.values("body")))

    def clean_due_on(self) -> date:
        day: date = self.cleaned_data["due_on"]
        if day < local_date(self.now):
            raise forms.ValidationError("The day by which the returns are needed must be today or later.")
        return day

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        data["asked_for"] = data.get("asked_for") or "return"
        # In words, as the agencies will read them.
        data["people"] = [self.named[key] for key in data.get("people") or ()]
        first, last = data.get("period_first"), data.get("period_last")
        if first and last and last < first:
            self.add_error("period_last", "The last day of the period must be the first day or later.")
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
    known = {key for key, _label in agency_kinds()}
    found: set[str] = set()
    for records in (case.referrals, case.notifications):
        for record in records.select_related("submission__version", "submission__data_key").exclude(submission=None):
            reading = meanings.read(record.submission.version.definition, record.submission.answers)
            for meaning in NAMED_BY:
                found |= known & set(reading.one(meaning) or ())
    return found
