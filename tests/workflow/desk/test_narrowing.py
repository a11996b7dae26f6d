"""A list that other rows narrow holds the same whether these are few, some or very many."""

import pytest

from tests.factories.case import CaseFactory
from tests.factories.case_work import CaseTaskFactory
from tests.factories.referral import ReferralFactory
from workflow.desk import narrowing
from workflow.models import Case, CaseTask, Referral

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("few", "some"), [(500, 2000), (4, 2000), (4, 5)])
def test_they_are_the_same_however_they_are_found(monkeypatch: pytest.MonkeyPatch, few: int, some: int) -> None:
    monkeypatch.setattr(narrowing, "FEW", few)
    monkeypatch.setattr(narrowing, "SOME", some)
    cases = CaseFactory.create_batch(4)
    for case in cases[:3]:
        CaseTaskFactory.create_batch(2, case=case)
    ReferralFactory(case=cases[0])
    found = narrowing.named_by(Case.objects.order_by("pk"), CaseTask.objects.all(), Referral.objects.all())
    assert list(found) == sorted(cases[:3], key=lambda case: case.pk)
    assert not narrowing.named_by(found, CaseTask.objects.filter(case=cases[3])).exists()
