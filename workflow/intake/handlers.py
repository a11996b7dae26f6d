"""What a sent form does to a case: the handlers that `forms` hands a submission to.

Each moves one machine through `perform()`, which alone decides. Where the machine has moved on meanwhile the submission
is held, so that the desk can look at it; where the person can mend what they wrote it is refused, and the draft stays.
"""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404
from django.urls import reverse

from forms import handlers, present
from forms.definition import meanings
from forms.handlers import Accepted, Held
from forms.models import Submission
from forms.models.form_page import FormPage
from forms.vault import DataKey
from workflow import notices
from workflow.engine.door import option, perform
from workflow.engine.machine import Machine
from workflow.engine.step import Refused, local_date
from workflow.intake import prefill
from workflow.machines.agency_return.machine import AgencyReturn
from workflow.machines.audit.machine import RapidReviewAudit
from workflow.machines.case.machine import Case
from workflow.machines.case.opening import name_by_children, open_case, sender_of, take_over_children
from workflow.machines.notification.machine import Notification
from workflow.machines.rapid_review.machine import RapidReview
from workflow.machines.rapid_review.questions import PARTS, WEIGHED
from workflow.machines.referral.machine import Referral
from workflow.notices import Recipient
from workflow.parties.party import Agency, Partnership
from workflow.parties.roles import AGENCY_ROLES, CASE_ROLES, Actor, Role, may_read_case
from workflow.procedures.version import NoProcedureInForce

# A sign-off group reads the report, not what was sent for it.
READERS = CASE_ROLES - {Role.GROUP}
# Refusals that the person cannot mend by writing something else.
HELD = frozenset({"stale", "state", "guard"})
OUTSIDE = "This form is not on the site of a safeguarding partnership. Open it from your partnership’s own site."


def register() -> None:
    """Called once, when the app is ready."""
    for handler in (
        OpenCase(),
        SubmitNotification(),
        CompleteRapidReview(),
        SendReturn(),
        ScoreAudit(),
        KeepOnRecord(),
    ):
        handlers.register(handler)


def _sent_or_runs(submission: Submission, actor: Actor, partnership: Partnership | None) -> bool:
    """Whether the person sent it, or is an officer of its partnership: both may add to it."""
    if actor.user_id() is not None and submission.owner_id == actor.user_id():
        return True
    return partnership is not None and actor.holds({Role.OFFICER}, partnership_id=partnership.pk)


class OpenCase:
    """The referral: any agency that serves the partnership tells it of an incident (D4)."""

    key = "open_case"
    label = "Opens a case (referral)"
    needs_subject = False
    required_meanings: tuple[str, ...] = (
        "referral.referrer_name",
        "referral.aware_date",
        "referral.reason",
        "incident.date",
        "incident.narrative",
        "incident.abuse_or_neglect",
        "child",
        "child.name",
        "child.outcome",
    )

    def may_start(self, *, page: FormPage, user: Any, subject: str) -> None:
        self._sender(page, Actor.of(user))

    def describe(self, *, page: FormPage, subject: str) -> str:
        return ""

    def data_key(self, *, page: FormPage, subject: str) -> DataKey | None:
        return None

    def prefill(self, *, page: FormPage, user: Any, subject: str) -> dict[str, Any]:
        _, agency = self._sender(page, Actor.of(user))
        person = prefill.of_person(user, name="referral.referrer_name", email="referral.referrer_email")
        return {**person, "referral.referrer_agency": agency.name}

    def may_read(self, *, submission: Submission, user: Any) -> bool:
        actor = Actor.of(user)
        partnership = Partnership.objects.for_page(submission.page)
        if partnership is not None and actor.holds(READERS, partnership_id=partnership.pk):
            return True
        return self._is_lead(submission, actor) or self._reads_the_case(submission, actor)

    def _reads_the_case(self, submission: Submission, actor: Actor) -> bool:
        """Of another area that reads the case along, or leads it now (D26)."""
        if not actor.holds(READERS):
            return False
        case = Case.objects.filter(data_key=submission.data_key_id).first()
        return case is not None and may_read_case(case, actor, READERS)

    def may_correct(self, *, submission: Submission, user: Any) -> bool:
        actor = Actor.of(user)
        return _sent_or_runs(submission, actor, Partnership.objects.for_page(submission.page)) or self._is_lead(
            submission, actor
        )

    def _is_lead(self, submission: Submission, actor: Actor) -> bool:
        leads = [membership.agency_id for membership in actor.memberships if membership.role == Role.LEAD]
        return bool(leads) and Referral.objects.filter(submission=submission, agency__in=leads).exists()

    def accept(self, submission: Submission, *, user: Any, now: datetime) -> Accepted:
        by = Actor.of(submission.owner)
        partnership, agency = self._sender(submission.page, by)
        try:
            case = open_case(submission, partnership=partnership, agency=agency, by=by, now=now)
        except NoProcedureInForce as error:
            raise Held(str(error)) from error
        return Accepted(
            case.reference,
            (
                f"The support office of {partnership.name} reads your referral.",
                "You get an e-mail when it has a question or has decided. The e-mail says nothing about the case.",
                "You can add information later. What you sent stays as it is.",
            ),
            reverse("workspace:case", args=[case.reference]),
        )

    def _sender(self, page: FormPage, by: Actor) -> tuple[Partnership, Agency]:
        """The partnership of the page and the agency for which this person refers to it. Raises Refused."""
        sender = sender_of(page, by)
        if sender is not None:
            return sender
        partnership = Partnership.objects.for_page(page)
        if partnership is None:
            raise handlers.Refused(OUTSIDE)
        raise handlers.Refused(
            f"This form is for people who work for an agency of {partnership.name}. If you do, ask your agency’s lead "
            "to add you. If a child is in danger now, call 999 and children’s social care."
        )


