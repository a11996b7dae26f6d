"""A child of the same name in another case: what an officer answers, and who reads which case because of it (D2)."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories.case import CaseFactory
from tests.workflow.desk.scene import Area, child, signed_in
from tests.workflow.reviews.steps import at, refused, take
from workflow.machines.case.retention.erasure import erase
from workflow.models import Case, CaseLink, Event, InvolvedArea, Tombstone
from workflow.parties.roles import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.duty("D2")]

BANNER = "A child of the same name is recorded in"
WHY = "The dates of birth are the same."


def of_jordan(place: Area) -> Case:
    case: Case = CaseFactory(partnership=place.partnership, headline="Death of a child: 1 child")
    child(case)
    return case


@pytest.fixture
def first(site: None, here: Area) -> Case:
    return of_jordan(here)


@pytest.fixture
def second(first: Case, here: Area) -> Case:
    return of_jordan(here)


@pytest.fixture
def officer(here: Area) -> Actor:
    return Actor.of(here.people["officer"])


def overview(place: Area, case: Case, role: str = "officer") -> str:
    return signed_in(place.people[role]).get(reverse("desk:case", args=[case.reference])).content.decode()


def step_page(case: Case) -> str:
    return reverse("desk:step", args=[case.reference, "case", case.pk, "answer_namesake"])


def answer(case: Case, other: Case, verdict: str, by: Actor, when: str = "2026-03-02") -> None:
    take(case, "answer_namesake", by, when, other=str(other.pk), verdict=verdict, reason=WHY)


@pytest.mark.parametrize(
    ("verdict", "shown"),
    [
        ("same_incident", "The same incident as"),
        ("another_incident", "Another incident of the same child is"),
        ("another_child", ""),
    ],
)
def test_after_an_answer_the_question_is_gone_in_both_cases(
    here: Area, first: Case, second: Case, officer: Actor, verdict: str, shown: str
) -> None:
    assert BANNER in overview(here, first)
    assert step_page(first) in overview(here, first)

    answer(first, second, verdict, officer)

    for one, other in ((first, second), (second, first)):
        text = overview(here, one)
        assert BANNER not in text
        assert (other.reference in text) == bool(shown)
        assert shown in " ".join(text.split())


def test_a_third_case_is_still_asked_about(here: Area, first: Case, second: Case, officer: Actor) -> None:
    third = of_jordan(here)
    answer(first, second, "another_child", officer)

    asked = overview(here, first).partition(BANNER)[2][:300]
    assert third.reference in asked
    assert second.reference not in asked


def test_answered_anew_or_taken_back_the_earlier_answer_stays(
    here: Area, first: Case, second: Case, officer: Actor
) -> None:
    answer(first, second, "same_incident", officer)
    answer(second, first, "another_incident", officer, "2026-03-03")
    answer(first, second, "open", officer, "2026-03-04")

    assert BANNER in overview(here, first)
    kept = [(one.verdict, one.reason, one.replaced_at) for one in CaseLink.objects.all()]
    assert kept == [
        ("same_incident", WHY, at("2026-03-03")),
        ("another_incident", WHY, at("2026-03-04")),
    ]


def test_both_timelines_tell_and_only_the_own_one_tells_why(
    here: Area, first: Case, second: Case, officer: Actor
) -> None:
    answer(first, second, "another_incident", officer)

    def timeline(case: Case, role: str = "officer") -> str:
        url = reverse("desk:timeline", args=[case.reference])
        return signed_in(here.people[role]).get(url).content.decode()

    own, other = timeline(first), timeline(second)
    assert "It was answered whether another case is about the same child" in own
    for words in (WHY, "The same child, another incident", second.reference):
        assert words in own
        assert words not in timeline(first, "sign_off")
    assert "It was answered in another case whether it is about the same child" in other
    assert WHY not in other
    assert Event.objects.get(kind="case_link.answer").case == second


def test_a_case_of_another_partnership_is_neither_shown_nor_offered(
    here: Area, elsewhere: Area, first: Case, officer: Actor
) -> None:
    foreign = of_jordan(elsewhere)

    assert foreign.reference not in overview(here, first)
    reason = refused(first, "answer_namesake", officer, kind="guard")
    assert reason == "No other case that you read has a child of the same name."
    second = of_jordan(here)
    page = signed_in(here.people["officer"]).get(step_page(first)).content.decode()
    assert second.reference in page
    assert foreign.reference not in page
    said = {"other": str(foreign.pk), "verdict": "same_incident", "reason": WHY}
    assert refused(first, "answer_namesake", officer, kind="data", **said) == "Choose one of the cases shown."
    assert signed_in(elsewhere.people["officer"]).get(step_page(first)).status_code == 404


def test_who_reads_only_one_of_two_linked_cases_learns_nothing_of_the_other(
    here: Area, elsewhere: Area, first: Case, officer: Actor
) -> None:
    foreign = of_jordan(elsewhere)
    area = InvolvedArea.objects.create(
        case=foreign, data_key=foreign.data_key, partnership=here.partnership, since=at("2026-03-01"), by=officer.user
    )
    answer(first, foreign, "same_incident", officer)

    assert foreign.reference in overview(here, first)
    assert first.reference not in overview(elsewhere, foreign)
    told = signed_in(elsewhere.people["officer"]).get(reverse("desk:timeline", args=[foreign.reference]))
    assert first.reference not in told.content.decode()
    own = reverse("desk:timeline", args=[first.reference])
    assert foreign.reference not in signed_in(here.people["decider"]).get(own).content.decode()
    InvolvedArea.objects.filter(pk=area.pk).update(until=at("2026-03-02"))
    assert foreign.reference not in overview(here, first)


def test_only_the_office_answers(here: Area, first: Case, second: Case) -> None:
    for role in ("decider", "scrutineer", "reviewer", "sign_off"):
        refused(first, "answer_namesake", Actor.of(here.people[role]), kind="role")
        assert step_page(first) not in overview(here, first, role)


def test_the_page_asks_and_keeps_what_was_typed(here: Area, first: Case, second: Case) -> None:
    client = signed_in(here.people["officer"])

    answered = client.post(step_page(first), {"other": str(second.pk), "reason": "I asked the mother."})

    assert answered.status_code == 422
    text = answered.content.decode()
    assert "Say whether it is the same child and the same incident." in text
    assert "I asked the mother." in text
    assert f"{second.reference}: Death of a child: 1 child" in text
    assert "It is not known after all" not in text


def test_erasing_a_case_takes_the_reason_with_it(first: Case, second: Case, officer: Actor) -> None:
    answer(first, second, "same_incident", officer)
    tombstone = Tombstone(
        case=first,
        key_id=first.data_key_id,
        reference=first.reference,
        opened_on=date(2026, 3, 2),
        erased_at=at("2026-03-03"),
    )

    erase(tombstone, now=at("2026-03-03"))

    assert CaseLink.objects.filter(reason=None).count() == 1
