"""What counts as using a session: a page somebody asked for or something they sent, never a page asking by itself."""

import logging
from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

log = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponseBase]
SERVER_ERROR = 500


class SessionUseMiddleware:
    """Notes the use after the answer, so that a session that was just ended stays so."""

    # The warning before the end asks how long is left; the CMS says every few seconds that an editor's page is open.
    ASKED_BY_THE_PAGE = ("/accounts/session/", "/admin/editing-sessions/")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code >= SERVER_ERROR:
            return response  # the database may be what failed: it is not asked once more
        row = request.session.row  # type: ignore[attr-defined]  # of our own store
        saved_anyway = request.session.modified
        if row is not None and row.user_id and not saved_anyway and not request.path.startswith(self.ASKED_BY_THE_PAGE):
            self._note(request)
        return response

    def _note(self, request: HttpRequest) -> None:
        """What was done is done: a use that cannot be noted does not take the answer to it away."""
        try:
            request.session.note_use(timezone.now())  # type: ignore[attr-defined]  # of our own store
        except DatabaseError as error:
            log.warning("That a session is used was not noted (%s).", type(error).__name__)
