"""The API itself: its operations put together, and every refusal said as a problem."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from forms.handlers import Refused
from portal.api.problems import KINDS, TYPE, Fault, Problem, answer, under
from portal.api.v1 import cases, drafts, files, forms, preview, reports, submissions
from portal.api.v1.parser import StrictParser
from portal.api.v1.schemas import ProblemSchema
from workflow.desk.access import CaseErased
from workflow.engine.log import LogBroken

DESCRIPTION = (
    "Forms, drafts, what was sent, published reports and, for case workers, cases. The guide with a walk through it is "
    "docs/api.md of the portal."
)
# What every operation may answer besides what it declares, and those that take a body or a token.
ALWAYS, WITH_BODY, WITH_TOKEN = (400, 404, 405, 422, 429), (409, 410, 413, 415), (401, 403, 409, 410)

api = NinjaAPI(
    title="Safeguarding forms portal",
    version="1.0",
    description=DESCRIPTION,
    urls_namespace="api_v1",
    docs_url=None,
    openapi_url=None,
    parser=StrictParser(),
    openapi_extra={"info": {"license": {"name": "BSD-3-Clause", "identifier": "BSD-3-Clause"}}},
)
for room in (forms, drafts, files, submissions, reports, cases, preview):
    api.add_router("", room.router)


@api.exception_handler(Problem)
def _problem(request: HttpRequest, error: Any) -> HttpResponse:
    return answer(error)


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Any) -> HttpResponse:
    return answer(Problem("not-found"))


@api.exception_handler(CaseErased)
def _erased(request: HttpRequest, error: Any) -> HttpResponse:
    return answer(Problem("gone", "The case was erased."))


@api.exception_handler(PermissionDenied)
def _denied(request: HttpRequest, error: Any) -> HttpResponse:
    return answer(Problem("not-allowed", str(error)))


@api.exception_handler(Refused)
def _refused(request: HttpRequest, error: Any) -> HttpResponse:
    return answer(Problem("conflict", error.reason))


@api.exception_handler(LogBroken)
def _not_recorded(request: HttpRequest, error: Any) -> HttpResponse:
    return answer(Problem("unavailable", error.reason))


@api.exception_handler(RequestDataTooBig)
def _too_large(request: HttpRequest, error: Any) -> HttpResponse:
    most = (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) // (1024 * 1024)
    return answer(Problem("too-large", f"A body may have {most} MB at most."))


@api.exception_handler(BadRequest)
@api.exception_handler(SuspiciousOperation)
def _malformed(request: HttpRequest, error: Any) -> HttpResponse:
    return answer(Problem("malformed"))


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, error: Any) -> HttpResponse:
    """What ninja wraps around the parser's own refusal."""
    cause = error.__cause__
    return answer(cause if isinstance(cause, Problem) else Problem("malformed"))


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    return answer(Problem("invalid", errors=[_fault(one) for one in error.errors]))


def _fault(found: dict[str, Any]) -> Fault:
    source, *where = found["loc"]
    if source != "body":
        return {"parameter": str(where[-1] if where else source), "message": found["msg"]}
    pointer = ""
    # The first is the name that the program gives to the whole body.
    for name in where[1:]:
        pointer = under(pointer, name)
    return {"pointer": pointer, "message": found["msg"]}


@lru_cache(maxsize=1)
def description() -> dict[str, Any]:
    """The OpenAPI 3.1 description, made when it is first asked for."""
    found = dict(api.get_openapi_schema(path_prefix="/api/v1/"))
    found["components"].setdefault("schemas", {})["Problem"] = ProblemSchema.model_json_schema()
    for operations in found["paths"].values():
        for method, operation in operations.items():
            _say_problems(operation, method)
    found["servers"] = [{"url": settings.PORTAL_BASE_URL}]
    return found


def _say_problems(operation: dict[str, Any], method: str) -> None:
    told: Iterable[int] = {
        *ALWAYS,
        *(WITH_BODY if method != "get" else ()),
        *(WITH_TOKEN if "security" in operation else ()),
    }
    content = {TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    names = {kind.status: kind.title for kind in reversed(KINDS.values())}
    for status in sorted(told):
        operation["responses"][status] = {"description": names[status], "content": content}
    if method == "get":
        operation["responses"][304] = {"description": "As it was: the ETag is the one that was asked about"}
