"""Rows that are written by a kept statement are those that Django would write, and what is refused is refused."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.models import Value
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext, isolate_apps

from forms.kept_writing import MOST, insert, update
from forms.vault import DataKey
from tests.factories.case import MONDAY, CaseFactory
from tests.factories.party import AgencyFactory, UserFactory
from workflow.machines.case.machine import Case
from workflow.models import Child, Deadline, Notice, SearchMark, Waiting
from workflow.procedures.version import DeadlineRule

pytestmark = pytest.mark.django_db


def notice(case: Any, **values: Any) -> Notice:
    told = {"key": "k", "channel": "email", "subject": "100 %, %s and “ü”", "body": "a\r\nb"}
    return Notice(case=case, queued_at=MONDAY, not_before=MONDAY, message_id=f"<{uuid4()}>", **{**told, **values})


def deadline(case: Any, **values: Any) -> Deadline:
    rule = DeadlineRule.objects.filter(procedure=case.procedure).first()
    dates = {"started_on": date(2026, 3, 2), "due_on": date(2026, 3, 9), "opened_at": MONDAY}
    of = {"machine": "case", "record_id": case.pk}
    return Deadline(case=case, rule=rule, skipped=[{"date": "2026-03-06", "reason": "ü"}], **{**dates, **of, **values})


def new_case(case: Any) -> Case:
    return Case(
        partnership=case.partnership,
        procedure=case.procedure,
        data_key=case.data_key,
        reference="EXAM-2026-9999",
        opened_at=MONDAY,
        headline="Sealed",
    )


ROWS: dict[str, Callable[[Any], models.Model]] = {
    "a letter, sealed": lambda case: notice(case, letter={"to": ["Somebody"]}, state=Notice.State.BY_HAND),
    "nothing but what is needed": notice,
    "dates and JSON": deadline,
    "a moment that is noted by itself": new_case,
    "numbered by the database": lambda case: SearchMark(case=case, mark="a" * 32),
    "a person and a day": lambda case: Waiting(
        case=case,
        partnership=case.partnership,
        what=Waiting.What.TASK,
        about=uuid4(),
        person=UserFactory(),
        due=date(2026, 3, 9),
        since=MONDAY,
    ),
}


def as_stored(row: models.Model) -> dict[str, Any]:
    """What the database holds of it, but for its key and what hangs on its moment."""
    found: dict[str, Any] = type(row)._base_manager.filter(pk=row.pk).values().get()
    return {name: value for name, value in found.items() if name not in (row._meta.pk.name, "created_at")}


@pytest.mark.parametrize("kind", sorted(ROWS))
def test_what_is_written_is_what_django_writes(kind: str) -> None:
    case = CaseFactory()
    row = ROWS[kind](case)
    with CaptureQueriesContext(connection) as asked:
        insert([row])
    assert len(asked) == 1
    assert (row._state.adding, row._state.db) == (False, "default")
    ours = as_stored(row)
    assert getattr(type(row)._base_manager.get(pk=row.pk), "created_at", MONDAY) is not None
    # The same row once more, by Django, in its place.
    type(row)._base_manager.filter(pk=row.pk).delete()
    type(row)._base_manager.bulk_create([row])
    assert as_stored(row) == ours


def test_several_rows_are_one_statement_and_hundreds_a_few() -> None:
    case = CaseFactory()
    marks = [SearchMark(case=case, mark=f"{number:032}") for number in range(MOST // 3 + 1)]
    with CaptureQueriesContext(connection) as asked:
        insert(marks[:20])
    assert len(asked) == 1
    with CaptureQueriesContext(connection) as asked:
        insert(marks[20:])
        insert([])
    assert len(asked) == 1, asked.captured_queries
    assert {(one.pk, one.mark) for one in marks} == set(SearchMark.objects.values_list("pk", "mark"))
    more = [SearchMark(case=case, mark=f"more {number}") for number in range(MOST // 3 + 1)]
    insert(more)
    assert SearchMark.objects.filter(mark__startswith="more").count() == len(more)


def test_a_key_that_came_later_is_taken_over_and_a_missing_one_is_not_lost() -> None:
    case, person = CaseFactory(), UserFactory.build()
    told = notice(case, sent_by=person)
    with pytest.raises(ValueError, match="never saved"):
        insert([told])
    person.save()
    insert([told])
    assert Notice.objects.get(pk=told.pk).sent_by == person


def test_a_row_that_is_there_is_left_alone_or_refused() -> None:
    case = CaseFactory()
    insert([deadline(case)])
    insert([deadline(case, due_on=date(2026, 4, 1))], ignore_conflicts=True)
    assert [one.due_on for one in Deadline.objects.all()] == [date(2026, 3, 9)]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert([deadline(case)])
    mark = SearchMark(case=case, mark="b")
    insert([mark])
    again = SearchMark(case=case, mark="b")
    insert([again], ignore_conflicts=True)
    assert again.pk is None
    with pytest.raises(TypeError, match="a number already"):
        insert([mark])


def test_what_fails_spoils_the_transaction_around_it() -> None:
    case = CaseFactory()
    insert([deadline(case)])
    with transaction.atomic():
        with pytest.raises(IntegrityError):
            insert([deadline(case)])
        with pytest.raises(transaction.TransactionManagementError):
            Case.objects.exists()
        transaction.set_rollback(True)
    assert Deadline.objects.count() == 1


def test_some_fields_of_a_row_are_written_and_no_others() -> None:
    case = CaseFactory()
    clock, other = deadline(case), deadline(CaseFactory())
    insert([clock, other])
    before, untouched = as_stored(clock), as_stored(other)
    clock.due_on, clock.breached_at, clock.history = date(2026, 4, 1), MONDAY, [{"why": "100 %, ü"}]
    clock.machine = "not written"
    with CaptureQueriesContext(connection) as asked:
        update(clock, "due_on", "breached_at", "history")
    assert len(asked) == 1
    found = Deadline.objects.get(pk=clock.pk)
    assert (found.due_on, found.breached_at, found.history) == (date(2026, 4, 1), MONDAY, [{"why": "100 %, ü"}])
    changed = {name: as_stored(clock)[name] for name in ("due_on", "breached_at", "history")}
    assert as_stored(clock) == before | changed
    assert as_stored(other) == untouched
    clock.breached_at = None
    update(clock, "breached_at")
    assert Deadline.objects.get(pk=clock.pk).breached_at is None


def test_a_row_that_is_gone_is_not_written() -> None:
    gone = DataKey.objects.make()
    DataKey.objects.filter(pk=gone.pk).delete()
    with pytest.raises(DatabaseError, match="not there any more"):
        update(gone, "key_id")


@pytest.fixture
def odd_models() -> Iterator[list[Any]]:
    with isolate_apps("forms"):
        meta = type("Meta", (), {"app_label": "forms"})

        def made(name: str, base: type[models.Model] = models.Model, **fields: Any) -> Any:
            return type(name, (base,), {"__module__": __name__, "Meta": meta, **fields})

        twice = models.GeneratedField(
            expression=models.F("one") * Value(2), output_field=models.IntegerField(), db_persist=True
        )
        noted = made("Noted", at=models.DateTimeField(db_default=Now()))
        doubled = made("Doubled", one=models.IntegerField(), two=twice)
        plain = made("Plain", one=models.IntegerField())
        yield [noted(), doubled(one=1), made("Below", plain, more=models.IntegerField())(one=1, more=2)]


def test_what_the_database_fills_in_is_left_to_django(odd_models: list[Any]) -> None:
    for row in odd_models:
        with pytest.raises(TypeError, match="the database gives"):
            insert([row])
        with pytest.raises(TypeError, match="the database gives"):
            update(row, row._meta.concrete_fields[1].name)


def test_children_with_sealed_details_are_read_back() -> None:
    case, agency = CaseFactory(), AgencyFactory()
    made = [Child(case=case, data_key=case.data_key) for _one in range(2)]
    for number, child in enumerate(made):
        child.describe({"child.name": f"{agency.name} {number}"})
    insert(made)
    assert {child.details["child.name"] for child in Child.objects.all()} == {f"{agency.name} 0", f"{agency.name} 1"}
