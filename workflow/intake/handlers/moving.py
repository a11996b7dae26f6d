"""What handlers share: who may add to a form, and a form that moves one machine of a case that exists already.

It moves the machine through `perform()`, which alone decides. Where the machine has moved on meanwhile the submission
is held, so that the desk can look at it; where the person can mend what they wrote it is refused, and the draft stays.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from forms import handlers, present
from forms.filling.pages.own_words import own_words
from forms.handlers import Accepted, Held
from forms.kept_query import KeptQuery
from forms.models import Submission
from forms.models.form_page import FormPage
from forms.models.submission import is_theirs
from forms.vault import DataKey
from workflow.engine.door import option, perform
from workflow.engine.machine import Machine
from workflow.engine.settling import settle
from workflow.engine.step import Refused
from workflow.intake.writing_for import of_agency, of_office
from workflow.machines.case.arrivals.arrival import Arrival
from workflow.machines.case.machine import Case
from workflow.parties.party import Partnership
from workflow.parties.roles import CASE_ROLES, Actor, Role, may_read_case

# A sign-off group reads the report, not what was sent for it.
READERS = CASE_ROLES - {Role.GROUP}
# Refusals that the person cannot mend by writing something else.
HELD = frozenset({"stale", "state", "guard"})
OUTSIDE = gettext_lazy(
    "This form is not on the site of a safeguarding partnership. Open it from your partnership’s own site."
)


def sent_or_runs(submission: Submission, actor: Actor, partnership: Partnership | None) -> bool:
    """Whether the person sent it and still works for whom they sent it, or is an officer of its partnership: both may
    add to it.
    """
    if actor.user is not None and is_theirs(submission, actor.user):
        return True
    return partnership is not None and actor.holds({Role.OFFICER}, partnership_id=partnership.pk)


class WithoutCase:
    """A form that is about no case yet."""

    needs_subject = False

    def describe(self, *, page: FormPage, subject: str) -> str:
        return ""

    def asked(self, *, page: FormPage, user: Any, subject: str) -> Sequence[tuple[str, str]]:
        return ()

    def on_behalf(self, *, page: FormPage, subject: str) -> str:
        return ""

    def data_key(self, *, page: FormPage, subject: str) -> DataKey | None:
        return None


class MachineHandler:
    """A form that moves a machine of a case which exists already, named in the form's address."""

    transition: ClassVar[str]
    # What the form's address names: the case, or a record of its own.
    about: ClassVar[type[Machine]] = Case
    # The step by which the office takes over what came outside the portal; "" where nothing does.
    on_behalf_transition: ClassVar[str] = ""
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
        record = self.record(page=page, subject=subject, by=by)
        found = option(record, self._transition_of(record, subject), by=by, now=present.now())
        if not found.allowed:
            raise handlers.Refused(found.why_not)

    def is_step_of(self, record: Machine, name: str) -> bool:
        """Whether the form, begun for this record, takes this very step of this very record: then whoever may take the
        step may begin the form, and neither is looked for once more.
        """
        return False

    def _transition_of(self, record: Machine, subject: str) -> str:
        """Sent for what came outside the portal, the form takes the office's own step."""
        about_record = subject in (str(record.pk), str(record.case.pk))
        return self.transition if about_record or not self.on_behalf_transition else self.on_behalf_transition

    def describe(self, *, page: FormPage, subject: str) -> str:
        case, arrival = self._found(subject)
        if arrival is None:
            return gettext("Case %(reference)s") % {"reference": case.reference}
        told = gettext("Case %(reference)s, on behalf of %(whose)s")
        return told % {"reference": case.reference, "whose": arrival.words}

    def asked(self, *, page: FormPage, user: Any, subject: str) -> Sequence[tuple[str, str]]:
        return ()

    def on_behalf(self, *, page: FormPage, subject: str) -> str:
        arrival = arrival_of(subject) if self.on_behalf_transition else None
        return arrival.words if arrival is not None else ""

    def written_for(self, *, page: FormPage, user: Any, subject: str) -> str:
        """The person's agency where the record is one of its own; else the office that leads the case."""
        by = Actor.of(user)
        record = self.record(page=page, subject=subject, by=by)
        own = record.party_agency_ids() & by.agency_ids()
        return of_agency(min(own)) if own else of_office(record.case.partnership_id)

    def data_key(self, *, page: FormPage, subject: str) -> DataKey | None:
        return self.case_of(subject).data_key

    def may_read(self, *, submission: Submission, user: Any) -> bool:
        actor = Actor.of(user)
        if may_read_case(self.case_of(submission.subject), actor, READERS):
            return True
        return actor.holds({Role.LEAD}, agency_ids=self.readers(submission))

    def may_correct(self, *, submission: Submission, user: Any) -> bool:
        actor = Actor.of(user)
        if sent_or_runs(submission, actor, self.case_of(submission.subject).partnership):
            return True
        return actor.holds({Role.LEAD}, agency_ids=self.readers(submission))

    def accept(self, submission: Submission, *, user: Any, now: datetime) -> Accepted:
        by = Actor.of(submission.owner)
        try:
            record = self.record(page=submission.page, subject=submission.subject, by=by)
            transition = self._transition_of(record, submission.subject)
            perform(record, transition, by=by, now=now, data=self.data(submission))
        except handlers.Refused as refused:
            raise Held(refused.reason) from refused
        except Refused as refused:
            if refused.kind in HELD:
                raise Held(refused.reason) from refused
            raise handlers.Refused(refused.reason) from refused
        self.finish(record, submission)
        settle([record.case_id], now)
        reference = record.case.reference
        # The office follows it on its desk.
        by_office = transition == self.on_behalf_transition
        url = reverse("desk:case", args=[reference]) if by_office else self.address(record)
        with own_words(submission.language):
            return Accepted(reference, self.next_steps(record), url)

    leads_to: ClassVar[str] = "workspace:case"

    def address(self, record: Any) -> str:
        """Where the receipt leads."""
        return reverse(self.leads_to, args=[record.case.reference])

    def case_of(self, subject: str) -> Case:
        """The case that a subject names, or that something came for. Raises Http404."""
        return self._found(subject)[0]

    def _found(self, subject: str) -> tuple[Case, Arrival | None]:
        """The same, with what came outside the portal where the subject names that. One query where it does not."""
        way = "" if self.about is Case else "case__"
        related = [f"{way}{part}" for part in ("partnership", "procedure", "data_key")]
        records = self.about.objects.select_related(*related)
        named = records.filter(pk__in=[identified(subject)]).first()
        if named is not None:
            return named.case, None
        arrival = arrival_of(subject) if self.on_behalf_transition else None
        if arrival is None:
            raise Http404
        meant = arrival.case_id if self.about is Case else arrival.record_id
        return found_by(records, str(meant)).case, arrival