class MachineHandler:
    """A form that moves a machine of a case which exists already, named in the form's address."""

    transition: ClassVar[str]
    needs_subject = True

    def record(self, *, page: FormPage, subject: str, by: Actor) -> Machine:
        """The machine's record. Raises Http404 where the person may not know of it, Refused where there is none yet."""
        raise NotImplementedError

    def data(self, submission: Submission) -> dict[str, Any]:
        """What the step's form asks, from the answers."""
        return {"submission": submission.pk}

    def readers(self, submission: Submission) -> set[int]:
        """The agencies whose leads may read the submission."""
        return set()

    def finish(self, record: Any, submission: Submission) -> None:
        """What else the answers change, once the step was taken."""

    def next_steps(self, record: Any) -> tuple[str, ...]:
        """What the receipt says happens next."""
        return ()

    def may_start(self, *, page: FormPage, user: Any, subject: str) -> None:
        by = Actor.of(user)
        found = option(self.record(page=page, subject=subject, by=by), self.transition, by=by, now=present.now())
        if not found.allowed:
            raise handlers.Refused(found.why_not)

    def describe(self, *, page: FormPage, subject: str) -> str:
        return f"Case {self.case_of(subject).reference}"

    def data_key(self, *, page: FormPage, subject: str) -> DataKey | None:
        return self.case_of(subject).data_key

    def may_read(self, *, submission: Submission, user: Any) -> bool:
        actor = Actor.of(user)
        if may_read_case(self.case_of(submission.subject), actor, READERS):
            return True
        return actor.holds({Role.LEAD}, agency_ids=self.readers(submission))

    def may_correct(self, *, submission: Submission, user: Any) -> bool:
        actor = Actor.of(user)
        if _sent_or_runs(submission, actor, self.case_of(submission.subject).partnership):
            return True
        return actor.holds({Role.LEAD}, agency_ids=self.readers(submission))

    def accept(self, submission: Submission, *, user: Any, now: datetime) -> Accepted:
        by = Actor.of(submission.owner)
        try:
            record = self.record(page=submission.page, subject=submission.subject, by=by)
            perform(record, self.transition, by=by, now=now, data=self.data(submission))
        except handlers.Refused as refused:
            raise Held(refused.reason) from refused
        except Refused as refused:
            if refused.kind in HELD:
                raise Held(refused.reason) from refused
            raise handlers.Refused(refused.reason) from refused
        self.finish(record, submission)
        reference = record.case.reference
        return Accepted(reference, self.next_steps(record), self.address(record))

    leads_to: ClassVar[str] = "workspace:case"

    def address(self, record: Any) -> str:
        """Where the receipt leads."""
        return reverse(self.leads_to, args=[record.case.reference])

    def case_of(self, subject: str) -> Case:
        """The case that a subject names. Raises Http404."""
        return _found(Case.objects.select_related("partnership", "procedure", "data_key"), subject)


