"""Sending, by the same way as from the page, and what became of what was sent."""

import uuid
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Router

from forms import present
from forms.filling.pages.tasks import opened
from forms.filling.submitting import NotReady, submit
from forms.models.submission import Draft, Submission, theirs
from portal.api.once import once
from portal.api.problems import Problem, under
from portal.api.programs import making
from portal.api.programs.scopes import SEND, STATUS
from portal.api.v1 import answers
from portal.api.v1.auth import Bearer
from portal.api.v1.drafts import CREATED, KEYED, STALE, caller_of, find_draft
from portal.api.v1.pages import A_PAGE, page_of
from portal.api.v1.schemas import Cursor, Limit, SentOut, SubmissionIn, SubmissionOut, SubmissionsOut

router = Router(tags=["Submissions"])


@router.post(
    "/submissions",
    auth=Bearer(SEND),
    response={CREATED: SentOut},
    summary="Send a draft",
    description=(
        "It becomes one submission with the draft's id, however often it is sent. `version` and `revision` are those "
        "that were read with the answers. One that is `held` is stored and receipted: the office goes on with it."
    ),
    openapi_extra=KEYED,
    url_name="submissions",
)
def send(request: HttpRequest, body: SubmissionIn) -> HttpResponse:
    caller, now = caller_of(request), present.now()

    def make() -> tuple[int, dict[str, Any]]:
        if not Draft.objects.filter(theirs(caller.user), pk=body.draft, trial__isnull=True).exists():
            told = "There is no draft of yours with this id."
            raise Problem("invalid", errors=[{"pointer": "/draft", "message": told}])
        was_sent = Submission.objects.filter(pk=body.draft).exists()
        try:
            found = submit(
                body.draft,
                user=caller.user,
                today=present.today(),
                now=now,
                checked=body.version,
                revision=body.revision,
            )
        except NotReady:
            raise _why_not(request, body) from None
        if not was_sent:
            making.write(caller.token, "send", by=caller.actor, now=now)
        return CREATED, sent_of(found)

    response = once(request, caller.token, make, now=now)
    response.headers["Location"] = request.build_absolute_uri(reverse("api_v1:submission", args=[body.draft]))
    return response


def _why_not(request: HttpRequest, body: SubmissionIn) -> Problem:
    """What has to be done first: answer more, or look at what changed."""
    journey = opened(find_draft(request, body.draft))
    if journey.digest != body.version:
        return Problem("stale", "The questions of the form changed. Read the draft again, and send what it asks now.")
    if journey.revisions.latest != body.revision:
        return Problem("stale", STALE.format(journey.revisions.latest))
    told = [
        {"pointer": under("", "draft"), "message": f"{one['pointer'] or '/'}: {one['message']}"}
        for one in answers.problems_of(journey)
    ]
    return Problem("invalid", "The draft is not complete.", errors=told)  # type: ignore[arg-type]  # as a Fault is


def sent_of(submission: Submission) -> dict[str, Any]:
    return {
        "id": str(submission.pk),
        "state": str(submission.state),
        "form": submission.page_id,
        "submitted_at": submission.submitted_at.isoformat(),
    }


@router.get(
    "/submissions", auth=Bearer(STATUS), response=SubmissionsOut, summary="What was sent", url_name="submissions_list"
)
def list_submissions(request: HttpRequest, limit: Limit = A_PAGE, cursor: Cursor = "") -> Any:
    found = Submission.objects.filter(theirs(caller_of(request).user)).defer("answers", "held_reason")

    def show(submission: Submission) -> dict[str, Any]:
        return {**sent_of(submission), "reference": submission.reference}

    read = datetime.fromisoformat
    return page_of(request, found, by="submitted_at", read=read, limit=limit, cursor=cursor, show=show)


@router.get(
    "/submissions/{uuid:submission_id}",
    auth=Bearer(STATUS),
    response=SubmissionOut,
    summary="What became of one",
    url_name="submission",
)
def get_submission(request: HttpRequest, submission_id: uuid.UUID) -> Any:
    found = Submission.objects.filter(theirs(caller_of(request).user), pk=submission_id).select_related("data_key")
    submission = found.defer("answers").first()
    if submission is None:
        raise Http404
    if submission.data_key.destroyed_at is not None:
        raise Problem("gone", "What was sent has been erased.")
    return {
        **sent_of(submission),
        "reference": submission.reference,
        "accepted_at": submission.accepted_at,
        "held_reason": submission.held_reason,
        "next_steps": submission.next_steps,
        "additions": submission.corrections.count(),
    }
