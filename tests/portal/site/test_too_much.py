"""What Django refuses before a view sees it is said in plain words, with what to do."""

from io import BytesIO
from typing import Any

import pytest
from django.conf import settings as set_up
from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory

from portal.site.too_much import bad_request
from tests.portal.conftest import person, sign_in
from workflow.parties.party import Partnership
from workflow.parties.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("partnership")]


@pytest.fixture(params=[True, False], ids=["with checks of tokens", "without"])
def browser(request: pytest.FixtureRequest) -> Client:
    """The first that reads what was sent is another one where tokens are checked."""
    return Client(enforce_csrf_checks=request.param)


def said(response: Any, words: str) -> None:
    text = response.content.decode()
    assert response.status_code == 400
    assert words in " ".join(text.split())
    assert "what you typed is still there" in text
    assert "<h1" in text


def test_more_files_than_a_request_may_have(browser: Client) -> None:
    files = [SimpleUploadedFile(f"{number}.txt", b"x") for number in range(set_up.DATA_UPLOAD_MAX_NUMBER_FILES + 1)]
    said(browser.post("/accounts/login/", {"paper": files}), "You chose more than 1,000 files")


def test_more_fields_than_a_request_may_have(browser: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_100
    sent = {f"field{number}": "x" for number in range(1_101)}
    said(browser.post("/accounts/login/", sent), "more than 1,100 parts")


def test_more_text_than_a_request_may_have(browser: Client) -> None:
    said(browser.post("/accounts/login/", {"words": "x" * 6 * 1024 * 1024}), "more than 5 MB of text")


def test_who_is_signed_in_is_told_the_same(partnership: Partnership, client: Client) -> None:
    sign_in(client, person(Role.SUBMITTER))
    files = [BytesIO(b"x") for _ in range(1_001)]
    said(client.post("/accounts/password/change/", {"paper": files}), "You chose more than 1,000 files")


def test_scripts_are_told_and_anything_else_is(client: Client, rf: RequestFactory) -> None:
    answer = client.post("/accounts/login/", {"words": "x" * 6 * 1024 * 1024}, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["status"]) == (400, "refused")
    said(bad_request(rf.get("/"), SuspiciousOperation("of another kind")), "sent something that this site cannot read")
