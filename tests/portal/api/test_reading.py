"""What is public is read as its pages show it, and what is not public is nowhere."""

import datetime
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from forms.models.form_page import FormPage
from portal.reports.lock import moved_by_machine
from portal.reports.pages import ReportIndexPage, ReportTheme, ReviewReportPage
from tests.factories.case import CaseFactory
from tests.factories.referral import ReferralFactory
from tests.portal.api.program import FILLED, MANY_KINDS, Program, hide, question, said, step
from tests.portal.api.program import published as published_form
from workflow.models import Partnership

SECRET = "Canary of what is not public"
Published = Callable[..., ReviewReportPage]


# Forms


def test_a_form_is_described_so_that_it_can_be_filled_in(form: FormPage, partnership: Partnership) -> None:
    program = Program()
    [row] = said(program.get(f"/forms?partnership={partnership.slug}"), 200)["items"]
    assert (row["id"], row["title"], row["about_a_record"]) == (form.pk, "Tell us", False)
    assert [one["code"] for one in row["languages"]] == ["", "cy"]
    told = said(program.get(f"/forms/{form.pk}"), 200)
    assert [one["name"] for one in told["steps"]] == [one["name"] for one in MANY_KINDS["steps"]]
    schema = said(program.get(f"/forms/{form.pk}/schema"), 200)
    Draft202012Validator.check_schema(schema)
    assert list(Draft202012Validator(schema).iter_errors(FILLED)) == []
    assert list(Draft202012Validator(schema).iter_errors({**FILLED, "harm": "x"})) != []
    assert schema["properties"]["who"]["x-form"]["kind"] == "text"


def test_in_each_language(form: FormPage) -> None:
    program = Program()
    assert said(program.get(f"/forms/{form.pk}?language=cy"), 200)["title"] == "Dywedwch wrthym"
    welsh = said(program.get(f"/forms/{form.pk}/schema?language=cy"), 200)
    assert welsh["properties"]["who"]["title"] == "Eich enw"
    said(program.get(f"/forms/{form.pk}?language=fr"), 422)


def test_lists_of_choices_are_given_to_who_may_fill_in(
    program: Program, partnership: Partnership, hospital: Any
) -> None:
    asked: Any = {"format": 1, "title": "Agencies", "steps": [step("a", question("who", "agency", options="agencies"))]}
    page = published_form(partnership, asked, slug="agencies")
    assert said(program.get(f"/forms/{page.pk}"), 200)["options"] == ["agencies"]
    at = f"/forms/{page.pk}/options"
    choices = said(program.get(f"{at}/agencies"), 200)
    assert {"value": str(hospital.pk), "label": "Hospital"} in choices
    said(program.get(f"{at}/others"), 404)
    said(Program().get(f"{at}/agencies"), 401)
    chosen = {"form": page.pk, "answers": {"who": choices[0]}}
    said(program.post("/drafts", chosen), 201)
    said(program.post("/drafts", {"form": page.pk, "answers": {"who": {"label": "x"}}}), 422)


def test_a_form_that_is_not_public_is_not_there(program: Program, form: FormPage, partnership: Partnership) -> None:
    hidden = published_form(partnership, {**MANY_KINDS, "title": SECRET}, slug="hidden")
    hide(page=hidden, restriction_type="login")
    taken = published_form(partnership, {**MANY_KINDS, "title": SECRET}, slug="taken")
    FormPage.objects.filter(pk=taken.pk).update(live=False)
    assert [one["id"] for one in said(program.get("/forms"), 200)["items"]] == [form.pk]
    for page in (hidden, taken):
        for address in (f"/forms/{page.pk}", f"/forms/{page.pk}/schema", f"/forms/{page.pk}/options/agencies"):
            assert SECRET not in str(said(program.get(address), 404))
        said(program.post("/drafts", {"form": page.pk}), 422)


def test_pages_of_a_list_miss_nothing_and_repeat_nothing(form: FormPage, partnership: Partnership) -> None:
    for number in range(4):
        published_form(partnership, slug=f"more-{number}")
    program, seen, address = Program(), list[int](), "/api/v1/forms?limit=2"
    while address:
        page = said(program.get(address.removeprefix("http://testserver")), 200)
        seen += [one["id"] for one in page["items"]]
        address = page["next"]
    assert len(seen) == len(set(seen)) == 5


# Reports


