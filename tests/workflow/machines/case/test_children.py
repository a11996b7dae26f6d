"""The children of a case: shown as they are known, corrected with both texts kept, added when one more is found."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from tests.factories.case import CaseFactory
from tests.factories.party import actor
from tests.workflow.desk.scene import Area, signed_in
from tests.workflow.reviews.steps import refused, take
from workflow.desk.case_file import people
from workflow.models import Case, Child, Event
from workflow.parties.roles import Actor, Role

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)


def child_of(case: Case, **details: str) -> Child:
    made = Child(case=case, data_key=case.data_key)
    made.describe({f"child.{name}": value for name, value in details.items()})
    made.save()
    return made


@pytest.fixture
def case() -> Case:
    made: Case = CaseFactory(headline="Incident: 1 child")
    return made


@pytest.fixture
def officer(case: Case) -> Actor:
    return actor(Role.OFFICER, case.partnership)


# --- Shown ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("details", "shown"),
    [
        ({"birth_known": "unborn", "due_date": "2026-06"}, ("Birth", "Unborn when this was recorded")),
        ({"birth_known": "estimated", "age_estimate": "About 2"}, ("Birth", "The date of birth is not known")),
        ({"birth_date": "2008-03-02", "outcome": "seriously_harmed"}, ("Age", "Turned 18 on 2 March 2026")),
        ({"birth_date": "2008-02-29", "outcome": "not_known"}, ("Age", "Turned 18 on 1 March 2026")),
    ],
)
def test_what_the_date_of_birth_does_not_say(case: Case, details: dict[str, str], shown: tuple[str, str]) -> None:
    assert shown in people.child(child_of(case, **details), {}, today=TODAY).facts


@pytest.mark.parametrize("details", [{"birth_date": "2008-03-03"}, {"birth_date": "2008-03-02", "outcome": "died"}])
def test_who_is_not_18_or_died_did_not_turn_18(case: Case, details: dict[str, str]) -> None:
    assert "Turned 18" not in str(people.child(child_of(case, **details), {}, today=TODAY).facts)


def test_without_a_name_it_is_said(here: Area) -> None:
    case = CaseFactory(partnership=here.partnership)
    child_of(case, birth_known="unborn", outcome="not_known")
    text = signed_in(here.people["officer"]).get(reverse("desk:case", args=[case.reference])).content.decode()
    assert "Name not known" in text
    assert "Unborn when this was recorded" in text


# --- Corrected ------------------------------------------------------------------------------------


def test_old_and_new_are_kept_with_the_reason(case: Case, officer: Actor) -> None:
    child = child_of(case, name="Ayla Made-Up", birth_known="known", birth_date="2019-04-02", outcome="not_known")

    take(
        case,
        "correct_child",
        officer,
        child=str(child.pk),
        child_name="Ayla Made-Upp",
        outcome="died",
        reason="A slip.",
    )

    child.refresh_from_db()
    assert child.details["child.name"] == "Ayla Made-Upp"
    assert child.details["child.birth_date"] == "2019-04-02"
    assert Event.objects.latest("position").data == {
        "child": str(child.pk),
        "old": {"child.name": "Ayla Made-Up", "child.outcome": "not_known"},
        "new": {"child.name": "Ayla Made-Upp", "child.outcome": "died"},
        "reason": "A slip.",
    }
    case.refresh_from_db()
    assert case.headline == "Death of a child: 1 child"


def test_found_by_the_new_name(case: Case, officer: Actor) -> None:
    child = child_of(case, name="Ayla Made-Up")
    before = child.name_index
    take(case, "correct_child", officer, child=str(child.pk), child_name="Bo Made-Up", reason="A slip.")
    child.refresh_from_db()
    assert child.name_index not in ("", before)


def test_an_unborn_child_is_born(case: Case, officer: Actor) -> None:
    child = child_of(case, birth_known="unborn", due_date="2026-02", outcome="not_known")
    born: Any = {"child": str(child.pk), "birth_known": "known", "reason": "Born since."}
    assert "Enter the date of birth" in refused(case, "correct_child", officer, kind="data", **born)

    take(case, "correct_child", officer, birth_date="2026-02-20", **born)

    child.refresh_from_db()
    assert child.details == {
        "child.birth_known": "known",
        "child.birth_date": "2026-02-20",
        "child.outcome": "not_known",
    }


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({"child_name": "Ayla"}, "Nothing you entered differs"),
        ({}, "Nothing you entered differs"),
        ({"birth_date": "2026-03-03"}, "must be today or in the past"),
        ({"due_date": "2026-05-01"}, "Leave this empty, or choose “The child is not born yet”"),
        ({"outcome": "died", "death_date": "2019-04-01"}, "must be the date of birth or later"),
        ({"death_date": "2026-02-01"}, "choose “The child died”"),
    ],
)
def test_what_cannot_be(case: Case, officer: Actor, data: dict[str, str], why: str) -> None:
    known = {"birth_known": "known", "birth_date": "2019-04-02", "outcome": "seriously_harmed"}
    child = child_of(case, name="Ayla", **known)
    assert why in refused(case, "correct_child", officer, kind="data", child=str(child.pk), reason="So.", **data)


def test_a_child_of_another_case_is_not_offered(case: Case, officer: Actor) -> None:
    other = child_of(CaseFactory(partnership=case.partnership), name="Bo")
    data = {"child": str(other.pk), "child_name": "Cy", "reason": "So."}
    assert "one of the children of this case" in refused(case, "correct_child", officer, kind="data", **data)


def test_the_step_pages_work_in_the_browser(here: Area) -> None:
    case = CaseFactory(partnership=here.partnership)
    child = child_of(case, birth_known="unborn", outcome="not_known")
    client = signed_in(here.people["officer"])
    url = reverse("desk:step", args=[case.reference, "case", case.pk, "correct_child"])
    assert "Child 1, name not known (not born yet)" in client.get(url).content.decode()
    typed = {"child": str(child.pk), "child_name": "Cy Made-Up", "reason": "Named since.", "expect": "open"}
    response = client.post(url, typed, follow=True)
    assert "What is recorded about a child was corrected." in response.content.decode()
    assert "Cy Made-Up" in response.content.decode()
    history = client.get(reverse("desk:timeline", args=[case.reference])).content.decode()
    assert "Named since." in history
    assert str(child.pk) not in history


# --- Added ----------------------------------------------------------------------------------------


def test_another_child_of_the_incident(case: Case, officer: Actor) -> None:
    child_of(case, name="Ayla Made-Up", outcome="seriously_harmed")
    data = {"birth_known": "estimated", "age_estimate": "About 3", "outcome": "died"}
    assert "Enter how it became known" in refused(case, "add_child", officer, kind="data", **data)

    take(case, "add_child", officer, reason="The police found a brother.", **data)

    added = case.children.get(name_index="")
    assert added.details == {f"child.{name}": value for name, value in data.items()}
    case.refresh_from_db()
    assert case.headline == "Death of a child: 2 children"
