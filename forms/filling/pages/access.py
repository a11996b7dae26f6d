"""Who may open what: a draft its owner, a submission its owner and whom the handler lets read. Others get a 404.

An owner who no longer writes for those it was written for (forms.handlers) is one of the others.
"""

import functools
import uuid
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.cache import never_cache

from forms import handlers, present
from forms.filling import drafts
from forms.filling.pages import guests
from forms.filling.pages.own_words import own_words
from forms.models.submission import Draft, Submission, is_theirs
from forms.sent_numbers import whole_number

if TYPE_CHECKING:
    from forms.models.form_page import FormPage

View = Callable[..., HttpResponse]
GONE = 410
GUEST_IS_OVER = gettext_noop(
    "For your safety a form that you fill in without an account is closed when it is left alone, or the browser is. "
    "Start it again."
)
GUEST_HAS_SENT = gettext_noop(
    "It was sent and has arrived. For your safety it is not shown here any more once it was left alone for a while."
)
# What a step's page sends besides what was typed.
NOT_TYPED = frozenset({"csrfmiddlewaretoken", "forms-basis", "forms-offered", "forms-action"})


class NotHere(Exception):
    """The step or the entry with this address is not there: removed, or not asked any more. Told calmly, with a 404.

    `typed`: the texts that came with the request, so that nobody has to type them again.
    """

    def __init__(self, reason: str, *, back: str = "", back_label: str = "", typed: Sequence[str] = ()) -> None:
        super().__init__(reason)
        self.reason, self.back, self.back_label, self.typed = reason, back, back_label, typed


class Erased(Exception):
    """What was sent can no longer be opened: the key that sealed it was destroyed. `language`: of its filling in."""

    def __init__(self, language: str = "") -> None:
        super().__init__()
        self.language = language


def person(request: HttpRequest) -> Any:
    """Who fills in or reads: whoever is signed in, or the account that stands for a guest who began this in here."""
    return getattr(request, "forms_guest", None) or request.user


def signed_in(view: View) -> View:
    """Signed-in people only, and a guest for what their browser began; nothing kept by browser or proxy. Others sign in
    and come back here.
    """

    @never_cache
    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        identifier = kwargs.get("draft_id") or kwargs.get("submission_id")
        if identifier is not None and guests.holds(request, identifier):
            request.forms_guest = guests.account()  # type: ignore[attr-defined]  # as `request.user` is
        if person(request).is_authenticated:
            try:
                return view(request, *args, **kwargs)
            except Erased as erased:
                with own_words(erased.language):
                    return render(request, "forms/erased.html", status=GONE)
        if identifier is not None and guests.is_guests(identifier):
            return _guest_is_over(request, identifier)
        if request.headers.get("Accept") == "application/json":
            return JsonResponse({"status": "signed-out"}, status=401)
        return redirect_to_login(request.get_full_path())

    return guarded


def _guest_is_over(request: HttpRequest, identifier: uuid.UUID) -> HttpResponse:
    """The session in which a guest wrote has ended. Nobody can sign in to it: what came with the request is shown."""
    draft = Draft.objects.select_related("page").get(pk=identifier)
    with own_words(draft.language):
        reason = gettext(GUEST_HAS_SENT if draft.submitted_at is not None else GUEST_IS_OVER)
        if request.headers.get("Accept") == "application/json":
            return JsonResponse({"status": "refused", "message": reason}, status=GONE)
        typed = [text for name, texts in request.POST.lists() if name not in NOT_TYPED for text in texts if text]
        context = {
            "page": draft.page,
            "typed": typed,
            "reason": reason,
            "start_url": draft.page.start_url(draft.subject),
        }
        return render(request, "forms/guest_over.html", context, status=GONE)


def own_draft(view: View) -> View:
    """As `signed_in`; the view gets the person's draft. A sent draft leads to its receipt, an expired one says so."""

    @signed_in
    @functools.wraps(view)
    def guarded(request: HttpRequest, draft_id: uuid.UUID, *args: Any, **kwargs: Any) -> HttpResponse:
        draft = drafts.of_writer(draft_id, person(request))
        if draft is None:
            raise Http404
        if draft.owner_id == person(request).pk:
            # The same person, with the memberships that were read for them.
            draft.owner = person(request)
        if draft.submitted_at is not None:
            return redirect("forms:receipt", draft_id)
        if draft.expires_at <= present.now():
            with own_words(draft.language):
                return render(request, "forms/expired.html", {"page": draft.page, "draft": draft}, status=410)
        with own_words(draft.language):
            try:
                return view(request, draft, *args, **kwargs)
            except NotHere as gone:
                return _not_here(request, draft, gone)

    return guarded


def _not_here(request: HttpRequest, draft: Draft, gone: NotHere) -> HttpResponse:
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"status": "refused", "message": gone.reason}, status=404)
    context = {"page": draft.page, "draft": draft, "gone": gone, "back": gone.back or draft.get_absolute_url()}
    return render(request, "forms/not_here.html", context, status=404)


def readable_submission(request: HttpRequest, submission_id: uuid.UUID) -> Submission:
    """The submission, where this person may read it. Raises Http404 otherwise, Erased where nothing is left of it."""
    found = Submission.objects.select_related("page", "version", "data_key")
    submission = found.filter(pk=submission_id).first()
    if submission is None or not may_read(submission, person(request)):
        raise Http404
    if submission.data_key.destroyed_at is not None:
        raise Erased(submission.language if is_theirs(submission, person(request)) else "")
    return submission


def may_read(submission: Submission, user: Any) -> bool:
    """Who sent it may, as long as they write for those it was sent for; of others the handler knows."""
    if is_theirs(submission, user):
        return True
    key = submission.page.handler
    return key in handlers.registry and handlers.get(key).may_read(submission=submission, user=user)


def refused(request: HttpRequest, page: "FormPage", reason: str, status: int) -> HttpResponse:
    """A calm page with the reason as it stands."""
    return render(request, "forms/refused.html", {"page": page, "reason": reason}, status=status)


def token_of(request: HttpRequest, name: str) -> uuid.UUID:
    """The identifier that the page gave to what its form makes, so that pressed twice it makes one."""
    try:
        return uuid.UUID(request.POST.get(name, ""))
    except ValueError:
        return uuid.uuid4()


def revision_of(request: HttpRequest) -> int | None:
    """The revision of the whole draft that the page showed."""
    return whole_number(request.POST.get("revision", ""))
