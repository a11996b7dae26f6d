"""What may be asked of the queue: which cases, in which order, with which columns."""

from typing import Any

from django import forms

from workflow.desk.filters import FilterForm
from workflow.machines.notification.machine import Notification
from workflow.machines.publication.machine import Publication
from workflow.machines.rapid_review.machine import RapidReview
from workflow.machines.referral.machine import Referral
from workflow.machines.review.machine import Review

# The machines that say where a case stands, in the order of the procedure.
STAGES: tuple[Any, ...] = (Referral, Notification, RapidReview, Review, Publication)
SOON_WORKING_DAYS = 5
TABS = [
    ("mine", "Mine to act on"),
    ("open", "Open cases"),
    ("closed", "Closed cases"),
    ("erased", "Erased cases"),
    ("all", "All cases"),
]
DUE = [
    ("", "Any"),
    ("overdue", "Overdue"),
    ("soon", f"Due within {SOON_WORKING_DAYS} working days"),
    ("none", "No deadline"),
]
SORTS = [
    ("due", "Next deadline first"),
    ("newest", "Newest first"),
    ("oldest", "Oldest first"),
    ("reference", "Reference"),
]
STAGE = [("", "Any"), *((model.KIND, str(model._meta.verbose_name).capitalize()) for model in STAGES)]
OWNER = [("", "Anybody"), ("me", "Me"), ("none", "Nobody yet")]
# By whom something is waited for; the words stand for roles, so that a person need not know them.
WAITS = [
    ("", "Anybody"),
    ("office", "The support office"),
    ("partners", "The safeguarding partners"),
    ("scrutineer", "The independent scrutineer"),
    ("reviewer", "The reviewer"),
    ("groups", "A group"),
    ("agencies", "An agency or the local authority"),
    ("people", "A person by name"),
]
# Until when something has to be done, whoever has to do it.
WEEK = 7
WHEN = [("", "Any day"), ("late", "A day that passed"), ("week", "Within a week")]
# What a person may see of each case, besides its reference.
COLUMNS = [
    ("case", "Case"),
    ("stage", "Stage"),
    ("waits", "Waits for"),
    ("due", "Next date"),
    ("owner", "Owner"),
    ("area", "Partnership"),
    ("opened", "Opened"),
    ("referred", "Referred by"),
]
USUAL_COLUMNS = ["case", "stage", "waits", "due", "owner"]


def going_on(model: Any) -> list[str]:
    """The states of a machine that are not over."""
    return [state for state, _label in model.STATES if state not in model.CLOSED]


class QueueForm(FilterForm):
    """Which cases are shown, and in which order."""

    q = forms.CharField(
        label="Find a case",
        help_text="Reference, national reference, a child’s name or its beginning, date of birth, or agency.",
        required=False,
        max_length=200,
    )
    tab = forms.ChoiceField(choices=TABS, required=False)
    partnership = forms.ChoiceField(label="Partnership", required=False)
    stage = forms.ChoiceField(label="Stage", choices=STAGE, required=False)
    waits = forms.ChoiceField(label="Waits for", choices=WAITS, required=False)
    when = forms.ChoiceField(label="Waits until", choices=WHEN, required=False)
    owner = forms.ChoiceField(label="Owner", required=False)
    due = forms.ChoiceField(label="Deadline", required=False)
    sort = forms.ChoiceField(label="Order", choices=SORTS, required=False)

    def asked(self) -> dict[str, Any]:
        """The filters that hold, with their defaults."""
        found = super().asked()
        found["tab"] = found["tab"] or ("all" if found["q"] else "open")
        found["sort"] = found["sort"] or "due"
        return found
