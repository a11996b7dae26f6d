"""Many cases beside the demonstration's: whole, sealed under keys of their own, found by name, in an unbroken log."""

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from portal.start.load.cases import load
from portal.start.load.pattern import Copy, Pattern
from tests.portal.start.test_demo_content import fill
from workflow.engine.log import verify
from workflow.machines.case.marks import marking
from workflow.models import Case, Child, Deadline, Notice, RapidReview
from workflow.waiting import mark
from workflow.waiting.keeping import rebuild

pytestmark = pytest.mark.django_db
MANY = 120


@pytest.fixture(scope="module", autouse=True)
def before(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[set[object]]:
    """The demonstration with many cases, made once for this file and taken back. Gives the cases that were there."""
    with django_db_blocker.unblock(), transaction.atomic():
        fill(tmp_path_factory.mktemp("load"))
        there = set(Case.objects.values_list("pk", flat=True))
        load(MANY, seed=7, now=timezone.now(), progress=lambda done: None)
        yield there
        transaction.set_rollback(True)


@pytest.fixture
def made(before: set[object]) -> list[Case]:
    return list(Case.objects.exclude(pk__in=before).select_related("data_key"))


def test_that_many_are_made_closed_published_and_under_way(made: list[Case]) -> None:
    # Two more are the ones that were closed to be copied.
    assert len(made) == MANY + 2
    assert {case.state for case in made} == {Case.OPEN, Case.CLOSED_STATE}
    assert RapidReview.objects.filter(case__in=made).exists()
    assert len({case.data_key_id for case in made}) == len(made)


def test_more_can_be_made_afterwards(made: list[Case]) -> None:
    there = Case.objects.count()
    load(20, seed=8, now=timezone.now(), progress=lambda done: None)
    # And the two that were closed to be copied.
    assert Case.objects.count() == there + 22


def test_what_was_counted_before_counts_no_more(made: list[Case]) -> None:
    before = mark.version()
    load(1, seed=3, now=timezone.now(), progress=lambda done: None)
    assert mark.version() != before


def test_each_has_its_own_names_and_is_found_by_them(made: list[Case]) -> None:
    children = list(Child.objects.filter(case__in=made).select_related("data_key"))
    named = [child for child in children if (child.details or {}).get("child.name")]
    assert len({child.details["child.name"] for child in named}) > len(named) * 0.9
    last = named[-1]
    assert last.case_id in set(marking(last.details["child.name"]).values_list("case", flat=True))


def test_what_is_sealed_opens_and_speaks_of_the_copy_alone(before: set[object], made: list[Case]) -> None:
    old = {str(key) for key in before}
    said = [
        str(event.data) for case in made[:20] for event in case.events.exclude(data=None).select_related("data_key")
    ]
    assert len(said) > 20
    assert not [text for text in said if any(key in text for key in old)]
    letters = list(Notice.objects.filter(case__in=made).exclude(letter=None).select_related("case")[:20])
    assert letters
    assert not [one for one in letters if any(key in str(one.letter) for key in old)]


def test_the_log_holds_and_the_table_of_what_waits_is_what_the_machines_say() -> None:
    assert verify()[1] is None
    # Days that have passed since are settled by the turn of the day; no row is missing.
    assert rebuild(timezone.now()).came == 0


def test_clocks_moved_with_their_case(made: list[Case]) -> None:
    assert all(clock.opened_at >= clock.case.opened_at for clock in Deadline.objects.filter(case__in=made))


def test_only_a_demonstration_is_filled(tmp_path: Path, settings: object) -> None:
    with pytest.raises(CommandError, match="not the settings of a demonstration"):
        call_command("load_cases", "1", stdout=io.StringIO())


def test_the_gaps_of_a_text_are_filled_and_the_rest_stays() -> None:
    old, new = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
    pattern = Pattern(
        f"{old} of NSCP-2026-0001, Ash Demo, born 2019-02-30 or 2019-04-02",
        ids={old: old},
        reference="NSCP-2026-0001",
        names=["Ash Demo"],
    )
    copy = Copy({old: new}, "NSCP-2020-0009", ["Fern Sample"], timedelta(days=-7))
    assert pattern.fill(copy) == f"{new} of NSCP-2020-0009, Fern Sample, born 2019-02-30 or 2019-03-26"
