"""What counts as using a session: a page somebody asked for or something they sent, never a page asking by itself."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class SessionUseMiddleware:
    """Notes the use after the answer, so that a session that was just ended stays so."""

    # The warning before the end asks how long is left; the CMS says every few seconds that an editor's page is open.
    ASKED_BY_THE_PAGE = ("/accounts/session/", "/admin/editing-sessions/")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        row = request.session.row  # type: ignore[attr-defined]  # of our own store
        saved_anyway = request.session.modified
        if row is not None and row.user_id and not saved_anyway and not request.path.startswith(self.ASKED_BY_THE_PAGE):
            request.session.note_use(timezone.now())  # type: ignore[attr-defined]  # of our own store
        return response
