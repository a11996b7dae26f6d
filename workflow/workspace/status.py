"""Where things stand, in the words an agency reads: what happened, and what it means for them."""

from dataclasses import dataclass

from workflow.models import AgencyReturn, Notification, RecommendationAction, Referral


@dataclass(frozen=True)
class Status:
    """A word for the tag, its colour (never alone), and a sentence."""

    tag: str
    colour: str
    sentence: str


REFERRAL = {
    Referral.RECEIVED: Status("Received", "blue", "The support office has your referral and will look at it."),
    Referral.SCREENING: Status("Being looked at", "blue", "The support office is looking at your referral."),
    Referral.MORE_INFORMATION: Status(
        "More information asked", "yellow", "The support office asks you for more information before it can go on."
    ),
    Referral.ACCEPTED: Status(
        "Accepted", "green", "Your referral was accepted. The partnership takes the case further."
    ),
    Referral.NOT_ACCEPTED: Status(
        "Not accepted", "grey", "Your referral was not accepted. The support office gives its reason."
    ),
    Referral.WITHDRAWN: Status("Withdrawn", "grey", "Your referral was withdrawn."),
    Referral.JOINED: Status(
        "Joined to another",
        "green",
        "Another agency referred the same incident. Both referrals are now dealt with together.",
    ),
}
# What became of the incident, for an agency whose referral was joined to another.
JOINED_WORDS = {
    Referral.RECEIVED: "The support office has not decided yet.",
    Referral.SCREENING: "The support office has not decided yet.",
    Referral.MORE_INFORMATION: "The support office has not decided yet.",
    Referral.ACCEPTED: "The incident was accepted. The partnership takes the case further.",
    Referral.NOT_ACCEPTED: "The incident was not accepted.",
}
NOTIFICATION = {
    Notification.CLOCK_RUNNING: Status(
        "To be made", "yellow", "The Panel is to be notified, or the office told why not."
    ),
    Notification.SUBMITTED: Status(
        "Submitted", "green", "The notification is on record and the support office has its copy."
    ),
    Notification.WITHDRAWN: Status("Withdrawn", "grey", "The notification was withdrawn."),
    Notification.NOT_REQUIRED: Status("Not required", "grey", "It is recorded that no notification is required."),
}
RETURN = {
    AgencyReturn.REQUESTED: Status(
        "Asked for", "yellow", "Your agency is asked to say what it knows, and what it learned."
    ),
    AgencyReturn.STARTED: Status("Started", "blue", "Your agency has started its return."),
    AgencyReturn.SUBMITTED: Status("Sent", "green", "The support office has your return and will read it."),
    AgencyReturn.SENT_BACK: Status(
        "Sent back", "yellow", "The support office asks for a change. Send the return again."
    ),
    AgencyReturn.ACCEPTED: Status("Accepted", "green", "Your return was accepted. There is nothing more to do."),
    AgencyReturn.NOT_INVOLVED: Status("Not involved", "grey", "It is recorded that your agency was not involved."),
    AgencyReturn.RECALLED: Status(
        "No longer needed", "grey", "The support office took its request back. You need not answer."
    ),
}
RECOMMENDATION = {
    RecommendationAction.OPEN: Status(
        "Open", "yellow", "Your agency is asked to act on this and to say what was done."
    ),
    RecommendationAction.EVIDENCED: Status("Evidence given", "blue", "The support office looks at the evidence."),
    RecommendationAction.SENT_BACK: Status(
        "Sent back", "yellow", "The support office asks for more. Give the evidence again."
    ),
    RecommendationAction.ACCEPTED: Status(
        "Evidence accepted", "green", "The evidence was accepted. There is nothing more to do."
    ),
    RecommendationAction.LAPSED: Status("No longer asked", "grey", "Your agency is no longer asked to act on this."),
}
WORDS: dict[str, dict[str, Status]] = {
    Referral.KIND: REFERRAL,
    Notification.KIND: NOTIFICATION,
    AgencyReturn.KIND: RETURN,
    RecommendationAction.KIND: RECOMMENDATION,
}
# What an agency reads of its own record's history; what is not here concerns the office only.
SAID = {
    "referral.begin": "Your referral arrived",
    "referral.begin_screening": "The support office began to look at it",
    "referral.ask_more": "The support office asked for more information",
    "referral.add_information": "Information was added",
    "referral.ask_to_withdraw": "Your agency asked to withdraw the referral",
    "referral.accept": "The referral was accepted",
    "referral.decline": "The referral was not accepted",
    "referral.withdraw": "The referral was withdrawn",
    "referral.join": "The referral was joined to another about the same incident",
    "referral.reopen": "The support office looks at the referral again",
    "referral.separate": "The referral is dealt with on its own again",
    "notification.begin": "The clock began to run",
    "notification.submit": "The notification was submitted, and the support office had its copy",
    "notification.withdraw": "The notification was withdrawn",
    "notification.mark_not_required": "It was recorded that no notification is required",
    "notification.reopen": "The notification is required after all",
    "notification.reinstate": "The withdrawal was taken back: the notification stands",
    "notification.correct_awareness": "The day of awareness was corrected",
    "agency_return.begin": "Your agency was asked for a return",
    "agency_return.start": "Your agency started its return",
    "agency_return.submit": "Your agency sent its return",
    "agency_return.send_back": "The support office asked for a change",
    "agency_return.accept": "The return was accepted",
    "agency_return.mark_not_involved": "It was recorded that your agency was not involved",
    "agency_return.remind": "The support office sent a reminder",
    "agency_return.escalate": "Your safeguarding lead was told that the return is late",
    "agency_return.change_date": "The date was changed",
    "agency_return.recall": "The support office took its request back",
    "agency_return.ask_again": "Your agency was asked again",
    "agency_return.reopen": "The support office reopened the return and asked for a change",
    "agency_return.find_involved": "It was recorded that your agency was involved after all",
    "recommendation_action.begin": "Your agency was asked to act",
    "recommendation_action.add_evidence": "Your agency gave evidence",
    "recommendation_action.accept": "The evidence was accepted",
    "recommendation_action.send_back": "The support office asked for more",
    "recommendation_action.change_date": "The date was changed",
    "recommendation_action.chase": "The support office sent a reminder",
    "recommendation_action.withdraw": "Your agency is no longer asked",
    "recommendation_action.lapse": "The recommendation was closed",
    "recommendation_action.reopen": "Your agency was asked again",
}


def status_of(kind: str, state: str) -> Status:
    """The words for a record's state."""
    return WORDS[kind][state]
