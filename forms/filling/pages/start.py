"""The start page and the start itself."""

import uuid
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import get_language

from forms import handlers, present
from forms.definition.language import Said, offered
from forms.filling.pages.access import refused, signed_in, token_of
from forms.filling.pages.own_words import own_words
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
    """POST makes the draft; GET, where signing in leads back to, offers to."""
    return _start(request, page)


@signed_in
def _start(request: HttpRequest, page: "FormPage") -> HttpResponse:
    if request.method != "POST":
        context = {**page.get_context(request), **_start_context(request, page)}
        with own_words(context["language"]):
            return TemplateResponse(request, "forms/begin.html", context).render()
    now = present.now()
    try:
        draft = begin(page, user=request.user, subject=_subject(request), token=token_of(request, "token"), now=now)
    except Refused as refusal:
        return refused(request, page, refusal.reason, 403)
    language = _language(request, page)
    if language and draft.language != language:
        draft.language = language
        draft.save(update_fields=["language"])
    return redirect(draft)


def _start_context(request: HttpRequest, page: "FormPage") -> dict[str, Any]:
    subject = _subject(request)
    drafts: list[Draft] = []
    if request.user.is_authenticated:
        drafts = list(Draft.objects.open_for(request.user, now=present.now()).filter(page_id=page.pk, subject=subject))
    language = _language(request, page)
    return {
        "subject": subject,
        "token": uuid.uuid4(),
        "drafts": drafts,
        "ready": page.handler in handlers.registry,
        "language": language,
        "languages": offered(page.second_language, language),
        "texts": _texts(page, language),
    }


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
