"""Cases and everything that moves with them; one machine a file."""

from workflow.models.agency_return import AgencyReturn, AskedFor
from workflow.models.area import InvolvedArea
from workflow.models.audit_round import AuditPrompt, AuditRound
from workflow.models.case import Case
from workflow.models.child import Child
from workflow.models.deadline import Deadline, DeadlineReminder
from workflow.models.decision import Advice, Choice, Decision, Route, Tally, Vote
from workflow.models.event import AuditHead, Event
from workflow.models.export import Export
from workflow.models.extension import Extension
from workflow.models.heartbeat import WorkerHeartbeat
from workflow.models.identification import IdentificationHit
from workflow.models.notice import BodyAddress, Notice
from workflow.models.notification import Notification
from workflow.models.panel import NationalDecision, PanelAnswer
from workflow.models.parallel_process import ParallelProcess
from workflow.models.party import Agency, Membership, Partnership
from workflow.models.procedure_change import ProcedureChange
from workflow.models.publication import Publication
from workflow.models.publication_hold import PublicationHold
from workflow.models.published_version import PublishedVersion
from workflow.models.rapid_review import RapidReview
from workflow.models.rapid_review_audit import RapidReviewAudit
from workflow.models.recalculation import MovedDeadline, Recalculation
from workflow.models.recommendation import Recommendation
from workflow.models.recommendation_action import ActionReminder, RecommendationAction
from workflow.models.reference_counter import ReferenceCounter
from workflow.models.referral import Referral
from workflow.models.retention import LegalHold, RetentionSchedule, Tombstone
from workflow.models.return_reminder import ReturnReminder
from workflow.models.review import Review
from workflow.models.review_entry import EntryKind, ReviewEntry
from workflow.models.rules import BankHoliday, DeadlineRule, NoticeTemplate, ProcedureVersion
from workflow.models.sealed_copy import FrozenReport, SealedCopy
from workflow.models.seat import SeatArrangement

__all__ = [
    "ActionReminder",
    "Advice",
    "Agency",
    "AgencyReturn",
    "AskedFor",
    "AuditHead",
    "AuditPrompt",
    "AuditRound",
    "BankHoliday",
    "BodyAddress",
    "Case",
    "Child",
    "Choice",
    "Deadline",
    "DeadlineReminder",
    "DeadlineRule",
    "EntryKind",
    "Decision",
    "Event",
    "Export",
    "Extension",
    "FrozenReport",
    "InvolvedArea",
    "LegalHold",
    "IdentificationHit",
    "Membership",
    "MovedDeadline",
    "NationalDecision",
    "Notice",
    "NoticeTemplate",
    "Notification",
    "ParallelProcess",
    "PanelAnswer",
    "Partnership",
    "ProcedureChange",
    "ProcedureVersion",
    "Publication",
    "PublicationHold",
    "PublishedVersion",
    "RapidReview",
    "RapidReviewAudit",
    "Recalculation",
    "Recommendation",
    "RecommendationAction",
    "ReferenceCounter",
    "Referral",
    "ReturnReminder",
    "RetentionSchedule",
    "Review",
    "ReviewEntry",
    "Route",
    "SealedCopy",
    "SeatArrangement",
    "Tally",
    "Tombstone",
    "Vote",
    "WorkerHeartbeat",
]
