"""Drafts of a program: begun, read, filled in step by step and deleted, under the rights of whom it acts for."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Router

from forms import present
from forms.filling import drafts as drafts_room
from forms.filling.journey import Journey
from forms.filling.pages.tasks import about, asked, changing, opened
from forms.filling.starting import begin
from forms.filling.submitting import discard
from forms.models.submission import Draft, theirs
from portal.api.once import once
from portal.api.problems import Problem
from portal.api.programs.scopes import DRAFTS
from portal.api.v1 import answers
from portal.api.v1.auth import Bearer, Caller
from portal.api.v1.forms import asked_in, find
from portal.api.v1.pages import A_PAGE, page_of
from portal.api.v1.schemas import Cursor, DraftIn, DraftOut, DraftsOut, Limit, Revision, SavedOut, StepIn

router = Router(tags=["Drafts"], auth=Bearer(DRAFTS))
CREATED, OK, NO_CONTENT = 201, 200, 204
KEYED: dict[str, Any] = {
    "parameters": [
        {
            "in": "header",
            "name": "Idempotency-Key",
            "required": False,
            "schema": {"type": "string", "pattern": "^[\\x21-\\x7e]{1,200}$"},
            "description": "The same key with the same body is answered as before, and nothing is done twice.",
        }
    ]
}
STALE = "The draft has revision {}. Read it again, and send your change on top of that."


def caller_of(request: HttpRequest) -> Caller:
    found: Caller = request.auth  # type: ignore[attr-defined]  # set by the operation's own check
    return found


def own(user: Any, *, now: datetime) -> "QuerySet[Draft]":
    """What the program's maker began and can go on with, for those that the token is for. A trial is none."""
    return Draft.objects.filter(theirs(user), trial__isnull=True, submitted_at=None, expires_at__gt=now)


def find_draft(request: HttpRequest, draft_id: uuid.UUID) -> Draft:
    """Raises Http404, and Problem where it was sent or ran out."""
    user, now = caller_of(request).user, present.now()
    draft = drafts_room.with_circumstances().filter(theirs(user), trial__isnull=True, pk=draft_id).first()
    if draft is None:
        raise Http404
    if draft.submitted_at is not None:
        raise Problem("gone", f"It was sent. Ask for {reverse('api_v1:submission', args=[draft_id])}.")
    if draft.expires_at <= now:
        raise Problem("gone", "The draft ran out before it was sent.")
    draft.owner = user
    return draft


@contextmanager
def change(draft: Draft, revision: int) -> Iterator[Journey]:
    """The draft's journey under a lock, on the revision that the program has seen. Raises Problem."""
    user = draft.owner
    opened(draft)
    with changing(draft) as journey:
        journey.draft.owner = user
        if journey.revisions.latest != revision:
            raise Problem("stale", STALE.format(journey.revisions.latest))
        yield journey


def saved(journey: Journey) -> dict[str, Any]:
    return {"id": str(journey.draft.pk), "revision": journey.revisions.latest, "version": journey.digest}


@router.post(
    "/drafts",
    response={CREATED: SavedOut},
    summary="Begin a draft",
    description="With `answers`, everything is filled in at once: where anything is wrong, nothing is made.",
    openapi_extra=KEYED,
    url_name="drafts",
)
def begin_draft(request: HttpRequest, body: DraftIn) -> HttpResponse:
    caller, now = caller_of(request), present.now()

    def make() -> tuple[int, dict[str, Any]]:
        page, version = _form(body.form)
        asked_in(version.definition, body.language)
        draft = begin(page, user=caller.user, subject=body.subject, token=uuid.uuid4(), now=now)
        with changing(draft) as journey:
            journey.draft.owner = caller.user
            journey.read_in(body.language)
            if body.answers is not None:
                answers.refuse(answers.store_all(journey, body.answers, "/answers"))
            journey.save(now=now)
        return CREATED, saved(journey)

    return once(request, caller.token, make, now=now)


