"""What the wording of a letter may name: the one list that editors choose from, and where each is read.

An e-mail carries none of these (workflow.procedures.version.PLACEHOLDERS is its own, closed list). Knows no model, so
that the wording's model can check itself against it; `workflow.notices.letters.facts` reads them.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Placeholder:
    """One fact that a letter may carry: its name in curly brackets, what it is, and where it is read."""

    key: str
    label: str
    source: str


_ALL = (
    Placeholder("reference", "Reference of the case", "The case"),
    Placeholder("date", "Date of the letter", "The day on which the notice is queued"),
    Placeholder("partnership", "Name of the partnership", "The partnership"),
    Placeholder("office_email", "E-mail address of the support office", "The partnership"),
    Placeholder("office_phone", "Telephone number of the support office", "The partnership"),
    Placeholder("coordinator_title", "Title of the coordinator", "The partnership"),
    Placeholder("local_authority", "Local authority that notifies", "The partnership"),
    Placeholder("strategic_body", "Name of the strategic body", "The partnership"),
    Placeholder("recipient_name", "Name of the person or body written to", "The notice, or what the officer typed"),
    Placeholder("recipient_role", "Role of the person written to", "What the officer typed"),
    Placeholder("due", "Due or planned date", "The step that the notice follows"),
    Placeholder("title", "Title of a form, a rule or an earlier message", "The step that the notice follows"),
    Placeholder("added", "Paragraph that the officer adds", "What the officer typed"),
    Placeholder("aware_on", "Day the local authority became aware", "The notification"),
    Placeholder("notified_on", "Day of the notification", "The notification"),
    Placeholder("national_reference", "Reference given by the national service", "The notification"),
    Placeholder("reason_to_agency", "Reason given to the referring agency", "The referral"),
    Placeholder("decision", "Decision of the safeguarding partners", "The rapid review"),
    Placeholder("decided_on", "Day of the decision", "The rapid review"),
    Placeholder("route", "How it was decided: unanimous or by majority", "The rapid review"),
    Placeholder("rationale", "Rationale in words for the family (D11)", "The rapid review"),
    Placeholder("national_importance", "Whether it may be complex or of national importance (D9)", "The rapid review"),
    Placeholder("national_importance_reason", "Why it may be, or is not (D9)", "The rapid review"),
    Placeholder("panel_answered_on", "Day of the Panel’s answer", "The rapid review"),
    Placeholder("panel_response", "What the Panel said (D15)", "The rapid review"),
    Placeholder("panel_justification", "Why the decision was kept or changed (D17)", "The rapid review"),
    Placeholder("review_kind", "Kind of review", "The review"),
    Placeholder("commissioned_on", "Day of the decision to review", "The review"),
    Placeholder("reviewer_name", "Name of the reviewer (D21)", "The review"),
    Placeholder("terms_of_reference", "Terms of reference (D22)", "The review"),
    Placeholder("method", "Method agreed with the reviewer (D22)", "The review"),
    Placeholder("review_due_on", "Day by which the report is due (D34)", "The deadline of the review"),
    Placeholder("planned_on", "Planned day of publication", "The publication"),
    Placeholder("published_on", "Day of publication", "The publication"),
    Placeholder("delay_until", "Day until which publication is delayed (D35)", "The publication’s hold"),
    Placeholder("delay_reason", "Reasons of the delay (D35)", "The publication’s hold"),
    Placeholder("justification", "Why nothing, or not everything, is published (D38)", "The decision, in the log"),
    Placeholder("corrected_on", "Day of the message that no longer holds", "The notice that is corrected"),
    Placeholder("correction", "What holds instead", "What the officer typed"),
)
LETTER_PLACEHOLDERS: dict[str, Placeholder] = {one.key: one for one in _ALL}
