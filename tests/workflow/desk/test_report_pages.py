"""The pages of a report on the desk: what the check found, its versions, holds, recommendations of all reports."""

from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from django.db.models import QuerySet
from django.urls import reverse

from tests.factories.publication_hold import PublicationHoldFactory
from tests.factories.recommendation import RecommendationFactory
from tests.factories.recommendation_action import RecommendationActionFactory
from tests.workflow.desk.scene import Area, far_along, signed_in
from workflow.desk.review import recommendations
from workflow.models import (
    IdentificationHit,
    Publication,
    PublishedVersion,
    Recommendation,
    RecommendationAction,
)
from workflow.parties.roles import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
FIND = {
    "identifier": "Jordan Example",
    "written": "jordan",
    "places": [{"where": "Analysis", "excerpt": "Then Jordan was seen"}],
    "count": 2,
}


@pytest.fixture
def checked(here: Area, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A publication in its check, begun by somebody else, with two finds."""
    made = far_along(here)
    publication = made["publication"]
    row = Publication._base_manager.filter(pk=publication.pk)
    row.update(state="identification_check", check_run=1, check_begun_by=here.people["decider"].pk)
    made["hits"] = []
    for word in ("jordan", "may"):
        hit = IdentificationHit(publication=publication, data_key=made["case"].data_key, run=1, kind="name", mark=word)
        hit.found = {**FIND, "written": word}
        hit.save()
        made["hits"].append(hit)
    monkeypatch.setattr("workflow.machines.review.report.guards.report_desk", lambda: NoAuthors())
    return made


class NoAuthors:
    """A report that nobody here wrote."""

    author_ids = frozenset[int]()
    digest = ""

    def content(self, review: Any) -> "NoAuthors":
        return self


def page(made: dict[str, Any]) -> str:
    return reverse("desk:identification", args=[made["case"].reference, made["publication"].pk])


@pytest.mark.duty("D36")
def test_finds_are_shown_in_their_places_and_resolved_in_bulk(here: Area, checked: dict[str, Any]) -> None:
    client = signed_in(here.people["officer"])
    text = client.get(page(checked)).content.decode()
    assert "Then Jordan was seen" in text
    assert "2 found, 2 not resolved" in " ".join(text.split())
    said = {"expect": "identification_check", "resolution": "not_this_child", "note": "A common word."}
    refused = client.post(page(checked), said)
    assert refused.status_code == 422
    assert "Select the finds that you looked at" in refused.content.decode()
    done = client.post(page(checked), {**said, "hits": [hit.pk for hit in checked["hits"]]}, follow=True)
    assert "2 found, 0 not resolved" in " ".join(done.content.decode().split())
    assert "A common word." in done.content.decode()


@pytest.mark.duty("D36")
def test_the_surest_finds_come_first_and_say_why(here: Area, checked: dict[str, Any]) -> None:
    first, second = checked["hits"]
    for hit, sure in ((first, "possible"), (second, "certain")):
        hit.sure, hit.found = sure, {**hit.found, "sure": sure, "why": f"Because it is {sure}."}
        hit.save()
    text = signed_in(here.people["officer"]).get(page(checked)).content.decode()
    assert text.index("Because it is certain.") < text.index("Because it is possible.")
    assert "<h3" in text
    assert "Possible" in text


@pytest.mark.duty("D36")
def test_every_place_of_a_find_can_be_seen(here: Area, elsewhere: Area, checked: dict[str, Any]) -> None:
    hit = checked["hits"][0]
    places = [{"where": "Analysis", "excerpt": f"Jordan in place {number}."} for number in range(1, 151)]
    hit.found = {**FIND, "places": places, "count": 150}
    hit.save()
    client = signed_in(here.people["officer"])
    text = client.get(page(checked)).content.decode()
    assert "All 150 places" in text
    assert "place 6." not in text
    of_one = f"{page(checked)}?find={hit.pk}"
    assert "place 100." in client.get(of_one).content.decode()
    assert "place 150." in client.get(f"{of_one}&page=2").content.decode()
    assert client.get(f"{page(checked)}?find=nothing").status_code == 404
    assert signed_in(elsewhere.people["officer"]).get(of_one).status_code == 404


@pytest.mark.duty("D36")
def test_many_finds_are_shown_page_by_page_and_resolved_there(here: Area, checked: dict[str, Any]) -> None:
    made = []
    for number in range(60):
        hit = IdentificationHit(
            publication=checked["publication"], data_key=checked["case"].data_key, run=1, kind="place", mark=f"{number}"
        )
        hit.found, hit.sure = {**FIND, "written": f"Village {number}"}, "possible"
        made.append(hit)
    IdentificationHit.objects.bulk_create(made)
    client = signed_in(here.people["officer"])
    shown = [client.get(f"{page(checked)}?page={number}").content.decode() for number in (1, 2)]
    assert [text.count('name="hits"') for text in shown] == [50, 12]
    last = [hit for hit in made if str(hit.pk) in shown[1]]
    said = {"expect": "identification_check", "resolution": "not_this_child", "note": "Another village."}
    done = client.post(f"{page(checked)}?page=2", {**said, "hits": [hit.pk for hit in last]}, follow=True)
    assert "62 found, 50 not resolved" in " ".join(done.content.decode().split())


@pytest.mark.duty("D36")
def test_who_began_the_check_reads_the_finds_and_does_not_resolve_them(here: Area, checked: dict[str, Any]) -> None:
    Publication.objects.filter(pk=checked["publication"].pk).update(check_begun_by=here.people["officer"])
    client = signed_in(here.people["officer"])
    response = client.get(page(checked))
    assert response.status_code == 200
    assert "Then Jordan was seen" in response.content.decode()
    assert "so a second person" in response.content.decode()
    assert client.post(page(checked), {"hits": [checked["hits"][0].pk]}).status_code == 409


def test_the_steps_page_leads_to_the_finds(here: Area, checked: dict[str, Any]) -> None:
    step = reverse(
        "desk:step", args=[checked["case"].reference, "publication", checked["publication"].pk, "resolve_hits"]
    )
    assert signed_in(here.people["officer"]).get(step).headers["Location"] == page(checked)


def test_the_review_page_shows_holds_versions_and_agencies_actions(
    here: Area, django_assert_max_num_queries: Any
) -> None:
    made = far_along(here)
    hold = PublicationHoldFactory(publication=made["publication"], approved=True)
    hold.reason = "The coroner asks for it."
    hold.save()
    PublishedVersion.objects.create(
        publication=made["publication"], number=1, shown="full", note="A figure.", published_at=made["case"].opened_at
    )
    client = signed_in(here.people["officer"])
    address = reverse("desk:review", args=[made["case"].reference])
    client.get(address)
    with django_assert_max_num_queries(40):
        text = client.get(address).content.decode()
    for words in ("The coroner asks for it.", "Version 1", "Corrected: A figure.", str(here.hospital)):
        assert words in text


@pytest.mark.duty("D44")
def test_recommendations_of_all_reports_with_what_is_overdue(here: Area, elsewhere: Area) -> None:
    made, other = far_along(here), far_along(elsewhere)
    RecommendationActionFactory(recommendation=made["recommendation"], by_when=date(2026, 2, 1))
    client = signed_in(here.people["sign_off"])
    text = client.get(reverse("desk:recommendations")).content.decode()
    assert made["case"].reference in text
    assert other["case"].reference not in text
    assert "1 overdue" in text
    assert made["case"].reference not in client.get(f"{reverse('desk:recommendations')}?show=closed").content.decode()
    table = client.get(reverse("desk:recommendations_file"))
    lines = table.content.decode().splitlines()
    assert len(lines) == 3
    assert [line.rpartition(",")[2] for line in lines] == ['"Overdue"', '"No"', '"Yes"']
    assert table.headers["Content-Disposition"].endswith('recommendations-2026-03-02.csv"')


def test_what_is_late_is_so_in_the_list_as_in_the_record(here: Area) -> None:
    review, today = far_along(here)["recommendation"].review, date(2026, 3, 2)
    numbers = count(100)
    for days in (-1, 0, 1):
        due = today + timedelta(days=days)
        for state, _label in Recommendation.STATES:
            for of_action, _label in RecommendationAction.STATES:
                made = RecommendationFactory(review=review, by_when=due, number=next(numbers))
                RecommendationActionFactory(recommendation=made, by_when=due)
                QuerySet(RecommendationAction).filter(recommendation=made).update(state=of_action)
                QuerySet(Recommendation).filter(pk=made.pk).update(state=state)
    by = Actor.of(here.people["officer"])
    every = recommendations._rows(list(recommendations._found(by, "open", today)), today)
    late = {one.pk for one in every if one.is_late}
    assert 0 < len(late) < len(every)
    assert {one.pk for one in recommendations._found(by, "overdue", today)} == late


def test_a_list_of_many_recommendations_costs_no_more(here: Area, django_assert_max_num_queries: Any) -> None:
    for _number in range(3):
        far_along(here)
    client = signed_in(here.people["officer"])
    client.get(reverse("desk:recommendations"))
    with django_assert_max_num_queries(14):
        client.get(reverse("desk:recommendations"))
