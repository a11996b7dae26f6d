"""Reading what a letter names. Each placeholder has its reader here; a test holds the two together.

What the step itself was told goes before what stands in the records: a letter is written while its step is being taken.
Only the records that the wording asks for are read. Models of the machines are found by their kind: they, through their
guards and clocks, need notices themselves.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.utils import timezone

from forms.definition.dates import spoken_day
from workflow.engine.event import Event
from workflow.engine.machine import machines
from workflow.engine.step import local_date
from workflow.parties.titles import title_of
from workflow.procedures.version import Occasion

IMPORTANCE = {"yes": "Yes", "may": "It may be", "no": "No"}
# Where the decision not to publish, or not everything, was justified: the step, and the name of its answer.
JUSTIFIED_BY = {
    "publication.withhold": "justification",
    "publication.choose_improvements": "justification",
    "publication.keep_down": "justification",
    "review.stop": "reason",
}


@dataclass
class Contents:
    """What is known to one letter: the case, the step it follows (`record`, `said`), and what an officer typed."""

    case: Any
    now: datetime
    recipient_name: str
    recipient_role: str = ""
    due: date | None = None
    title: str = ""
    added: str = ""
    record: Any = None
    said: Mapping[str, Any] = field(default_factory=dict)
    corrected_on: date | None = None
    correction: str = ""

    def _newest(self, kind: str) -> Any:
        """The step's own record where it is of that kind, else the newest of the case, None without one."""
        if self._follows(kind):
            return self.record
        found = machines()[kind].objects.filter(case=self.case).order_by("-created_at").first()
        if found is not None:
            # One case and one key: neither is fetched again.
            found.case, found.data_key = self.case, self.case.data_key
        return found

    def _follows(self, *kinds: str) -> bool:
        return getattr(self.record, "KIND", "") in kinds

    referral = cached_property(lambda self: self._newest("referral"))
    rapid_review = cached_property(lambda self: self._newest("rapid_review"))
    publication = cached_property(lambda self: self._newest("publication"))
    asked = cached_property(lambda self: self._newest("agency_return"))

    @cached_property
    def notification(self) -> Any:
        # One that is still to be made, of a death that came after, has no number to tell yet.
        if self._follows("notification"):
            return self.record
        made = machines()["notification"].objects.filter(case=self.case, submitted_at__isnull=False)
        found = made.order_by("-submitted_at").first()
        if found is None:
            return self._newest("notification")
        found.case, found.data_key = self.case, self.case.data_key
        return found

    @cached_property
    def leading(self) -> Any:
        """The notification of the same incident that goes on: the one joined to, or separated from."""
        return self.said.get("leading") or _of(self.notification, "joined_to")

    @cached_property
    def review(self) -> Any:
        # A publication is of one review; a case may have had an earlier one that was stopped.
        return self.record.review if self._follows("publication") else self._newest("review")

    @cached_property
    def delay(self) -> tuple[date | None, str]:
        """Until when and why: of the hold on publication, or on the review, whichever was the step or is the newest."""
        if self._follows("review"):
            return self.record.hold_delay_until, str(self.record.hold_reason or "")
        hold = self._newest("publication_hold")
        if hold is not None:
            return hold.until, str(hold.reason or "")
        if self.review is None:
            return None, ""
        return self.review.hold_delay_until, str(self.review.hold_reason or "")

    @cached_property
    def review_due_on(self) -> date | None:
        if self.review is None:
            return None
        running = self.case.deadlines.filter(record_id=self.review.pk, rule__met_by=Occasion.PUBLISHED, state="running")
        return running.order_by("due_on").values_list("due_on", flat=True).first()

    @cached_property
    def justification(self) -> str:
        for name in set(JUSTIFIED_BY.values()):
            if self._follows("publication", "review") and self.said.get(name):
                return str(self.said[name])
        decided = Event.objects.filter(case=self.case, kind__in=JUSTIFIED_BY).order_by("-position").first()
        if decided is None:
            return ""
        decided.data_key = self.case.data_key
        return str((decided.data or {}).get(JUSTIFIED_BY[decided.kind], ""))

    def text(self, name: str) -> str:
        """What stands in the letter under that name, "" where nothing is recorded."""
        return READERS[name](self)


def _of(record: Any, name: str) -> Any:
    return getattr(record, name, None) if record is not None else None


