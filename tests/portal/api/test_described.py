"""The OpenAPI description and what the API does agree: schemathesis asks every operation, well and badly."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from forms.models.form_page import FormPage
from tests.portal.api.program import FILLED, Program, said
from tests.workflow.desk.scene import area, far_along

# A bound on all operations together: two dozen, each asked that often in well under two seconds.
EXAMPLES = int(os.environ.get("API_EXAMPLES", "25"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture
def asked(program: Program, form: FormPage, published: Any, settings: Any) -> dict[str, Any]:
    """A portal with something of everything, and a token for each kind of operation."""
    settings.API_RATE_TOKEN = settings.API_RATE_ANONYMOUS = 10**9
    place = area("west")
    made = far_along(place)
    report = published()
    draft = said(program.post("/drafts", {"form": form.pk, "answers": FILLED}), 201)
    case_worker = Program(place.people["officer"])
    return {
        "tokens": {"Cases": case_worker.secret},
        "token": program.secret,
        "path": {
            "form_id": form.pk,
            "draft_id": draft["id"],
            "report_id": report.pk,
            "reference": made["case"].reference,
            "submission_id": str(made["submission"].pk),
            "name": "about",
            "question": "paper",
        },
    }


@pytest.fixture
def one_connection() -> Iterator[None]:
    """A request that begins or ends closes no connection: it holds the test's transaction. Django's own client for
    tests does the same; a bare handler does not.
    """
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.django_db
def test_the_description_holds(asked: dict[str, Any], one_connection: None) -> None:
    """Half of all requests name what is there, so that more is reached than a 404."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())
    seen: set[int] = set()
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > 20

    def ask(operation: Any) -> None:
        token = asked["tokens"].get(operation.tags[0], asked["token"])
        number = 0

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @schemathesis_given(operation)
        def run(case: Any) -> None:
            nonlocal number
            number += 1
            if number % 2:
                case.path_parameters = {**(case.path_parameters or {}), **_named(asked["path"], operation)}
            response = case.call(headers={"Authorization": f"Bearer {token}"})
            seen.add(response.status_code)
            case.validate_response(response, checks=CHECKS)

        run()

    for operation in operations:
        ask(operation)
    # That something is made is not left to chance.
    begins = next(one for one in operations if one.method == "post" and one.path.endswith("/drafts"))
    case = begins.Case(body={"form": asked["path"]["form_id"]}, media_type="application/json")
    response = case.call(headers={"Authorization": f"Bearer {asked['token']}"})
    seen.add(response.status_code)
    case.validate_response(response, checks=CHECKS)
    assert {200, 201, 404, 422} <= seen
    assert not {code for code in seen if code >= 500}


def schemathesis_given(operation: Any) -> Any:
    from hypothesis import given
    from hypothesis import strategies as st
    from schemathesis import GenerationMode

    modes = [operation.as_strategy(generation_mode=mode) for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)]
    return given(case=st.one_of(modes))


def _named(known: dict[str, Any], operation: Any) -> dict[str, Any]:
    names = {one.name for one in operation.path_parameters}
    return {name: value for name, value in known.items() if name in names}
