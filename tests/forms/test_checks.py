"""Start-up says what data names that does not exist; registries refuse duplicates."""

import pytest

from forms import checks, handlers
from forms.definition import meanings
from forms.models.form_page import FormPage
from tests.forms.scene import ObedientHandler, definition, publish_as, question, step

DATABASES = ["default"]


def test_a_live_form_with_everything_registered_passes(page: FormPage) -> None:
    assert checks.live_forms(databases=DATABASES) == []


def test_a_live_form_with_an_unknown_handler_is_reported(page: FormPage) -> None:
    FormPage.objects.update(handler="gone")
    assert [error.id for error in checks.live_forms(databases=DATABASES)] == ["forms.E001"]
    FormPage.objects.update(live=False)
    assert checks.live_forms(databases=DATABASES) == []


def test_a_live_form_with_an_unknown_meaning_is_reported(page: FormPage) -> None:
    meanings.register(meanings.Meaning("test.passing", "Passing"))
    publish_as(page, definition(step("one", question("a", meaning="test.passing"))))
    meanings.registry.pop("test.passing")
    (error,) = checks.live_forms(databases=DATABASES)
    assert error.id == "forms.E002"
    assert "test.passing" in error.msg


def test_nothing_is_asked_of_the_database_unless_it_is_named(page: FormPage) -> None:
    FormPage.objects.update(handler="gone")
    assert checks.live_forms(databases=None) == []


def test_registries_refuse_a_second_of_the_same_key(handler: ObedientHandler) -> None:
    with pytest.raises(ValueError, match="registered already"):
        handlers.register(ObedientHandler())
    with pytest.raises(ValueError, match="registered already"):
        meanings.register(meanings.Meaning("test.date", "Again"))


def test_an_unknown_handler_is_told_with_those_that_are_known(handler: ObedientHandler) -> None:
    with pytest.raises(LookupError, match="Registered: .*test"):
        handlers.get("gone")
