"""Pages that everybody sees alike, given again without being worked out again.

What is kept is kept under the token that every change to pages, pictures, partnerships and privacy renews once it is
committed (portal.site.frame_cache): what was drawn before a publication, a correction or a withdrawal is never given
after it. What a page shows that is no page (how many recommendations are met) may be FRESH_SECONDS old.

A page is kept only for somebody without a session, only where its answer sets no cookie - so that no token against
forgery lies in it -, only at an address without a query, and only where a view of `EVERYBODYS` drew it: what stands
behind a secret in its address is drawn each time. So there is no secret in what is compressed here, and nothing that a
visitor typed.
"""

import gzip
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import DisallowedHost
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date

from portal.site import frame_cache

GetResponse = Callable[[HttpRequest], HttpResponseBase]

# Names of the views whose answers do not depend on who asks, once nobody is signed in.
EVERYBODYS = {"wagtail_serve", "library:feed", "library:data", "library:data_file", "sitemap", "brand"}
# Where none of those answers: the first part of the path. Nothing is looked for there.
ELSEWHERE = {
    "accounts",
    "admin",
    "api",
    "calendar",
    "copies",
    "demo",
    "desk",
    "documents",
    "forms",
    "healthz",
    "join",
    "kept",
    "media",
    "my",
    "people",
    "programs",
    "readyz",
    "report-drafts",
    "section",
    "static",
}
# A visitor with one of these cookies, whatever prefix HTTPS gives it, is somebody, or has something to be told.
OF_SOMEBODY = (settings.SESSION_COOKIE_NAME, "messages")
OK = 200
FRESH_SECONDS = 60
# For so long after that one process draws the page anew while the others still give the old one.
MEANWHILE_SECONDS = 30
CACHE_CONTROL = f"public, max-age={FRESH_SECONDS}, stale-while-revalidate={MEANWHILE_SECONDS}"
# A page that nobody has drawn yet is drawn by one; the others wait for it, and then draw it themselves.
WAIT_SECONDS, LOOK_EVERY_SECONDS = 2.0, 0.05
WORTH_COMPRESSING = 500
MOST_KEPT_BYTES = 2_000_000
# What one process remembers beside the shared cache.
MOST_REMEMBERED, MOST_BYTES = 200, 262_144
# Lies in the cache for what is drawn by each request, so that nobody waits for it.
BY_EACH = "drawn by each request"
# Drawn by each request, or of the connection alone.
NOT_KEPT_HEADERS = {"content-length", "date", "connection"}


@dataclass(frozen=True)
class Kept:
    """An answer as it is given again. `packed`: the same with gzip, where that makes it smaller."""

    headers: tuple[tuple[str, str], ...]
    plain: bytes
    packed: bytes
    etag: str
    drawn_at: float

    def is_fresh(self, now: float) -> bool:
        return now - self.drawn_at < FRESH_SECONDS

    def may_be_given(self, now: float) -> bool:
        """Also while another process draws it anew."""
        return now - self.drawn_at < FRESH_SECONDS + MEANWHILE_SECONDS

    def answer(self, request: HttpRequest) -> HttpResponse:
        packed = bool(self.packed) and "gzip" in request.headers.get("Accept-Encoding", "")
        response = HttpResponse(self.packed if packed else self.plain, headers=dict(self.headers))
        if packed:
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Length"] = str(len(response.content))
        response.headers["ETag"], response.headers["Last-Modified"] = self.etag, http_date(self.drawn_at)
        found = get_conditional_response(request, etag=self.etag, last_modified=int(self.drawn_at), response=response)
        return found or response


