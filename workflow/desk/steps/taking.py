"""One step on one page: looked at, then taken through the one door. Knows no request; desk and workspace share it."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.http import Http404, QueryDict

from workflow.desk.steps.form import StepPage, page_of, typed_data
from workflow.desk.steps.form_links import FormLink, link_for
from workflow.desk.steps.labels import states_of
from workflow.engine.door import Option, option, perform
from workflow.engine.event import Event
from workflow.engine.machine import Machine, target_of
from workflow.engine.revision import newest_change, revision_of
from workflow.engine.step import Refused
from workflow.parties.roles import Actor

OK, FORBIDDEN, CONFLICT, UNPROCESSABLE = 200, 403, 409, 422
STATUS = {"role": FORBIDDEN, "data": UNPROCESSABLE}
BY_FORM = "This step is taken by filling in and sending its form, not here."


@dataclass(frozen=True)
class StepState:
    """A step as the page shows it. `reason` says why it was or would be refused; `event` is there once it was taken."""

    record: Machine
    option: Option
    page: StepPage
    reason: str = ""
    status: int = OK
    event: Event | None = None
    link: FormLink = field(default_factory=FormLink)
    shows_form: bool = True
    # The newest change that the page was drawn with, sent back unseen; and what it did not show yet.
    based_on: int = 0
    meanwhile: Event | None = None

    @property
    def follows(self) -> str:
        """What will follow: the state it leads to, in words."""
        target = target_of(type(self.record), self.option.name)
        recorded = f"This is recorded with your name and the time. The {self.record._meta.verbose_name}"
        labels = states_of(type(self.record))
        if target is None or target == self.record.state:
            return f"{recorded} stays “{labels[self.record.state]}”."
        return f"{recorded} becomes “{labels[target]}”."

    @property
    def duties(self) -> str:
        """ "D10 and D14", "" where the step serves no numbered duty."""
        *most, last = self.option.step.duty.split() or [""]
        return f"{', '.join(most)} and {last}" if most else last


def look(record: Machine, name: str, *, by: Actor, now: datetime) -> StepState:
    """The step before anything is typed. Raises Http404 where the machine has no such step."""
    found = _option(record, name, by, now)
    if not found.allowed:
        status = STATUS.get(found.kind or "", CONFLICT)
        return StepState(record, found, StepPage(()), found.why_not, status, shows_form=False)
    if found.step.page_handler:
        link = link_for(record, found.step.page_handler, by, name=name)
        return StepState(record, found, StepPage(()), link=link, shows_form=False)
    page = page_of(found.step.form(record=record, by=by, now=now))
    return StepState(record, found, page, based_on=revision_of(record, name, by))


def take(record: Machine, name: str, posted: QueryDict, *, by: Actor, now: datetime) -> StepState:
    """Take the step with what was posted. Whatever is refused, what was typed stays. Raises Http404 as `look`."""
    found = _option(record, name, by, now)
    if found.step.page_handler:
        return StepState(record, found, StepPage(()), BY_FORM, CONFLICT, shows_form=False)
    form_class = found.step.form
    about: dict[str, Any] = {"record": record, "by": by, "now": now}
    data, faults = typed_data(form_class, posted, **about)
    seen = posted.get("based_on", "")
    based_on = int(seen) if seen.isdecimal() else None
    try:
        expect = posted.get("expect") or None
        event = perform(record, name, by=by, now=now, data=data, expect=expect, based_on=based_on)
    except Refused as refused:
        errors = {**refused.errors, **{name: [fault] for name, fault in faults.items() if name in refused.errors}}
        page = page_of(form_class(data, **about), typed=data, errors=errors)
        reason = "" if refused.kind == "data" else refused.reason
        # Looked at again: somebody else may have moved the record meanwhile.
        record.refresh_from_db()
        status = STATUS.get(refused.kind, CONFLICT)
        state = StepState(record, _option(record, name, by, now), page, reason, status)
        return _with_revision(state, by, based_on, is_stale=refused.kind == "stale")
    return StepState(record, found, StepPage(()), event=event)


def _with_revision(state: StepState, by: Actor, based_on: int | None, *, is_stale: bool) -> StepState:
    """A page that was stale now shows what happened, and goes on from there; another stays with what it began from."""
    if not is_stale and based_on is not None:
        return replace(state, based_on=based_on)
    newest = newest_change(state.record, state.option.name, by)
    position = newest.position if newest is not None else 0
    return replace(state, based_on=position, meanwhile=newest if is_stale else None)


def _option(record: Machine, name: str, by: Actor, now: datetime) -> Option:
    try:
        return option(record, name, by=by, now=now)
    except LookupError as error:
        raise Http404(str(error)) from error
