"""Cases for their workers' own programs: found, judged and logged by what finds, judges and logs them on the desk."""

import uuid
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router

from forms import present
from forms.models import Submission
from forms.reading.sent import opened
from portal.api.problems import Problem
from portal.api.programs.scopes import CASES
from portal.api.v1.auth import Bearer
from portal.api.v1.drafts import caller_of
from portal.api.v1.pages import A_PAGE, page_of
from portal.api.v1.schemas import CaseOut, CasesOut, Cursor, Limit, SentFormOut
from workflow.desk import converters  # noqa: F401 - registers what the addresses below are written with
from workflow.desk.access import find_case, reads_everything, require_reader
from workflow.desk.case_file.file import CaseFile
from workflow.desk.case_file.pages import READ, SUBMISSION_READ
from workflow.engine import log
from workflow.machines.case.machine import Case
from workflow.parties.roles import CASE_ROLES, Actor

router = Router(tags=["Cases"], auth=Bearer(CASES))


def case_worker(request: HttpRequest) -> Actor:
    """Raises Problem where the token's role works on no cases."""
    actor = caller_of(request).actor
    if not actor.holds(CASE_ROLES):
        raise Problem("not-allowed")
    return actor


@router.get("/cases", response=CasesOut, summary="The cases that you read", url_name="cases")
def list_cases(request: HttpRequest, limit: Limit = A_PAGE, cursor: Cursor = "") -> Any:
    found = Case.objects.read_by(case_worker(request)).exclude(state=Case.ERASED).select_related("partnership")
    return page_of(request, found, by="opened_at", read=datetime.fromisoformat, limit=limit, cursor=cursor, show=row_of)


def row_of(case: Case) -> dict[str, Any]:
    return {
        "id": case.pk,
        "reference": case.reference,
        "partnership": case.partnership.slug,
        "state": case.state,
        "opened_at": case.opened_at,
        "closed_at": case.closed_at,
    }


@router.get(
    "/cases/{reference:reference}",
    response=CaseOut,
    summary="One case",
    description="Each reading stands in the log of the case.",
    url_name="case",
)
def get_case(request: HttpRequest, reference: str) -> Any:
    actor, now = case_worker(request), present.now()
    case = find_case(actor, reference)
    log.record_reading(case, kind=READ, by=actor, now=now)
    file = CaseFile(case, by=actor, now=now)
    file.read_kinds()
    reads = reads_everything(actor, case)
    return {
        **row_of(case),
        "headline": case.headline if reads else None,
        "records": [_record(one) for one in _records(file)],
        "deadlines": [_deadline(one) for one in case.deadlines.select_related("rule").order_by("due_on", "pk")],
        "children": [child.details for child in file.children] if reads else [],
        "forms": [sent_row(one) for one in file.submissions] if reads else [],
    }


def _records(file: CaseFile) -> list[Any]:
    kinds = (file.referrals, file.notifications, file.rapid_reviews, file.returns, file.reviews, file.publications)
    return [one for records in (*kinds, file.recommendations, file.processes, file.audits) for one in records]


def _record(record: Any) -> dict[str, Any]:
    return {"machine": record.KIND, "id": record.pk, "state": record.state, "label": str(record.get_state_display())}


def _deadline(one: Any) -> dict[str, Any]:
    return {
        "rule": one.rule.key,
        "label": one.rule.label,
        **{name: getattr(one, name) for name in ("state", "started_on", "due_on", "met_on")},
    }


def sent_row(submission: Submission) -> dict[str, Any]:
    return {
        "id": submission.pk,
        "form": submission.form_title,
        "submitted_at": submission.submitted_at,
        "state": submission.state,
    }


@router.get(
    "/cases/{reference:reference}/forms/{uuid:submission_id}",
    response=SentFormOut,
    summary="A form that was sent for a case",
    description="The answers in words, each with what was added to it. The reading stands in the log of the case.",
    url_name="case_form",
)
def get_case_form(request: HttpRequest, reference: str, submission_id: uuid.UUID) -> Any:
    actor, now = case_worker(request), present.now()
    case = find_case(actor, reference)
    require_reader(actor, case)
    found = CaseFile(case, by=actor, now=now).submission(submission_id)
    if found is None:
        raise Http404
    log.record_reading(case, kind=SUBMISSION_READ, by=actor, now=now, record_id=found.pk)
    return {**sent_row(found), "steps": [_step(step) for step in opened(found).steps]}


def _step(step: Any) -> dict[str, Any]:
    entries = [{"title": entry.title, "answers": [_answer(row) for row in entry.rows]} for entry in step.entries]
    return {"name": step.name, "title": step.title, "entries": entries}


def _answer(row: Any) -> dict[str, Any]:
    added = [one.text for one in row.additions]
    return {"name": row.name, "label": row.label, "text": row.text, "answered": row.answered, "additions": added}
