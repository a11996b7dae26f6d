"""The open data: what is published and nothing else, in files that say what they mean."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from portal.library.open_data.files import FIGURE_COLUMNS, REPORT_COLUMNS
from portal.reports.lock import moved_by_machine
from portal.reports.pages import ReportIndexPage, ReportTheme, ReviewReportPage
from tests.factories.case import CaseFactory
from tests.factories.referral import ReferralFactory
from tests.portal.conftest import library
from workflow.parties.party import Partnership

pytestmark = pytest.mark.django_db

Publish = Callable[..., ReviewReportPage]


def address(partnership: Partnership, name: str) -> str:
    return f"/library/{library(partnership).pk}/data/{name}"


def rows(client: Client, partnership: Partnership, name: str = "reports") -> list[dict[str, str]]:
    content = client.get(address(partnership, f"{name}.csv")).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


def test_reports_stand_in_csv_and_json_with_a_dictionary(
    client: Client, partnership: Partnership, published: Publish
) -> None:
    page = published(title="Child Q", kind="learning", age_band="1-4")
    with moved_by_machine():
        for name in ("Neglect", "Babies"):
            page.themes.add(ReportTheme.objects.create(name=name))
        page.save_revision().publish()
    [row] = rows(client, partnership)
    assert list(row) == [name for name, _kind, _means in REPORT_COLUMNS]
    assert row["title"] == "Child Q"
    assert row["partnership"] == partnership.name
    assert row["themes"] == "Babies; Neglect"
    assert row["url"] == page.get_full_url()
    whole = json.loads(client.get(address(partnership, "reports.json")).content)
    assert [column["name"] for column in whole["columns"]] == list(row)
    assert all(column["means"] for column in whole["columns"])
    assert whole["rows"][0]["themes"] == ["Babies", "Neglect"]
    text = client.get(address(partnership, "")).content.decode()
    assert all(means in text for _name, _kind, means in REPORT_COLUMNS)


def test_only_what_is_on_the_site_is_in_it(client: Client, partnership: Partnership, published: Publish) -> None:
    gone, page = published(title="Gone"), published(title="Kept")
    with moved_by_machine():
        gone.unpublish()
    draft = page.get_latest_revision_as_object()
    draft.summary = "Of a draft"
    draft.save_revision()
    assert [(row["title"], row["summary"]) for row in rows(client, partnership)] == [("Kept", "A summary.")]


def test_no_cell_is_a_formula(client: Client, partnership: Partnership, published: Publish) -> None:
    published(title="=HYPERLINK(1)")
    assert rows(client, partnership)[0]["title"] == "'=HYPERLINK(1)"


def publish_figures(*partnerships: Partnership) -> None:
    ReportIndexPage.objects.filter(pk__in=[library(one).pk for one in partnerships]).update(figures_are_public=True)


def refer(partnership: Partnership, number: int) -> None:
    for _ in range(number):
        ReferralFactory(case=CaseFactory(partnership=partnership), referred_on=date(2026, 1, 5))


def test_a_partnership_that_does_not_publish_figures_has_none(client: Client, partnership: Partnership) -> None:
    assert client.get(address(partnership, "figures.csv")).status_code == 404
    assert "figures" not in client.get(address(partnership, "")).content.decode()


def test_small_numbers_are_left_out_and_others_rounded(
    client: Client, partnership: Partnership, other_partnership: Partnership, site: Any, clock: Any
) -> None:
    site.add_child(instance=ReportIndexPage(title="All reports", slug="all"))
    publish_figures(partnership, other_partnership)
    refer(partnership, 7)
    refer(other_partnership, 3)
    told = {(row["figure"], row["year"]): row["number"] for row in rows(client, partnership, "figures")}
    assert told["referrals", "2026"] == "5"
    assert told["referrals", "2025"] == "0"
    told = {(row["figure"], row["year"]): row["number"] for row in rows(client, other_partnership, "figures")}
    assert told["referrals", "2026"] == told["referrals", "all"] == ""
    everything = ReportIndexPage.objects.get(slug="all")
    whole = json.loads(client.get(f"/library/{everything.pk}/data/figures.json").content)
    assert [column["name"] for column in whole["columns"]] == [name for name, _kind, _means in FIGURE_COLUMNS]
    found = {(row["partnership"], row["figure"], row["year"]): row["number"] for row in whole["rows"]}
    assert found["all", "referrals", "2026"] == 10
    assert found[other_partnership.name, "referrals", "2026"] is None


def test_the_figures_of_one_are_not_told_by_those_of_the_other(
    client: Client, partnership: Partnership, other_partnership: Partnership, clock: Any
) -> None:
    publish_figures(partnership)
    refer(other_partnership, 8)
    assert other_partnership.name not in client.get(address(partnership, "figures.csv")).content.decode()
    assert client.get(address(other_partnership, "figures.csv")).status_code == 404
