"""A form in two languages: which text is shown where, and what a person may rely on when they change over."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from forms import present
from forms.definition.language import Said, direction_of, in_language, offered
from forms.definition.shape import Definition
from forms.filling.compiled import Shelf
from forms.filling.starting import begin
from forms.models import Draft, FormVersion, Submission
from forms.models.form_page import FormPage
from tests.forms.filling.test_journey import at, send
from tests.forms.scene import ObedientHandler, definition, form_page, question, step


def welsh(language: str = "cy") -> Definition:
    """Two steps; the second question has no Welsh, and falls back to English text by text."""
    name = question("name", hint="As on the passport", messages={"required": "Enter the name"})
    name["second"] = {"label": "Enw", "messages": {"required": "Rhowch yr enw"}}
    way = question("way", "radios", choices=["car", "train"], required=False)
    way["second"] = {"label": "Sut", "choices": {"car": "Car modur"}}
    one = step("people", name, way, guidance="<p>Read this</p>")
    one["second"] = {"title": "Pobl", "guidance": "<p>Darllenwch hwn</p>"}
    child = question("child_name")
    children = step("children", child, repeat={"noun": "child", "least": 0, "most": 3, "summary": "child_name"})
    children["second"] = {"noun": "plentyn"}
    found = definition(one, children)
    found["second_language"] = language
    found["second"] = {"title": "Atgyfeiriad"}
    return found


@pytest.fixture
def page(db: None, handler: ObedientHandler, clock: Any) -> FormPage:
    """The page with its questions frozen in both languages."""
    made = form_page(welsh())
    FormPage.objects.filter(pk=made.pk).update(
        second_language="cy", second_title="Atgyfeiriad", second_introduction="<p>Croeso</p>"
    )
    return FormPage.objects.get(pk=made.pk)


@pytest.fixture
def draft(page: FormPage, person: Any) -> Draft:
    version = FormVersion.objects.get(page=page)
    FormVersion.objects.filter(pk=version.pk).update(definition=welsh(), digest=uuid.uuid4().hex)
    return begin(page, user=person, subject="", token=uuid.uuid4(), now=present.now())


def shown(browser: Client, url: str) -> str:
    return browser.get(url).content.decode()


def test_texts_fall_back_one_by_one() -> None:
    found = in_language(welsh(), "cy")
    people, children = found["steps"]
    name, way = people["questions"]
    assert (found["title"], people["title"], name["label"], name["hint"]) == (
        "Atgyfeiriad",
        "Pobl",
        "Enw",
        "As on the passport",
    )
    assert name["messages"] == {"required": "Rhowch yr enw"}
    assert [choice["label"] for choice in way["choices"]] == ["Car modur", "Train"]
    assert children["title"] == "Children"
    assert children["repeat"] is not None
    assert children["repeat"]["noun"] == "plentyn"
    assert isinstance(name["label"], Said)
    assert not isinstance(name["hint"], Said)


def test_everything_but_the_texts_stays() -> None:
    before, after = welsh(), in_language(welsh(), "cy")
    for one, other in zip(before["steps"], after["steps"], strict=True):
        for asked, said in zip(one["questions"], other["questions"], strict=True):
            for key in ("id", "name", "kind", "required", "rules", "show_when", "meaning"):
                assert asked[key] == said[key]  # type: ignore[literal-required]
            assert [choice["value"] for choice in asked["choices"]] == [choice["value"] for choice in said["choices"]]


@pytest.mark.parametrize("language", ["", "pl"])
def test_a_language_that_the_form_does_not_have_changes_nothing(language: str) -> None:
    assert in_language(welsh(), language) is not None
    assert in_language(welsh(), language) == welsh()


def test_directions_and_names() -> None:
    assert [direction_of(code) for code in ("", "cy", "ur", "ar")] == ["ltr", "ltr", "rtl", "rtl"]
    assert [(one.tag, one.name, one.chosen) for one in offered("cy", "cy")] == [
        ("en", "English", False),
        ("cy", "Cymraeg", True),
    ]
    assert offered("", "") == []


def test_the_start_page_is_read_in_the_language_of_its_link(client: Client, page: FormPage) -> None:
    english, second = shown(client, page.url), shown(client, f"{page.url}?language=cy")
    assert "Croeso" not in english
    assert 'href="?language=cy"' in english
    assert "Croeso" in second
    assert '<h1 class="govuk-heading-xl" lang="cy" dir="ltr">Atgyfeiriad</h1>' in second
    assert "start/?language=cy" in second
    assert "Croeso" not in shown(client, f"{page.url}?language=pl")


def test_a_draft_begins_in_the_language_of_the_start_page(browser: Client, draft: Draft) -> None:
    answer = browser.post(f"{draft.page.url}start/", {"token": str(uuid.uuid4()), "language": "cy"})
    begun = Draft.objects.exclude(pk=draft.pk).get()
    assert begun.language == "cy"
    assert "Pobl" in shown(browser, answer["Location"])


def test_changing_over_on_a_step_keeps_what_is_typed(browser: Client, draft: Draft) -> None:
    answer = browser.post(at(draft, "people"), {"name": "Ana", "forms-action": "language:cy"})
    assert answer["Location"] == at(draft, "people")
    page = shown(browser, answer["Location"])
    assert 'value="Ana"' in page
    assert '<h1 class="govuk-heading-l" lang="cy" dir="ltr">Pobl</h1>' in page
    assert 'lang="cy" dir="ltr">Enw</label>' in page
    assert 'class="govuk-hint" lang="en-GB" dir="ltr">As on the passport' in page, "an English text says so"
    assert 'lang="cy" dir="ltr">Car modur</label>' in page
    browser.post(at(draft, "people"), {"name": "Ana", "forms-action": "language:"})
    assert "Pobl" not in shown(browser, at(draft, "people"))


def test_changing_over_leaves_a_finished_step_finished(browser: Client, draft: Draft) -> None:
    browser.post(at(draft, "people"), {"name": "Ana", "way": "car"})
    browser.post(at(draft, "people"), {"name": "Ana", "way": "car", "forms-action": "language:cy"})
    draft.refresh_from_db()
    assert draft.language == "cy"
    assert draft.working["typed"] == {}


def test_the_other_pages_change_over_and_come_back(browser: Client, draft: Draft) -> None:
    for name in ("tasks", "check", "discard"):
        url = reverse(f"forms:{name}", args=[draft.pk])
        assert "Cymraeg" in shown(browser, url)
        answer = browser.post(reverse("forms:language", args=[draft.pk]), {"language": "cy", "back": url})
        assert answer["Location"] == url
        assert "Atgyfeiriad" in shown(browser, url)
    answer = browser.post(reverse("forms:language", args=[draft.pk]), {"back": "https://evil.example/"})
    assert answer["Location"] == draft.get_absolute_url()


def test_an_error_is_told_in_the_editors_words_of_that_language(browser: Client, draft: Draft) -> None:
    Draft.objects.update(language="cy")
    page = browser.post(at(draft, "people"), {}).content.decode()
    assert 'lang="cy" dir="ltr">Rhowch yr enw</a>' in page
    assert "Enter the name" not in page


def test_an_entry_is_called_by_its_noun_in_that_language(browser: Client, draft: Draft) -> None:
    Draft.objects.update(language="cy")
    assert "Plentyn 1" in shown(browser, at(draft, "children", 1))


def test_what_is_sent_keeps_its_language_and_its_answers(browser: Client, draft: Draft) -> None:
    Draft.objects.update(language="cy")
    browser.post(at(draft, "people"), {"name": "Ana", "way": "car"})
    browser.post(at(draft, "children"))
    send(browser, draft)
    sent = Submission.objects.get()
    assert sent.language == "cy"
    assert sent.answers == {"name": "Ana", "way": "car"}
    copy = shown(browser, sent.get_absolute_url())
    assert "Car modur" in copy


def test_a_right_to_left_text_says_so(browser: Client, draft: Draft) -> None:
    FormVersion.objects.update(definition=welsh("ur"), digest=uuid.uuid4().hex)
    Draft.objects.update(language="ur")
    assert 'lang="ur" dir="rtl">Enw</label>' in shown(browser, at(draft, "people"))


def test_one_language_offers_no_choice(browser: Client, page: FormPage, person: Any) -> None:
    plain = form_page(definition(step("only", question("one"))), slug="plain")
    made = begin(plain, user=person, subject="", token=uuid.uuid4(), now=present.now())
    assert "forms-languages" not in shown(browser, plain.url)
    assert "forms-languages" not in shown(browser, at(made, "only"))
    assert Page.objects.filter(slug="plain").exists()


def test_the_shelf_keeps_what_was_used_last() -> None:
    shelf = Shelf(most=2)
    made: list[str] = []

    def find(key: str) -> Any:
        return shelf.find(key, "", lambda: made.append(key) or welsh())  # type: ignore[func-returns-value]

    one = find("a")
    find("b")
    assert find("a") is one
    find("c")
    assert find("a") is one
    find("b")
    assert made == ["a", "b", "c", "b"]
    assert len(shelf) == 2
    assert shelf.find("a", "cy", welsh).definition["title"] == "Atgyfeiriad"
    assert one.form_class("people") is one.form_class("people")
