"""A case worker's program reads what they read on the desk, and each reading stands in the log."""

from datetime import timedelta
from typing import Any

import pytest

from tests.conftest import MONDAY
from tests.factories.case import CaseFactory
from tests.portal.api.program import Program, said
from tests.workflow.desk.scene import NARRATIVE, Area, area, far_along, signed_in
from workflow.engine.event import Event
from workflow.models import Membership

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(clock: Any) -> Area:
    return area("north")


@pytest.fixture
def made(place: Area) -> dict[str, Any]:
    return far_along(place)


def readings(kind: str) -> list[tuple[Any, Any]]:
    return list(Event.objects.filter(kind=kind).values_list("actor_id", "record_id"))


def test_an_officer_reads_a_case_and_it_is_logged(place: Area, made: dict[str, Any]) -> None:
    officer = place.people["officer"]
    program = Program(officer)
    [row] = said(program.get("/cases"), 200)["items"]
    assert row["reference"] == made["case"].reference
    assert readings("case.read") == []
    told = said(program.get(f"/cases/{row['reference']}"), 200)
    assert readings("case.read") == [(officer.pk, None)]
    assert {one["machine"] for one in told["records"]} >= {"referral", "rapid_review", "review", "publication"}
    assert told["children"][0]["child.name"] == "Jordan Example"
    assert told["deadlines"]
    form = said(program.get(f"/cases/{row['reference']}/forms/{made['submission'].pk}"), 200)
    assert readings("submission.read") == [(officer.pk, made["submission"].pk)]
    assert NARRATIVE in str(form["steps"])


@pytest.mark.parametrize("who", ["decider", "scrutineer", "reviewer", "sign_off", "strategic", "officer"])
def test_the_same_is_open_and_closed_as_on_the_desk(place: Area, made: dict[str, Any], who: str) -> None:
    user = place.people[who]
    program, browser = Program(user), signed_in(user)
    reference = made["case"].reference
    unassigned = CaseFactory(partnership=place.partnership)
    elsewhere = CaseFactory(partnership=area("south").partnership)
    for case in (made["case"], unassigned, elsewhere):
        on_desk = browser.get(f"/desk/{case.reference}/").status_code
        assert program.get(f"/cases/{case.reference}").status_code == on_desk
    form = f"forms/{made['submission'].pk}"
    on_desk = browser.get(f"/desk/{reference}/{form}/").status_code
    assert program.get(f"/cases/{reference}/{form}").status_code == on_desk
    told = said(program.get(f"/cases/{reference}"), 200)
    reads = who not in ("sign_off", "strategic")
    assert (NARRATIVE in str(told) or "Jordan Example" in str(told)) is reads
    assert bool(told["forms"]) is reads
    listed = {one["reference"] for one in said(program.get("/cases"), 200)["items"]}
    assert elsewhere.reference not in listed
    assert (unassigned.reference in listed) is (who not in ("scrutineer", "reviewer"))


def test_an_agency_s_token_and_one_without_the_scope_read_no_case(place: Area, made: dict[str, Any]) -> None:
    for program in (Program(place.people["lead"]), Program()):
        for address in ("/cases", f"/cases/{made['case'].reference}"):
            assert program.get(address).status_code in (401, 403)
    assert readings("case.read") == []


def test_it_ends_with_the_role(place: Area, made: dict[str, Any]) -> None:
    officer = place.people["officer"]
    program = Program(officer)
    said(program.get("/cases"), 200)
    Membership.objects.filter(user=officer).update(until=(MONDAY - timedelta(days=1)).date())
    said(program.get(f"/cases/{made['case'].reference}"), 401)


def test_of_an_erased_case_nothing_is_left(place: Area, made: dict[str, Any]) -> None:
    program = Program(place.people["officer"])
    erased = CaseFactory(partnership=place.partnership, erased=True)
    said(program.get(f"/cases/{erased.reference}"), 410)
    listed = [one["reference"] for one in said(program.get("/cases"), 200)["items"]]
    assert listed == [made["case"].reference]


@pytest.mark.parametrize("odd", ["x", "ABC-2026-0001", "abc-2026-0001", "%00", "NORT-2026-9999"])
def test_what_is_not_there(place: Area, odd: str) -> None:
    said(Program(place.people["officer"]).get(f"/cases/{odd}"), 404)


def test_a_list_of_cases_costs_the_same_however_many(
    place: Area, made: dict[str, Any], django_assert_max_num_queries: Any
) -> None:
    program = Program(place.people["officer"])
    for _number in range(5):
        CaseFactory(partnership=place.partnership)
    program.get("/cases")
    with django_assert_max_num_queries(3):
        assert len(said(program.get("/cases"), 200)["items"]) == 6
