"""What went wrong, said to a program: application/problem+json (RFC 9457) for every error below /api/v1/.

Each kind has an address of its own, where the guide on the try-it page says what it means and what to do.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypedDict

from django.http import HttpResponse
from django.http.response import HttpResponseBase

TYPE = "application/problem+json"
DOCS = "/api/v1/docs/"


class Fault(TypedDict, total=False):
    """One thing that is wrong: `pointer` into the body (RFC 6901) or the name of a `parameter`, and what to do."""

    pointer: str
    parameter: str
    message: str


@dataclass(frozen=True)
class Kind:
    status: int
    title: str
    advice: str


KINDS: dict[str, Kind] = {
    "malformed": Kind(400, "The request cannot be read", "Send JSON in UTF-8, without a NUL, NaN or Infinity."),
    "no-token": Kind(401, "A token is needed", "Send “Authorization: Bearer …” with a token that is still in force."),
    "not-allowed": Kind(403, "The token does not allow this", "Make a token with the scope that the answer names."),
    "not-found": Kind(
        404, "There is nothing here", "Look at the address. What others wrote is not there for you either."
    ),
    "wrong-method": Kind(405, "The address does not take this method", "The header Allow names those that it takes."),
    "conflict": Kind(
        409, "It cannot be done as things stand", "Read the detail: somebody or something has to go first."
    ),
    "stale": Kind(409, "It was changed meanwhile", "Read it again, then send the change with the new revision."),
    "gone": Kind(410, "It is not there any more", "It ran out, or was erased. Nothing of it can be given back."),
    "too-large": Kind(413, "The body is too large", "Send less at once."),
    "wrong-type": Kind(415, "The body has the wrong type", "Send the Content-Type that the operation names."),
    "invalid": Kind(422, "Something in the request is not right", "Look at “errors”: each says where and what to do."),
    "key-used": Kind(422, "This Idempotency-Key was used for something else", "Use a new key for each new request."),
    "too-many": Kind(429, "Too many requests", "Wait for the seconds that the header Retry-After names."),
    "failed": Kind(500, "The portal made a mistake", "Try again later, and tell whoever runs the portal."),
    "unavailable": Kind(503, "The portal is not available just now", "Try again later."),
}
BY_STATUS = {kind.status: name for name, kind in reversed(KINDS.items())}


class Problem(Exception):
    """Raised anywhere below a view of the API; the answer is made of it."""

    def __init__(
        self, kind: str, detail: str = "", *, errors: Sequence[Fault] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(kind)
        self.kind, self.detail, self.errors, self.headers = kind, detail, errors, headers or {}


def answer(problem: Problem) -> HttpResponse:
    kind = KINDS[problem.kind]
    body: dict[str, Any] = {
        "type": f"{DOCS}#problem-{problem.kind}",
        "title": kind.title,
        "status": kind.status,
        "detail": problem.detail or kind.advice,
    }
    if problem.errors:
        body["errors"] = list(problem.errors)
    return HttpResponse(json.dumps(body), status=kind.status, content_type=TYPE, headers=dict(problem.headers))


def as_problem(response: HttpResponseBase) -> HttpResponseBase:
    """An error of Django's own (a host that is not served, a method that is not taken) said in the same way."""
    status = response.status_code
    if status < HTTPStatus.BAD_REQUEST or response.headers.get("Content-Type", "").startswith(TYPE):
        return response
    kept = {name: response.headers[name] for name in ("Allow", "Retry-After") if name in response.headers}
    kind = BY_STATUS.get(status, "failed" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "malformed")
    return answer(Problem(kind, headers=kept))


def under(pointer: str, name: str | int) -> str:
    """The pointer to a part of what the pointer leads to."""
    return f"{pointer}/{str(name).replace('~', '~0').replace('/', '~1')}"
