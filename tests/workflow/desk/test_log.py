"""The auditor's log is read by the numbers of its entries, and never counted, however long it is (D44)."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.case import MONDAY, CaseFactory
from tests.workflow.desk.scene import Area, signed_in
from workflow.desk.history import log as log_page
from workflow.engine.log import append
from workflow.models import Event

pytestmark = [pytest.mark.duty("D44"), pytest.mark.django_db]
A_PAGE = 3


@pytest.fixture
def auditor(here: Area, monkeypatch: pytest.MonkeyPatch) -> Client:
    """Three entries a page, and eight that the auditor may read."""
    monkeypatch.setattr(log_page, "EVENTS_A_PAGE", A_PAGE)
    case = CaseFactory(partnership=here.partnership)
    first = Event.objects.order_by("-position").values_list("position", flat=True).first() or 0
    append([Event(case=case, kind="case.read", at=MONDAY) for _one in range(8)])
    assert list(Event.objects.filter(case=case).values_list("position", flat=True)) == list(range(first + 1, first + 9))
    return signed_in(here.people["auditor"])


def numbers(answer: Any) -> list[int]:
    return [int(one) for one in re.findall(r"· number (\d+)", answer.content.decode())]


def links(answer: Any) -> dict[str, str]:
    return dict(re.findall(r'href="(\?[^"]+)" rel="(\w+)"', re.sub(r"\s+", " ", answer.content.decode())))


def follow(browser: Client, answer: Any, rel: str) -> Any:
    found = {rel: href for href, rel in links(answer).items()}
    return browser.get(f"{reverse('desk:log')}{found[rel]}") if rel in found else None


def test_every_entry_is_met_once_on_the_way_to_the_first_and_back(auditor: Client) -> None:
    newest = page = auditor.get(reverse("desk:log"))
    down = [numbers(page)]
    while (page := follow(auditor, before := page, "next")) is not None:
        down.append(numbers(page))
    met = [number for one in down for number in one]
    assert met == sorted(set(met), reverse=True)
    assert set(Event.objects.exclude(case=None).values_list("position", flat=True)) <= set(met)
    up, page = [numbers(before)], before
    while (page := follow(auditor, page, "prev")) is not None:
        up.append(numbers(page))
    assert [number for one in reversed(up) for number in one][:A_PAGE] == numbers(newest)
    assert {number for one in up for number in one} == set(met)


def test_an_entry_is_found_by_its_number_and_nonsense_shows_the_newest(auditor: Client) -> None:
    newest = numbers(auditor.get(reverse("desk:log")))
    assert numbers(auditor.get(reverse("desk:log"), {"before": newest[0]})) == [one - 1 for one in newest]
    for nonsense in ("", "-1", "x", "9" * 40):
        assert numbers(auditor.get(reverse("desk:log"), {"before": nonsense})) == newest, nonsense
    empty = auditor.get(reverse("desk:log"), {"before": "0"})
    assert "There are no entries here." in empty.content.decode()
    assert "The newest entries" in empty.content.decode()


def test_nothing_is_counted(auditor: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        auditor.get(reverse("desk:log"))
    assert not [
        one["sql"] for one in asked.captured_queries if "COUNT(" in one["sql"] and "workflow_event" in one["sql"]
    ]
