"""The addresses of version 1. Loaded when one of them is first asked for (portal.urls)."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from portal.api.limits import count_address
from portal.api.problems import Problem, answer
from portal.api.v1.api import api, description
from portal.api.v1.docs import try_it

app_name = "api_v1"


@csrf_exempt
def nothing(request: HttpRequest) -> HttpResponse:
    """Any other address."""
    try:
        count_address(request)
    except Problem as problem:
        return answer(problem)
    return answer(Problem("not-found", "There is no such address. The operations stand in /api/v1/openapi.json."))


@csrf_exempt
def openapi(request: HttpRequest) -> HttpResponse:
    """The description for programs."""
    if request.method != "GET":
        return answer(Problem("wrong-method", headers={"Allow": "GET"}))
    return JsonResponse(description())


urlpatterns = [
    path("openapi.json", openapi, name="openapi"),
    path("docs/", try_it, name="docs"),
    # The last of them is ninja's own page at the root, which leads nowhere without its documentation.
    *[pattern for pattern in api.urls[0] if getattr(pattern, "name", "") != "api-root"],
    re_path(r"^.*$", nothing, name="nothing"),
]
