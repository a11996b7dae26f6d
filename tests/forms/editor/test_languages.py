"""Both languages side by side: what is missing is seen, and nobody's translations are overwritten unseen."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from forms.definition.block_values import definition_of
from forms.definition.shape import questions
from forms.editor.languages.texts import parts_of
from forms.editor.languages.views import BASIS
from forms.editor.rearranging import stored
from forms.models.form_page import FormPage
from tests.forms.scene import definition, form_page, group, question, step
from tests.forms.versions.test_publishing import editor

__all__ = ["editor"]


@pytest.fixture
def form(page: FormPage) -> FormPage:
    scored: Any = question("total", "calculated", calculation={"what": "score", "of": ["how"]})
    scored["calculation"]["bands"] = [{"least": 0, "label": "low"}]
    how: Any = question("how", "radios", choices=["good", "bad"], hint="As you saw it")
    how["choices"][0] |= {"points": 1}
    how["messages"] = {"required": "Select how it was"}
    how["second"] = {"label": "Sut?", "choices": {"good": "Da"}}
    content = definition(
        step("one", question("a"), how, scored, guidance="<p>Read <b>this</b>.</p>"),
        step("two", question("b", group="g"), groups=[group("g")]),
    )
    made = form_page(content, slug="bilingual")
    made.second_language = "cy"
    made.save_revision()
    return made


def latest(form: FormPage) -> FormPage:
    return FormPage.objects.get(pk=form.pk).get_latest_revision_as_object()


def parts(form: FormPage) -> Any:
    draft = latest(form)
    return {part.title: part for part in parts_of(draft, stored(draft))}


def address(form: FormPage, part: str = "form") -> str:
    return f"{reverse('forms_languages', args=[form.pk])}?part={part}"


def sent(part: Any, **second: str) -> dict[str, str]:
    """What the page sends: every box as it was drawn, those of `second` by the first language's wording otherwise."""
    basis = json.dumps({text.key: text.basis for text in part.texts})
    boxes = {text.key: second.get(text.first, text.second) for text in part.texts if not text.rich}
    return {BASIS: basis, **boxes}


def test_every_wording_stands_beside_its_translation_and_what_is_missing_is_said(
    editor: Client, form: FormPage
) -> None:
    one = parts(form)["One"]
    said = {(text.called, text.first): text.second for text in one.texts}
    assert said[("Question", "How")] == "Sut?"
    assert said[("Choice", "Good")] == "Da"
    missing = {text.first for text in one.texts if text.is_missing}
    assert {"One", "A", "As you saw it", "Bad", "Select how it was", "low"} <= missing
    shown = editor.get(address(form, one.key)).content.decode()
    assert "Sut?" in shown
    assert f"{one.missing} missing" in shown
    assert 'lang="cy"' in shown


def test_translations_are_saved_in_the_draft_and_nothing_else_of_it_changes(editor: Client, form: FormPage) -> None:
    before = definition_of(latest(form))
    one = parts(form)["One"]
    answer = editor.post(
        address(form, one.key),
        sent(one, A="Enw", Bad="Drwg", low="isel", **{"Select how it was": "Dewiswch"}),
        follow=True,
    )
    assert "4 translations are saved in the draft." in answer.content.decode()
    after = definition_of(latest(form))
    found: Any = {asked["name"]: asked for _step, asked in questions(after)}
    assert found["a"]["second"] == {"label": "Enw"}
    assert found["how"]["second"] == {
        "label": "Sut?",
        "choices": {"good": "Da", "bad": "Drwg"},
        "messages": {"required": "Dewiswch"},
    }
    assert found["total"]["second"] == {"bands": {"low": "isel"}}
    for step_ in (*before["steps"], *after["steps"]):
        for asked in step_["questions"]:
            asked.pop("second", None)
    assert after == before
    assert definition_of(FormPage.objects.get(pk=form.pk)) != definition_of(latest(form)), "nothing is published"


def test_the_forms_own_texts_are_translated_too(editor: Client, form: FormPage) -> None:
    own = parts(form)["The form itself"]
    editor.post(address(form), sent(own, Referral="Atgyfeiriad"))
    assert latest(form).second_title == "Atgyfeiriad"


def test_what_somebody_else_changed_meanwhile_is_not_overwritten_unseen(editor: Client, form: FormPage) -> None:
    one = parts(form)["One"]
    drawn = sent(one, A="Fy enw i", Bad="Drwg")
    editor.post(address(form, one.key), sent(one, A="Enw llawn"))
    answer = editor.post(address(form, one.key), drawn)
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "It says now: Enw llawn." in shown
    assert 'value="Fy enw i"' in shown
    found: Any = {asked["name"]: asked for _step, asked in questions(definition_of(latest(form)))}
    assert found["a"]["second"] == {"label": "Enw llawn"}
    assert "bad" not in found["how"]["second"]["choices"], "nothing is saved"
    # Seen now, and meant.
    assert editor.post(address(form, one.key), sent(parts(form)["One"], A="Fy enw i")).status_code == 302
    found = {asked["name"]: asked for _step, asked in questions(definition_of(latest(form)))}
    assert found["a"]["second"] == {"label": "Fy enw i"}


def test_two_who_translate_different_wordings_do_not_meet(editor: Client, form: FormPage) -> None:
    one = parts(form)["One"]
    first, second = sent(one, A="Enw"), sent(one, Bad="Drwg")
    # A box that is sent as it was drawn is no change, so the second page does not take the first one's back.
    assert editor.post(address(form, one.key), first).status_code == 302
    assert editor.post(address(form, one.key), second).status_code == 302
    found: Any = {asked["name"]: asked for _step, asked in questions(definition_of(latest(form)))}
    assert found["a"]["second"] == {"label": "Enw"}
    assert found["how"]["second"]["choices"] == {"good": "Da", "bad": "Drwg"}


def test_too_long_a_translation_is_told_and_kept(editor: Client, form: FormPage) -> None:
    one = parts(form)["One"]
    answer = editor.post(address(form, one.key), sent(one, A="x" * 301))
    assert answer.status_code == 400
    assert "Write at most 300 characters." in answer.content.decode()
    assert "x" * 301 in answer.content.decode()


def test_a_form_of_one_language_says_where_to_choose_the_second(editor: Client, page: FormPage) -> None:
    assert "This form has one language." in editor.get(address(page)).content.decode()


def test_nobody_else_gets_there(client: Client, browser: Client, form: FormPage) -> None:
    assert browser.get(address(form)).status_code in (302, 403)
    assert browser.post(address(form), {}).status_code in (302, 403)
