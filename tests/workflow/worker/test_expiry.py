"""Drafts that were not sent in time are gone with their key; what was sent and what is still wanted stays."""

from datetime import timedelta

import pytest
from django.conf import settings
from wagtail.models import Page

from forms.models import Draft, FormVersion
from forms.models.form_page import FormPage
from forms.vault import DataKey
from tests.forms.scene import referral
from tests.workflow import clock_scene as scene
from workflow.people.models import User
from workflow.worker.expiry import expire_drafts

pytestmark = pytest.mark.django_db
NOW = scene.MONDAY
LIFETIME = timedelta(days=settings.DRAFT_LIFETIME_DAYS)


@pytest.fixture
def page() -> FormPage:
    page = FormPage(title="A form", slug="a-form", handler="keep_on_record")
    Page.objects.get(depth=2).add_child(instance=page)
    FormVersion.objects.create(page=page, number=1, digest="0" * 64, definition=referral(), made_at=NOW)
    return page


def draft(page, saved_at=NOW, **fields):
    row = Draft(data_key=fields.pop("data_key", None) or DataKey.objects.make(), **fields)
    row.page, row.version = page, FormVersion.objects.get(page=page)
    row.owner, _ = User.objects.get_or_create(email="sam@health.example")
    row.answers, row.made_at = {"what": "a fact"}, saved_at
    row.keep_until(saved_at)
    row.save()
    return row


def test_a_draft_past_its_date_is_erased_with_its_key(page):
    expired = draft(page)
    assert expire_drafts(NOW + LIFETIME - timedelta(seconds=1)) == 0
    assert expire_drafts(NOW + LIFETIME) == 1
    assert not Draft.objects.exists()
    assert not DataKey.objects.filter(pk=expired.data_key_id).exists()


def test_a_draft_that_was_worked_on_since_and_one_that_was_sent_stay(page):
    draft(page, saved_at=NOW + timedelta(days=1))
    draft(page, submitted_at=NOW)
    assert expire_drafts(NOW + LIFETIME) == 0
    assert Draft.objects.count() == 2


def test_the_key_of_a_case_outlives_the_draft_that_used_it(page):
    case = scene.case()
    draft(page, data_key=case.data_key, owns_key=False)
    assert expire_drafts(NOW + LIFETIME) == 1
    assert DataKey.objects.filter(pk=case.data_key_id).exists()


def test_with_nothing_expired_it_costs_one_query(page, django_assert_num_queries):
    draft(page)
    with django_assert_num_queries(1):
        expire_drafts(NOW)
