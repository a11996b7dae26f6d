"""What a case is found by, and what of it lies in the tables: marks that say nothing without the key."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.factories.agency_return import AgencyReturnFactory
from tests.factories.case import CaseFactory
from tests.factories.notification import NotificationFactory
from tests.workflow.desk.scene import Area, area, child, signed_in
from tests.workflow.waiting import write_down
from workflow.desk import narrowing
from workflow.machines.case.marks import mark_reference, marks_of, marks_of_word
from workflow.machines.case.retention.erasure import erase
from workflow.models import Case, CaseTask, SearchMark, Tombstone
from workflow.parties.reference_counter import number_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True, params=["few", "some", "very many"])
def as_found_among(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each search finds the same as where it names so many that they are found another way."""
    if request.param != "few":
        monkeypatch.setattr(narrowing, "FEW", 0)
    if request.param == "very many":
        monkeypatch.setattr(narrowing, "SOME", -1)


@pytest.fixture
def here() -> Area:
    return area("here")


def find(place: Area, **asked: str) -> list[str]:
    response = signed_in(place.people["officer"]).get("/desk/", asked)
    return [row.case.reference for row in response.context["rows"]]


def case_of(place: Area) -> Case:
    made: Case = CaseFactory(partnership=place.partnership)
    return made


@pytest.mark.parametrize("typed", ["2 April 2019", "02/04/2019", "2.4.2019", "2019-04-02"])
def test_a_child_is_found_by_its_birth_date(here: Area, typed: str) -> None:
    found = case_of(here)
    child(found)
    case_of(here)
    assert find(here, q=typed) == [found.reference]


@pytest.mark.parametrize("typed", ["31 February 2019", "99/99/2019", "2019-13-40", "3 April 2019"])
def test_a_day_that_is_none_finds_nothing(here: Area, typed: str) -> None:
    child(case_of(here))
    assert find(here, q=typed) == []


def test_a_case_is_found_by_its_national_reference_however_it_is_spaced(here: Area) -> None:
    found = NotificationFactory(case=case_of(here)).case
    mark_reference(found.pk, "SI 2026/0042")
    mark_reference(found.pk, "SI 2026/0042")
    assert find(here, q="si2026/0042") == [found.reference]
    assert find(here, q="2026/0042") == []


def test_a_case_is_found_by_an_agency(here: Area) -> None:
    found = AgencyReturnFactory(case=case_of(here), agency=here.hospital).case
    case_of(here)
    assert find(here, q="hospital he") == [found.reference]


def test_a_renamed_child_is_found_by_the_new_name_alone(here: Area) -> None:
    found = case_of(here)
    one = child(found, "Jordan Example")
    one.describe({"child.name": "Robin Sample"})
    one.save(update_fields=["details", "name_index"])
    assert find(here, q="jordan") == []
    assert find(here, q="samp") == [found.reference]


def test_nothing_of_a_name_lies_in_the_marks(here: Area) -> None:
    child(case_of(here), "Jordan Example")
    kept = set(SearchMark.objects.values_list("mark", flat=True))
    assert len(kept) == len("ordan") + len("xample") + 1
    assert not any(word in mark for mark in kept for word in ("jordan", "example", "2019"))
    assert marks_of_word("jor")[0] in kept


def test_two_names_with_one_beginning_share_a_mark_and_one_letter_has_none() -> None:
    assert marks_of({"child.name": "Joy"}) & marks_of({"child.name": "Jordan"}) == set(marks_of_word("jo"))
    assert marks_of({"child.name": "J"}) == set()


def test_an_erased_case_is_not_found_by_what_it_was(here: Area, django_capture_on_commit_callbacks: Any) -> None:
    case = CaseFactory(partnership=here.partnership, closed=True)
    child(case)
    mark_reference(case.pk, "SI 2026/0042")
    with django_capture_on_commit_callbacks():
        erase(Tombstone(case=case, key_id=case.data_key_id), now=case.opened_at)
    assert not SearchMark.objects.filter(case=case).exists()


def test_filters_by_stage_owner_and_who_is_waited_for(here: Area) -> None:
    mine, free = case_of(here), AgencyReturnFactory(case=case_of(here), agency=here.hospital).case
    Case.objects.filter(pk=mine.pk).update(owner=here.people["officer"])
    NotificationFactory(case=mine)
    write_down(date(2026, 3, 2))
    assert find(here, owner="me") == [mine.reference]
    assert free.reference in find(here, owner="none")
    assert mine.reference not in find(here, owner="none")
    assert find(here, stage="notification") == [mine.reference]
    assert free.reference in find(here, waits="agencies")
    assert find(here, waits="scrutineer") == []


def test_somebody_elses_task_is_told_to_the_office_alone(here: Area) -> None:
    case = case_of(here)
    task = CaseTask(case=case, data_key=case.data_key, person=here.people["reviewer"], due_on=date(2026, 3, 4))
    task.since = task.made_at = case.opened_at
    task.made_by, task.what = here.people["officer"], "Ask the nurse " + "who saw the child last and when " * 3
    task.save()
    write_down(date(2026, 3, 2))

    def told(who: str) -> Any:
        return signed_in(here.people[who]).get("/desk/").context["rows"][0].wait

    assert told("officer").why == "Task: Ask the nurse who saw the chi…"
    assert told("decider") is None


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("NSCP-2026-0412", [412]),
        ("nscp 2026 412", [412]),
        ("NSCP–2026–0412", [412]),
        ("2026-412", [412]),
        ("412", [412]),
        ("0412", [412]),
        ("NSCP-2026-04", [401, 412]),
        ("nscp", [7, 401, 412]),
        ("NSCP 7", [7]),
        ("2025", [7]),
        ("2026", [401, 412, 2026]),
        ("2025-412", []),
        ("12", []),
        ("99999999999999999999", []),
        ("OTHER 412", []),
    ],
)
def test_a_case_is_found_by_a_part_of_its_reference(here: Area, typed: str, numbers: list[int]) -> None:
    for number, year, code in ((7, 2025, "NSCP"), (401, 2026, "NSCP"), (412, 2026, "NSCP"), (2026, 2026, "LSCP")):
        opened_at = datetime(year, 6, 1, tzinfo=UTC)
        CaseFactory(partnership=here.partnership, reference=f"{code}-{year}-{number:04d}", opened_at=opened_at)
    assert sorted(int(reference[-4:]) for reference in find(here, q=typed)) == numbers


@pytest.mark.parametrize("reference", ["NSCP-2026-0412", "A-2026-12345", "NSCP-2026-x", "", "NSCP-2026-99999999999"])
def test_the_number_of_a_reference(reference: str) -> None:
    expected = {"NSCP-2026-0412": 412, "A-2026-12345": 12345}
    assert number_in(reference) == expected.get(reference)
