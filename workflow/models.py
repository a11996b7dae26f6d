"""Cases and everything that moves with them; one machine a file."""

from workflow.clocks.deadline import Deadline, DeadlineReminder
from workflow.clocks.recalculation import MovedDeadline, Recalculation
from workflow.desk.feed.address import CalendarFeed
from workflow.desk.queue.saved_view import QueueColumns, SavedView
from workflow.desk.sent_forms.export import Export
from workflow.desk.statistics.kept.mark import QuarterMark
from workflow.engine.event import AuditHead, Event
from workflow.engine.log_records import AuditAlarm, AuditAnchor, AuditBreak
from workflow.machines.agency_return.machine import AgencyReturn, AskedFor
from workflow.machines.agency_return.reminder import ReturnReminder
from workflow.machines.audit.machine import RapidReviewAudit
from workflow.machines.audit.round import AuditPrompt, AuditRound
from workflow.machines.case.arrivals.arrival import Arrival
from workflow.machines.case.assignments.assignment import CaseAssignment
from workflow.machines.case.children.child import Child
from workflow.machines.case.differences.difference import Difference
from workflow.machines.case.documents.document import CaseDocument, DocumentVersion
from workflow.machines.case.involved_area import InvolvedArea
from workflow.machines.case.links.link import CaseLink
from workflow.machines.case.machine import Case
from workflow.machines.case.marks import SearchMark
from workflow.machines.case.meetings.answer import InvitationAnswer
from workflow.machines.case.meetings.meeting import Invitation, Meeting
from workflow.machines.case.messages.thread import Message, MessageFile, MessageThread, ThreadReading
from workflow.machines.case.notes.note import CaseNote
from workflow.machines.case.outside.involvement import InvolvedBody
from workflow.machines.case.retention.schedule import Gone, LegalHold, RetentionSchedule, Tombstone
from workflow.machines.case.tasks.task import CaseTask
from workflow.machines.extension.machine import Extension
from workflow.machines.notification.machine import Notification
from workflow.machines.parallel_process.machine import ParallelProcess
from workflow.machines.publication.hold.machine import PublicationHold
from workflow.machines.publication.identification.hit import IdentificationHit
from workflow.machines.publication.machine import Publication
from workflow.machines.publication.published_version import PublishedVersion
from workflow.machines.rapid_review.machine import RapidReview
from workflow.machines.rapid_review.panel.answer import NationalDecision, PanelAnswer
from workflow.machines.rapid_review.seats.arrangement import SeatArrangement
from workflow.machines.rapid_review.voting.decision import Advice, Choice, Decision, Vote
from workflow.machines.rapid_review.voting.tally import Route, Tally
from workflow.machines.recommendation.action.machine import ActionReminder, RecommendationAction
from workflow.machines.recommendation.machine import Recommendation
from workflow.machines.referral.machine import Referral
from workflow.machines.review.filing.entry import EntryKind, ReviewEntry
from workflow.machines.review.machine import Review
from workflow.notices.notice import BodyAddress, Notice
from workflow.notices.private_mail import PrivateMail
from workflow.notices.sealed_copy import FrozenReport, SealedCopy
from workflow.parties.cover import Cover
from workflow.parties.party import Agency, AgencyKind, Membership, Partnership, RoleGroup
from workflow.parties.person_file import PersonFile
from workflow.parties.reference_counter import ReferenceCounter
from workflow.procedures.change import ProcedureChange
from workflow.procedures.version import BankHoliday, DeadlineRule, NoticeTemplate, ProcedureVersion
from workflow.waiting.mark import WaitingMark
from workflow.waiting.waiting import Waiting
from workflow.worker.heartbeat import WorkerHeartbeat
from workflow.workspace.approval import DraftApproval
from workflow.workspace.label import CaseLabel
