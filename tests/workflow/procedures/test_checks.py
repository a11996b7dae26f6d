"""Start-up checks: what a version names wrongly, and what a published one does not say that steps ask for."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from tests.conftest import MONDAY
from tests.factories.case import CaseFactory
from workflow.models import ProcedureVersion
from workflow.procedures import checks, load_shipped
from workflow.procedures.document import document_of, save_draft

pytestmark = pytest.mark.django_db


def found() -> list[tuple[str, str]]:
    return [(str(one.id), str(one.msg)) for one in checks.check_procedures_in_database(None, databases=["default"])]


@pytest.fixture
def draft() -> ProcedureVersion:
    document = document_of(load_shipped(now=MONDAY)[0])
    return save_draft(document, partnership=None, kind="made", by=None, now=MONDAY)


def test_what_is_whole_says_nothing(draft: ProcedureVersion) -> None:
    assert found() == []


def test_a_name_that_does_not_exist_is_an_error_in_a_draft_too(draft: ProcedureVersion) -> None:
    rule = draft.rules.get(key="notification")
    rule.starts_on, rule.unit = "full_moon", "fortnights"
    rule.save()
    assert [number for number, _ in found()] == ["workflow.E101", "workflow.E102"]


def test_what_a_published_version_does_not_say_is_a_warning(draft: ProcedureVersion) -> None:
    del draft.content["voting"]
    draft.save()
    draft.rules.get(key="website").delete()
    assert found() == []
    draft.effective_from = date(2026, 9, 1)
    draft.save()
    draft.publish(now=MONDAY)
    assert {number for number, _ in found()} == {"workflow.W104"}
    whole = " ".join(text for _, text in found())
    assert "“website” is missing" in whole
    assert "“voting” is missing" in whole
    draft.withdraw(now=MONDAY, today=date(2026, 3, 2))
    assert found() == []


def test_a_version_is_withdrawn_only_before_its_date_and_without_cases(draft: ProcedureVersion) -> None:
    with pytest.raises(ValidationError, match="Only a version that is published"):
        draft.withdraw(now=MONDAY, today=date(2026, 3, 2))
    draft.effective_from = date(2026, 9, 1)
    draft.save()
    draft.publish(now=MONDAY)
    with pytest.raises(ValidationError, match="in force already"):
        draft.withdraw(now=MONDAY, today=date(2026, 9, 1))
    case = CaseFactory(procedure=draft)
    with pytest.raises(ValidationError, match="Cases rest on this version"):
        draft.withdraw(now=MONDAY, today=date(2026, 3, 2))
    assert case.procedure == draft
    assert draft in ProcedureVersion.objects.applicable_to(case.partnership)


def test_a_withdrawn_version_never_comes_into_force(draft: ProcedureVersion) -> None:
    draft.effective_from = date(2026, 9, 1)
    draft.save()
    draft.publish(now=MONDAY)
    assert ProcedureVersion.objects.in_force(None, date(2026, 10, 1)) == draft
    draft.withdraw(now=MONDAY, today=date(2026, 3, 2))
    assert ProcedureVersion.objects.in_force(None, date(2026, 10, 1)) != draft
    with pytest.raises(ValidationError):
        draft.save()
