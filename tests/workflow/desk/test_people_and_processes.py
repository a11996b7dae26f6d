"""“People and processes”: what is on file, with its steps, and what a group does not read."""

from typing import Any

import pytest
from django.urls import reverse

from tests.factories.review import ReviewFactory
from tests.factories.review_entry import put
from tests.workflow.desk.scene import Area, far_along, referred, signed_in
from tests.workflow.machines.review.test_filing import MEMBER, REQUEST
from tests.workflow.reviews.steps import take
from workflow.models import EntryKind, Review
from workflow.parties.roles import Actor

pytestmark = pytest.mark.django_db


def page(place: Area, case: Any, name: str = "people", role: str = "officer") -> str:
    response = signed_in(place.people[role]).get(reverse(f"desk:{name}", args=[case.reference]))
    assert response.status_code == 200
    return str(response.content.decode())


def running(place: Area, **traits: Any) -> Any:
    return ReviewFactory(case=referred(place, accepted=True).case, **traits)


@pytest.mark.duty("D24", "D25")
def test_each_matter_has_its_entries_and_its_step(here: Area) -> None:
    review = running(here, drafting=True)
    text = page(here, review.case)
    assert "Chris Relative" in text
    for name in ("record_family_contact", "record_practitioners", "ask_reviewer", "strike_out"):
        assert reverse("desk:step", args=[review.case.reference, "review", review.pk, name]) in text
    # A step of national reviews is not offered, and what cannot be done says why.
    assert "Discussions with the Panel" not in text
    assert "No written request waits for an answer." in text


@pytest.mark.duty("D25")
def test_a_group_reads_that_the_family_was_invited_not_who_they_are(here: Area) -> None:
    review = running(here, drafting=True)
    officer = Actor.of(here.people["officer"])
    take(review, "list_family_member", officer, **MEMBER | {"who": "Robin Cousin"})
    put(review, EntryKind.NOT_TOLD, reason="The police ask to wait.")
    for role in ("sign_off", "strategic"):
        text = page(here, review.case, role=role) + page(here, review.case, "timeline", role)
        assert "Robin Cousin" not in text
        assert "Chris Relative" not in text
        assert "2 entries are on file" in text
        # What the strategic body is asked to agree to, it reads.
        assert "The police ask to wait." in text
        assert "A member of the family was put on file" in text
    assert "Robin Cousin" in page(here, review.case, "timeline")


def test_corrected_and_struck_out_entries_stay_readable(here: Area) -> None:
    review = running(here, drafting=True)
    officer = Actor.of(here.people["officer"])
    first = review.on_file.current(EntryKind.MEMBER)[0]
    corrected = MEMBER | {"who": "Kit Relative", "corrects": first.pk, "correction_reason": "Misheard."}
    review = take(review, "list_family_member", officer, **corrected)
    review = take(review, "strike_out", officer, corrects=review.on_file.current("progress")[0].pk, reason="Twice.")
    text = page(here, review.case)
    assert "Earlier versions (1)" in text
    assert "Chris Relative" in text
    assert "Entries that were struck out (1)" in text
    assert "Twice." in text
    assert "Chris Relative" not in page(here, review.case, role="strategic")


@pytest.mark.duty("D18", "D21", "D22", "D26")
def test_the_review_tab_says_what_is_still_missing(here: Area) -> None:
    review = running(here, scoping=True)
    text = page(here, review.case, "review")
    assert "What is still missing before “Begin to gather evidence”" in text
    for missing in (
        "family were told of the review in writing",
        "have not all been told the reviewer’s name",
        "The terms of reference and the method are not agreed",
        "The review group’s advice on chronologies",
        "whether a briefing session was held",
    ):
        assert missing in text
    assert reverse("desk:people", args=[review.case.reference]) in text
    # What is recorded beside the moves is not listed among them.
    assert reverse("desk:step", args=[review.case.reference, "review", review.pk, "record_progress"]) not in text


@pytest.mark.duty("D46", "D47")
def test_a_national_review_shows_only_its_own_steps(here: Area) -> None:
    review = running(here, kind=Review.Kind.NATIONAL)
    text = page(here, review.case) + page(here, review.case, "review")
    assert "Discussions with the Panel" in text
    assert "Begin to cooperate with the national review" in text
    for words in ("Appoint the reviewer", "Propose a hold", "Progress and quality", "Sign off the report"):
        assert words not in text


@pytest.mark.duty("D34")
def test_a_hold_on_the_review_stands_where_it_is_read(here: Area) -> None:
    review = running(here, scoping=True)
    hold = {"grounds": "inquest", "until": "2026-09-30", "reason": "The coroner asks."}
    take(review, "hold", Actor.of(here.people["officer"]), **hold)
    for role in ("officer", "strategic", "decider"):
        text = page(here, review.case, "review", role)
        assert "A hold on the review is proposed" in text
        assert "The coroner asks." in text
    assert "Approve the hold on the review" in page(here, review.case, "review", "decider")


@pytest.mark.duty("D29")
def test_a_step_leads_back_to_where_it_is_read(here: Area) -> None:
    review = running(here, drafting=True)
    url = reverse("desk:step", args=[review.case.reference, "review", review.pk, "ask_reviewer"])
    client = signed_in(here.people["officer"])
    assert "Which partner asks?" in client.get(url).content.decode()
    day = {"held_on-day": "27", "held_on-month": "2", "held_on-year": "2026"}
    sent = client.post(url, {**REQUEST, **day, "expect": "drafting"})
    assert sent.headers["Location"] == reverse("desk:people", args=[review.case.reference])
    assert "Send the plan." in page(here, review.case)


def test_a_terms_page_is_filled_with_what_was_agreed(here: Area) -> None:
    review = running(here, evidence=True, terms={"period": "The year before."})
    url = reverse("desk:step", args=[review.case.reference, "review", review.pk, "agree_terms"])
    text = signed_in(here.people["officer"]).get(url).content.decode()
    assert "The year before." in text
    assert "Why are the terms agreed anew?" in text


@pytest.mark.parametrize("name", ["people", "review"])
def test_the_pages_take_few_queries(here: Area, name: str, django_assert_max_num_queries: Any) -> None:
    case = far_along(here)["case"]
    review = case.reviews.get()
    for _each in range(5):
        put(review, EntryKind.PROGRESS, progress="On time.")
    client = signed_in(here.people["officer"])
    url = reverse(f"desk:{name}", args=[case.reference])
    client.get(url)
    with django_assert_max_num_queries(40):
        client.get(url)
