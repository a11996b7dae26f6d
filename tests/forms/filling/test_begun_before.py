"""A draft that was begun before entries had identifiers opens, keeps what was typed into it, and is sent."""

from typing import Any

from django.test import Client
from django.urls import reverse

from forms.models import Draft, FormVersion, Submission
from forms.models.form_page import FormPage
from tests.forms.filling.test_journey import DATE, at, entries, send
from tests.forms.scene import publish_as, referral
from tests.forms.windows import Window

UNFINISHED = {"child_name": ["Bo"], "birth_known": ["yes"], "birth_date-year": ["20"]}


def begun(draft: Draft, **working: Any) -> None:
    """Three children as they lay in the vault: the second one typed in part, under its number."""
    draft.answers = {
        "incident_date": "2026-02-27",
        "what": "A fall.",
        "children": [{"child_name": "A", "birth_known": "no"}, {}, {"child_name": "C", "birth_known": "no"}],
    }
    draft.working = {"typed": {"children:1": UNFINISHED}, "seen": ["incident", "children", "more"], **working}
    draft.save(update_fields=["answers", "working"])


def test_what_was_typed_under_a_number_is_there(browser: Client, draft: Draft) -> None:
    begun(draft, removed={}, news=[])
    assert "Bo" in browser.get(at(draft, "children")).content.decode()
    assert Window(browser, at(draft, "children", 2)).own["child_name"] == "Bo"


def test_it_stays_with_its_entry_when_an_earlier_one_is_removed(browser: Client, draft: Draft) -> None:
    begun(draft)
    browser.post(reverse("forms:remove_entry", args=[draft.pk, "children", entries(draft, "children")[0]]))
    assert Window(browser, at(draft, "children", 1)).own["child_name"] == "Bo"
    Window(browser, at(draft, "children", 1)).save(child_name="Bo", birth_known="no")
    assert [one["child_name"] for one in Draft.objects.get().answers["children"]] == ["Bo", "C"]


def test_it_goes_on_with_a_newer_version(browser: Client, page: FormPage, draft: Draft) -> None:
    begun(draft)
    shorter = referral()
    del shorter["steps"][1]["questions"][1:]
    publish_as(page, shorter)
    listed = browser.get(draft.get_absolute_url())
    assert listed.status_code == 200
    assert "Bo: Birth known" in listed.content.decode() or "Child 2: Birth known" in listed.content.decode()
    assert Window(browser, at(draft, "children", 2)).own["child_name"] == "Bo"


def test_what_stood_under_a_number_that_is_in_no_list_stops_nobody(
    browser: Client, page: FormPage, draft: Draft
) -> None:
    begun(draft, typed={"children:7": UNFINISHED})
    shorter = referral()
    del shorter["steps"][1]["questions"][1:]
    publish_as(page, shorter)
    assert browser.get(draft.get_absolute_url()).status_code == 200


def test_it_is_not_sent_unfinished_and_is_sent_finished(browser: Client, draft: Draft) -> None:
    begun(draft)
    assert send(browser, draft).status_code == 409
    browser.post(at(draft, "incident"), {**DATE, "what": "A fall."})
    Window(browser, at(draft, "children", 2)).save(child_name="Bo", birth_known="no")
    assert send(browser, draft).status_code == 302
    assert [one["child_name"] for one in Submission.objects.get().answers["children"]] == ["A", "Bo", "C"]


def test_what_earlier_versions_set_aside_is_told_and_comes_back(browser: Client, page: FormPage, draft: Draft) -> None:
    shorter, whole = referral(), referral()
    whole["title"] = "Referral again"
    del shorter["steps"][0]["questions"][1]
    publish_as(page, shorter)
    draft.version = FormVersion.objects.latest("number")
    draft.save(update_fields=["version"])
    begun(draft, removed={"what": "A fall from a bed.", "nobody_knows": "x"})
    for _time in range(2):
        assert "A fall from a bed." in browser.get(draft.get_absolute_url()).content.decode()
        browser.post(at(draft, "more"), {"comment": "Kept too."})
    publish_as(page, whole)
    browser.get(draft.get_absolute_url())
    assert Draft.objects.get().answers["what"] == "A fall from a bed."


def test_a_list_that_earlier_versions_set_aside_is_told(browser: Client, page: FormPage, draft: Draft) -> None:
    shorter = referral()
    del shorter["steps"][1]
    publish_as(page, shorter)
    draft.version = FormVersion.objects.latest("number")
    draft.save(update_fields=["version"])
    begun(draft, removed={"children": [{"child_name": "Ana", "birth_known": "no"}]})
    assert "Ana" in browser.get(draft.get_absolute_url()).content.decode()
    publish_as(page, referral())
    assert "Ana" in browser.get(draft.get_absolute_url()).content.decode()
