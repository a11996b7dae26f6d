"""What publishing would do to open drafts, and who reads an answer: said before it is published."""

import copy
import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from forms import present
from forms.definition import readers
from forms.definition.block_values import definition_of, steps_from
from forms.definition.readers import Reader, ReaderRegistry
from forms.definition.shape import Definition
from forms.models import DataKey, Draft, FormVersion
from forms.models.form_page import FormPage
from forms.versions.following import Following
from forms.versions.impact import Impact, Tally
from tests.forms.scene import definition, publish_as, question, referral, repeat, rule, step, when
from tests.forms.versions.test_publishing import editor

__all__ = ["editor"]

ANSWERS = {
    "incident_date": "2026-02-27",
    "what": "A fall.",
    "children": [{"child_name": "Jo", "birth_known": "no"}],
}


@pytest.fixture
def changed() -> Definition:
    return copy.deepcopy(referral())


def draft_of(page: FormPage, person: Any, answers: Any = None, **fields: Any) -> Draft:
    """An open draft of the page's first version."""
    draft = Draft(id=uuid.uuid4(), data_key=DataKey.objects.make(), page=page, owner=person)
    draft.version = FormVersion.objects.get(page=page, number=1)
    draft.answers, draft.working = ANSWERS if answers is None else answers, {}
    draft.made_at = draft.saved_at = present.now()
    draft.expires_at = present.now() + timedelta(days=1)
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save(force_insert=True)
    return draft


def impact(page: FormPage, new: Definition) -> Impact:
    return Impact(page.pk, new, now=present.now())


def test_a_new_question_is_a_gain(page: FormPage, person: Any, changed: Definition) -> None:
    draft_of(page, person)
    changed["steps"][2]["questions"].append(question("school"))
    assert impact(page, changed).whole() == Tally(looked=1, gain=1)


def test_a_new_question_that_is_not_shown_to_this_person_is_none(
    page: FormPage, person: Any, changed: Definition
) -> None:
    draft_of(page, person)
    children = changed["steps"][1]["questions"]
    children.append(question("birth_place", show_when=when(rule("birth_known"))))
    assert impact(page, changed).whole() == Tally(looked=1, same=1)


def test_a_removed_question_loses_only_the_answers_that_there_are(
    page: FormPage, person: Any, changed: Definition
) -> None:
    draft_of(page, person)
    draft_of(page, person, {})
    del changed["steps"][0]["questions"][1]
    assert impact(page, changed).whole() == Tally(looked=2, lose=1, same=1)


def test_a_question_asked_in_another_way_is_lost_and_gained(page: FormPage, person: Any, changed: Definition) -> None:
    draft_of(page, person)
    changed["steps"][0]["questions"][1]["kind"] = "yes_no"
    assert impact(page, changed).whole() == Tally(looked=1, gain=1, lose=1)


def test_an_optional_question_that_must_be_answered_counts_where_it_is_empty(
    page: FormPage, person: Any, changed: Definition
) -> None:
    draft_of(page, person)
    draft_of(page, person, {**ANSWERS, "comment": "Here."})
    changed["steps"][2]["questions"][0]["required"] = True
    assert impact(page, changed).whole() == Tally(looked=2, gain=1, same=1)


def test_entries_of_a_list_are_looked_at_one_by_one(page: FormPage, person: Any, changed: Definition) -> None:
    draft_of(page, person, {"children": [{"child_name": "Jo", "birth_known": "yes", "birth_date": "2020-01-01"}]})
    del changed["steps"][1]["questions"][2]
    assert impact(page, changed).whole() == Tally(looked=1, lose=1)


def test_a_choice_that_goes_is_lost_by_those_who_chose_it() -> None:
    old = definition(
        step("one", question("colour", "radios", choices=["red", "blue"])),
        step("many", question("likes", "checkboxes", choices=["tea", "milk"]), repeat=repeat(summary="likes")),
    )
    new = copy.deepcopy(old)
    new["steps"][0]["questions"][0]["choices"].pop(0)
    new["steps"][1]["questions"][0]["choices"].pop(0)
    way = Following(old, new)
    assert way.effect({"colour": "red"}).loses
    assert way.effect({"many": [{"likes": ["tea"]}]}).loses
    assert not way.effect({"colour": "blue", "many": [{"likes": ["milk"]}]}).loses


