"""A child is the same child however the name is written, and stays findable when what makes names the same changes."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from forms.present import now
from forms.vault import DataKey
from tests.factories.case import CaseFactory
from workflow.machines.case.children.child import index_of
from workflow.machines.case.opening import take_over_children
from workflow.models import Child

pytestmark = pytest.mark.django_db


def child_called(name: str) -> Child:
    case: Any = CaseFactory()
    made = Child(case=case, data_key=case.data_key)
    made.describe({"child.name": name})
    made.save()
    return made


@pytest.mark.parametrize("later", ["Jose Nunez", "JOSE\u0301 NU\u0301N\u0303EZ", "José\u00a0Núñez\u200b"])
def test_a_later_form_brings_the_same_child_up_to_date(later: str) -> None:
    child = child_called("José Núñez")
    take_over_children(child.case, [{"child.name": later, "child.outcome": "died"}])
    child.refresh_from_db()
    assert child.details == {"child.name": later, "child.outcome": "died"}
    assert Child.objects.count() == 1


def reindexed() -> str:
    told = StringIO()
    call_command("reindex_names", stdout=told)
    return told.getvalue().strip()


def test_children_are_indexed_anew_and_once_is_enough() -> None:
    old, right = child_called("José Núñez"), child_called("Jo Example")
    erased = child_called("Sam Example")
    Child.objects.filter(pk=old.pk).update(name_index="0" * 64)
    Child.objects.filter(pk=erased.pk).update(name_index="")
    DataKey.objects.filter(pk=erased.data_key_id).update(wrapped=None, destroyed_at=now())

    assert reindexed() == "2 children read, 1 indexed anew, 1 erased and left as they are."
    assert set(Child.objects.values_list("pk", "name_index")) == {
        (old.pk, index_of("jose nunez")),
        (right.pk, index_of("Jo Example")),
        (erased.pk, ""),
    }
    assert reindexed() == "2 children read, 0 indexed anew, 1 erased and left as they are."


def test_a_child_without_a_name_has_no_index() -> None:
    child = child_called("")
    Child.objects.filter(pk=child.pk).update(name_index="0" * 64)
    assert reindexed().startswith("1 children read, 1 indexed anew")
    child.refresh_from_db()
    assert child.name_index == ""
