"""What is kept of the overview is always what counting anew would give, whatever changed; and nobody else's."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache

from forms import present
from tests.factories.case import CaseFactory
from tests.factories.referral import ReferralFactory
from tests.workflow.desk.scene import Area, far_along
from tests.workflow.reviews.steps import take
from tests.workflow.waiting import write_down
from workflow.desk.overview import OVERVIEW_ROLES, kept
from workflow.desk.overview.kept import Numbers
from workflow.engine.step import local_date
from workflow.models import Case, WaitingMark
from workflow.parties.cover import read_covers
from workflow.parties.roles import Actor, Role
from workflow.waiting import keeping, mark

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def as_served(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is kept yet, and the test's own transaction is looked away from."""
    cache.clear()
    monkeypatch.setattr(kept, "may_be_undone", lambda: False)


def numbers(by: Actor, *, days: int = 0, counted: bool = False) -> Numbers:
    today = local_date(present.now()) + timedelta(days=days)
    cases = Case.objects.read_by(by, OVERVIEW_ROLES)
    return kept.count(cases, by, today) if counted else kept.numbers(cases, by, today)


def officer(place: Area) -> Actor:
    return Actor.of(place.people["officer"])


@pytest.fixture
def busy(here: Area) -> Case:
    far_along(here)
    case: Case = ReferralFactory(case=CaseFactory(partnership=here.partnership)).case
    write_down(present.today())
    return case


def test_every_step_is_seen_at_once(here: Area, busy: Case) -> None:
    by = officer(here)
    before = numbers(by)
    assert before == numbers(by, counted=True)
    assert before.stages["referral"] == 1
    referral = busy.referrals.get()
    for name in ("begin_screening", "decline"):
        said = {"reason": "It is another's."} if name == "decline" else {}
        take(referral, name, by, **said)
        assert numbers(by) == numbers(by, counted=True), name
    assert "referral" not in {stage for stage, number in numbers(by).stages.items() if number}
    assert numbers(by) != before


def test_one_query_where_nothing_changed(here: Area, busy: Case, django_assert_num_queries: Callable[..., Any]) -> None:
    by = officer(here)
    first = numbers(by)
    with django_assert_num_queries(1):
        assert numbers(by) == first


def test_what_is_late_with_the_day_is_late_on_that_day(here: Area, busy: Case) -> None:
    by = officer(here)
    assert numbers(by, days=60) == numbers(by, days=60, counted=True) != numbers(by)


def test_it_is_nobody_elses(here: Area, elsewhere: Area, busy: Case) -> None:
    ours, theirs, decider = officer(here), officer(elsewhere), Actor.of(here.people["decider"])
    for by in (ours, theirs, decider):
        numbers(by)
    for by in (ours, theirs, decider):
        assert numbers(by) == numbers(by, counted=True)
    assert numbers(ours) != numbers(theirs)


def test_who_stands_in_for_another_has_other_numbers(here: Area) -> None:
    today, by = local_date(present.now()), officer(here)
    read_covers([by.user], today)
    alone = kept._key(by, today)
    assert kept._key(by, today) == alone
    by.user._stands_in_for = [(Role.SCRUTINEER, here.people["decider"].pk)]
    assert kept._key(by, today) != alone


def test_what_is_kept_is_sealed(here: Area, busy: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[Any] = []
    monkeypatch.setattr(kept.django_cache, "set", lambda *told: written.append(told))
    numbers(officer(here))
    ((key, sealed, _seconds),) = written
    assert "referral" not in sealed
    assert kept._opened(sealed, key)
    assert kept._opened(sealed, f"{key}x") is None, "of another it opens nothing"


def test_marks_are_few_and_the_newest_stays(monkeypatch: pytest.MonkeyPatch, here: Area, busy: Case) -> None:
    now = present.now()
    WaitingMark.objects.all().delete()
    assert mark.compact(now) == 0
    monkeypatch.setattr(mark, "COMPACT_AFTER", 3)
    for _number in range(3):
        keeping.settle([busy.pk], now)
    newest = WaitingMark.objects.latest("pk")
    assert mark.compact(now) == 2
    assert WaitingMark.objects.get() == newest
    keeping.settle([], now)
    assert WaitingMark.objects.count() == 1, "nothing was settled"


def test_within_a_transaction_nothing_is_kept(here: Area, busy: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    cache.clear()
    numbers(officer(here))
    assert cache.get(kept._key(officer(here), local_date(present.now()))) is None
