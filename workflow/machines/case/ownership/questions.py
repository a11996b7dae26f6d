"""What is asked to give a case to a colleague."""

from typing import Any

from django.contrib.auth import get_user_model

from workflow.engine.fields import RecordField, offer
from workflow.engine.step import TransitionForm, local_date
from workflow.parties.party import Membership
from workflow.parties.roles import Role


class GiveForm(TransitionForm):
    """One officer of the partnership that leads the case."""

    person = RecordField(
        "Who takes this case on?",
        "Choose who takes this case on.",
        wrong="Choose one of the officers of this partnership.",
        empty_label="Choose a colleague",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Membership.objects.in_force(local_date(self.now))
        officers = held.filter(partnership=self.record.partnership_id, role=Role.OFFICER, user__is_active=True)
        people = get_user_model().objects.filter(pk__in=officers.order_by().values("user"))
        offer(self, "person", people.exclude(pk=self.record.owner_id).order_by("last_name", "first_name"))

    def clean(self) -> dict[str, Any]:
        # The log tells who it was in words as well.
        data = self.cleaned_data
        return {**data, "name": str(data["person"])} if "person" in data else data
