"""A kept query finds what Django's own query finds, whatever it is asked with, and is put together once."""

import sys
import threading
from datetime import date, datetime, timedelta
from typing import Any
from unittest import mock
from uuid import UUID, uuid4

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forms.kept_query import MOST, KeptQuery, Small
from tests.factories.case import CaseFactory
from tests.factories.notification import NotificationFactory
from tests.factories.party import PartnershipFactory, UserFactory
from tests.factories.rapid_review import RapidReviewFactory
from workflow.models import Case, Notification, RapidReview

pytestmark = pytest.mark.django_db
User = get_user_model()


def test_each_kind_of_value() -> None:
    found, other = (
        NotificationFactory(
            aware_on=date(2026, 2, day), case__partnership=PartnershipFactory(slug=f"p{day}", code=f"P{day}")
        )
        for day in (26, 27)
    )
    number: KeptQuery[Any] = KeptQuery(lambda area: Case.objects.filter(partnership=area), area=int)
    word: KeptQuery[Any] = KeptQuery(lambda word: Case.objects.filter(reference=word), word=str)
    identifier: KeptQuery[Any] = KeptQuery(lambda pk: Case.objects.filter(pk=pk), pk=UUID)
    day: KeptQuery[Any] = KeptQuery(lambda day: Notification.objects.filter(aware_on__lte=day), day=date)
    moment: KeptQuery[Any] = KeptQuery(lambda moment: Case.objects.filter(opened_at__gte=moment), moment=datetime)
    for one in (found, other):
        assert number.rows(area=one.case.partnership_id) == [one.case]
        assert word.rows(word=one.case.reference) == [one.case]
        assert identifier.first(pk=one.case_id) == one.case
    assert day.rows(day=date(2026, 2, 26)) == [found]
    assert set(day.rows(day=date(2026, 2, 27))) == {found, other}
    opened = found.case.opened_at
    assert set(moment.rows(moment=opened)) == {found.case, other.case}
    assert moment.rows(moment=opened + timedelta(microseconds=1)) == []


def test_lists_of_any_length() -> None:
    people = [UserFactory() for _one in range(9)]
    several: KeptQuery[Any] = KeptQuery(lambda pks: User.objects.filter(pk__in=pks).order_by("pk"), pks=list[int])
    for length in (1, 2, 3, 5, 8, 9):
        assert several.rows(pks=[one.pk for one in people[:length]]) == people[:length]
    assert len(several._statements) == 5, "a statement for each power of two, not for each length"
    with CaptureQueriesContext(connection) as asked:
        assert several.rows(pks=[]) == []
    assert not asked.captured_queries
    with pytest.raises(TypeError, match="too many"):
        several.rows(pks=list(range(MOST + 1)))


def test_what_comes_with_a_row_and_what_is_worked_out() -> None:
    case = NotificationFactory().case

    def made(pk: UUID) -> "QuerySet[Case]":
        notified = Notification.objects.filter(case=OuterRef("pk"))
        return (
            Case.objects.filter(pk=pk)
            .annotate(is_told=Exists(notified))
            .select_related("partnership")
            .defer("headline")
        )

    kept: KeptQuery[Any] = KeptQuery(made, pk=UUID)
    with CaptureQueriesContext(connection) as asked:
        found = kept.first(pk=case.pk)
        assert (found.partnership, found.is_told) == (case.partnership, True)
    assert len(asked) == 1
    assert found.get_deferred_fields() == {"headline"}
    assert kept.first(pk=CaseFactory().pk).is_told is False
    assert kept.first(pk=uuid4()) is None


def test_values_and_several_queries_in_one() -> None:
    cases = [CaseFactory() for _one in range(2)]

    def made(first: UUID, second: UUID) -> Any:
        each = [Case.objects.filter(pk=pk).order_by().values_list("pk", "reference") for pk in (first, second)]
        return each[0].union(each[1])

    kept: KeptQuery[Any] = KeptQuery(made, first=UUID, second=UUID)
    assert set(kept.rows(first=cases[0].pk, second=cases[1].pk)) == {(one.pk, one.reference) for one in cases}
    assert kept.rows(first=cases[1].pk, second=uuid4()) == [(cases[1].pk, cases[1].reference)]


def test_two_values_of_one_kind_are_not_mixed_up() -> None:
    now = timezone.now()
    kept: KeptQuery[Any] = KeptQuery(
        lambda since, until: Case.objects.filter(opened_at__lt=until, opened_at__gte=since),
        since=datetime,
        until=datetime,
    )
    case = CaseFactory(opened_at=now)
    assert kept.rows(since=now, until=now + timedelta(days=1)) == [case]
    assert kept.rows(since=now + timedelta(days=1), until=now) == []


def test_it_is_put_together_once() -> None:
    makes = mock.Mock(side_effect=lambda pk: User.objects.filter(pk=pk))
    kept: KeptQuery[Any] = KeptQuery(makes, pk=int)
    people = [UserFactory() for _one in range(3)]
    with mock.patch.object(SQLCompiler, "as_sql", autospec=True, side_effect=SQLCompiler.as_sql) as compiled:
        assert [kept.first(pk=one.pk) for one in people] == people
    assert (makes.call_count, compiled.call_count) == (1, 1)


def test_rows_can_be_locked() -> None:
    kept: KeptQuery[Any] = KeptQuery(lambda pk: Case.objects.select_for_update().filter(pk=pk), pk=UUID)
    case = CaseFactory()
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        assert kept.first(pk=case.pk) == case
    assert ("FOR UPDATE" in asked.captured_queries[0]["sql"]) == connection.features.has_select_for_update


