"""What every answer of the API has in common: no cookies, problems in one shape, ETags, and who may ask from a browser.

Cookies are not looked at below /api/v1/: a program brings its token, so no other site can act with somebody's session.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers, set_response_etag

from portal.api.problems import DOCS, as_problem

GetResponse = Callable[[HttpRequest], HttpResponseBase]
API, V1 = "/api/", "/api/v1/"
TAKEN = "Authorization, Content-Type, Idempotency-Key, If-None-Match, Preview-Token"
SHOWN = "ETag, Location, Retry-After"
METHODS = "GET, HEAD, POST, PUT, DELETE, OPTIONS"
A_DAY = "86400"
NO_CONTENT, OK = 204, 200


class ApiMiddleware:
    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(API):
            return self.get_response(request)
        origin = request.headers.get("Origin", "")
        allowed = origin if origin in settings.API_ALLOWED_ORIGINS else ""
        if request.method == "OPTIONS" and allowed and "Access-Control-Request-Method" in request.headers:
            return _open_to(HttpResponse(status=NO_CONTENT), allowed)
        response = self._answer(request)
        patch_vary_headers(response, ["Origin"])
        return _open_to(response, allowed) if allowed else response

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(V1) or request.path.startswith(DOCS):
            return self.get_response(request)
        request.COOKIES = {}
        if request.method == "HEAD":
            request.method = "GET"
            return _head(self._of_v1(request))
        return self._of_v1(request)

    def _of_v1(self, request: HttpRequest) -> HttpResponseBase:
        response = as_problem(self.get_response(request))
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        if request.method != "GET" or response.status_code != OK or not isinstance(response, HttpResponse):
            return response
        # Stored by nobody but who asked, and asked about again each time: a report can be taken down.
        response.headers.setdefault("Cache-Control", "no-cache, private")
        patch_vary_headers(response, ["Authorization"])
        set_response_etag(response)
        return get_conditional_response(request, etag=response.get("ETag"), response=response) or response


def _head(response: HttpResponseBase) -> HttpResponseBase:
    """What the same question with GET is answered, without its body."""
    if isinstance(response, HttpResponse):
        response.headers["Content-Length"] = str(len(response.content))
        response.content = b""
    return response


def _open_to(response: HttpResponseBase, origin: str) -> HttpResponseBase:
    """Let a page of this origin read the answer. Never with cookies."""
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Access-Control-Allow-Headers"] = TAKEN
    response.headers["Access-Control-Allow-Methods"] = METHODS
    response.headers["Access-Control-Expose-Headers"] = SHOWN
    response.headers["Access-Control-Max-Age"] = A_DAY
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    patch_vary_headers(response, ["Origin"])
    return response
