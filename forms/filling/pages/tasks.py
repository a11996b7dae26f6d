"""The task list of a draft, and giving it up."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext

from forms import handlers, present
from forms.definition.language import offered
from forms.filling import moving, presence
from forms.filling.journey import Journey
from forms.filling.pages.access import own_draft, person, revision_of
from forms.filling.presence import Present
from forms.filling.submitting import discard, follow_release, lock_draft
from forms.models.submission import Draft


def context_of(journey: Journey) -> dict[str, Any]:
    """What every page of a draft shows: the form, what it is about, until when it is kept."""
    draft = journey.draft
    return {
        "page": draft.page,
        "draft": draft,
        "form_title": journey.definition["title"],
        "about": about(draft),
        "asked": asked(draft),
        "languages": offered(journey.definition.get("second_language", ""), draft.language),
    }


def about(draft: Draft) -> str:
    """What the form is about: "Case NSCP-2026-0003". A trial is about nothing."""
    if draft.trial is not None:
        return ""
    return handlers.get(draft.page.handler).describe(page=draft.page, subject=draft.subject)


def asked(draft: Draft) -> Sequence[tuple[str, str]]:
    """For whom or what its owner is asked to fill it in, as labels and texts. A trial is asked for by nobody."""
    if draft.trial is not None:
        return ()
    # Who it is is read only where something is to be shown.
    owner = SimpleLazyObject(lambda: draft.owner)
    return handlers.get(draft.page.handler).asked(page=draft.page, user=owner, subject=draft.subject)


@contextmanager
def changing(draft: Draft) -> Iterator[Journey]:
    """The draft's journey, its row locked until all of it is written. Whoever changes it saves it."""
    with transaction.atomic():
        yield Journey(lock_draft(draft.pk, owner_id=draft.owner_id), today=present.today())


def opened(draft: Draft) -> Journey:
    """The draft's journey, moved to the live version first where there is a newer one."""
    now = present.now()
    journey = Journey(draft, today=present.today())
    if follow_release(journey, now=now):
        with changing(draft) as journey:
            if follow_release(journey, now=now):
                journey.save(now=now)
    return journey


@own_draft
def tasks(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Every step with its status."""
    journey = opened(draft)
    there = presence.others(draft, now=present.now(), user=person(request))
    rows = [_row(journey, number, step, there) for number, step in enumerate(journey.steps, 1)]
    done = sum(row["status"] == "done" for row in rows)
    context = {
        **context_of(journey),
        "rows": rows,
        "done": done,
        "total": len(rows),
        "news": journey.news if done < len(rows) else [],
        "grace": journey.grace,
        "changes": moving.newly_asked(journey, journey.grace.version, journey.grace.changes) if journey.grace else [],
        "set_aside": moving.account(journey),
        "together_url": handlers.together_url(draft),
        "is_owner": draft.owner_id == person(request).pk,
    }
    return render(request, "forms/tasks.html", context)


def _row(journey: Journey, number: int, step: Any, there: dict[str, list[Present]]) -> dict[str, Any]:
    status = "done" if journey.is_done(step) else "started" if journey.is_started(step) else "not_started"
    return {"number": number, "step": step, "status": status, "others": there.get(step["name"], [])}


@own_draft
def give_up(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Ask, then delete the draft and its files; ask again where another page changed it meanwhile."""
    if draft.owner_id != person(request).pk:
        told = gettext("Only %(owner)s deletes this draft. Ask them, or have yourself taken out of it.")
        raise PermissionDenied(told % {"owner": draft.owner})
    changed = request.method == "POST" and not _deleted(request, draft)
    if request.method == "POST" and not changed:
        if draft.trial is not None:
            messages.success(request, "The trial has been ended. Nothing of it is kept.")
            return redirect("wagtailadmin_pages:edit", draft.page_id)
        messages.success(request, gettext("Your draft has been deleted."))
        return redirect(draft.page.start_url(draft.subject))
    journey = opened(draft)
    context = {**context_of(journey), "revision": journey.revisions.latest, "changed": changed}
    return render(request, "forms/discard.html", context, status=409 if changed else 200)


def _deleted(request: HttpRequest, draft: Draft) -> bool:
    with changing(draft) as journey:
        if revision_of(request) not in (None, journey.revisions.latest):
            return False
        discard(draft.pk, owner=person(request))
    return True
