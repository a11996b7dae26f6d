"""Whom the office reminds of a case."""

from typing import Any

from django import forms

from workflow.engine.event import Event
from workflow.engine.fields import SeveralOfField, offer
from workflow.engine.step import TransitionForm, local_date
from workflow.machines.case.counterparts.finding import remindable


class RemindForm(TransitionForm):
    """Partners, groups and people. Whoever was reminded today is not reminded once more."""

    whom = SeveralOfField("Who is reminded?", "Choose at least one.", wrong="Choose from the list.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "whom", [(one.key, one.name) for one in remindable(self.record)])

    def clean_whom(self) -> list[str]:
        already = self._reminded_today()
        found = [key for key in self.cleaned_data["whom"] if key not in already]
        if not found:
            raise forms.ValidationError("They were reminded of this case today. Remind them tomorrow, or call them.")
        return found

    def _reminded_today(self) -> set[str]:
        done = Event.objects.filter(case=self.record, kind="case.remind_people").order_by("-position")
        found: set[str] = set()
        for event in done.select_related("data_key"):
            if local_date(event.at) != local_date(self.now):
                break
            found |= set((event.data or {}).get("whom", ()))
        return found
