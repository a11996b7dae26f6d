"""What the partnership records of a national review (D46, D47): the Panel conducts it, the partnership cooperates."""

from datetime import date

from django import forms

from workflow.engine.dates import done_on
from workflow.engine.fields import DayField, ProseField
from workflow.engine.step import TransitionForm
from workflow.machines.review.asking import short_prose
from workflow.machines.review.filing.asking import DatedForm
from workflow.machines.review.filing.entry import EntryKind


class ScopeForm(DatedForm):
    kind = EntryKind.SCOPE

    with_whom = short_prose("Who took part, of the Panel and of the partners?", "Enter who took part.")
    scope = ProseField(label="What was said on the scope of the review?", missing="Enter what was said on the scope.")
    methodology = ProseField(label="What was said on its method?", missing="Enter what was said on the method.")
    engagement = short_prose("How will the Panel engage with the partners and with those involved in the case?")


class StrategicToldForm(DatedForm):
    """D47, where the notice of the portal was not how they were told."""

    kind = EntryKind.STRATEGIC_TOLD

    how = short_prose("How were they told, and by whom?", "Enter how they were told, and by whom.")


class CooperationForm(DatedForm):
    """D47: the strategic body makes local cooperation possible, through the coordinator."""

    kind = EntryKind.COOPERATION

    contact = short_prose(
        "Who is the contact for the national reviewers?",
        "Enter who the contact is.",
        help_text="Name, role and agency.",
    )
    agencies = short_prose("Which agencies cooperate?", "Enter which agencies cooperate.")
    given = ProseField(
        label="What information was given to the national reviewers?",
        help_text="What, by which agency, and how it was sent.",
        required=False,
    )


class PanelPublishedForm(TransitionForm):
    published_on = DayField(label="When did the Panel publish?", missing="Enter the date on which the Panel published.")
    address = forms.URLField(
        label="Address of the published review",
        max_length=500,
        assume_scheme="https",
        error_messages={
            "required": "Enter the address at which the review is published.",
            "invalid": "Enter a web address, like https://www.gov.uk/government/publications/example.",
        },
    )

    def clean_published_on(self) -> date:
        return done_on(self, "published_on", since=self.record.commissioned_on, what="the review was decided")
