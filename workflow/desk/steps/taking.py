"""One step on one page: looked at, then taken through the one door. Knows no request; desk and workspace share it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, QueryDict

from forms import uploads
from workflow.desk.steps.attaching import inspected, kept
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
SOME_PLACE = re.compile("[0-9]{1,18}")
FILES = "files"
CHOOSE_AGAIN = "Choose your files again. They are kept only once the step is taken."
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
        if target is None or target == self.record.state:
            return f"{recorded} stays “{self.record.get_state_display()}”."
        return f"{recorded} becomes “{states_of(type(self.record))[target]}”."

    @property
    def duties(self) -> str:
        """ "D10 and D14", "" where the step serves no numbered duty."""
        *most, last = self.option.step.duty.split() or [""]
        return f"{', '.join(most)} and {last}" if most else last


def look(
    record: Machine, name: str, *, by: Actor, now: datetime, initial: Mapping[str, Any] | None = None
) -> StepState:
    """The step before anything is typed; `initial` is what stands there already.

    Raises Http404 where the machine has no such step.
    """
    found = _option(record, name, by, now)
    if not found.allowed:
        status = STATUS.get(found.kind or "", CONFLICT)
        return StepState(record, found, StepPage(()), found.why_not, status, shows_form=False)
    if found.step.page_handler:
        link = link_for(record, found.step.page_handler, by, name=name)
        return StepState(record, found, StepPage(()), link=link, shows_form=False)
    page = page_of(found.step.form(record=record, by=by, now=now, initial=initial))
    return StepState(record, found, page, based_on=revision_of(record, name, by))


def take(
    record: Machine,
    name: str,
    posted: QueryDict,
    *,
    by: Actor,
    now: datetime,
    chosen: Sequence["UploadedFile[Any]"] = (),
) -> StepState:
    """Take the step with what was posted and the files that were chosen with it. Whatever is refused, what was typed
    stays; files have to be chosen again. Raises Http404 as `look`.
    """
    found = _option(record, name, by, now)
    if found.step.page_handler:
        return StepState(record, found, StepPage(()), BY_FORM, CONFLICT, shows_form=False)
    form_class = found.step.form
    about: dict[str, Any] = {"record": record, "by": by, "now": now}
    data, faults = typed_data(form_class, posted, **about)
    # Which files there are, only this function says.
    data.setlist(FILES, [])
    based_on = position_in(posted)
    # Whoever may not take it learns nothing of what others did meanwhile.
    seen: dict[str, Any] = {"expect": posted.get("expect") or None, "based_on": based_on}
    # Nothing is scanned where the step is not open or takes no files.
    box: Any = form_class({}, **about).fields.get(FILES) if found.allowed else None
    files, refusals = inspected(chosen if box is not None else ())
    try:
        if refusals:
            raise Refused(refusals[0], "data", {FILES: refusals})
        with kept(record, files, box and box.queryset.model, by=by, now=now) as data_files:
            data.setlist(FILES, data_files)
            event = perform(record, name, by=by, now=now, data=data, **({} if found.kind == "role" else seen))
    except uploads.Rejected as rejected:
        page = page_of(form_class(data, **about), typed=data, errors={FILES: [str(rejected)]})
        return StepState(record, found, page, status=UNPROCESSABLE, based_on=based_on or 0)
    except Refused as refused:
        errors = {**refused.errors, **{name: [fault] for name, fault in faults.items() if name in refused.errors}}
        if files and FILES not in errors:
            errors[FILES] = [CHOOSE_AGAIN]
        page = page_of(form_class(data, **about), typed=data, errors=errors)
        reason = "" if refused.kind == "data" else refused.reason
        # Looked at again: somebody else may have moved the record meanwhile.
        record.refresh_from_db()
        status = STATUS.get(refused.kind, CONFLICT)
        state = StepState(record, _option(record, name, by, now), page, reason, status)
        return _with_revision(state, by, based_on, is_stale=refused.kind == "stale")
    return StepState(record, found, StepPage(()), event=event)


def position_in(posted: QueryDict) -> int:
    """The newest change that the page showed. What does not say it has seen nothing, and writes over nothing."""
    seen = posted.get("based_on", "")
    return int(seen) if SOME_PLACE.fullmatch(seen) else 0


def _with_revision(state: StepState, by: Actor, based_on: int, *, is_stale: bool) -> StepState:
    """A page that was stale now shows what happened, and goes on from there; another stays with what it began from."""
    if not is_stale:
        return replace(state, based_on=based_on)
    newest = newest_change(state.record, state.option.name, by)
    position = newest.position if newest is not None else 0
    return replace(state, based_on=position, meanwhile=newest if is_stale else None)


def _option(record: Machine, name: str, by: Actor, now: datetime) -> Option:
    try:
        return option(record, name, by=by, now=now)
    except LookupError as error:
        raise Http404(str(error)) from error
