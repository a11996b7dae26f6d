"""The start page and the start itself."""

import uuid
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from forms import handlers, present
from forms.definition.language import Said, offered
from forms.filling.pages import guests
from forms.filling.pages.access import refused, signed_in, token_of
from forms.filling.pages.own_words import own_words
from forms.filling.pages.tasks import opened
from forms.filling.starting import begin
from forms.handlers import Refused
from forms.models.submission import Draft

if TYPE_CHECKING:
    from forms.models.form_page import FormPage

SUBJECT = "about"


def start_page(request: HttpRequest, page: "FormPage") -> HttpResponse:
    """What the form is for, what is needed, how long it takes. Public."""
    context = {**page.get_context(request), **_start_context(request, page)}
    with own_words(context["language"]):
        return TemplateResponse(request, "forms/start.html", context).render()


def start(request: HttpRequest, page: "FormPage") -> HttpResponse:
    """POST makes the draft; GET, where signing in leads back to, offers to. A guest starts from the start page."""
    if not guests.may_begin(request, page):
        return _start(request, page)
    return _start_as_guest(request, page) if request.method == "POST" else redirect(page.start_url(_subject(request)))


@never_cache
def _start_as_guest(request: HttpRequest, page: "FormPage") -> HttpResponse:
    """Begin without an account, or go on with what this browser began by the same button."""
    token = token_of(request, "token")
    if not guests.holds(request, token) and Draft.objects.filter(pk=token).exists():
        # Somebody else's: knowing its identifier gives nobody a draft.
        token = uuid.uuid4()
    return _begun(request, page, guests.account(), token)


@signed_in
def _start(request: HttpRequest, page: "FormPage") -> HttpResponse:
    if request.method != "POST":
        context = {**page.get_context(request), **_start_context(request, page)}
        with own_words(context["language"]):
            return TemplateResponse(request, "forms/begin.html", context).render()
    return _begun(request, page, request.user, token_of(request, "token"))


def _begun(request: HttpRequest, page: "FormPage", user: Any, token: uuid.UUID) -> HttpResponse:
    open_form, language = handlers.open_to_all(page.handler), _language(request, page)
    with own_words(language):
        try:
            if open_form is not None:
                open_form.let_begin(request)
            draft = begin(page, user=user, subject=_subject(request), token=token, now=present.now())
        except Refused as refusal:
            return refused(request, page, refusal.reason, 403)
    if language and draft.language != language:
        draft.language = language
        draft.save(update_fields=["language"])
    if user.pk != request.user.pk:
        guests.remember(request, draft.pk)
    # One or two steps need no list of them first.
    return redirect(draft) if open_form is None else redirect("forms:step", draft.pk, opened(draft).steps[0]["name"])


def _start_context(request: HttpRequest, page: "FormPage") -> dict[str, Any]:
    subject, language = _subject(request), _language(request, page)
    found = Draft.objects.none()
    if request.user.is_authenticated:
        found = Draft.objects.open_for(request.user, now=present.now())
    elif subject and guests.may_begin(request, page):
        found = guests.open_drafts(request)
    drafts = list(found.filter(page_id=page.pk, subject=subject))
    with own_words(language):
        open_form = _open_form(page, subject)
    return {
        "open_form": open_form,
        "subject": subject,
        "token": uuid.uuid4(),
        "drafts": drafts,
        "ready": page.handler in handlers.registry,
        "language": language,
        "languages": offered(page.second_language, language),
        "texts": _texts(page, language),
    }


def _open_form(page: "FormPage", subject: str) -> dict[str, Any] | None:
    """What the start page of a form that is open to all says; None of another."""
    found = handlers.open_to_all(page.handler)
    if found is None:
        return None
    subjects = list(found.subjects(page=page))
    above, nothing, kept = found.told(page=page)
    told = {"above": above, "nothing": nothing, "kept": kept, "subjects": subjects}
    return {**told, "about": dict(subjects).get(subject, "")}


def _language(request: HttpRequest, page: "FormPage") -> str:
    """The language the person chose, "" for the form's first one."""
    chosen = request.POST.get("language") or request.GET.get("language") or get_language() or ""
    return chosen if chosen == page.second_language else ""


def _texts(page: "FormPage", language: str) -> dict[str, str]:
    """The page's own texts, each in the chosen language where it is given in it."""
    names = ("title", "introduction", "urgent_warning")
    second = {name: getattr(page, f"second_{name}") for name in names} if language else {}
    return {name: Said(text, language) if (text := second.get(name)) else getattr(page, name) for name in names}


def _subject(request: HttpRequest) -> str:
    return (request.POST.get(SUBJECT) or request.GET.get(SUBJECT) or "")[:64]