def test_drafts_that_carry_over_silently_are_counted_and_not_opened(
    page: FormPage, person: Any, changed: Definition, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft_of(page, person)
    changed["steps"][0]["questions"][1]["label"] = "What was seen"
    monkeypatch.setattr(DataKey, "unwrap", lambda key: pytest.fail("a draft was opened"))
    found = impact(page, changed)
    assert (found.open_drafts(), found.to_look_into(), found.whole()) == (1, 0, Tally())


def test_what_is_sent_expired_or_a_trial_does_not_count(page: FormPage, person: Any, changed: Definition) -> None:
    changed["steps"][2]["questions"].append(question("school"))
    draft_of(page, person, submitted_at=present.now())
    draft_of(page, person, expires_at=present.now())
    draft_of(page, person, version=None, trial=referral())
    assert impact(page, changed).open_drafts() == 0


def test_a_draft_whose_key_is_gone_is_said_to_be_unread(page: FormPage, person: Any, changed: Definition) -> None:
    draft = draft_of(page, person)
    DataKey.objects.filter(pk=draft.data_key_id).update(wrapped=None)
    changed["steps"][2]["questions"].append(question("school"))
    assert impact(page, changed).whole() == Tally(looked=1, unread=1)


def test_batches_add_up_and_ask_little_of_the_database(
    page: FormPage, person: Any, changed: Definition, django_assert_num_queries: Any
) -> None:
    for _number in range(5):
        draft_of(page, person)
    changed["steps"][2]["questions"].append(question("school"))
    found = impact(page, changed)
    with django_assert_num_queries(1):
        first, after = found.batch(size=2)
    second, after = found.batch(after, size=2)
    third, after = found.batch(after, size=2)
    assert (first.looked, second.looked, third.looked, after) == (2, 2, 1, None)


def save_draft(page: FormPage, content: Definition) -> FormPage:
    latest = FormPage.objects.get(pk=page.pk)
    latest.steps = json.dumps(steps_from(content))
    latest.save_revision()
    return latest


def test_the_page_counts_in_batches_and_says_only_numbers(
    editor: Client, page: FormPage, person: Any, changed: Definition
) -> None:
    draft_of(page, person)
    changed["steps"][2]["questions"].append(question("school"))
    latest = save_draft(page, changed)
    address = reverse("forms_count_drafts", args=[page.pk])
    shown = editor.get(reverse("forms_what_will_change", args=[page.pk])).content.decode()
    found = impact(page, definition_of(latest))
    assert found.digest in shown
    assert address in shown
    answer = editor.get(address, {"digest": found.digest})
    assert answer.json() == {
        "status": "counted",
        "looked": 1,
        "gain": 1,
        "lose": 0,
        "same": 0,
        "unread": 0,
        "after": None,
    }


def test_a_count_for_questions_that_somebody_changed_meanwhile_is_refused(editor: Client, page: FormPage) -> None:
    address = reverse("forms_count_drafts", args=[page.pk])
    assert editor.get(address, {"digest": "0" * 64}).status_code == 409


def test_a_cursor_that_is_none_is_refused(editor: Client, page: FormPage) -> None:
    address = reverse("forms_count_drafts", args=[page.pk])
    digest = impact(page, referral()).digest
    assert editor.get(address, {"digest": digest, "after": "1 OR 1"}).status_code == 400


def test_without_javascript_one_link_counts_all(
    editor: Client, page: FormPage, person: Any, changed: Definition
) -> None:
    draft_of(page, person)
    changed["steps"][2]["questions"].append(question("school"))
    save_draft(page, changed)
    answer = editor.get(reverse("forms_what_will_change", args=[page.pk]), {"drafts": "count"})
    shown = " ".join(answer.content.decode().split())
    assert '<dd data-forms-impact-count="gain"> 1 </dd>' in shown


def test_only_who_may_edit_the_form_counts(browser: Client, page: FormPage) -> None:
    assert browser.get(reverse("forms_count_drafts", args=[page.pk])).status_code in (302, 403)


# Who reads an answer


@pytest.fixture
def reader() -> Any:
    reading = Reader("clock", "The days of the test start with it", ("test.date",))
    readers.register(reading)
    yield reading
    readers.registry.pop(reading.key)


def test_the_page_says_who_reads_a_question_that_goes(editor: Client, page: FormPage, reader: Reader) -> None:
    with_meaning = referral()
    with_meaning["steps"][0]["questions"][0]["meaning"] = "test.date"
    publish_as(page, with_meaning)
    save_draft(page, referral())
    address = reverse("forms_what_will_change", args=[page.pk])
    assert "The days of the test start with it" in editor.get(address).content.decode()
    del with_meaning["steps"][0]["questions"][0]
    save_draft(page, with_meaning)
    assert "The days of the test start with it" in editor.get(address).content.decode()


def test_a_rewording_troubles_no_reader(editor: Client, page: FormPage, reader: Reader) -> None:
    content = referral()
    content["steps"][0]["questions"][0]["meaning"] = "test.date"
    publish_as(page, content)
    content["steps"][0]["questions"][0]["label"] = "When was it?"
    save_draft(page, content)
    shown = editor.get(reverse("forms_what_will_change", args=[page.pk])).content.decode()
    assert "When was it?" in shown
    assert "The days of the test start with it" not in shown


def test_readers_are_found_by_meaning_and_by_what_stands_above() -> None:
    registry = ReaderRegistry()
    page = Reader("page", "The case shows its children", ("child", "child.*"))
    registry.register(page, Reader("guard", "A check", ("childhood",)))
    assert registry.of(["child.name"]) == [page]
    assert [reader.label for reader in registry.of(["childhood", "child"])] == ["A check", page.label]
    assert registry.of([""]) == []


def test_a_reader_of_one_handler_s_forms_reads_no_other() -> None:
    registry = ReaderRegistry()
    one = Reader("guard", "A check", ("child",), ("open_case",))
    registry.register(one)
    assert registry.of(["child"], "open_case") == [one]
    assert registry.of(["child"], "agency_return") == []
    assert registry.of(["child"]) == [one]


def test_a_reader_is_registered_once_and_of_a_known_kind() -> None:
    registry = ReaderRegistry()
    registry.register(Reader("page", "One", ("child",)))
    with pytest.raises(ValueError, match="already"):
        registry.register(Reader("page", "One", ("child",)))
    with pytest.raises(ValueError, match="no kind"):
        registry.register(Reader("oracle", "Two", ("child",)))
