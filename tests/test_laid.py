"""What tests share is laid once, and nothing that one of them does to it reaches another."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection

from tests.laid import laid

LAID: list[str] = []


def names() -> set[str]:
    """Of the groups that are laid here: the CMS has its own."""
    return set(Group.objects.filter(name__contains="shared").values_list("name", flat=True))


@laid()
def shared_group() -> Group:
    LAID.append("group")
    return Group.objects.create(name="shared")


@laid(on="shared_group")
def second_group(shared_group: Group) -> Group:
    LAID.append("second")
    return Group.objects.create(name=f"beside {shared_group.name}")


@pytest.mark.parametrize("turn", ["first", "second"])
def test_what_a_test_changes_is_as_it_was_laid_for_the_next(shared_group: Group, turn: str) -> None:
    assert {shared_group.name} == names() == {"shared"}
    shared_group.name = turn
    shared_group.save()
    Group.objects.create(name="shared too")


@pytest.mark.parametrize("turn", ["first", "second"])
def test_what_stands_on_it_is_laid_beside_it(shared_group: Group, second_group: Group, turn: str) -> None:
    assert names() == {"shared", "beside shared"}
    Group.objects.all().delete()


def test_who_asks_for_less_finds_no_more(shared_group: Group) -> None:
    assert names() == {"shared"}


@pytest.mark.django_db
def test_who_asks_for_nothing_finds_nothing() -> None:
    assert names() == set()


def test_it_was_laid_once_for_each_run_of_tests(shared_group: Group) -> None:
    """By itself before this test at the least; five asked for it before, one after another."""
    assert LAID in (["group"], ["group", "second", "group"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["first", "second"])
def test_a_test_that_commits_lays_it_itself(shared_group: Any, turn: str) -> None:
    assert not connection.in_atomic_block
    assert names() == {shared_group.name}