def _form(form_id: int) -> Any:
    try:
        return find(form_id)
    except Http404:
        told = "There is no published form with this number. Those there are stand at /api/v1/forms."
        raise Problem("invalid", errors=[{"pointer": "/form", "message": told}]) from None


@router.get("/drafts", response=DraftsOut, summary="Drafts that are not sent yet", url_name="drafts_list")
def list_drafts(request: HttpRequest, limit: Limit = A_PAGE, cursor: Cursor = "") -> Any:
    rows = own(caller_of(request).user, now=present.now())
    return page_of(request, rows, by="made_at", read=datetime.fromisoformat, limit=limit, cursor=cursor, show=row_of)


def row_of(draft: Draft) -> dict[str, Any]:
    return {
        "id": draft.pk,
        "form": draft.page_id,
        "subject": draft.subject,
        "made_at": draft.made_at,
        "saved_at": draft.saved_at,
        "expires_at": draft.expires_at,
    }


@router.get("/drafts/{uuid:draft_id}", response=DraftOut, summary="One draft with its answers", url_name="draft")
def get_draft(request: HttpRequest, draft_id: uuid.UUID) -> Any:
    draft = find_draft(request, draft_id)
    journey = opened(draft)
    draft = journey.draft
    return {
        **row_of(draft),
        "revision": journey.revisions.latest,
        "version": journey.digest,
        "language": draft.language,
        "about": about(draft),
        "asked": [{"label": label, "text": text} for label, text in asked(draft)],
        "answers": journey.kept,
        "steps": [
            {"name": step["name"], "title": step["title"], "status": _status(journey, step)} for step in journey.steps
        ],
        "problems": answers.problems_of(journey),
        "files": [
            {"id": one.pk, "question": one.question, "name": one.filename, "size": one.size, "state": one.state}
            for one in journey.files.values()
        ],
    }


def _status(journey: Journey, step: Any) -> str:
    return "done" if journey.is_done(step) else "started" if journey.is_started(step) else "not_started"


@router.put(
    "/drafts/{uuid:draft_id}/steps/{slug:name}",
    response=SavedOut,
    summary="Save one step",
    description="The whole step: what is left out counts as not answered. Where anything is wrong, nothing is saved.",
    openapi_extra=KEYED,
    url_name="draft_step",
)
def save_step(request: HttpRequest, draft_id: uuid.UUID, name: str, body: StepIn) -> HttpResponse:
    caller, now = caller_of(request), present.now()

    def make() -> tuple[int, dict[str, Any]]:
        with change(find_draft(request, draft_id), body.revision) as journey:
            step = journey.compiled.steps.get(name)
            if step is None:
                raise Http404
            if journey.step(name) is None:
                raise Problem("conflict", "This step is not asked with the answers that are there.")
            if (step["repeat"] is None) != (body.answers is not None) or (body.answers is None) == (
                body.entries is None
            ):
                wanted = "answers" if step["repeat"] is None else "entries"
                told = f"Send “{wanted}” for this step, and nothing else beside the revision."
                raise Problem("invalid", errors=[{"pointer": f"/{wanted}", "message": told}])
            if body.answers is not None:
                answers.refuse(answers.store(journey, step, body.answers, "/answers"))
            else:
                answers.refuse(answers.store_entries(journey, step, body.entries or [], "/entries"))
            journey.save(now=now)
            return OK, saved(journey)

    return once(request, caller.token, make, now=now)


@router.delete(
    "/drafts/{uuid:draft_id}",
    response={NO_CONTENT: None},
    summary="Delete a draft with its files",
    openapi_extra=KEYED,
    url_name="delete_draft",
)
def delete_draft(request: HttpRequest, draft_id: uuid.UUID, revision: Revision) -> HttpResponse:
    caller, now = caller_of(request), present.now()

    def make() -> tuple[int, None]:
        with change(find_draft(request, draft_id), revision):
            discard(draft_id, owner=caller.user)
        return NO_CONTENT, None

    return once(request, caller.token, make, now=now)