def _found(records: Any, subject: str) -> Any:
    try:
        identifier = UUID(subject)
    except ValueError:
        raise Http404 from None
    record = records.filter(pk=identifier).first()
    if record is None:
        raise Http404
    return record


def _visible_case(subject: str, *, page: FormPage, by: Actor) -> Case:
    """The case, where this person may know of it and the page belongs to its partnership. Raises Http404."""
    cases = Case.objects.visible_to(by).select_related("partnership__home", "procedure", "data_key")
    case: Case = _found(cases, subject)
    home = case.partnership.home
    if home is None or not page.path.startswith(home.path):
        raise Http404
    return case


class SubmitNotification(MachineHandler):
    """The local authority tells the Panel (D2); the support office has its copy at the same moment (D3)."""

    key = "submit_notification"
    label = "Submits the notification"
    transition = "submit"
    required_meanings: tuple[str, ...] = (
        "notification.national_reference",
        "notification.nature",
        "notification.aware_on",
        "incident.date",
        "child",
        "child.name",
        "child.outcome",
    )

    def record(self, *, page: FormPage, subject: str, by: Actor) -> Notification:
        case = _visible_case(subject, page=page, by=by)
        notification: Notification | None = case.notifications.last()
        if notification is None:
            raise handlers.Refused("This case needs no notification.")
        notification.case = case
        return notification

    def prefill(self, *, page: FormPage, user: Any, subject: str) -> dict[str, Any]:
        return prefill.of_notification(self.record(page=page, subject=subject, by=Actor.of(user)), user)

    def data(self, submission: Submission) -> dict[str, Any]:
        reading = meanings.read(submission.version.definition, submission.answers)
        names = ("national_reference", "nature", "aware_on", "aware_reason")
        return {"submission": submission.pk} | {name: reading.one(f"notification.{name}") for name in names}

    def readers(self, submission: Submission) -> set[int]:
        return {agency.pk for agency in self.case_of(submission.subject).partnership.notifiers}

    def finish(self, record: Notification, submission: Submission) -> None:
        reading = meanings.read(submission.version.definition, submission.answers)
        take_over_children(record.case, reading.many("child"))
        name_by_children(record.case)

    def next_steps(self, record: Notification) -> tuple[str, ...]:
        office = f"The support office of {record.case.partnership.name}"
        return (
            f"{office} has its copy as of now.",
            "Where a rapid review follows, it has opened, and its working days are counted from today.",
        )


class CompleteRapidReview(MachineHandler):
    """The coordinator sends the rapid review: four parts (D7), criteria and circumstances weighed (D10)."""

    key = "complete_rapid_review"
    label = "Completes the rapid review"
    transition = "draft"
    required_meanings: tuple[str, ...] = (*PARTS, *WEIGHED)
    leads_to = "desk:case"

    def record(self, *, page: FormPage, subject: str, by: Actor) -> RapidReview:
        case = _visible_case(subject, page=page, by=by)
        rapid_review: RapidReview | None = case.rapid_reviews.select_related("submission__version").last()
        if rapid_review is None:
            why = option(case, "open_rapid_review", by=by, now=present.now()).why_not
            raise handlers.Refused(why or "No rapid review is open yet. Open it on the page of the case first (D5).")
        rapid_review.case = case
        return rapid_review

    def prefill(self, *, page: FormPage, user: Any, subject: str) -> dict[str, Any]:
        return prefill.of_rapid_review(self.record(page=page, subject=subject, by=Actor.of(user)))

    def next_steps(self, record: RapidReview) -> tuple[str, ...]:
        return ("The three safeguarding partners are asked to vote, one vote each.",)


