"""Publishing freezes a form: every way makes a version and a release, saving a draft makes neither."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from forms.definition.block_values import definition_of, steps_from
from forms.definition.shape import digest
from forms.models import FormRelease, FormVersion
from forms.models.form_page import FormPage
from tests.factories.party import site_editor
from tests.forms.scene import ObedientHandler, definition, form_page, publish_as, question, referral, step

ALLOWED = definition(step("one", question("a")), title="Short")


@pytest.fixture
def editor(db: None, settings: Any) -> Client:
    """Who edits every page of the site; the second factor is another room's matter."""
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if "SecondFactor" not in one]
    browser = Client()
    user = site_editor("editor@portal.example")
    browser.force_login(user)
    return browser


def test_publishing_makes_a_version_and_a_release(page: FormPage) -> None:
    version = FormVersion.objects.get(page=page)
    assert version.digest == digest(referral())
    assert version.definition == referral()
    release = FormRelease.objects.live(page.pk)
    assert release is not None
    assert release.version == version


def test_a_version_never_changes(page: FormPage) -> None:
    version = FormVersion.objects.get()
    version.definition = {**version.definition, "title": "Another"}
    with pytest.raises(TypeError, match="never changes"):
        version.save()


def test_saving_a_draft_makes_neither_and_leaves_the_live_form_alone(page: FormPage) -> None:
    page.steps = json.dumps(steps_from(ALLOWED))
    page.save_revision()
    assert FormVersion.objects.count() == 1
    assert definition_of(FormPage.objects.get(pk=page.pk)) == referral()


def test_the_same_questions_reuse_their_version(page: FormPage) -> None:
    publish_as(page, {**ALLOWED, "title": "Referral"})
    publish_as(page, referral())
    assert [release.version.number for release in FormRelease.objects.order_by("pk")] == [1, 2, 1]
    live = FormRelease.objects.live(page.pk)
    assert live is not None
    assert live.version.number == 1
    publish_as(page, referral())
    assert FormRelease.objects.count() == 3, "publishing what is live already releases nothing"


def test_a_schedule_releases_when_its_time_has_come(page: FormPage, clock: Any) -> None:
    from django.utils import timezone

    page = FormPage.objects.get(pk=page.pk)
    page.steps, page.go_live_at = json.dumps(steps_from(ALLOWED)), timezone.now() + timedelta(hours=1)
    page.save_revision().publish()
    assert FormVersion.objects.count() == 1
    clock.shift(timedelta(hours=2))
    call_command("publish_scheduled", verbosity=0)
    assert FormVersion.objects.count() == 2


def test_a_form_that_cannot_be_filled_in_is_not_published_by_any_way(page: FormPage) -> None:
    page = FormPage.objects.get(pk=page.pk)
    page.steps = json.dumps([])
    with pytest.raises(ValidationError):
        page.save_revision().publish()
    assert FormRelease.objects.count() == 1
    assert definition_of(FormPage.objects.get(pk=page.pk)) == referral(), "the live page is what it was"


@pytest.mark.duty("D2")
def test_a_form_without_what_its_handler_needs_is_not_published(page: FormPage, handler: ObedientHandler) -> None:
    handler.required_meanings = ("test.date",)
    with pytest.raises(ValidationError, match="duty D2"):
        publish_as(page, ALLOWED)


NOTHING = {"match": "all", "rules-count": 0, "groups-count": 0}


def text_block(label: str, name: str, **changes: Any) -> tuple[str, dict[str, Any]]:
    """A text question as the editor sends it."""
    usual = {
        "label": label,
        "hint": "",
        "required": "on",
        "guidance": rich_text(""),
        "example": "",
        "rules": {"min_length": "", "max_length": "", "pattern": ""},
        "show_when": NOTHING,
        "messages-count": 0,
        "second": {"label": "", "hint": "", "guidance": rich_text(""), "example": "", "messages-count": 0},
        "settings": {"meaning": "", "name": name},
    }
    return "text", {**usual, **changes}


def posted(page: FormPage, *questions: dict[str, Any]) -> dict[str, Any]:
    """The editor's form with one step of these questions."""
    return posted_blocks(page, *(text_block(one["label"], one["name"]) for one in questions))


def posted_blocks(page: FormPage, *values: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    """The editor's form with one step of these blocks."""
    content = {
        "title": "Referral",
        "name": "one",
        "guidance": rich_text(""),
        "meaning": "",
        "questions": streamfield(list(values)),
        "repeat": {"noun": "", "least": "", "most": "", "summary": ""},
        "show_when": NOTHING,
        "second": {"title": "", "guidance": rich_text(""), "noun": ""},
    }
    return nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "introduction": rich_text(""),
            "confirmation": rich_text(""),
            "minutes": "",
            "urgent_warning": "",
            "handler": "test",
            "steps": streamfield([("step", content)]),
            "comments-TOTAL_FORMS": 0,
            "comments-INITIAL_FORMS": 0,
            "comments-MIN_NUM_FORMS": 0,
            "comments-MAX_NUM_FORMS": "",
        }
    )


def test_an_editor_is_told_before_publishing_and_may_still_save(editor: Client, page: FormPage) -> None:
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    twice = posted(page, {"label": "A", "name": "a"}, {"label": "B", "name": "a"})
    answer = editor.post(url, {**twice, "action-publish": "1"}, follow=True)
    assert "is used 2 times" in answer.content.decode()
    assert FormRelease.objects.count() == 1
    assert editor.post(url, twice).status_code == 302, "a draft takes anything"


