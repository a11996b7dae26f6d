"""What the steps of an audit ask. Scoring is a form that editors may change; it is read by meaning."""

from typing import Any

from django import forms

from forms.definition import meanings
from workflow.engine.fields import FromForm, RecordField, offer, reason_form
from workflow.engine.step import TransitionForm
from workflow.machines.audit.round import AuditRound
from workflow.machines.audit.sampling import drawn

# By meaning: what is found besides the quality markers (D19).
FACTS = ("timeliness", "participation", "rationale", "panel_agreement")
SCORES = {"met": "Met", "partly": "Partly met", "not_met": "Not met", "cannot_tell": "The record does not say"}


class SampleForm(TransitionForm):
    """By hand it asks nothing; a round names itself and the place that the case drew, which is checked."""

    round = RecordField(widget=forms.HiddenInput)
    place = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sampled = AuditRound.objects.filter(partnership=self.record.case.partnership_id, state=AuditRound.SAMPLED)
        offer(self, "round", sampled)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        round_, place = data.get("round"), data.get("place") or 0
        if round_ is not None:
            order = drawn(round_.seed, round_.population)
            if not 0 < place <= len(order) or order[place - 1] != self.record.case.reference:
                self.add_error(None, "This case did not draw that place in the round.")
        return data


class ScoreForm(FromForm):
    """D19: each quality marker that the procedure names for a rapid review is met, partly met or not met."""

    handler = "audit_rapid_review"

    def subject(self) -> str:
        return str(self.record.pk)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        submission = data.get("submission")
        if submission is None:
            return data
        reading = meanings.read(submission.version.definition, submission.answers)
        scores = {
            str(entry.get("audit.marker_key")): str(entry.get("audit.marker_score") or "")
            for entry in reading.many("audit.marker")
        }
        wanted = markers_of(self.record.case.procedure)
        if missing := [text for key, text in wanted.items() if scores.get(key) not in SCORES]:
            self.add_error(None, f"Score each quality marker. Missing: {', '.join(missing)}.")
        data["scores"] = scores
        data["judged"] = {name: reading.one(f"audit.{name}") for name in (*FACTS, "actions", "findings")}
        return data


def markers_of(procedure: Any) -> dict[str, str]:
    """The quality markers that a rapid review on its own can show, by key, in the words of the procedure."""
    words = {entry["key"]: str(entry["text"]) for entry in procedure.entries("quality_markers")}
    return {key: words[key] for key in procedure.setting("audit")["markers"] if key in words}


ExcludeForm = reason_form(
    "Why is it left out of the sample?",
    "Enter why it is left out of the sample.",
    help_text="For example, whoever would audit it took part in it.",
)
ReportForm = reason_form(
    "What does the strategic body need to know?",
    "Enter what the strategic body needs to know.",
    help_text="The assurance you can give, and the actions you ask for.",
    name="assurance",
)
