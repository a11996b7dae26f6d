"""What happened, in plain words: a step and an opening as they are declared, and what is done outside the machines."""

from workflow.engine.machine import told_of

# Logged, and no step of any machine.
OUTSIDE_MACHINES = {
    # Letters, notices and sealed copies: done by a person or by a recipient.
    "letter.write": "A letter was written",
    "letter.read": "A letter was read",
    "notice.set_aside": "A notice was set aside and not sent",
    "notice.correct": "The recipient of a notice was told that it no longer holds",
    "register.export": "The register of notices was taken as a file",
    "sealed_copy.read": "A sealed copy was opened on the desk",
    "sealed_copy.show_code": "A one-time code was shown, to be told by telephone",
    "sealed_copy.open": "A recipient opened their sealed copy",
    "sealed_copy.renew": "A new link to a sealed copy was made",
    "sealed_copy.revoke": "A sealed copy was revoked",
    # Readings.
    "case.read": "The case file was opened",
    "submission.read": "A form that was sent was read",
    "attachment.open": "A document was opened",
    "rapid_review_audit.read": "The audit of the rapid review was opened",
    # What was done to a form that was sent, and rounds of audit.
    "submission.correct": "Information was added to a form that was sent",
    "submission.export": "A form that was sent was exported",
    "forms.export": "Forms that were sent were exported",
    "chronology.export": "The merged chronology was exported",
    "audit_round.plan": "A round of audit was planned",
    "audit_round.draw": "The sample of a round of audit was drawn",
    "audit_round.report": "A round of audit was reported to the strategic body",
    # What was done to what holds for all partnerships.
    "bank_holiday.enter": "A bank holiday was entered",
    "bank_holiday.withdraw": "A bank holiday was withdrawn",
    "bank_holiday.put_back": "A bank holiday that was withdrawn was put back",
}


def happened(kind: str) -> str:
    """The words for an event's kind; a kind that nobody wrote words for stands as it is."""
    told = told_of(kind)
    words = told.says if told is not None else OUTSIDE_MACHINES.get(kind)
    return words or kind.replace("_", " ").replace(".", ": ").capitalize()