@pytest.mark.parametrize("values", [{}, {"pk": None}, {"pk": 1, "other": 2}])
def test_a_value_that_is_missing_or_too_much_is_refused(values: dict[str, Any]) -> None:
    kept: KeptQuery[Any] = KeptQuery(lambda pk: User.objects.filter(pk=pk), pk=int)
    with pytest.raises(TypeError, match="a value each for"):
        kept.rows(**values)


def test_a_value_that_does_not_reach_the_statement_as_it_is_is_refused() -> None:
    """Its stand-in would be asked for instead."""
    kept: KeptQuery[Any] = KeptQuery(
        lambda now: Case.objects.filter(opened_at__gte=now - timedelta(days=1)), now=datetime
    )
    with pytest.raises(TypeError, match="does not ask by"):
        kept.rows(now=timezone.now())


def test_rows_are_not_read_as_locked_where_they_are_not() -> None:
    """Django says so when it makes the statement; a kept one was made before."""
    kept: KeptQuery[Any] = KeptQuery(lambda pk: Case.objects.select_for_update().filter(pk=pk), pk=UUID)
    case = CaseFactory()
    with transaction.atomic():
        assert kept.first(pk=case.pk) == case
    with mock.patch.object(connection, "in_atomic_block", new=False), pytest.raises(TransactionManagementError):
        kept.first(pk=case.pk)


def test_threads_that_ask_first_at_once_make_one_whole_statement() -> None:
    """To compile a query changes it: two at once would leave a statement that fails until the process ends."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        for _round in range(25):
            kept: KeptQuery[Any] = KeptQuery(
                lambda user_id: (
                    User.objects.filter(pk=user_id)
                    .annotate(held=FilteredRelation("memberships", condition=Q(memberships__ended_at=None)))
                    .select_related("held__agency", "held__partnership__home")
                ),
                user_id=int,
            )
            made, begin = [], threading.Barrier(4)

            def make(kept: KeptQuery[Any] = kept, made: list[Any] = made, begin: threading.Barrier = begin) -> None:
                begin.wait()
                made.append(kept._statement({"user_id": 1}).compiled("default").sql)

            threads = [threading.Thread(target=make) for _one in range(4)]
            for one in threads:
                one.start()
            for one in threads:
                one.join()
            assert len(made) == 4
            assert len(set(made)) == 1
            assert len(kept._statements) == 1
    finally:
        sys.setswitchinterval(before)


def test_the_beginning_of_a_text() -> None:
    cases = [CaseFactory(reference=text) for text in ("A%B-1", "A%B-2", "AXB-3")]
    kept: KeptQuery[Any] = KeptQuery(
        lambda beginning: Case.objects.filter(reference__startswith=beginning).order_by("reference"), beginning=str
    )
    assert kept.rows(beginning="AXB") == cases[2:]
    assert kept.rows(beginning="A%B") == cases[:2], "no pattern"
    assert kept.rows(beginning="B") == []


@pytest.mark.parametrize("asked", [{"reference__in": ["agency:{}"]}, {"reference__contains": "{}"}])
def test_a_value_within_another_is_refused(asked: dict[str, Any]) -> None:
    """Its stand-in would be asked for instead."""

    def made(number: int) -> "QuerySet[Case]":
        texts = {
            name: [one.format(number) for one in text] if isinstance(text, list) else text.format(number)
            for name, text in asked.items()
        }
        return Case.objects.filter(partnership=number, **texts)

    kept: KeptQuery[Any] = KeptQuery(made, number=int)
    with pytest.raises(TypeError, match="part of what the query asks by"):
        kept.rows(number=7)


def test_what_can_find_nothing_asks_nothing() -> None:
    kept: KeptQuery[Any] = KeptQuery(lambda pk: Case.objects.filter(pk=pk, reference__in=[]), pk=UUID)
    case = CaseFactory()
    with CaptureQueriesContext(connection) as asked:
        assert kept.rows(pk=case.pk) == []
    assert not asked.captured_queries


def test_a_number_of_a_small_column_is_said_to_be_one() -> None:
    """PostgreSQL keeps no larger number there than 32,767, and Django asks it for none: nothing would ever be found."""
    found = RapidReviewFactory(question=2, round=1)
    small: KeptQuery[Any] = KeptQuery(
        lambda question, round: RapidReview.objects.filter(question=question, round=round),
        question=Small,
        round=Small,
    )
    assert small.rows(question=2, round=1) == [found]
    assert small.rows(question=1, round=2) == []
    large: KeptQuery[Any] = KeptQuery(lambda question: RapidReview.objects.filter(question=question), question=int)
    ends = mock.patch.object(type(connection.ops), "integer_field_range", return_value=(0, 32_767))
    with ends, pytest.raises(TypeError, match="as Small"):
        large.rows(question=2)


def test_lists_given_in_another_order() -> None:
    """How long each is, and not which came first, says which statement it is."""
    people = [UserFactory() for _one in range(4)]
    kept: KeptQuery[Any] = KeptQuery(
        lambda pks, names: User.objects.filter(pk__in=pks, email__in=names), pks=list[int], names=list[str]
    )
    pks, names = [one.pk for one in people], [people[3].email]
    assert kept.rows(pks=pks, names=names) == [people[3]]
    assert kept.rows(names=[one.email for one in people], pks=pks[3:]) == [people[3]]
