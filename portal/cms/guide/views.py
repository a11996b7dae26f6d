"""A guide as a page of the CMS, with its pictures."""

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path

DOCS = settings.BASE_DIR / "docs"
# What editors read, and what the editors' guide leads to.
GUIDES = ("editor-guide", "form-file", "procedure-file")
PICTURES = "images"


def guide_urls() -> list[URLPattern]:
    """Below the CMS's own address, so that only who enters the CMS reads them. Named as the guides name each other."""
    return [
        path(f"guide/{PICTURES}/<slug:name>.png", picture, name="guide_picture"),
        path("guide/<slug:name>.md", guide, name="guide"),
    ]


def guide(request: HttpRequest, name: str) -> HttpResponse:
    """One of GUIDES; another page of the documentation is not there."""
    from portal.cms.guide.marked_text import as_html, title_of  # noqa: PLC0415 - the reader loads for guides alone

    if name not in GUIDES:
        raise Http404
    text = (DOCS / f"{name}.md").read_text(encoding="utf-8")
    context = {"title": title_of(text), "text": as_html(text.partition("\n")[2])}
    return render(request, "wagtailadmin/portal/guide.html", context)


def picture(request: HttpRequest, name: str) -> FileResponse:
    """A picture of the guides. A slug cannot lead out of their folder."""
    found = DOCS / PICTURES / f"{name}.png"
    if not found.is_file():
        raise Http404
    return FileResponse(found.open("rb"), content_type="image/png")
