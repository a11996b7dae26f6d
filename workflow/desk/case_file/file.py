"""A case file as the desk shows it: everything of one case, each part read when a page asks for it, and once."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import (
    QuerySet,
    prefetch_related_objects,
)

from forms.definition.meanings import Reading
from forms.models import Submission
from forms.models.submission import SubmissionState
from workflow.calendar import one_calendar
from workflow.clocks.deadline import Deadline
from workflow.desk.case_file.asked import (
    COMING_MEETINGS,
    FORMS_SENT,
    KINDS_THERE,
    NAMED,
    NEXT_MEETING,
    NOTIFICATIONS_JOINED,
    OFFICE_NOTES,
    OFFICE_TASKS,
    OPEN_TASKS,
    OTHER_VERSIONS,
    OWN_TASKS,
    RARELY_THERE,
    SAID_OF_REFERRALS,
    SEATS,
    SHARED_NOTES,
    VOTES,
    WAITED_FOR,
    kinds,
    nothing_of,
    of_case,
)
from workflow.desk.case_file.conversation import Message, conversations
from workflow.desk.case_work.threads import Line, lines_of
from workflow.desk.deadlines.countdown import Countdown, countdowns
from workflow.desk.steps.moves import Moves, People, moves_of
from workflow.engine.machine import Machine
from workflow.engine.step import local_date
from workflow.machines.agency_return.machine import AgencyReturn
from workflow.machines.audit.machine import RapidReviewAudit
from workflow.machines.case.arrivals.arrival import Arrival
from workflow.machines.case.assignments.assignment import CaseAssignment
from workflow.machines.case.change_of_version import OTHERS_AS_READ
from workflow.machines.case.children.child import Child
from workflow.machines.case.differences.difference import Difference
from workflow.machines.case.machine import Case
from workflow.machines.case.meetings.meeting import Meeting
from workflow.machines.case.messages.thread import MessageThread
from workflow.machines.case.notes.note import CaseNote
from workflow.machines.case.outside.involvement import InvolvedBody
from workflow.machines.case.retention.schedule import LegalHold
from workflow.machines.case.tasks.task import CaseTask
from workflow.machines.extension.machine import Extension
from workflow.machines.notification.machine import Notification
from workflow.machines.parallel_process.machine import ParallelProcess
from workflow.machines.publication.hold.machine import PublicationHold
from workflow.machines.publication.machine import Publication
from workflow.machines.rapid_review.machine import RapidReview
from workflow.machines.recommendation.action.machine import RecommendationAction
from workflow.machines.recommendation.machine import Recommendation
from workflow.machines.referral.machine import Referral
from workflow.machines.review.machine import Review
from workflow.notices.notice import Notice
from workflow.parties.roles import Actor, Role
from workflow.report_seam import ReportContent, report_desk


class CaseFile:
    """One case, read by one person at one moment. The case comes with its partnership, procedure and key."""

    def __init__(self, case: Case, *, by: Actor, now: datetime) -> None:
        self.case, self.by, self.now = case, by, now
        self._readings: dict[Any, Reading | None] = {}
        self._absent: set[str] = set()

    def _all(self, model: Any, *related: str) -> list[Any]:
        if model._meta.label in self._absent:
            self._remember(model, nothing_of(model))
            return []
        found = of_case(model, *related).rows(case=self.case.pk)
        for record in found:
            self._same(record)
        self._remember(model, self._as_asked(model, found))
        return list(found)

    def _remember(self, model: type[Any], records: Any) -> None:
        """Guards that ask the case for these records find them read, as if the case had come with them."""
        name = model._meta.get_field("case").remote_field.get_accessor_name()
        self.case.__dict__.setdefault("_prefetched_objects_cache", {}).setdefault(name, records)

    def _as_asked(self, model: type[Any], found: list[Any]) -> Any:
        """The records of the case as its own manager gives them, which puts a statement together only for whoever
        narrows them further.
        """
        manager = getattr(self.case, model._meta.get_field("case").remote_field.get_accessor_name())
        # Its own: the manager gives what was read before as it is, and of what there is none that is everybody's.
        records = manager.all().all()
        records._result_cache = found
        return records

    def _same(self, record: Any) -> None:
        # One case and one key for all of them: neither is fetched again for each.
        record.case = self.case
        if getattr(record, "data_key_id", None) == self.case.data_key_id:
            record.data_key = self.case.data_key

    def read_kinds(self) -> None:
        """Ask once what this case has, for a page that shows all of it: what it has none of is not asked for, here or
        by the guards of its steps.
        """
        case, today = self.case, local_date(self.now)
        about = {"partnership": case.partnership_id, "procedure": case.procedure_id}
        present = {label for (label,) in KINDS_THERE.rows(case=case.pk, **about, today=today, now=self.now)}
        self._absent = {*NAMED, *(model._meta.label for model in kinds())} - present
        case.__dict__[OTHERS_AS_READ] = (today, OTHER_VERSIONS in present)
        for model in RARELY_THERE:
            if model._meta.label in self._absent:
                self._remember(model, nothing_of(model))
        if self.has_none(LegalHold):
            self.case.legal_hold = None
        if self.has_none(InvolvedBody):
            self.case.involved_bodies = []
        self._remember_assignments()

    def has_none(self, what: Any) -> bool:
        """Whether it is known that the case has none of this model, or of what such a word names."""
        return (what if isinstance(what, str) else what._meta.label) in self._absent

    def _remember_assignments(self) -> None:
        if not self.has_none(CaseAssignment):
            self._remember(CaseAssignment, CaseAssignment.objects.filter(case=self.case).select_related("user"))

    @staticmethod
    def _with(found: list[Any], name: str, others: Sequence[Machine]) -> list[Any]:
        """Each with the record that it belongs to, which was read already."""
        by_id = {other.pk: other for other in others}
        for each in found:
            setattr(each, name, by_id[getattr(each, f"{name}_id")])
        return found

    # --- The machines ---------------------------------------------------------------------------------------------

    @cached_property
    def referrals(self) -> list[Referral]:
        return self._all(Referral, "agency", "joined_to")

    @cached_property
    def notifications(self) -> list[Notification]:
        found: list[Notification] = self._all(Notification, "joined_to__case")
        if self.has_none(NOTIFICATIONS_JOINED):
            for one in found:
                one.__dict__["joined_references"] = []
        return found

    @cached_property
    def rapid_reviews(self) -> list[RapidReview]:
        found: list[RapidReview] = self._all(RapidReview)
        for one in found:
            if self.has_none(SEATS):
                one.__dict__["arranged"] = []
            if self.has_none(VOTES):
                one.__dict__["cast"] = []
        return found

    @cached_property
    def returns(self) -> list[AgencyReturn]:
        found = self._all(AgencyReturn, "agency", "submission")
        asked_in: dict[Any, Any] = {one.pk: one for one in (*self.rapid_reviews, *self.reviews)}
        for each in found:
            each.rapid_review, each.review = asked_in.get(each.rapid_review_id), asked_in.get(each.review_id)
        return found

    @cached_property
    def reviews(self) -> list[Review]:
        found: list[Review] = self._all(Review, "hold_process", "reviewer_account")
        for review in found:
            if review.hold_process is not None:
                self._same(review.hold_process)
        return found

    @cached_property
    def processes(self) -> list[ParallelProcess]:
        """What runs beside the case."""
        return self._all(ParallelProcess)

    @property
    def open_processes(self) -> list[ParallelProcess]:
        return [process for process in self.processes if process.is_open]

    @cached_property
    def publications(self) -> list[Publication]:
        found = self._all(Publication, "approved_by", "published_by", "cleared_by", "check_begun_by")
        # Guards ask each publication for its holds, once for every person who may act.
        if not self.has_none(PublicationHold):
            prefetch_related_objects(found, "holds")
        for publication in found:
            publication.__dict__.setdefault("_prefetched_objects_cache", {}).setdefault(
                "holds", PublicationHold.objects.none()
            )
        return self._with(found, "review", self.reviews)

    @cached_property
    def recommendations(self) -> list[Recommendation]:
        return self._all(Recommendation)

    @cached_property
    def actions(self) -> list[RecommendationAction]:
        """What agencies are asked under recommendations."""
        return self._with(self._all(RecommendationAction, "agency"), "recommendation", self.recommendations)

    @cached_property
    def holds(self) -> list[PublicationHold]:
        """What delays publication, or did."""
        return self._all(PublicationHold, "proposed_by", "decided_by", "released_by")

    @cached_property
    def extensions(self) -> list[Extension]:
        """What was asked for beyond the dates that the rules give."""
        return self._all(Extension, "deadline__rule", "proposed_by", "decided_by")

    @cached_property
    def audits(self) -> list[RapidReviewAudit]:
        return self._all(RapidReviewAudit)

    # --- What can be done -----------------------------------------------------------------------------------------

    @cached_property
    def people(self) -> People:
        return People(self.case.partnership, self.case.procedure)

    @cached_property
    def _came(self) -> QuerySet[Arrival]:
        found = Arrival.objects.filter(case=self.case).select_related("agency", "mistaken_by")
        return found.none() if self.has_none(Arrival) else found

    @property
    def arrivals(self) -> list[Arrival]:
        """What came outside the portal, the first at the top: read once, for the guards of the moves too."""
        return self._same_of(self._came)

    def moves(self, records: Sequence[Machine]) -> list[Moves]:
        """The steps of these records. What came for them outside the portal is read once: guards ask for it."""
        self._remember(Arrival, self._came)
        self._remember_assignments()
        with one_calendar():
            return [
                moves_of(record, title=title_of(record), by=self.by, now=self.now, people=self.people)
                for record in records
            ]

    @cached_property
    def all_moves(self) -> list[Moves]:
        """The steps of the machines that carry the case; returns and recommendations have tabs.

        What this person can take further comes first, and of that what is due first: the first step stands out. Else
        the newest stage.
        """
        due: dict[Any, date] = {}
        for each in self.countdowns:
            if each.deadline.is_running:
                due.setdefault(each.deadline.record_id, each.deadline.due_on)
        # What guards of the case ask for, whether it is open.
        self._read = (self.processes, self.audits, self.recommendations, self.actions)
        self.people.read_for(self.case)
        records: list[Machine] = [*self.holds, *self.publications, *self.reviews, *self.rapid_reviews]
        records += [*self.notifications, *self.referrals, *(one for one in self.extensions if one.is_open), self.case]
        found = [moves for moves in self.moves(records) if not moves.is_empty]
        return sorted(found, key=lambda moves: (not moves.leads_on, due.get(moves.record.pk, date.max)))

    @property
    def staged(self) -> list[Any] | None:
        """The records that say where the case stands, None where the page has not read all of them."""
        names = ("referrals", "notifications", "rapid_reviews", "reviews", "publications", "returns")
        read = vars(self)
        return [one for name in names for one in read[name]] if read.keys() >= set(names) else None

    @cached_property
    def waiting(self) -> list[Any]:
        """What the case waits for and this person may know of, each with `is_mine`. What is due first comes first."""
        rows = WAITED_FOR.rows(self.by, case=self.case.pk, today=local_date(self.now))
        return sorted(rows, key=lambda row: (row.due or date.max, row.since, row.pk))

    # --- What the office works with ---------------------------------------------------------------------------------

    @cached_property
    def newest_notes(self) -> list[CaseNote]:
        """The last few that this person may read, with those that were struck through left out."""
        if self.has_none(CaseNote):
            return []
        notes = OFFICE_NOTES if self._is_office else SHARED_NOTES
        return self._same_of(notes.rows(case=self.case.pk))

    @cached_property
    def next_tasks(self) -> list[CaseTask]:
        """What is due first of the open tasks that this person may read."""
        if self.has_none(OPEN_TASKS):
            return []
        if self._is_office:
            return self._same_of(OFFICE_TASKS.rows(case=self.case.pk))
        return self._same_of(OWN_TASKS.rows(self.by, case=self.case.pk))

    @property
    def _is_office(self) -> bool:
        return self.by.holds({Role.OFFICER}, partnership_id=self.case.partnership_id)

    @cached_property
    def next_meeting(self) -> Meeting | None:
        """The next one that was not cancelled."""
        return None if self.has_none(COMING_MEETINGS) else NEXT_MEETING.first(case=self.case.pk, now=self.now)

    @cached_property
    def threads(self) -> list[Line]:
        """The messages that this person reads, with whom."""
        return [] if self.has_none(MessageThread) else lines_of(self.case, self.by)

    def _same_of(self, records: Iterable[Any]) -> list[Any]:
        found = list(records)
        for one in found:
            self._same(one)
        return found

    # --- What is known --------------------------------------------------------------------------------------------

    @cached_property
    def children(self) -> list[Child]:
        found: list[Child] = self._all(Child)
        # Guards ask the case for them.
        self.case.known_children = found
        return found

    @cached_property
    def conversations(self) -> dict[Any, list[Message]]:
        """What was asked and answered about each referral, the newest last."""
        added_to = {one.pk for one in self.submissions if getattr(one, "additions", 0)}
        if not added_to and self.has_none(SAID_OF_REFERRALS):
            return {}
        return conversations(self.case, self.referrals, added_to=added_to)

    @cached_property
    def differences(self) -> list[Difference]:
        """What forms of this case tell differently; each with its child, which was read already."""
        found: list[Difference] = self._all(Difference, "decided_by")
        by_id: dict[Any, Child] = {child.pk: child for child in self.children}
        for each in found:
            each.child = by_id.get(each.child_id)
        return found

    @cached_property
    def countdowns(self) -> list[Countdown]:
        """Running clocks first, soonest first; then those that ended."""
        deadlines = self._all(Deadline, "rule")
        deadlines.sort(key=lambda each: (not each.is_running, each.due_on))
        return countdowns(deadlines, now=self.now)

    @cached_property
    def submissions(self) -> list[Submission]:
        """Every form sent for this case, the first one first: they are sealed with the case's key."""
        submissions = FORMS_SENT.rows(key=self.case.data_key_id)
        for submission in submissions:
            submission.data_key = self.case.data_key
        return submissions

    @property
    def has_files(self) -> bool:
        """Whether any file was sent with them."""
        return any(getattr(submission, "has_files", False) for submission in self.submissions)

    @property
    def held(self) -> list[Submission]:
        return [submission for submission in self.submissions if submission.state == SubmissionState.HELD]

    def submission(self, submission_id: Any) -> Submission | None:
        return next((each for each in self.submissions if each.pk == submission_id), None)

    def reading(self, submission_id: Any) -> Reading | None:
        """What a submission of this case says, by meaning. Deciphered once, however often it is asked for."""
        if submission_id not in self._readings:
            found = self.submission(submission_id)
            self._readings[submission_id] = (
                None if found is None else Reading(found.version.definition, found.answers or {})
            )
        return self._readings[submission_id]

    @property
    def notices(self) -> QuerySet[Notice]:
        return Notice.objects.filter(case=self.case).select_related("sent_by").order_by("-queued_at")

    @cached_property
    def facts(self) -> ReportContent | None:
        """What the newest review's report page says, None before there is one."""
        return report_desk().content(self.reviews[0]) if self.reviews else None


RETURN_WORDS = {"return": "Return", "chronology": "Chronology", "management_review": "Individual management review"}


def title_of(record: Any) -> str:
    """A record's name on the page: "Return of County Police"."""
    if isinstance(record, Case):
        return "The case"
    if isinstance(record, Review):
        return str(record.get_kind_display())
    if isinstance(record, Referral):
        return f"Referral by {record.agency}"
    if isinstance(record, Extension):
        return f"Extension of “{record.deadline.rule.label}”"
    if isinstance(record, AgencyReturn):
        return f"{RETURN_WORDS[record.asked_for]} of {record.agency}"
    if isinstance(record, Recommendation):
        return f"Recommendation {record.number}"
    if isinstance(record, RecommendationAction):
        return f"Recommendation {record.recommendation.number}, {record.agency}"
    if isinstance(record, PublicationHold):
        return f"Hold on publication: {record.grounds_in_words}"
    if isinstance(record, ParallelProcess):
        return record.name
    return str(record._meta.verbose_name).capitalize()
