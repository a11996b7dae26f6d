"""What is asked of two cases: whether they are about the same child, and which case another one is joined to."""

from typing import Any

from django import forms

from forms.same_text import plain
from workflow.engine.fields import LineField, OneOfField, ProseField, offer
from workflow.engine.step import TransitionForm
from workflow.machines.case.links.link import CaseLink, links_of, to_answer

OPEN = "open"
VERDICTS = [*CaseLink.Verdict.choices, (OPEN, "It is not known after all")]
ELSEWHERE = "A case of another partnership"


class NamesakeForm(TransitionForm):
    """One of the cases in which a child has the same name, and what it is to this one."""

    other = OneOfField("Which case do you answer about?", "Choose the case.", wrong="Choose one of the cases shown.")
    verdict = OneOfField("What is it?", "Say whether it is the same child and the same incident.", VERDICTS)
    reason = ProseField("How do you know?", "Enter how you know.", help_text="Kept in the record of this case.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answered = {
            link.other(self.record).pk: link for link in links_of(self.record).select_related("first", "second")
        }
        self.cases = {str(one.pk): one for one in to_answer(self.record, self.by).select_related("data_key")}
        offered = [(pk, _label(one, answered.get(one.pk))) for pk, one in self.cases.items()]
        offer(self, "other", offered)
        if len(offered) == 1:
            self.fields["other"].initial = offered[0][0]
        if not answered:
            offer(self, "verdict", VERDICTS[:-1])

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        other = self.cases.get(data.get("other", ""))
        if other is None or "verdict" not in data:
            return data
        if data["verdict"] != CaseLink.Verdict.SAME_INCIDENT and self._is_joined_with(other):
            self.add_error(
                "verdict", "The notifications of these cases are joined as one incident. Separate them first."
            )
        # Who reads this case does not always read one of another partnership.
        same_area = other.partnership_id == self.record.partnership_id
        return {**data, "other_case": other.reference if same_area else ELSEWHERE}

    def _is_joined_with(self, other: Any) -> bool:
        of_both = [*self.record.notifications.all(), *other.notifications.all()]
        ids = {one.pk for one in of_both}
        return any(one.joined_to_id in ids for one in of_both)


def _label(case: Any, link: CaseLink | None) -> str:
    answered = f". Answered: {link.get_verdict_display().lower()}" if link is not None else ""
    headline = f": {case.headline}" if case.headline else ""
    return f"{case.reference}{headline}{answered}"


class OtherCaseForm(TransitionForm):
    """The case of the same incident that goes on. `record` belongs to the case that does not."""

    other = LineField(
        "Reference of the case it is joined to",
        "Enter the reference of the other case, like NSCP-2026-0001.",
        max_length=24,
    )

    def clean_other(self) -> Any:
        reference = plain(self.cleaned_data["other"]).upper()
        case = self.record.case
        others = case.case_model().objects.filter(partnership=case.partnership_id).exclude(pk=case.pk)
        found = others.filter(reference=reference).first()
        if found is None:
            raise forms.ValidationError(f"There is no other case {reference} in this partnership. Check the reference.")
        if not found.is_open:
            raise forms.ValidationError(f"The case {reference} is closed. Reopen it first, or join another.")
        return found
