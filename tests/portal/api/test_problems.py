"""Whatever is asked, the answer is an answer: never a 500, and every error in one shape."""

import json
from typing import Any

import pytest
from django.test import Client

from forms.models.form_page import FormPage
from portal.api.problems import KINDS
from tests.portal.api.program import Program, said

DEEP = b'{"form": 1, "answers": ' + b'{"a":' * 200 + b"1" + b"}" * 200 + b"}"
VERY_DEEP = b'{"a":' * 100_000


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 400),
        (b"[]", 422),
        (b"null", 422),
        (b'"form"', 422),
        (b"7", 422),
        (b'{"form": NaN}', 400),
        (b'{"form": Infinity}', 400),
        (b'{"form": 1e999}', 400),
        (b'{"form": 1, "form": 2}', 400),
        (b'{"form": "1\\u0000"}', 400),
        (b'{"form": 1, "subject": "\\ud800"}', 400),
        (b'{"form": 1, "sub\\u0000ject": ""}', 400),
        (b'\xff\xfe{"form": 1}', 400),
        (b'{"form": "\xe9"}', 400),
        (b'{"form": ' + b"9" * 5000 + b"}", 400),
        (b'{"form": 99999999999999999999}', 422),
        (b'{"form": -1}', 422),
        (b'{"form": true}', 422),
        (b'{"form": {}}', 422),
        (b'{"form": 1, "answers": []}', 422),
        (b'{"form": 1, "nobody": 1}', 422),
        (b'{"form": 1, "language": "xx\'--"}', 422),
        (DEEP, 400),
        (VERY_DEEP, 400),
    ],
)
def test_odd_bodies(program: Program, body: bytes, status: int) -> None:
    said(program.ask("POST", "/drafts", body), status)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/", 404),
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/api/v1/nothing/at/all/", 404),
        ("GET", "/api/v1/%00", 404),
        ("GET", "/api/v1/forms/", 404),
        ("GET", "/api/v1/forms/x", 404),
        ("GET", "/api/v1/forms/99999999999999999999999", 404),
        ("GET", "/api/v1/forms/" + "9" * 5000, 404),
        ("GET", "/api/v1/reports/0", 404),
        ("GET", "/api/v1/drafts/not-a-uuid", 404),
        ("GET", "/api/v1/forms?limit=0", 422),
        ("GET", "/api/v1/forms?limit=x", 422),
        ("GET", "/api/v1/forms?limit=" + "9" * 4500, 422),
        ("GET", "/api/v1/forms?cursor=%00", 422),
        ("GET", "/api/v1/forms?cursor=bnVsbA", 422),
        ("GET", "/api/v1/forms?cursor=WzEsMl0", 422),
        ("GET", "/api/v1/forms?cursor=W10", 422),
        ("GET", "/api/v1/forms?partnership=%00", 422),
        ("GET", "/api/v1/forms?partnership=%ff", 422),
        ("GET", "/api/v1/reports?year=99999999999999", 422),
        ("GET", "/api/v1/reports?kind=%00", 422),
        ("GET", "/api/v1/reports?theme=a%27b", 422),
        ("GET", "/api/v1/reports?q=%00%ff%22(%5B*", 200),
        ("GET", "/api/v1/reports?q=" + "x" * 201, 422),
        ("GET", "/api/v1/cases/ABC-2026-0001", 401),
        ("GET", "/api/v1/preview", 404),
        ("POST", "/api/v1/forms", 405),
        ("DELETE", "/api/v1/reports/1", 405),
        ("PATCH", "/api/v1/drafts", 405),
        ("TRACE", "/api/v1/drafts", 405),
        ("PUT", "/api/v1/openapi.json", 405),
        ("POST", "/api/v1/nothing", 404),
    ],
)
def test_odd_addresses(site: Any, method: str, path: str, status: int) -> None:
    answer = Client(raise_request_exception=False).generic(method, path)
    said(answer, status)
    if status == 405:
        assert answer.headers["Allow"]


def test_the_wrong_type_of_body(program: Program, form: FormPage) -> None:
    answer = program.client.post(
        "/api/v1/drafts", {"form": form.pk}, headers={"Authorization": f"Bearer {program.secret}"}
    )
    said(answer, 415)
    said(
        program.client.post(
            "/api/v1/drafts", b"{}", "text/plain", headers={"Authorization": f"Bearer {program.secret}"}
        ),
        415,
    )


def test_too_large_a_body(program: Program, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    said(program.post("/drafts", {"form": 1, "subject": "x" * 200}), 413)


def test_a_host_that_is_not_served(program: Program, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["portal.example"]
    settings.DEBUG = False
    said(program.client.get("/api/v1/forms?limit=1", headers={"Host": "elsewhere.example"}), 400)


def test_a_mistake_of_the_portal_says_nothing_of_itself(program: Program, form: FormPage, monkeypatch: Any) -> None:
    monkeypatch.setattr("portal.api.v1.forms.published", lambda: 1 / 0)
    told = said(program.get("/forms"), 500)
    assert "division" not in json.dumps(told)


def test_every_kind_stands_on_the_try_it_page(site: Any) -> None:
    page = Client().get("/api/v1/docs/").content.decode()
    for name in KINDS:
        assert f'id="problem-{name}"' in page


def test_rate_limits_say_when_to_come_back(program: Program, settings: Any, clock: Any) -> None:
    settings.API_RATE_TOKEN, settings.API_RATE_ANONYMOUS = 3, 2
    nobody = Program()
    for _time in range(3):
        said(program.get("/drafts"), 200)
    for _time in range(2):
        said(nobody.get("/forms"), 200)
    for answer in (program.get("/drafts"), nobody.get("/forms"), nobody.get("/nothing"), nobody.get("/drafts")):
        said(answer, 429)
        assert 0 < int(answer.headers["Retry-After"]) <= 60
    clock.shift(61)
    said(program.get("/drafts"), 200)
    said(nobody.get("/forms"), 200)


def test_etags(site: Any, form: FormPage) -> None:
    program = Program()
    first = program.get("/forms")
    again = program.get("/forms", If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert program.get("/forms", If_None_Match='"other"').status_code == 200


def test_what_is_somebody_s_own_is_kept_by_no_cache(program: Program) -> None:
    assert program.get("/drafts").headers["Cache-Control"] == "no-store, private"
    assert "no-cache" in Program().get("/forms").headers["Cache-Control"]


def test_only_the_sites_that_were_named_read_answers(site: Any, settings: Any) -> None:
    settings.API_ALLOWED_ORIGINS = ["https://front.example"]
    client = Client()
    for origin, allowed in (("https://front.example", True), ("https://else.example", False), ("null", False)):
        asked = {"Origin": origin, "Access-Control-Request-Method": "PUT"}
        before, after = client.options("/api/v1/drafts", headers=asked), client.get("/api/v1/forms", headers=asked)
        for answer in (before, after):
            assert (answer.headers.get("Access-Control-Allow-Origin") == origin) is allowed
            assert "Access-Control-Allow-Credentials" not in answer.headers
        assert (before.status_code == 204) is allowed
    assert (
        client.get("/", headers={"Origin": "https://front.example"}).headers.get("Access-Control-Allow-Origin") is None
    )