class PageCacheMiddleware:
    """Outside everything that looks for a person, a session or a page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = _key(request)
        if not key:
            return self.get_response(request)
        now = time.time()
        kept = _find(key)
        if kept == BY_EACH:
            return self.get_response(request)
        if isinstance(kept, Kept) and kept.is_fresh(now):
            return kept.answer(request)
        is_ours = caches["pages"].add(f"{key}.drawing", 1, WAIT_SECONDS * 2)
        if not is_ours:
            if isinstance(kept, Kept) and kept.may_be_given(now):
                return kept.answer(request)
            if (waited := _wait_for(key)) is not None:
                return waited.answer(request)
        return self._draw(request, key, is_ours=is_ours)

    def _draw(self, request: HttpRequest, key: str, *, is_ours: bool) -> HttpResponseBase:
        try:
            response = self.get_response(request)
            # GET alone is kept: an answer to HEAD has lost its text.
            if request.method == "GET" and response.status_code == OK:
                if isinstance(response, HttpResponse) and _is_everybodys(request, response):
                    return _keep(key, response).answer(request)
                caches["pages"].set(key, BY_EACH, FRESH_SECONDS)
            return response
        finally:
            # Not the mark of another process, which is drawing still.
            if is_ours:
                caches["pages"].delete(f"{key}.drawing")


def _key(request: HttpRequest) -> str:
    """Where the answer may lie, empty where it has to be drawn for this request."""
    return "" if is_of_somebody(request) else key_of(request, "page")


def is_of_somebody(request: HttpRequest) -> bool:
    return any(name.endswith(OF_SOMEBODY) for name in request.COOKIES)


def key_of(request: HttpRequest, kind: str) -> str:
    """Where what everybody sees alike at this address lies, empty where there is no such thing."""
    if request.method not in ("GET", "HEAD") or request.META.get("QUERY_STRING"):
        return ""
    if request.path.split("/", 2)[1] in ELSEWHERE:
        return ""
    if "HTTP_AUTHORIZATION" in request.META:
        return ""
    # What a transaction has written may yet be undone.
    if transaction.get_connection().in_atomic_block:
        return ""
    try:
        where = f"{request.scheme}://{request.get_host()}{request.path}"
    except DisallowedHost:
        return ""
    token = frame_cache.token()
    return f"{kind}.{token}.{hashlib.sha256(where.encode()).hexdigest()}" if token else ""


def _is_everybodys(request: HttpRequest, response: HttpResponse) -> bool:
    found = request.resolver_match
    return (
        len(response.content) <= MOST_KEPT_BYTES
        and not response.cookies
        # Read, but not yet set: the answer holds a token of this visitor's alone.
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        and found is not None
        and found.view_name in EVERYBODYS
        and "no-store" not in response.headers.get("Cache-Control", "")
        and "private" not in response.headers.get("Cache-Control", "")
        and not response.has_header("Content-Encoding")
    )


# --- What is kept ---------------------------------------------------------------------------------------------

_remembered: dict[str, Kept] = {}
_lock = Lock()


def _find(key: str) -> Kept | str | None:
    """What lies there, also where it is no longer fresh; BY_EACH."""
    kept = _remembered.get(key)
    if kept is not None and kept.is_fresh(time.time()):
        return kept
    newer: Kept | str | None = caches["pages"].get(key)
    if isinstance(newer, Kept):
        _remember(key, newer)
    return newer or kept


def _remember(key: str, kept: Kept) -> None:
    if len(kept.plain) > MOST_BYTES:
        return
    with _lock:
        if len(_remembered) >= MOST_REMEMBERED:
            _remembered.clear()
        _remembered[key] = kept


def _keep(key: str, response: HttpResponse) -> Kept:
    response.headers.setdefault("Cache-Control", CACHE_CONTROL)
    patch_vary_headers(response, ["Accept-Encoding"])
    plain = response.content
    # Without a time in it, so that the same page is the same file.
    packed = gzip.compress(plain, mtime=0) if len(plain) >= WORTH_COMPRESSING else b""
    headers = tuple((name, value) for name, value in response.items() if name.lower() not in NOT_KEPT_HEADERS)
    kept = Kept(
        headers=headers,
        plain=plain,
        packed=packed if len(packed) < len(plain) else b"",
        # Weak: the same page packed and not.
        etag=f'W/"{hashlib.sha256(plain).hexdigest()[:32]}"',
        drawn_at=time.time(),
    )
    caches["pages"].set(key, kept, FRESH_SECONDS + MEANWHILE_SECONDS)
    _remember(key, kept)
    return kept


def _wait_for(key: str) -> Kept | None:
    """What another process is drawing; None where it takes too long."""
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until:
        time.sleep(LOOK_EVERY_SECONDS)
        kept = _find(key)
        if isinstance(kept, Kept) and kept.is_fresh(time.time()):
            return kept
        # It was not kept: everybody draws their own.
        if caches["pages"].get(f"{key}.drawing") is None:
            return None
    return None
