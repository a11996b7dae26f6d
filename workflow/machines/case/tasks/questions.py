"""What the steps about a task ask."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils.timezone import localtime

from workflow.engine.fields import DayField, LineField, RecordField, ShortProseField, offer
from workflow.engine.step import TransitionForm, local_date
from workflow.machines.case.tasks.people import may_be_given
from workflow.machines.case.tasks.task import CaseTask

WHOSE = "With the office: nobody has it yet"


class PersonField(RecordField):
    """Whose task it is. Nobody's is an answer: the office gives it to somebody later."""

    def __init__(self) -> None:
        super().__init__("Whose task is it?", wrong="Choose one of the people in the list.", empty_label=WHOSE)


def offer_people(form: TransitionForm) -> None:
    """The program may give a task to whoever takes over: they are assigned to the case in the same go."""
    active = get_user_model().objects.filter(is_active=True)
    offer(form, "person", active if form.by.is_system else may_be_given(form.record, local_date(form.now)))


class AddTaskForm(TransitionForm):
    to_do = LineField("What is to be done?", "Enter what is to be done.", max_length=500)
    person = PersonField()
    due_on = DayField("By which day?", "Enter the day by which it is to be done.", ahead="The day")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_people(self)
        self.fields["person"].initial = self.by.user_id()

    def clean(self) -> dict[str, Any]:
        return named(self.cleaned_data)


class OfTask(TransitionForm):
    """A step on one task of the case that the person may read; `done` tells which tasks the step is for."""

    done = False
    gone = "This task is done already."
    task = RecordField(missing="Choose the task.", widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tasks = CaseTask.objects.filter(case=self.record, done_at__isnull=not self.done)
        if not self.by.is_system:
            tasks = tasks.readable_by(self.by, self.record.partnership_id)
        offer(self, "task", tasks.select_related("person"))
        self.fields["task"].error_messages["invalid_choice"] = self.gone


class FinishTaskForm(OfTask):
    came_of_it = ShortProseField("What came of it?", max_length=2_000)


class ReopenTaskForm(OfTask):
    done = True
    gone = "This task is open already."


class ChangeTaskForm(OfTask):
    """Another person, another day, other words; `seen` is the mark of the task as the page showed it."""

    to_do = LineField("What is to be done?", "Enter what is to be done.", max_length=500)
    person = PersonField()
    due_on = DayField("By which day?", "Enter the day by which it is to be done.")
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_people(self)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        task, seen = data.get("task"), data.pop("seen", "")
        if task is not None and seen and seen != task.mark:
            raise forms.ValidationError(changed_meanwhile(task.since))
        return named(data)


def changed_meanwhile(at: datetime) -> str:
    """Two people at once: what the other one did is on the page by now."""
    return (
        f"This task was changed at {localtime(at):%H:%M}, while this page was open. "
        "Look at how it stands now. To go on with what you typed, send it again."
    )


def named(data: dict[str, Any]) -> dict[str, Any]:
    """The log tells who it was in words as well."""
    return {**data, "name": str(data["person"])} if data.get("person") else data