def identified(subject: str) -> UUID | None:
    """The identifier that a subject is, None where it is none."""
    try:
        return UUID(subject)
    except ValueError:
        return None


def arrival_of(subject: str) -> Arrival | None:
    """What came outside the portal, where the form is about that. One query."""
    found = Arrival.objects.select_related("agency", "partnership__home", "data_key")
    identifier = identified(subject)
    return None if identifier is None else found.filter(pk=identifier).first()


def arrival_for(subject: str, *, page: FormPage, by: Actor) -> Arrival | None:
    """The same for an officer of its partnership, on that partnership's site; no query for anybody else."""
    if not by.holds({Role.OFFICER}):
        return None
    arrival = arrival_of(subject)
    if arrival is None:
        return None
    theirs = by.holds({Role.OFFICER}, partnership_id=arrival.partnership_id)
    if not theirs or not arrival.partnership.has_page(page):
        raise Http404
    return arrival


def found_by(records: Any, subject: str) -> Any:
    try:
        return get_object_or_404(records, pk=subject)
    except ValidationError:
        # No identifier at all.
        raise Http404 from None


BY_IDENTIFIER: KeptQuery[Case] = KeptQuery(
    lambda pk: Case.objects.filter(pk=pk).select_related("partnership__home", "procedure", "data_key"), pk=UUID
)


def visible_case(subject: str, *, page: FormPage, by: Actor) -> Case:
    """The case, where this person may know of it and the page belongs to its partnership. Raises Http404."""
    identifier = identified(subject)
    case = BY_IDENTIFIER.first(pk=identifier) if identifier is not None else None
    if case is None or not case.partnership.has_page(page):
        raise Http404
    # An agency has its own part: that only the database knows.
    if not (may_read_case(case, by) or Case.objects.visible_to(by).filter(pk=case.pk).exists()):
        raise Http404
    return case
