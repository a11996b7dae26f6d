"""400: what was sent cannot be taken in at all, in plain words. Asks the database nothing and reads nothing that was
sent: Django refused it before any view saw it.
"""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

MEGABYTE = 1024 * 1024
# By what Django raises: what was too much, and what to do about it.
TOO_MUCH = {
    TooManyFilesSent: (
        "Too many files at once",
        "You chose more than {files:,} files, which is more than can be sent at once. Choose fewer.",
    ),
    TooManyFieldsSent: (
        "Too much at once",
        "What you sent has more than {fields:,} parts, which is more than can be sent at once. Leave something out.",
    ),
    RequestDataTooBig: (
        "Too much text at once",
        "What you sent has more than {size} MB of text, which is more than can be sent at once. Make it shorter, or "
        "add it as a file where the form has a place for files.",
    ),
}
OTHERWISE = ("This could not be read", "Your browser sent something that this site cannot read.")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler400."""
    title, words = next((said for kind, said in TOO_MUCH.items() if isinstance(exception, kind)), OTHERWISE)
    reason = words.format(
        files=settings.DATA_UPLOAD_MAX_NUMBER_FILES or 0,
        fields=settings.DATA_UPLOAD_MAX_NUMBER_FIELDS or 0,
        size=(settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) // MEGABYTE,
    )
    if "application/json" in request.headers.get("Accept", ""):
        # A script of ours sends what is typed meanwhile.
        return JsonResponse({"status": "refused", "reason": reason}, status=400)
    return HttpResponse(render_to_string("400.html", {"title": title, "reason": reason}), status=400)
