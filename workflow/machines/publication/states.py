"""The states of a publication, named once for the files that declare its steps."""

PLANNED, IDENTIFICATION_CHECK, CLEARED = "planned", "identification_check", "cleared"
ADVANCE_COPY_SENT, PUBLISHED, ON_REQUEST = "advance_copy_sent", "published", "on_request"
IMPROVEMENTS_ONLY, WITHHELD, TAKEN_DOWN = "improvements_only", "withheld", "taken_down"
STATES = [
    (PLANNED, "Planned"),
    (IDENTIFICATION_CHECK, "Identification check"),
    (CLEARED, "Cleared"),
    (ADVANCE_COPY_SENT, "Advance copy on its way"),
    (PUBLISHED, "Published"),
    (ON_REQUEST, "Available on request"),
    (IMPROVEMENTS_ONLY, "Improvements published"),
    (WITHHELD, "Withheld"),
    (TAKEN_DOWN, "Taken down"),
]
BEFORE = [PLANNED, IDENTIFICATION_CHECK, CLEARED, ADVANCE_COPY_SENT]
# From its clearance on a publisher reads the draft: who takes it further has to know what it is (D36).
FOR_PUBLISHERS = [CLEARED, ADVANCE_COPY_SENT, PUBLISHED, IMPROVEMENTS_ONLY, ON_REQUEST]
PUBLIC = [PUBLISHED, IMPROVEMENTS_ONLY]
