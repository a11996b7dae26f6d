"""The Idempotency-Key: the same request twice is done once, and the same key for something else is refused."""

import json
from datetime import timedelta
from typing import Any

import pytest

from forms.models import Attachment, Draft, Submission
from forms.models.form_page import FormPage
from portal.api import once
from portal.api.kept_answer import KeptAnswer
from tests.conftest import MONDAY
from tests.factories.party import actor
from tests.portal.api.program import FILLED, HOSTILE_NAME, Program, said
from workflow.models import Agency
from workflow.parties.roles import Role


def test_the_same_key_with_the_same_body_is_answered_as_before(program: Program, form: FormPage) -> None:
    body = {"form": form.pk, "answers": FILLED}
    first = program.post("/drafts", body, Idempotency_Key="a-key")
    second = program.post("/drafts", body, Idempotency_Key="a-key")
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert second.headers["Idempotent-Replayed"] == "true"
    assert Draft.objects.count() == 1
    said(program.post("/drafts", body, Idempotency_Key="another"), 201)
    assert Draft.objects.count() == 2


def test_the_same_key_for_something_else_is_refused(program: Program, form: FormPage) -> None:
    said(program.post("/drafts", {"form": form.pk}, Idempotency_Key="a-key"), 201)
    for answer in (
        program.post("/drafts", {"form": form.pk, "answers": FILLED}, Idempotency_Key="a-key"),
        program.delete(f"/drafts/{Draft.objects.get().pk}?revision=0", Idempotency_Key="a-key"),
    ):
        assert said(answer, 422)["type"].endswith("#problem-key-used")
    assert Draft.objects.count() == 1


def test_sending_again_with_the_key_is_answered_though_the_draft_is_gone(program: Program, form: FormPage) -> None:
    draft = said(program.post("/drafts", {"form": form.pk, "answers": FILLED}), 201)
    sent = {"draft": draft["id"], "revision": draft["revision"], "version": draft["version"]}
    first, second = (program.post("/submissions", sent, Idempotency_Key="send") for _time in range(2))
    assert said(first, 201) == said(second, 201)
    assert Submission.objects.count() == 1


def test_a_request_that_failed_leaves_its_key_free(program: Program, form: FormPage) -> None:
    said(program.post("/drafts", {"form": form.pk, "answers": {"who": 1}}, Idempotency_Key="a-key"), 422)
    assert not KeptAnswer.objects.exists()
    said(program.post("/drafts", {"form": form.pk, "answers": FILLED}, Idempotency_Key="a-key"), 201)


def test_a_file_sent_twice_is_one_whatever_parts_the_body_is_cut_into(program: Program, form: FormPage) -> None:
    draft = said(program.post("/drafts", {"form": form.pk}), 201)
    at = f"/drafts/{draft['id']}/files/paper"
    first, second = (program.upload(at, "a.txt", b"words", Idempotency_Key="file") for _time in range(2))
    assert said(first, 201) == said(second, 201)
    assert Attachment.objects.count() == 1
    said(program.upload(at, "a.txt", b"others", Idempotency_Key="file"), 422)


@pytest.mark.parametrize("key", ["", " ", "two words", "x" * 201, "\u00e9"])
def test_a_key_that_cannot_be_kept_is_refused(program: Program, form: FormPage, key: str) -> None:
    said(program.post("/drafts", {"form": form.pk}, Idempotency_Key=key), 400)
    assert not Draft.objects.exists()


def test_a_key_is_the_token_s_own(program: Program, form: FormPage, hospital: Agency) -> None:
    other = Program(actor(Role.LEAD, hospital).user)
    answers = [said(one.post("/drafts", {"form": form.pk}, Idempotency_Key="a"), 201) for one in (program, other)]
    assert answers[0]["id"] != answers[1]["id"]


def test_what_is_kept_says_nothing_of_what_was_answered_and_goes_after_a_month(
    program: Program, form: FormPage
) -> None:
    draft = said(program.post("/drafts", {"form": form.pk, "answers": FILLED}, Idempotency_Key="a"), 201)
    sent = {"draft": draft["id"], "revision": draft["revision"], "version": draft["version"]}
    said(program.post("/submissions", sent, Idempotency_Key="b"), 201)
    kept = json.dumps(list(KeptAnswer.objects.values_list("answer", flat=True)))
    assert HOSTILE_NAME not in kept
    assert set(FILLED) & set(json.loads(kept)[0]) == set()
    assert once.forget(MONDAY + timedelta(days=29)) == 0
    assert once.forget(MONDAY + timedelta(days=31)) == 2
    assert not KeptAnswer.objects.exists()


def test_two_at_once_are_one(program: Program, form: FormPage, monkeypatch: Any) -> None:
    """The second did not see the first's key before it tried to keep its own."""
    body = {"form": form.pk}
    first = program.post("/drafts", body, Idempotency_Key="a")
    real, seen = once._kept, []

    def late(*about: Any) -> Any:
        seen.append(about)
        return None if len(seen) == 1 else real(*about)

    monkeypatch.setattr(once, "_kept", late)
    second = program.post("/drafts", body, Idempotency_Key="a")
    assert first.content == second.content
    assert Draft.objects.count() == 1
