"""Where an officer sees what waits for a second person, and agrees. Whoever asked does not answer."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.menu import MenuItem
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from forms import present
from portal.cms.menu import LinkFor
from portal.cms.second_person.stopping import digest_of, texts_of_document, texts_of_page, texts_of_picture
from portal.identification import everybody
from portal.identification.apart import ReaderApart
from portal.identification.public_files import AgreedContent
from workflow.parties.roles import Actor, Role
from workflow.report_seam import Found

OWN = "Somebody else has to look at this: you wrote or uploaded it."
CHANGED = "This was changed meanwhile: it is asked about anew when somebody publishes it."
AGREED = "Agreed. It may be published now."


def urls() -> list[URLPattern]:
    return [
        path("second-person/", waiting, name="second_person"),
        path("second-person/<int:asked_id>/", one, name="second_person_one"),
    ]


def link() -> MenuItem:
    url = reverse("second_person")
    return LinkFor("Second person", url, shown_to=may_agree, name="second-person", icon_name="view", order=315)


def may_agree(user: Any) -> bool:
    return Actor.of(user).holds({Role.OFFICER})


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits, the oldest first."""
    _require(request)
    asked = AgreedContent.objects.filter(agreed_at=None).select_related("asked_by").order_by("asked_at")[:200]
    return render(request, "wagtailadmin/portal/second_person/waiting.html", {"rows": [_row(one) for one in asked]})


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, asked_id: int) -> HttpResponse:
    """GET shows where somebody may be named; POST agrees."""
    _require(request)
    asked = get_object_or_404(AgreedContent.objects.select_related("asked_by"), pk=asked_id, agreed_at=None)
    finds = _finds(asked)
    own = asked.asked_by_id == request.user.pk
    if request.method == "POST" and finds is not None and not own:
        asked.agreed_by, asked.agreed_at = Actor.of(request.user).user, present.now()
        asked.save(update_fields=["agreed_by", "agreed_at"])
        messages.success(request, AGREED)
        return redirect("second_person")
    why = OWN if own else CHANGED if finds is None else ""
    context = {**_row(asked), "finds": finds or [], "why": why}
    return render(
        request,
        "wagtailadmin/portal/second_person/one.html",
        context,
        status=409 if request.method == "POST" else 200,
    )


def _require(request: HttpRequest) -> None:
    if not may_agree(request.user):
        raise Http404


def _row(asked: AgreedContent) -> dict[str, Any]:
    """The question, what it is about, and where that is read."""
    if asked.kind == AgreedContent.Kind.PAGE:
        page = Page.objects.filter(pk=asked.object_id).first()
        url = reverse("wagtailadmin_pages:view_draft", args=[page.pk]) if page else ""
        return {"asked": asked, "title": page.draft_title if page else "A page that was deleted", "url": url}
    if asked.kind == AgreedContent.Kind.IMAGE:
        picture = get_image_model().objects.filter(pk=asked.object_id).first()
        return {"asked": asked, "title": picture.title if picture else "A picture that was deleted", "url": ""}
    document = get_document_model().objects.filter(pk=asked.object_id).first()
    title = document.title if document else "A document that was deleted"
    return {"asked": asked, "title": title, "url": f"{document.url}?made" if document else ""}


def _finds(asked: AgreedContent) -> list[Found] | None:
    """Found anew: nothing of it is kept. None where the content is not what was asked about."""
    if asked.kind == AgreedContent.Kind.PAGE:
        page = Page.objects.filter(pk=asked.object_id).first()
        if page is None:
            return None
        texts = list(texts_of_page(page.get_latest_revision_as_object()))
        return everybody.naming(texts) if digest_of(texts) == asked.digest else None
    if asked.kind == AgreedContent.Kind.IMAGE:
        picture = get_image_model().objects.filter(pk=asked.object_id).first()
        words = list(texts_of_picture(picture)) if picture else []
        return everybody.naming(words) if digest_of(words) == asked.digest else None
    document = get_document_model().objects.filter(pk=asked.object_id).select_related("public_file").first()
    if document is None or document.public_file.digest != asked.digest:
        return None
    with ReaderApart() as reader:
        return everybody.naming(texts_of_document(document, document.public_file, reader))
