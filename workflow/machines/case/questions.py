"""What the steps of a case ask, and what is asked to open one that nobody referred (D2).

What is asked about its children, and to keep or to erase it, stands in their rooms.
"""

from typing import Any

from django import forms

from workflow.engine.fields import (
    DayField,
    LineField,
    OneOfField,
    ProseField,
    RecordField,
    SelectField,
    offer,
    reason_form,
)
from workflow.engine.step import TransitionForm, local_date
from workflow.machines.case.change_of_version import preview, versions_for
from workflow.machines.case.guards import (
    commissionable_kinds,
    kinds_to_commission,
    lacking,
    panel_answer_awaited,
    reviewed_kinds,
)
from workflow.parties.party import Partnership

REVIEW_KINDS = [
    ("local", "Local child safeguarding practice review"),
    ("learning", "Learning review"),
    ("national", "National child safeguarding practice review"),
]
LOOK_FIRST = "Look first at what would change for this case: choose the version on the case’s page “Procedure”."
CHANGED = "What would change is not what you saw. Look at it again before you decide."


def awareness_day(**told: Any) -> DayField:
    """The day from which the five working days run."""
    return DayField(
        "When did the local authority become aware?",
        "Enter the day the local authority became aware: the five working days run from it.",
        **told,
    )


class OpenCaseForm(TransitionForm):
    """Short, so that the clock is on record at once; everything else is asked by the notification itself.

    `record`: the partnerships in which this person may open a case.
    """

    partnership = SelectField(
        "In which partnership?", "Choose the partnership.", wrong="Choose one of your partnerships."
    )
    aware_on = awareness_day(past="The day the local authority became aware")
    aware_by = LineField(
        "Who became aware, and how?",
        "Enter who became aware, and how.",
        help_text="Name and role, for example the duty social worker, told by the hospital.",
        max_length=300,
    )
    incident = LineField(
        "What kind of incident is it?",
        "Enter in one line what kind of incident it is.",
        help_text="One line by which you find the case again, without names. The children are asked for in the "
        "notification, several if need be.",
        max_length=120,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partnerships: dict[str, Partnership] = {str(one.pk): one for one in self.record}
        if len(self.partnerships) == 1:
            del self.fields["partnership"]
        else:
            named = [(pk, one.name) for pk, one in self.partnerships.items()]
            offer(self, "partnership", [("", "Choose a partnership"), *named])

    @property
    def chosen(self) -> Partnership:
        """The partnership of the case, once the form is valid."""
        return self.partnerships[self.cleaned_data.get("partnership") or next(iter(self.partnerships))]


class CommissionForm(TransitionForm):
    kind = OneOfField(
        "Which review is commissioned?",
        "Choose which review is commissioned.",
        REVIEW_KINDS,
        wrong="Choose one of the reviews.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reviewed = reviewed_kinds(self.record)
        if self.reviewed:
            done = " and a ".join(label.lower() for kind, label in REVIEW_KINDS if kind in self.reviewed)
            self.fields["again_reason"] = ProseField(
                "If it is another review on the same decision, why is it needed?",
                help_text=f"On this decision a {done} was carried out or stopped. A stopped one can be taken up again.",
            )

    def clean_kind(self) -> str:
        kind: str = self.cleaned_data["kind"]
        if kind not in commissionable_kinds(self.record):
            raise forms.ValidationError(
                f"Nobody has decided on a {dict(REVIEW_KINDS)[kind].lower()}. Choose the review that was decided on."
            )
        if kind not in kinds_to_commission(self.record):
            raise forms.ValidationError(
                "A review of the partnership is under way. Only a national review may be commissioned beside it."
                if kind != "national"
                else "The national review is under way already. Choose another review."
            )
        return kind

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("kind") in self.reviewed and not self.cleaned_data.get("again_reason"):
            self.add_error(
                "again_reason",
                "A review of this kind was carried out, or stopped, on this decision. Enter why another is needed.",
            )
        # Kept with the event, so that the desk can flag a review that did not wait for the Panel.
        return {**self.cleaned_data, "before_panel_answer": panel_answer_awaited(self.record)}


ReasonForm = reason_form("Why?", "Enter the reason.")


class CloseForm(TransitionForm):
    """A case closes complete (D8, D11). Where something lacks, the reason is asked and stays with what lacked."""

    reason = ProseField("Why is the case closed although something is missing?")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lacking = lacking(self.record)
        if not self.lacking:
            del self.fields["reason"]
            return
        missing = " ".join(self.lacking)
        field = self.fields["reason"]
        field.required, field.help_text = True, f"Missing: {missing} Put it right first, or say why it stays so."
        field.error_messages["required"] = f"The case is not complete. {missing} Put it right first, or enter a reason."

    def clean(self) -> dict[str, Any]:
        return {**self.cleaned_data, "missing": self.lacking} if self.lacking else self.cleaned_data


class ReviewBelowForm(TransitionForm):
    """D14: a case below the definition may be reviewed all the same, by a learning review or a local one."""

    review = OneOfField(
        "Which review?",
        "Choose a learning review or a local review.",
        [kind for kind in REVIEW_KINDS if kind[0] != "national"],
        wrong="Choose one of the reviews shown.",
    )
    reason = ProseField(
        "What can be learnt, although no other review follows?",
        "Enter what can be learnt.",
        help_text="For good or poor practice and near misses.",
    )
    decider = LineField(
        "Who decided on it?",
        "Enter who decided on the review.",
        help_text="The safeguarding partners decide. Give names and roles.",
        max_length=300,
    )


class ChangeVersionForm(TransitionForm):
    version = RecordField(
        "Which version?",
        "Choose a version of the procedure.",
        widget=forms.RadioSelect,
        wrong="This case cannot move to that version. Choose one that is in force for its partnership.",
    )
    reason = ProseField("Why does this case move?", "Enter why this case moves to another version.")
    seen = LineField(missing=LOOK_FIRST, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "version", versions_for(self.record, local_date(self.now)))

    def clean(self) -> dict[str, Any]:
        """What was seen is what happens; both stand in the log."""
        data = {**self.cleaned_data}
        seen, version = data.pop("seen", ""), data.get("version")
        if version is None or not seen:
            return data
        plan = preview(self.record, version, now=self.now)
        if seen != plan.digest:
            raise forms.ValidationError(CHANGED)
        return {**data, "left": self.record.procedure, "changes": plan.lines}


class AreaForm(TransitionForm):
    """One partnership and a reason; which partnerships it may be, each step says (D26)."""

    area = RecordField(
        "Which partnership?", "Choose the partnership.", wrong="Choose one of the partnerships in the list."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "area", self.offered(self.record.areas.filter(until=None).values("partnership")))

    def offered(self, involved: Any) -> Any:
        return Partnership.objects.filter(pk__in=involved)


class InvolveForm(AreaForm):
    reason = ProseField(
        "Why is this area involved?",
        "Enter why this area is involved.",
        help_text="For example, the family lived there before, or a child was placed there.",
    )

    def offered(self, involved: Any) -> Any:
        return Partnership.objects.exclude(pk=self.record.partnership_id).exclude(pk__in=involved)


class ReleaseForm(AreaForm):
    reason = ProseField("Why is this area no longer involved?", "Enter why this area is no longer involved.")


class PassLeadForm(AreaForm):
    reason = ProseField(
        "Why does this area take the lead?",
        "Enter why this area takes the lead.",
        help_text="Say what the two partnerships agreed, and who agreed to it.",
    )
