"""The states of a rapid review, apart from the machine so that its steps can stand in files of their own."""

OPENED, GATHERING, MEETING, DRAFTED = "opened", "gathering", "meeting", "drafted"
DECIDED, SENT, AWAITING_PANEL = "decided", "sent", "awaiting_panel"
RECONSIDERING, CONCLUDED, STOPPED = "reconsidering", "concluded", "stopped"
STATES = [
    (OPENED, "Opened"),
    (GATHERING, "Gathering returns"),
    (MEETING, "Meeting held"),
    (DRAFTED, "Drafted"),
    (DECIDED, "Decided"),
    (SENT, "Sent to the Panel"),
    (AWAITING_PANEL, "Awaiting the Panel"),
    (RECONSIDERING, "Reconsidering"),
    (CONCLUDED, "Concluded"),
    (STOPPED, "Stopped"),
]
UNDECIDED = [OPENED, GATHERING, MEETING, DRAFTED]
# Where votes are cast: on the rapid review, and again when the Panel disagrees.
VOTED_IN = [DRAFTED, RECONSIDERING]
# Where it may be said who votes for a seat.
SEATED = [*UNDECIDED, RECONSIDERING]
HAS_DECISION = [DECIDED, SENT, AWAITING_PANEL, RECONSIDERING, CONCLUDED]