class SendReturn(MachineHandler):
    """An agency sends what it was asked for (D30)."""

    key = "agency_return"
    label = "Is an agency’s return"
    transition = "submit"
    required_meanings: tuple[str, ...] = ("return.period_from", "return.period_to", "return.involved")

    def record(self, *, page: FormPage, subject: str, by: Actor) -> AgencyReturn:
        asked = AgencyReturn.objects.select_related("submission__version", "agency")
        agency_return: AgencyReturn = _found(asked, subject)
        agency_return.case = _visible_case(str(agency_return.case_id), page=page, by=by)
        if not by.holds(AGENCY_ROLES, agency_ids={agency_return.agency_id}) and not by.holds(
            READERS, partnership_id=agency_return.case.partnership_id
        ):
            raise Http404
        return agency_return

    def case_of(self, subject: str) -> Case:
        found = AgencyReturn.objects.select_related("case__partnership", "case__procedure", "case__data_key")
        case: Case = _found(found, subject).case
        return case

    def prefill(self, *, page: FormPage, user: Any, subject: str) -> dict[str, Any]:
        return prefill.of_return(self.record(page=page, subject=subject, by=Actor.of(user)), user)

    def readers(self, submission: Submission) -> set[int]:
        return {_found(AgencyReturn.objects, submission.subject).agency_id}

    def next_steps(self, record: AgencyReturn) -> tuple[str, ...]:
        return ("The support office reads your return. It tells you if something needs to change.",)


class ScoreAudit(MachineHandler):
    """The audit of one rapid review: an officer or an auditor scores what was sampled (D19)."""

    key = "audit_rapid_review"
    label = "Scores a rapid review (audit)"
    transition = "score"
    leads_to = "desk:audit"
    required_meanings: tuple[str, ...] = ("audit.marker", "audit.marker_key", "audit.marker_score", "audit.findings")

    def record(self, *, page: FormPage, subject: str, by: Actor) -> RapidReviewAudit:
        found = RapidReviewAudit.objects.select_related(
            "case__partnership__home", "case__procedure", "case__data_key", "submission__version"
        )
        audit: RapidReviewAudit = _found(found, subject)
        home = audit.case.partnership.home
        if home is None or not page.path.startswith(home.path):
            raise Http404
        if not by.holds({Role.OFFICER, Role.AUDITOR}, partnership_id=audit.case.partnership_id):
            raise Http404
        return audit

    def case_of(self, subject: str) -> Case:
        found = RapidReviewAudit.objects.select_related("case__partnership", "case__procedure", "case__data_key")
        case: Case = _found(found, subject).case
        return case

    def prefill(self, *, page: FormPage, user: Any, subject: str) -> dict[str, Any]:
        return prefill.of_audit(self.record(page=page, subject=subject, by=Actor.of(user)))

    def may_read(self, *, submission: Submission, user: Any) -> bool:
        partnership = self.case_of(submission.subject).partnership_id
        return Actor.of(user).holds(READERS | {Role.AUDITOR}, partnership_id=partnership)

    def address(self, record: Any) -> str:
        return reverse(self.leads_to, args=[record.pk])

    def next_steps(self, record: Any) -> tuple[str, ...]:
        return ("It is reported to the strategic body with the others of its round.",)


class KeepOnRecord:
    """A form that is stored and receipted and moves no case."""

    key = "keep_on_record"
    label = "Is kept on record"
    needs_subject = False
    required_meanings: tuple[str, ...] = ()

    def may_start(self, *, page: FormPage, user: Any, subject: str) -> None:
        if Partnership.objects.for_page(page) is None:
            raise handlers.Refused(OUTSIDE)

    def describe(self, *, page: FormPage, subject: str) -> str:
        return ""

    def data_key(self, *, page: FormPage, subject: str) -> DataKey | None:
        return None

    def prefill(self, *, page: FormPage, user: Any, subject: str) -> dict[str, Any]:
        return {}

    def may_read(self, *, submission: Submission, user: Any) -> bool:
        partnership = Partnership.objects.for_page(submission.page)
        return partnership is not None and Actor.of(user).holds({Role.OFFICER}, partnership_id=partnership.pk)

    def may_correct(self, *, submission: Submission, user: Any) -> bool:
        return _sent_or_runs(submission, Actor.of(user), Partnership.objects.for_page(submission.page))

    def accept(self, submission: Submission, *, user: Any, now: datetime) -> Accepted:
        partnership = Partnership.objects.for_page(submission.page)
        if partnership is None:
            raise Held(OUTSIDE)
        to = Recipient(str(submission.owner), submission.owner.email)
        try:
            notice = notices.compose_without_case(
                partnership, "form-received", reference=submission.reference, to=to, now=now, on=local_date(now)
            )
        except NoProcedureInForce as error:
            raise Held(str(error)) from error
        notices.queue([notice])
        return Accepted(submission.reference, (f"The support office of {partnership.name} has your form.",))
