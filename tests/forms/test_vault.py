"""A stolen disk or dump reveals nothing, a moved ciphertext does not open, a wrong key does not start."""

import base64
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.test import Client

from forms import vault
from forms.models import DataKey, Draft, Submission
from tests.forms.filling.test_journey import DATE, at, fill, send

CANARY = "CANARY Jordan Example"


def encoded(letter: bytes) -> str:
    return base64.urlsafe_b64encode(letter * 32).decode()


def raw_rows() -> bytes:
    """Every value of every table, as it lies in the database."""
    found = b""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own tables
            for row in cursor.fetchall():
                for value in row:
                    found += bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
    return found


def test_no_answer_lies_readable_in_any_table(browser: Client, draft: Draft) -> None:
    fill(browser, draft)
    browser.post(at(draft, "incident"), {**DATE, "what": CANARY})
    browser.post(at(draft, "children", 1), {"child_name": CANARY, "forms-action": "later"})
    assert CANARY.encode() not in raw_rows(), "neither answered nor typed"
    browser.post(at(draft, "children", 1), {"child_name": CANARY, "birth_known": "no"})
    send(browser, draft)
    assert Submission.objects.get().answers["what"] == CANARY
    assert CANARY.encode() not in raw_rows()


def test_why_a_submission_is_held_is_sealed_too(browser: Client, draft: Draft, handler: Any) -> None:
    fill(browser, draft)
    handler.hold = CANARY
    send(browser, draft)
    assert Submission.objects.get().held_reason == CANARY
    assert CANARY.encode() not in raw_rows()


def test_a_ciphertext_moved_to_another_row_or_column_does_not_open(draft: Draft, page: Any, person: Any) -> None:
    draft.answers, draft.working = {"what": CANARY}, {"typed": {}}
    draft.save()
    raw = Draft.objects.filter(pk=draft.pk).values_list("answers", flat=True)[0]
    Draft.objects.filter(pk=draft.pk).update(working=bytes(raw))
    moved = Draft.objects.get(pk=draft.pk)
    assert moved.answers == {"what": CANARY}
    with pytest.raises(vault.VaultError):
        _ = moved.working
    stolen = Draft(id="22222222-2222-4222-8222-222222222222", data_key=draft.data_key)
    stolen.__dict__["answers"] = bytes(raw)
    with pytest.raises(vault.VaultError):
        _ = stolen.answers


def test_a_changed_ciphertext_does_not_open() -> None:
    sealed = bytearray(vault.seal(b"k" * 32, b"text", "here"))
    assert vault.unseal(b"k" * 32, bytes(sealed), "here") == b"text"
    sealed[-1] ^= 1
    with pytest.raises(vault.VaultError):
        vault.unseal(b"k" * 32, bytes(sealed), "here")


def test_the_same_text_is_never_sealed_the_same(db: None) -> None:
    assert vault.seal(b"k" * 32, b"text", "here") != vault.seal(b"k" * 32, b"text", "here")


def test_a_destroyed_key_erases(draft: Draft) -> None:
    draft.answers = {"what": CANARY}
    draft.save()
    DataKey.objects.filter(pk=draft.data_key_id).update(wrapped=None)
    with pytest.raises(vault.VaultError, match="destroyed"):
        _ = Draft.objects.get(pk=draft.pk).answers


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ([f"test:{encoded(b'x')}"], "missing or is not the one"),
        ([f"another:{encoded(b't')}"], "missing or is not the one"),
        ([], "No vault key is set"),
        (["test:c2hvcnQ="], "must be 32 bytes long"),
        (["no-colon"], "written id:base64"),
    ],
)
def test_a_wrong_or_missing_key_refuses_to_start(draft: Draft, settings: Any, keys: list[str], told: str) -> None:
    settings.VAULT_KEYS = keys
    with pytest.raises(ImproperlyConfigured, match=told):
        vault.verify_keys()
    with pytest.raises(SystemCheckError, match=told):
        call_command("check", databases=["default"])


def test_a_new_key_wraps_and_the_old_one_still_opens(draft: Draft, settings: Any) -> None:
    draft.answers = {"what": CANARY}
    draft.save()
    old = settings.VAULT_KEYS
    settings.VAULT_KEYS = [f"new:{encoded(b'n')}", *old]
    vault.verify_keys()
    again = Draft.objects.get(pk=draft.pk)
    assert again.answers == {"what": CANARY}
    assert again.data_key.rewrap()
    again.data_key.save()
    settings.VAULT_KEYS = [f"new:{encoded(b'n')}"]
    assert Draft.objects.get(pk=draft.pk).answers == {"what": CANARY}
    vault.verify_keys()


def test_a_blind_index_finds_the_same_text_for_the_same_purpose(db: None) -> None:
    one = vault.blind_index("name", " Jo  Example ")
    assert one == vault.blind_index("name", "jo example")
    assert one != vault.blind_index("school", "jo example")
