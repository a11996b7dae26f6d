"""A definition is decoded once and shared: of every kind of reading, and by nobody who changes it."""

import json

import pytest
from django.db import connection

from forms.models import FormVersion, definition_field
from forms.models.definition_field import decoded
from tests.shared_definitions import definitions_stay_as_read

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(page):
    return FormVersion.objects.get(page=page)


def test_two_who_read_it_read_the_same_object(version):
    first, second = (FormVersion.objects.get(pk=version.pk).definition for _ in range(2))
    assert first is second
    assert first == version.definition


def test_a_part_of_it_is_read_as_ever(version):
    titles = FormVersion.objects.values_list("definition__title", "definition__steps__0__name", "definition__steps")
    assert list(titles) == [
        (version.definition["title"], version.definition["steps"][0]["name"], version.definition["steps"])
    ]


def test_no_migration_knows_the_field():
    field = FormVersion._meta.get_field("definition")
    assert field.deconstruct() == ("definition", "django.db.models.JSONField", [], {})
    assert field.db_type(connection) in ("text", "jsonb")


def test_who_changes_it_fails_the_test():
    watch = definitions_stay_as_read.__wrapped__()
    next(watch)
    text = json.dumps({"title": "Changed by a reader", "steps": []})
    definition_field.decoded(text)["steps"].append({})
    with pytest.raises(pytest.fail.Exception, match="Changed by a reader"):
        next(watch)
    assert decoded(text) == {"title": "Changed by a reader", "steps": []}
