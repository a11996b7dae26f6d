"""What publishing would do to ten thousand open drafts, each sealed under a key of its own, is known in ten seconds."""

import copy
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from forms import present
from forms.definition.block_values import definition_of
from forms.definition.shape import Definition, questions
from forms.models import DataKey, Draft, FormRelease
from forms.models.form_page import FormPage
from forms.vault import key_encryption_keys, seal
from forms.versions.impact import Impact
from tests.forms.conftest import handler, page, referral_page
from tests.forms.scene import publish_as, question, referral
from tests.forms.versions.test_impact import ANSWERS, save_draft
from tests.forms.versions.test_publishing import editor
from tests.load.big_form import big_definition

__all__ = ["editor", "handler", "page", "referral_page"]

pytestmark = [pytest.mark.bench, pytest.mark.django_db]
MANY = 10_000


def wrapped_key() -> DataKey:
    """As DataKey.objects.make(), not saved yet."""
    key_id, wrapping_key = next(iter(key_encryption_keys().items()))
    key = DataKey(key_id=key_id)
    key.wrapped = seal(wrapping_key, uuid.uuid4().bytes * 2, key.context)
    return key


def open_drafts(page: FormPage, person: Any, answers: Any) -> None:
    release = FormRelease.objects.live(page.pk)
    assert release is not None
    now, keys = present.now(), [wrapped_key() for _number in range(MANY)]
    DataKey.objects.bulk_create(keys, batch_size=500)
    drafts = []
    for key in keys:
        draft = Draft(id=uuid.uuid4(), data_key=key, page=page, version=release.version, owner=person)
        draft.answers, draft.working = answers, {}
        draft.made_at = draft.saved_at = now
        draft.expires_at = now + timedelta(days=1)
        drafts.append(draft)
    Draft.objects.bulk_create(drafts, batch_size=500)


def asked_anew(content: Definition) -> Definition:
    """The form with a new question at the end and without its second one."""
    changed = copy.deepcopy(content)
    changed["steps"][-1]["questions"].append(question("school"))
    del changed["steps"][0]["questions"][1]
    return changed


def test_ten_thousand_open_drafts(
    figure: Callable[..., None], page: FormPage, editor: Client, django_user_model: Any
) -> None:
    person = django_user_model.objects.create_user("sam@health.example", "a-long-password")
    open_drafts(page, person, ANSWERS)
    latest = save_draft(page, asked_anew(referral()))

    began = time.process_time()
    tally = Impact(page.pk, definition_of(latest), now=present.now()).whole()
    figure("impact on 10,000 open drafts, all at once", time.process_time() - began, at_most=10)
    assert (tally.looked, tally.gain, tally.lose) == (MANY, MANY, MANY)

    began, looked, after = time.process_time(), 0, ""
    digest = Impact(page.pk, definition_of(latest), now=present.now()).digest
    while after is not None:
        answer = editor.get(reverse("forms_count_drafts", args=[page.pk]), {"digest": digest, "after": after}).json()
        looked, after = looked + answer["looked"], answer["after"]
    figure("impact on 10,000 open drafts, as the page asks", time.process_time() - began, at_most=10)
    assert looked == MANY


def test_ten_thousand_open_drafts_of_a_big_form(
    figure: Callable[..., None], page: FormPage, editor: Client, django_user_model: Any
) -> None:
    person = django_user_model.objects.create_user("sam@health.example", "a-long-password")
    content = big_definition()
    page = publish_as(page, content)
    filled = {q["name"]: "yes" if q["kind"] == "yes_no" else "words" for _step, q in questions(content)}
    open_drafts(page, person, filled)
    latest = save_draft(page, asked_anew(content))
    began, looked, after = time.process_time(), 0, ""
    digest = Impact(page.pk, definition_of(latest), now=present.now()).digest
    while after is not None:
        answer = editor.get(reverse("forms_count_drafts", args=[page.pk]), {"digest": digest, "after": after}).json()
        looked, after = looked + answer["looked"], answer["after"]
    figure("impact on 10,000 open drafts of 200 questions", time.process_time() - began, at_most=10)
    assert looked == MANY