def _said(record: Any, name: str, part: str = "") -> str:
    """What a record keeps under that name, sealed or not; a part of it where it has parts."""
    value = _of(record, name)
    if part:
        value = value.get(part) if isinstance(value, Mapping) else None
    return str(value or "")


def _moment(record: Any, name: str) -> str:
    value = _of(record, name)
    return spoken_day(timezone.localdate(value)) if value else ""


def _display(record: Any, name: str) -> str:
    return str(getattr(record, f"get_{name}_display")()) if record is not None and getattr(record, name) else ""


READERS: Mapping[str, Callable[[Contents], str]] = {
    "reference": lambda letter: letter.case.reference,
    "date": lambda letter: spoken_day(local_date(letter.now)),
    "partnership": lambda letter: letter.case.partnership.name,
    "office_email": lambda letter: letter.case.partnership.contact_email,
    "office_phone": lambda letter: letter.case.partnership.contact_phone,
    "coordinator_title": lambda letter: title_of(letter.case, "coordinator"),
    "local_authority": lambda letter: letter.case.partnership.local_authority_name,
    "strategic_body": lambda letter: title_of(letter.case, "strategic_body"),
    "recipient_name": lambda letter: letter.recipient_name,
    "recipient_role": lambda letter: letter.recipient_role,
    "due": lambda letter: spoken_day(letter.due),
    "title": lambda letter: letter.title,
    "added": lambda letter: letter.added,
    "aware_on": lambda letter: spoken_day(_of(letter.notification, "aware_on")),
    "notified_on": lambda letter: _moment(letter.notification, "submitted_at"),
    "national_reference": lambda letter: _said(letter.notification, "national_reference"),
    "leading_reference": lambda letter: str(letter.leading.case.reference) if letter.leading else "",
    "leading_national_reference": lambda letter: _said(letter.leading, "national_reference"),
    "reason_to_agency": lambda letter: _said(letter.referral, "answer"),
    "decision": lambda letter: str(_of(letter.rapid_review, "choice_label") or ""),
    "decided_on": lambda letter: _moment(letter.rapid_review, "decided_at"),
    "route": lambda letter: _display(letter.rapid_review, "route"),
    "rationale": lambda letter: _said(letter.rapid_review, "rationale"),
    "national_importance": lambda letter: IMPORTANCE.get(
        _said(letter.rapid_review, "for_panel", "national_importance"), ""
    ),
    "national_importance_reason": lambda letter: _said(letter.rapid_review, "for_panel", "national_importance_reason"),
    "panel_answered_on": lambda letter: spoken_day(_of(letter.rapid_review, "panel_answered_on")),
    "panel_response": lambda letter: _said(letter.rapid_review, "panel_response"),
    "panel_justification": lambda letter: _said(letter.rapid_review, "justification"),
    "review_kind": lambda letter: _display(letter.review, "kind"),
    "commissioned_on": lambda letter: spoken_day(_of(letter.review, "commissioned_on")),
    "reviewer_name": lambda letter: _said(letter.review, "reviewer_name"),
    "terms_of_reference": lambda letter: _said(letter.review, "terms", "terms_of_reference"),
    "method": lambda letter: _said(letter.review, "terms", "method"),
    "review_due_on": lambda letter: spoken_day(letter.review_due_on),
    "planned_on": lambda letter: spoken_day(_of(letter.publication, "planned_on")),
    "published_on": lambda letter: _moment(letter.publication, "published_at"),
    "delay_until": lambda letter: spoken_day(letter.delay[0]),
    "delay_reason": lambda letter: letter.delay[1],
    "justification": lambda letter: letter.justification,
    "news": lambda letter: str(letter.said.get("news") or ""),
    "asked_for": lambda letter: _display(letter.asked, "asked_for"),
    "request": lambda letter: _said(letter.asked, "request"),
    "change_asked": lambda letter: _said(letter.asked, "change_asked"),
    "lead_body": lambda letter: str(letter.case.led_by or letter.said.get("led_by") or ""),
    "lead_since": lambda letter: spoken_day(letter.case.led_since or letter.said.get("led_since")),
    "lead_back_on": lambda letter: spoken_day(letter.said.get("returned_on")),
    "corrected_on": lambda letter: spoken_day(letter.corrected_on),
    "correction": lambda letter: letter.correction,
}
