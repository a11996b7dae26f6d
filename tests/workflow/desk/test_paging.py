"""Long lists through a window: all of it is reached, each row once, and nothing is counted or skipped beyond it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.case import MONDAY, CaseFactory
from tests.laid import laid
from tests.workflow.desk.scene import Area, area, signed_in
from workflow.desk import narrowing, paging
from workflow.desk.queue import page as queue_page
from workflow.desk.queue.asked import SORTS
from workflow.models import Case

pytestmark = pytest.mark.django_db
NEXT = re.compile(r'href="(\?[^"]*)"[^>]*rel="next"', re.DOTALL)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten rows a window, four a page; more than three are many."""
    for room in (paging, queue_page):
        monkeypatch.setattr(room, "MOST", 10)
    monkeypatch.setattr(queue_page, "PAGE_SIZE", 4)
    monkeypatch.setattr(narrowing, "FEW", 3)


@laid(on="root_alone")
def many_cases(_site: None) -> Area:
    here = area("here")
    for number in range(23):
        # Some are due on one day, some never; some were opened at one moment.
        due = MONDAY.date() + timedelta(days=number // 3) if number % 4 else None
        CaseFactory(partnership=here.partnership, opened_at=MONDAY - timedelta(days=number // 2), next_due=due)
    return here


@pytest.fixture
def office(many_cases: Area) -> tuple[Area, Client]:
    return many_cases, signed_in(many_cases.people["officer"])


def walked(client: Client, address: str) -> list[str]:
    """The references in their order, from page to page by what the page itself offers next."""
    found: list[str] = []
    for _page in range(30):
        response: Any = client.get(f"/desk/{address}")
        found += [row.case.reference for row in response.context["rows"]]
        onward = NEXT.search(response.content.decode())
        if onward is None:
            return found
        address = onward[1].replace("&amp;", "&")
    raise AssertionError("it never ends")


@pytest.mark.parametrize("sort", [key for key, _label in SORTS])
def test_all_of_a_list_is_reached_and_each_row_once(office: tuple[Area, Client], sort: str) -> None:
    _here, client = office
    found = walked(client, f"?sort={sort}")
    assert sorted(found) == sorted(Case.objects.values_list("reference", flat=True))
    whole = walked_at_once(client, sort)
    assert found == whole


def walked_at_once(client: Client, sort: str) -> list[str]:
    with pytest.MonkeyPatch.context() as patch:
        for room in (paging, queue_page):
            patch.setattr(room, "MOST", 1000)
        return walked(client, f"?sort={sort}")


def test_it_says_that_there_are_more_and_leads_back(office: tuple[Area, Client]) -> None:
    _here, client = office
    first: Any = client.get("/desk/?page=3")
    text = " ".join(first.content.decode().split())
    assert "The first 10 cases of more, page 3 of 3" in text
    assert "(10+)" in text
    onward: Any = client.get("/desk/" + NEXT.search(first.content.decode())[1].replace("&amp;", "&"))  # type: ignore[index]  # there is one
    text = " ".join(onward.content.decode().split())
    assert "The next 10 cases of more" in text
    assert "Back to the beginning" in text
    assert "(10+)" in text, "the tab counts all of it, not what is left"


@pytest.mark.parametrize("after", ["nothing", "\x00", "EXAM-2026-99999", "ELSE-2026-0001"])
def test_what_leads_to_no_row_begins_at_the_beginning(office: tuple[Area, Client], after: str) -> None:
    _here, client = office
    CaseFactory(partnership=area("elsewhere").partnership, reference="ELSE-2026-0001")
    begins = [row.case.reference for row in client.get("/desk/").context["rows"]]  # type: ignore[attr-defined]
    found: Any = client.get("/desk/", {"after": after})
    assert [row.case.reference for row in found.context["rows"]] == begins


def test_many_are_found_as_few_are(office: tuple[Area, Client]) -> None:
    """A search that finds more than are named one by one asks each case in the order."""
    _here, client = office
    few = {row.case.reference for row in client.get("/desk/", {"q": "EXAM"}).context["rows"]}  # type: ignore[attr-defined]
    assert len(few) == 4
    assert len(walked(client, "?tab=all&q=EXAM")) == 23


def test_it_reads_no_further_than_it_shows(office: tuple[Area, Client]) -> None:
    _here, client = office
    client.get("/desk/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/desk/")
    of_cases = [
        one["sql"]
        for one in asked.captured_queries
        if 'FROM "workflow_case" WHERE (("workflow_case"."part' in one["sql"]
    ]
    assert of_cases
    assert all("LIMIT 11" in sql or "COUNT" not in sql for sql in of_cases), of_cases
    assert any(sql.endswith("LIMIT 11") for sql in of_cases)


LISTS = ["/desk/", "/desk/my-tasks/", "/desk/returns/", "/desk/publications/", "/my/cases/", "/my/sent/", "/my/drafts/"]


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("after", ["nothing", "1", "\x00", "00000000-0000-0000-0000-000000000000"])
def test_every_list_bears_what_names_no_row(office: tuple[Area, Client], address: str, after: str) -> None:
    here, client = office
    browser = client if address.startswith("/desk") else signed_in(here.people["lead"])
    assert browser.get(address, {"after": after, "page": "2"}).status_code == 200


def test_who_goes_on_after_a_row_that_left_is_told_so(office: tuple[Area, Client]) -> None:
    _here, client = office
    response: Any = client.get("/desk/", {"after": "EXAM-2026-99999", "page": "2"})
    assert "The list has changed since that page" in response.content.decode()
    assert response.context["results"].number == 1
