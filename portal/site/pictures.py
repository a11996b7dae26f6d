"""The pictures of pages, from whichever store keeps them: what Wagtail made for a page, and no other file of it."""

from pathlib import PurePosixPath

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

FOLDER = "images"
KINDS = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}


@require_safe
@cache_control(public=True, max_age=3600)
def picture(request: HttpRequest, name: str) -> FileResponse:
    """What was uploaded lies elsewhere, and documents are given by a view of their own. 404 for all but pictures."""
    kind = KINDS.get(PurePosixPath(name).suffix.lower())
    if kind is None or "/" in name or "\\" in name or "\0" in name:
        raise Http404("There is no such picture.")
    try:
        return FileResponse(default_storage.open(f"{FOLDER}/{name}"), content_type=kind)
    except FileNotFoundError:
        raise Http404("There is no such picture.") from None
