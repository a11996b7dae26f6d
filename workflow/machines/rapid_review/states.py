"""The states of a rapid review, apart from the machine so that its steps can stand in files of their own."""

from django.db.models import F, Q

OPENED, GATHERING, MEETING, DRAFTED = "opened", "gathering", "meeting", "drafted"
DECIDED, SENT, AWAITING_PANEL = "decided", "sent", "awaiting_panel"
RECONSIDERING, CONCLUDED, STOPPED = "reconsidering", "concluded", "stopped"
STATES = [
    (OPENED, "Opened"),
    (GATHERING, "Gathering returns"),
    (MEETING, "Meeting held"),
    (DRAFTED, "Drafted"),
    (DECIDED, "Decided"),
    (SENT, "On its way to the Panel"),
    (AWAITING_PANEL, "Awaiting the Panel"),
    (RECONSIDERING, "Reconsidering"),
    (CONCLUDED, "Concluded"),
    (STOPPED, "Stopped"),
]
# Criteria and circumstances were weighed on the text that is decided on (D10).
WEIGHED = Q(weighed_at__isnull=False) & (Q(weighed_text=F("submission")) | Q(weighed_text=None, submission=None))
UNDECIDED = [OPENED, GATHERING, MEETING, DRAFTED]
# Where votes are cast: on the rapid review, and again when the Panel disagrees.
VOTED_IN = [DRAFTED, RECONSIDERING]
# Where it may be said who votes for a seat.
SEATED = [*UNDECIDED, RECONSIDERING]
HAS_DECISION = [DECIDED, SENT, AWAITING_PANEL, RECONSIDERING, CONCLUDED]
