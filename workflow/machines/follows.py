"""What follows what: the one list of the tables in which each room says it, put together at start-up.

A key is a step or an opening; the functions run in their order, inside the step's transaction.
"""

from workflow.engine.door import Consequence, Following
from workflow.engine.machine import kind_of
from workflow.machines.agency_return.effects import AFTER as AGENCY_RETURN
from workflow.machines.audit.effects import AFTER as AUDIT
from workflow.machines.case.assignments.effects import AFTER as CASE_ASSIGNMENTS
from workflow.machines.case.documents.effects import AFTER as CASE_DOCUMENTS
from workflow.machines.case.effects import AFTER as CASE
from workflow.machines.case.links.effects import AFTER as CASE_LINKS
from workflow.machines.case.meetings.effects import AFTER as CASE_MEETINGS
from workflow.machines.case.messages.effects import AFTER as CASE_MESSAGES
from workflow.machines.case.milestones.effects import AFTER as CASE_MILESTONES
from workflow.machines.case.notes.effects import AFTER as CASE_NOTES
from workflow.machines.case.outside.effects import AFTER as CASE_OUTSIDE
from workflow.machines.case.ownership.effects import AFTER as CASE_OWNERSHIP
from workflow.machines.case.reminding.effects import AFTER as CASE_REMINDING
from workflow.machines.case.retention.effects import AFTER as CASE_RETENTION
from workflow.machines.case.tasks.effects import AFTER as CASE_TASKS
from workflow.machines.extension.effects import AFTER as EXTENSION
from workflow.machines.notification.death.effects import AFTER as NOTIFICATION_DEATH
from workflow.machines.notification.effects import AFTER as NOTIFICATION
from workflow.machines.notification.joining.effects import AFTER as NOTIFICATION_JOINING
from workflow.machines.parallel_process.effects import AFTER as PARALLEL_PROCESS
from workflow.machines.publication.effects import AFTER as PUBLICATION
from workflow.machines.publication.hold.effects import AFTER as PUBLICATION_HOLD
from workflow.machines.publication.identification.effects import AFTER as PUBLICATION_IDENTIFICATION
from workflow.machines.rapid_review.effects import AFTER as RAPID_REVIEW
from workflow.machines.rapid_review.panel.effects import AFTER as RAPID_REVIEW_PANEL
from workflow.machines.rapid_review.seats.effects import AFTER as RAPID_REVIEW_SEATS
from workflow.machines.recommendation.effects import AFTER as RECOMMENDATION
from workflow.machines.referral.effects import AFTER as REFERRAL
from workflow.machines.review.effects import AFTER as REVIEW
from workflow.machines.review.filing.effects import AFTER as REVIEW_FILING
from workflow.machines.review.holding.effects import AFTER as REVIEW_HOLDING
from workflow.machines.review.standing.effects import AFTER as REVIEW_STANDING

TABLES: tuple[Following, ...] = (
    AGENCY_RETURN,
    AUDIT,
    CASE,
    CASE_LINKS,
    CASE_OUTSIDE,
    CASE_MILESTONES,
    CASE_ASSIGNMENTS,
    CASE_RETENTION,
    CASE_OWNERSHIP,
    CASE_TASKS,
    CASE_NOTES,
    CASE_DOCUMENTS,
    CASE_MESSAGES,
    CASE_MEETINGS,
    CASE_REMINDING,
    EXTENSION,
    NOTIFICATION,
    NOTIFICATION_DEATH,
    NOTIFICATION_JOINING,
    PARALLEL_PROCESS,
    PUBLICATION,
    PUBLICATION_HOLD,
    PUBLICATION_IDENTIFICATION,
    RAPID_REVIEW,
    RAPID_REVIEW_PANEL,
    RAPID_REVIEW_SEATS,
    RECOMMENDATION,
    REFERRAL,
    REVIEW,
    REVIEW_FILING,
    REVIEW_HOLDING,
    REVIEW_STANDING,
)


def consequences() -> dict[str, tuple[Consequence, ...]]:
    """Every step and opening by its kind, with what follows. Raises LookupError where two rooms tell of one step."""
    found: dict[str, tuple[Consequence, ...]] = {}
    for table in TABLES:
        for step, functions in table.items():
            kind = kind_of(step)
            if kind in found:
                raise LookupError(f"Two rooms say what follows {kind!r}.")
            found[kind] = functions
    return found
