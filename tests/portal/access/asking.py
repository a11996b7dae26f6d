"""Asking for an address as somebody: what comes back, in words. Nothing that an answer wrote is kept."""

import io
import logging
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from typing import Any, NamedTuple

import pytest
from django.conf import settings
from django.contrib.auth import get_user, middleware
from django.core.signals import request_finished
from django.db import close_old_connections, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from pypdf import PdfReader
from wagtail.images import models as images

from portal import urls
from tests.workflow.desk.scene import signed_in

REFUSED = {401, 403, 404, 405}
# Where somebody is sent who may not: signing in; in the CMS its first page, or the pages that they may see.
SIGN_IN = re.compile(r"/(accounts|admin)/login/(\?.*)?")
AWAY_IN_CMS = re.compile(r"/admin/(pages/(\d+/)?)?")
PACKED = {"application/zip", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


class Answer(NamedTuple):
    address: str
    status: int
    leads_to: str
    body: str

    @property
    def is_open(self) -> bool:
        in_cms = self.address.startswith("/admin/") and AWAY_IN_CMS.fullmatch(self.leads_to)
        away = self.status == 302 and (in_cms or SIGN_IN.fullmatch(self.leads_to))
        return self.status not in REFUSED and not away


class Browser:
    """One person's browser, nobody's for None. Every address is asked with the same cookies: none colours the next.

    As nothing is kept, who they are and what they hold is read once, not for every address.
    """

    def __init__(self, user: Any) -> None:
        self._client = Client() if user is None else signed_in(user)
        self._client.raise_request_exception = False
        self._cookies = copy(self._client.cookies)
        self._known: Any = None

    def ask(self, address: str, *, post: bool = False) -> Answer:
        self._client.cookies = copy(self._cookies)
        with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
            patch.setattr(middleware, "get_user", self._who)
            response = (self._client.post if post else self._client.get)(address)
            content = b"".join(response.streaming_content) if response.streaming else response.content
            _close(response)
            transaction.set_rollback(True)
        words = in_words(content, response.headers.get("Content-Type", ""))
        return Answer(address, response.status_code, response.headers.get("Location", ""), words)

    def _who(self, request: HttpRequest) -> Any:
        """The portal's own way to find out, the first time. Below the API no cookie arrives, and so nobody."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return get_user(request)
        if self._known is None:
            self._known = get_user(request)
            # Django keeps what it found with the user, and so do the copies.
            self._known.get_all_permissions()
        return copy(self._known)


def _close(response: Any) -> None:
    """Close the files that the answer read, and not the connection, whose transaction goes on."""
    request_finished.disconnect(close_old_connections)
    try:
        response.close()
    finally:
        request_finished.connect(close_old_connections)


def in_words(content: bytes, kind: str) -> str:
    """The text of a body, also of a PDF and of what is packed. A PDF breaks its lines where it likes."""
    kind = kind.partition(";")[0]
    if kind == "application/pdf":
        return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))
    if kind in PACKED:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            inside = ((name, packed.read(name)) for name in packed.namelist())
            return "\n".join(
                in_words(data, "application/pdf" if name.endswith(".pdf") else "") for name, data in inside
            )
    return content.decode("utf-8", "replace")


@contextmanager
def bare_refusals() -> Iterator[None]:
    """A refusal is its reason alone, without the site's frame around it, and is not written to the program's log.

    Half of all answers are refusals, and the frame is the same on each.
    """

    def said(status: int) -> Any:
        def view(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
            return HttpResponse(str(exception or ""), status=status)

        return view

    with pytest.MonkeyPatch.context() as patch:
        for status in (403, 404):
            patch.setattr(urls, f"handler{status}", said(status), raising=False)
        patch.setattr(logging.root.manager, "disable", logging.CRITICAL)
        # Wagtail leaves the file of each smaller picture open until it is forgotten.
        patch.setattr(images, "SpooledTemporaryFile", lambda max_size: io.BytesIO())
        yield
