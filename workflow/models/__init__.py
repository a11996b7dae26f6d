"""Cases and everything that moves with them; one machine a file."""

from workflow.models.agency_return import AgencyReturn
from workflow.models.case import Case, Child, ReferenceCounter
from workflow.models.deadline import Deadline, DeadlineReminder
from workflow.models.decision import Choice, Route, Tally, Vote
from workflow.models.event import AuditHead, Event
from workflow.models.export import Export
from workflow.models.extension import Extension
from workflow.models.heartbeat import WorkerHeartbeat
from workflow.models.notice import BodyAddress, Notice
from workflow.models.notification import Notification
from workflow.models.party import Agency, Membership, Partnership
from workflow.models.procedure_change import ProcedureChange
from workflow.models.publication import Publication
from workflow.models.rapid_review import RapidReview
from workflow.models.rapid_review_audit import RapidReviewAudit
from workflow.models.recalculation import MovedDeadline, Recalculation
from workflow.models.recommendation import Recommendation
from workflow.models.referral import Referral
from workflow.models.review import Review
from workflow.models.rules import BankHoliday, DeadlineRule, NoticeTemplate, ProcedureVersion

__all__ = [
    "Agency",
    "AgencyReturn",
    "AuditHead",
    "BankHoliday",
    "BodyAddress",
    "Case",
    "Child",
    "Choice",
    "Deadline",
    "DeadlineReminder",
    "DeadlineRule",
    "Event",
    "Export",
    "Extension",
    "Membership",
    "MovedDeadline",
    "Notice",
    "NoticeTemplate",
    "Notification",
    "Partnership",
    "ProcedureChange",
    "ProcedureVersion",
    "Publication",
    "RapidReview",
    "RapidReviewAudit",
    "Recalculation",
    "Recommendation",
    "ReferenceCounter",
    "Referral",
    "Review",
    "Route",
    "Tally",
    "Vote",
    "WorkerHeartbeat",
]