def test_an_editor_publishes_with_the_button(editor: Client, page: FormPage) -> None:
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    answer = editor.post(url, {**posted(page, {"label": "A", "name": "a"}), "action-publish": "1"})
    assert answer.status_code == 302
    assert [
        question["name"] for question in FormVersion.objects.latest("number").definition["steps"][0]["questions"]
    ] == ["a"]


def listed(name: str, *items: Any) -> dict[str, Any]:
    """A list of blocks as the editor sends it, to stand beside the fields of its block."""
    found: dict[str, Any] = {f"{name}-count": len(items)}
    for place, item in enumerate(items):
        found[f"{name}-{place}"] = {"value": item, "order": place, "deleted": "", "id": ""}
    return found


def test_an_editor_groups_questions_nests_rules_and_words_messages(editor: Client, page: FormPage) -> None:
    inner = {"match": "any", **listed("rules", {"question": "b", "is": "answered", "value": ""}), "groups-count": 0}
    nested = {
        "match": "all",
        **listed("rules", {"question": "a", "is": "equals", "value": "yes"}),
        **listed("groups", inner),
    }
    message = {"rule": "min_length", "text": "Say more."}
    rules = {"min_length": "3", "max_length": "", "pattern": "letters"}
    group = {
        "title": "Together",
        "name": "together",
        "guidance": rich_text(""),
        "questions": streamfield([text_block("C", "c", rules=rules, **listed("messages", message))]),
        "show_when": nested,
        "second": {"title": "Gyda'i gilydd", "guidance": rich_text("")},
    }
    sent = posted_blocks(page, text_block("A", "a"), text_block("B", "b"), ("group", group), text_block("D", "d"))
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert editor.post(url, {**sent, "action-publish": "1"}).status_code == 302

    (one,) = FormVersion.objects.latest("number").definition["steps"]
    assert [(q["name"], q.get("group")) for q in one["questions"]] == [
        ("a", None),
        ("b", None),
        ("c", "together"),
        ("d", None),
    ]
    (made,) = one["groups"]
    assert (made["title"], made["second"]) == ("Together", {"title": "Gyda'i gilydd"})
    assert made["show_when"] == {
        "match": "all",
        "rules": [{"question": "a", "is": "equals", "value": "yes"}],
        "groups": [{"match": "any", "rules": [{"question": "b", "is": "answered", "value": ""}]}],
    }
    assert one["questions"][2]["rules"] == {"min_length": 3, "pattern": "letters"}
    assert one["questions"][2]["messages"] == {"min_length": "Say more."}


def test_the_editor_opens_and_offers_the_handlers(editor: Client, page: FormPage) -> None:
    shown = editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "Does what the test says" in shown
    assert "What will change" in shown
    assert "Date of the incident (duty D2)" in shown
    add = reverse("wagtailadmin_pages:add", args=["forms", "formpage", Page.objects.get(depth=2).pk])
    assert editor.get(add).status_code == 200


def test_what_will_change_is_shown_question_by_question(editor: Client, page: FormPage) -> None:
    changed = referral()
    changed["steps"][0]["questions"][1]["label"] = "What was seen"
    changed["steps"][2]["questions"].append(question("new_one"))
    latest = FormPage.objects.get(pk=page.pk)
    latest.steps = json.dumps(steps_from(changed))
    latest.save_revision()
    shown = editor.get(reverse("forms_what_will_change", args=[page.pk])).content.decode()
    assert "It was “What”." in shown
    assert "New one" in shown
    assert "A new question that must be answered." in shown


def test_what_will_change_is_for_editors_only(browser: Client, page: FormPage) -> None:
    answer = browser.get(reverse("forms_what_will_change", args=[page.pk]))
    assert answer.status_code in (302, 403)


def test_the_preview_shows_every_question_unpublished_ones_too(editor: Client, page: FormPage) -> None:
    latest = FormPage.objects.get(pk=page.pk)
    changed = referral()
    changed["steps"][2]["questions"].append(question("new_one", label="Not live yet"))
    latest.steps = json.dumps(steps_from(changed))
    latest.save_revision()
    url = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
    shown = editor.get(url).content.decode()
    assert "Not live yet" in shown
    assert 'name="birth_date-day"' in shown, "conditional questions are in the preview"


def test_a_form_that_was_published_is_unpublished_not_deleted(editor: Client, page: FormPage) -> None:
    editor.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert FormPage.objects.filter(pk=page.pk).exists()
    fresh = form_page(ALLOWED, publish=False, slug="fresh")
    editor.post(reverse("wagtailadmin_pages:delete", args=[fresh.pk]))
    assert not FormPage.objects.filter(pk=fresh.pk).exists()


def test_editors_do_not_read_submissions_in_the_cms(editor: Client, page: FormPage) -> None:
    assert editor.get(reverse("wagtailforms:list_submissions", args=[page.pk])).status_code in (302, 403, 404)


def test_pages_are_found_by_what_they_do(page: FormPage) -> None:
    root = Page.objects.get(depth=2)
    assert list(FormPage.objects.live_for("test", below=root)) == [page]
    assert not FormPage.objects.live_for("other", below=root).exists()
    page.unpublish()
    assert not FormPage.objects.live_for("test", below=root).exists()


def test_a_form_is_started_about_a_record(page: FormPage) -> None:
    assert page.start_url("7") == f"{page.url}?about=7"
    assert page.start_url() == page.url
