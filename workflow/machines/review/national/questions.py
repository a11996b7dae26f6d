"""What the partnership records of a national review (D46, D47): the Panel conducts it, the partnership cooperates."""

from django import forms

from workflow.engine.fields import DayField, ProseField, ShortProseField
from workflow.engine.step import TransitionForm
from workflow.machines.review.filing.asking import DECISION, DatedForm
from workflow.machines.review.filing.entry import EntryKind


class ScopeForm(DatedForm):
    kind = EntryKind.SCOPE

    with_whom = ShortProseField("Who took part, of the Panel and of the partners?", "Enter who took part.")
    scope = ProseField("What was said on the scope of the review?", "Enter what was said on the scope.")
    methodology = ProseField("What was said on its method?", "Enter what was said on the method.")
    engagement = ShortProseField("How will the Panel engage with the partners and with those involved in the case?")


class StrategicToldForm(DatedForm):
    """D47, where the notice of the portal was not how they were told."""

    kind = EntryKind.STRATEGIC_TOLD

    how = ShortProseField("How were they told, and by whom?", "Enter how they were told, and by whom.")


class CooperationForm(DatedForm):
    """D47: the strategic body makes local cooperation possible, through the coordinator."""

    kind = EntryKind.COOPERATION

    contact = ShortProseField(
        "Who is the contact for the national reviewers?",
        "Enter who the contact is.",
        help_text="Name, role and agency.",
    )
    agencies = ShortProseField("Which agencies cooperate?", "Enter which agencies cooperate.")
    given = ProseField(
        "What information was given to the national reviewers?", help_text="What, by which agency, and how it was sent."
    )


class PanelPublishedForm(TransitionForm):
    published_on = DayField(
        "When did the Panel publish?", "Enter the date on which the Panel published.", past="The date", since=DECISION
    )
    address = forms.URLField(
        label="Address of the published review",
        max_length=500,
        assume_scheme="https",
        error_messages={
            "required": "Enter the address at which the review is published.",
            "invalid": "Enter a web address, like https://www.gov.uk/government/publications/example.",
        },
    )