def test_a_report_says_what_its_page_says(published: Published, partnership: Partnership) -> None:
    theme = ReportTheme.objects.create(name="Neglect")
    page = published(
        title="Seen early",
        kind="learning",
        age_band="1-4",
        recommendations=[("recommendation", {"what": "Share", "who": "All", "by_when": None, "outcome": "Safer"})],
    )
    page.themes.add(theme)
    with moved_by_machine():
        page.save_revision().publish()
    program = Program()
    [row] = said(program.get("/reports"), 200)["items"]
    assert (row["title"], row["kind"], row["partnership"]) == ("Seen early", "learning", partnership.slug)
    assert row["themes"] == ["neglect"]
    told = said(program.get(f"/reports/{page.pk}"), 200)
    assert told["improvements"] == "<p>Share what is known.</p>"
    assert told["recommendations"] == [{"what": "Share", "who": "All", "by_when": None, "outcome": "Safer"}]
    assert said(program.get("/themes"), 200) == [{"slug": "neglect", "name": "Neglect"}]


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ("", ["B", "A"]),
        ("?year=2025", ["A"]),
        ("?kind=national", ["B"]),
        ("?age_band=unborn", ["A"]),
        ("?theme=nothing", []),
        ("?partnership=nobody", []),
        ("?partnership=north", ["B", "A"]),
        ("?q=thresholds", ["A", "B"]),
        ("?q=nothing", []),
    ],
)
def test_reports_are_found_by_what_they_are(published: Published, asked: str, titles: list[str]) -> None:
    published(title="A", published_on=datetime.date(2025, 5, 1), age_band="unborn")
    published(title="B", published_on=datetime.date(2026, 1, 5), kind="national")
    found = [one["title"] for one in said(Program().get(f"/reports{asked}"), 200)["items"]]
    assert (sorted(found) if "q=" in asked else found) == titles


def test_what_is_not_published_withheld_taken_down_or_restricted_is_nowhere(
    published: Published, program: Program, partnership: Partnership
) -> None:
    """A draft beside a published text too, and all but the summary of a report that is there on request."""
    restricted = published(title=SECRET, kind="national")
    hide(page=restricted, restriction_type="login")
    taken = published(title=SECRET)
    with moved_by_machine():
        taken.unpublish()
    undated = published(title=SECRET, published_on=None)
    shown = published(title="Shown")
    shown.title = shown.summary = SECRET
    shown.save_revision()
    kept = published(title="On request", shown="on_request", improvements=f"<p>{SECRET}</p>", summary="Ask for it")
    addresses = ["/reports", "/reports?q=canary", "/reports?kind=national", "/open-data", "/themes"]
    for one in (restricted, taken, undated, shown, kept):
        addresses.append(f"/reports/{one.pk}")
        if one not in (shown, kept):
            said(program.get(addresses[-1]), 404)
    for asking in (program, Program()):
        for address in addresses:
            assert SECRET not in asking.get(address).content.decode(), address
    assert {one["title"] for one in said(program.get("/reports"), 200)["items"]} == {"Shown", "On request"}
    assert said(program.get(f"/reports/{kept.pk}"), 200)["summary"] == "Ask for it"


# Figures


def test_open_data_is_what_the_libraries_tell_and_no_more(partnership: Partnership, clock: Any) -> None:
    for _number in range(7):
        ReferralFactory(case=CaseFactory(partnership=partnership), referred_on=date(2026, 1, 5))
    assert said(Program().get("/open-data"), 200)["rows"] == []
    ReportIndexPage.objects.update(figures_are_public=True)
    told = said(Program().get("/open-data"), 200)
    assert [one["name"] for one in told["columns"]] == ["figure", "partnership", "year", "number"]
    found = {(one["figure"], one["year"]): one["number"] for one in told["rows"]}
    # Rounded as in the library's own file.
    assert (found["referrals", "2026"], found["referrals", "2025"]) == (5, 0)


def test_head_is_answered_as_get_without_the_body(program: Program, form: FormPage) -> None:
    asked, heads = (getattr(Client(), method)(f"/api/v1/forms/{form.pk}") for method in ("get", "head"))
    assert (asked.status_code, heads.status_code) == (200, 200)
    assert heads.content == b""
    assert heads.headers["Content-Length"] == str(len(asked.content))
    assert heads.headers["ETag"] == asked.headers["ETag"]
    assert Client().head("/api/v1/forms/0").status_code == 404
