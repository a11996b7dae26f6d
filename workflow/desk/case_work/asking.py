"""A step of the case on a page that shows more than the step: asked, and taken, as on the step's own page."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from forms import present
from forms.filling.pages.attaching import require_whole
from workflow.desk.access import find_case, require_reader
from workflow.desk.case_file.file import CaseFile
from workflow.desk.case_file.pages import READ
from workflow.desk.steps.taking import OK, StepState, look, take
from workflow.engine import log
from workflow.parties.roles import Actor, Role

PAGE_SIZE = 25


def opened_file(request: HttpRequest, actor: Actor, reference: str) -> CaseFile:
    """The case file for who reads what was sent; that it was opened is logged. Raises Http404, PermissionDenied."""
    case = find_case(actor, reference)
    require_reader(actor, case)
    now = present.now()
    if request.method != "POST":
        log.record_reading(case, kind=READ, by=actor, now=now)
    return CaseFile(case, by=actor, now=now)


def asked(
    request: HttpRequest,
    file: CaseFile,
    name: str,
    *,
    about: Mapping[str, str] | None = None,
    initial: Mapping[str, Any] | None = None,
) -> StepState:
    """The step as it stands, taken where it was posted. `about` is what the address names: a task, a note."""
    if request.method != "POST":
        return look(file.case, name, by=file.by, now=file.now, initial=initial)
    require_whole(request)
    posted = request.POST.copy()
    for field, value in (about or {}).items():
        posted[field] = value
    return take(file.case, name, posted, by=file.by, now=file.now, chosen=request.FILES.getlist("files"))


def status_of(state: StepState) -> int:
    """A page that shows more than the step is there for who may not take the step, too."""
    return OK if state.reason and not state.page.boxes else state.status


def is_office(file: CaseFile) -> bool:
    """Whether this person runs the office that leads the case."""
    return file.by.holds({Role.OFFICER}, partnership_id=file.case.partnership_id)
