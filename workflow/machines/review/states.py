"""The states of a review, named once for the files that declare its steps."""

from django.db.models import Q

COMMISSIONED, SCOPING, EVIDENCE, DRAFTING = "commissioned", "scoping", "evidence", "drafting"
SIGN_OFF, SIGNED_OFF, STOPPED, CONCLUDED = "sign_off", "signed_off", "stopped", "concluded"
STATES = [
    (COMMISSIONED, "Commissioned"),
    (SCOPING, "Scoping"),
    (EVIDENCE, "Gathering evidence"),
    (DRAFTING, "Drafting"),
    (SIGN_OFF, "With the sign-off group"),
    (SIGNED_OFF, "Signed off"),
    (STOPPED, "Stopped"),
    (CONCLUDED, "Published by the Panel"),
]
# Not while the decision that it rests on is open again.
GOING_ON = Q(waits_since=None)
UNDER_WAY = [COMMISSIONED, SCOPING, EVIDENCE, DRAFTING, SIGN_OFF]
# What happens after sign-off belongs on file too: learning is shared, a family is spoken to.
ON_FILE = [*UNDER_WAY, SIGNED_OFF]
