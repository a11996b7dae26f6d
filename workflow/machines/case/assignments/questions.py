"""What is asked to assign somebody to a case, and to end it."""

from typing import Any, ClassVar

from django.contrib.auth import get_user_model

from workflow.engine.fields import ProseField, RecordField, offer
from workflow.engine.step import TransitionForm
from workflow.machines.case.assignments.guards import left_to_assign
from workflow.parties.roles import Role


class AssignForm(TransitionForm):
    """One person who holds the role in the partnership that leads the case."""

    role: ClassVar[Role]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = get_user_model().objects.filter(pk__in=left_to_assign(self.record, self.role))
        offer(self, "person", people.order_by("last_name", "first_name"))

    def clean(self) -> dict[str, Any]:
        # The log tells who it was in words as well.
        data = self.cleaned_data
        return {**data, "name": str(data["person"])} if "person" in data else data


class AssignScrutineerForm(AssignForm):
    role = Role.SCRUTINEER
    person = RecordField(
        "Who is the scrutineer of this case?",
        "Choose the scrutineer.",
        help_text="They read this case from now on, and advise where the partners ask for it.",
        wrong="Choose one of the scrutineers of this partnership.",
    )


class AssignReviewerForm(AssignForm):
    role = Role.REVIEWER
    person = RecordField(
        "Which reviewer works on this case?",
        "Choose the reviewer.",
        help_text="They read this case from now on, and write in its report. Whom the review appoints needs no "
        "assignment.",
        wrong="Choose one of the reviewers of this partnership.",
    )


class EndAssignmentForm(TransitionForm):
    assignment = RecordField(
        "Whose assignment ends?", "Choose whose assignment ends.", wrong="Choose one of the people in the list."
    )
    reason = ProseField(
        "Why does it end?", "Enter why it ends.", help_text="From then on this person no longer finds the case."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "assignment", self.record.assignments.filter(until=None).select_related("user"))

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {**data, "name": str(data["assignment"])} if "assignment" in data else data
