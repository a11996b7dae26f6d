"""The overview: what is late, what comes, where cases stand; every number leads to what it counts."""

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from forms import present
from tests.factories.agency_return import AgencyReturnFactory
from tests.factories.case import CaseFactory
from tests.factories.case_work import CaseTaskFactory
from tests.factories.rapid_review import RapidReviewFactory
from tests.workflow.desk.scene import Area, far_along, referred, signed_in
from tests.workflow.waiting import write_down
from workflow.desk.charts import Kind, chart

TWO = (Kind("in_time", "In time"), Kind("late", "Late", "striped"))


def read(place: Area, role: str = "officer", at: str = "") -> str:
    write_down(present.today())
    response = signed_in(place.people[role]).get(at or reverse("desk:overview"))
    assert response.status_code == 200
    return " ".join(unescape(response.content.decode()).split())


def section(text: str, key: str) -> str:
    return text[text.index(f'id="{key}"') :].partition("</section>")[0]


@pytest.fixture
def awaited(here: Area, clock: Any) -> Any:
    """A case that waits for two returns: one late, one due in three days."""
    rapid_review = RapidReviewFactory(case=CaseFactory(partnership=here.partnership), gathering=True)
    today = present.today()
    AgencyReturnFactory(rapid_review=rapid_review, agency=here.hospital, due_on=today - timedelta(days=1))
    AgencyReturnFactory(rapid_review=rapid_review, agency=here.council, due_on=today + timedelta(days=3))
    return rapid_review.case


def test_what_is_late_and_what_comes_is_named_with_whom_it_waits_for(here: Area, awaited: Any) -> None:
    text = read(here)

    assert f"{here.hospital}: Send the return" in section(text, "late")
    assert f"{here.council}: Send the return" not in section(text, "late")
    assert f"{here.council}: Send the return" in section(text, "soon")
    assert str(awaited.reference) in section(text, "late")


def test_a_limit_of_anothers_is_not_named_for_the_office_too(here: Area, awaited: Any) -> None:
    assert "remind, or ask for more time" not in section(read(here), "late")


@pytest.mark.parametrize("key", ["late", "soon"])
def test_each_bar_leads_to_the_cases_that_it_counts(here: Area, elsewhere: Area, awaited: Any, key: str) -> None:
    far_along(here)
    far_along(elsewhere)

    found = re.findall(r'<a href="([^"]+)" aria-label="[^"]*: (\d+)"', section(read(here), key))

    assert found
    for address, number in found:
        counted = re.search(r"(\d+) cases?\b", read(here, at=address).partition('role="status"')[2])
        assert counted is not None
        assert counted[1] == number, address


def test_stages_count_the_open_cases_of_the_area(here: Area, elsewhere: Area) -> None:
    referred(here, screening=True)
    referred(here, screening=True)
    referred(elsewhere, screening=True)

    stages = section(read(here), "stages")

    assert 'aria-label="Referral: 2"' in stages
    assert f"{reverse('desk:queue')}?tab=open&stage=referral" in stages


def test_a_limit_is_drawn_by_quarter_with_its_table(here: Area) -> None:
    referred(here, screening=True)

    limit = section(read(here), "limit-notification")

    assert "5 working days" in limit
    assert "January to March 2026: 1 running" in limit
    assert '<th scope="col">In time</th>' in limit
    assert f"{reverse('desk:statistics')}?from=2026-1&to=2026-1" in limit


def test_a_bar_is_as_long_as_its_parts_and_says_them() -> None:
    drawn = chart(
        "k", "T", "", first_heading="Q", kinds=TWO, rows=[("A", "", {"in_time": 1, "late": 1}), ("B", "", {"late": 4})]
    )

    first, second = drawn.lines
    assert [(part.x, part.width) for part in first.parts] == [(0.0, 22.0), (22.0, 22.0)]
    assert (first.end, second.end) == (44.0, 88.0)
    assert first.words == "A: 1 in time, 1 late"
    assert second.values == (0, 4)


def test_somebody_elses_task_is_told_to_the_office_alone(here: Area, clock: Any) -> None:
    case = CaseFactory(partnership=here.partnership)
    CaseTaskFactory(case=case, person=here.people["scrutineer"], due_on=present.today() - timedelta(days=1))

    assert str(case.reference) in section(read(here), "late")
    assert str(case.reference) not in read(here, "decider")
    found = f"{reverse('desk:queue')}?tab=open&waits=people&when=late"
    assert str(case.reference) in read(here, at=found)
    assert str(case.reference) not in read(here, "decider", at=found)


def test_another_areas_cases_are_not_counted(here: Area, elsewhere: Area, awaited: Any) -> None:
    assert str(awaited.reference) not in read(elsewhere)


def test_the_queue_finds_what_waits_until_a_day(here: Area, awaited: Any) -> None:
    quiet = CaseFactory(partnership=here.partnership)
    found = read(here, at=f"{reverse('desk:queue')}?tab=open&waits=agencies&when=week")
    assert str(awaited.reference) in found
    assert str(quiet.reference) not in found
    nobody = read(here, at=f"{reverse('desk:queue')}?tab=open&waits=reviewer&when=week")
    assert str(awaited.reference) not in nobody


def test_the_overview_costs_the_same_however_many_cases(
    here: Area, clock: Any, django_assert_max_num_queries: Any
) -> None:
    for _number in range(5):
        far_along(here)
    write_down(date(2026, 3, 2))
    client = signed_in(here.people["officer"])
    client.get(reverse("desk:overview"))

    # Here the limits are counted anew, because within a test's transaction nothing is kept: else it is half as many.
    with django_assert_max_num_queries(28):
        client.get(reverse("desk:overview"))


def test_what_waits_for_the_reader_is_a_link_to_its_step(here: Area, clock: Any) -> None:
    case = CaseFactory(partnership=here.partnership)
    CaseTaskFactory(case=case, person=here.people["officer"], due_on=present.today() - timedelta(days=1))

    tasks = reverse("desk:tasks", args=[case.reference])
    assert f'href="{tasks}"' in section(read(here), "late")
    assert f'href="{tasks}"' not in read(here, "decider")
