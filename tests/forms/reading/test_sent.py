"""What was sent is read in the questions of its own version, whatever became of the form since."""

import copy
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from forms.definition.shape import Definition
from forms.models import Submission
from forms.models.form_page import FormPage
from forms.reading.sent import opened
from tests.forms.scene import ObedientHandler, definition, form_page, publish_as, question, referral, step
from tests.forms.sent_scene import ANSWERS, add, stored

pytestmark = pytest.mark.django_db


def coloured(*labels: str, title: str = "Colours") -> Definition:
    """One question with a choice to explain, and one that comes and goes."""
    choices = [{"value": f"c{number}", "label": label} for number, label in enumerate(labels)]
    choices[-1]["other"] = True
    asked = question("colour", "radios", label=f"Which of {len(labels)}?")
    return definition(step("colours", {**asked, "choices": choices}, question("why", required=False)), title=title)


def rows(submission: Submission, **how: Any) -> list[tuple[str, str]]:
    fresh = Submission.objects.get(pk=submission.pk)
    return [(r.label, r.text) for s in opened(fresh, **how).steps for e in s.entries for r in e.rows]


def test_each_is_read_in_its_own_version(handler: ObedientHandler, person: Any, clock: Any) -> None:
    page = form_page(coloured("Red", "Something else"))
    first = stored(page, {"colour": "c1", "colour:other": "Ochre", "why": "I like it"}, owner=person)
    publish_as(page, coloured("Crimson", "Another colour", "None of them"))
    second = stored(page, {"colour": "c0"}, owner=person)
    removed = coloured("Crimson", "Another colour", "None of them")
    del removed["steps"][0]["questions"][1]
    publish_as(page, removed)
    third = stored(page, {"colour": "c2", "colour:other": "Striped"}, owner=person)

    assert [one.version.number for one in (first, second, third)] == [1, 2, 3]
    [(asked, colour), why] = rows(first)
    assert asked == "Which of 2?"
    assert "Something else" in colour
    assert "Ochre" in colour
    assert why == ("Why", "I like it")
    assert rows(second) == [("Which of 3?", "Crimson"), ("Why", "Not answered")]
    [(asked, colour)] = rows(third)
    assert "None of them" in colour
    assert "Striped" in colour


def test_a_question_that_was_removed_is_still_read(page: FormPage, person: Any) -> None:
    before = stored(page, ANSWERS, owner=person)
    changed = copy.deepcopy(referral())
    changed["steps"] = changed["steps"][:1]
    changed["steps"][0]["questions"][1]["label"] = "Something else entirely"
    publish_as(page, changed)

    assert ("What", "A fall.") in rows(before)
    assert ("Child name", "Jordan O'Brien-Łukasz") in rows(before)


@pytest.fixture
def welsh(handler: ObedientHandler, clock: Any) -> FormPage:
    asked = {**question("name_of_child", label="Name of the child"), "second": {"label": "Enw’r plentyn"}}
    content: Any = {**definition(step("child", asked)), "second_language": "cy", "second": {"title": "Atgyfeiriad"}}
    page = form_page(content, publish=False)
    page.second_language, page.second_title = "cy", "Atgyfeiriad"
    page.save()
    return publish_as(page, content)


def test_its_sender_reads_it_in_the_language_it_was_filled_in(
    welsh: FormPage, person: Any, other: Any, handler: ObedientHandler, client: Client
) -> None:
    submission = stored(welsh, {"name_of_child": "Carys"}, owner=person, language="cy")
    handler.readers = {other.pk}
    address = submission.get_absolute_url()
    client.force_login(person)
    assert "Enw’r plentyn" in client.get(address).content.decode()
    client.force_login(other)
    english = client.get(address).content.decode()
    assert "Name of the child" in english
    assert "It was filled in in Cymraeg" in english
    assert "Enw’r plentyn" in client.get(f"{address}?as-filled-in").content.decode()


def test_additions_stand_below_the_answer_they_are_about(page: FormPage, person: Any) -> None:
    submission = stored(page, ANSWERS, owner=person)
    add(submission, {"what": "A push."}, by=person, to=("incident", "what", None), reason="A witness came forward.")
    add(submission, {"child_name": "Samuel"}, by=person, to=("children", "child_name", 1))
    add(submission, "The school wrote to us.", by=person, reason="It arrived today.")

    sent = opened(Submission.objects.get(pk=submission.pk))

    found = {(e.number, r.name): r for s in sent.steps for e in s.entries for r in e.rows}
    what = found[None, "what"]
    assert what.text == "A fall."
    assert [(a.text, a.reason, a.who) for a in what.additions] == [("A push.", "A witness came forward.", str(person))]
    assert found[1, "child_name"].additions == ()
    assert [a.text for a in found[2, "child_name"].additions] == ["Samuel"]
    assert [(n.label, n.text) for n in sent.notes] == [("About the whole form", "The school wrote to us.")]
    assert Submission.objects.get(pk=submission.pk).answers == ANSWERS


def test_additions_are_sealed(page: FormPage, person: Any) -> None:
    submission = stored(page, ANSWERS, owner=person)
    correction = add(submission, "Zqxv happened", by=person, reason="Zqxv said so")
    correction.refresh_from_db()
    assert b"Zqxv" not in bytes(correction.__dict__["value"]) + bytes(correction.__dict__["reason"])


def test_reading_takes_as_many_queries_with_many_additions(
    page: FormPage, person: Any, browser: Client, django_assert_max_num_queries: Any
) -> None:
    submission = stored(page, ANSWERS, owner=person)
    for number in range(12):
        add(submission, f"Note {number}", by=person)
    with django_assert_max_num_queries(18):
        text = browser.get(reverse("forms:copy", args=[submission.pk])).content.decode()
    assert "Note 11" in text
    with django_assert_max_num_queries(3):
        opened(Submission.objects.select_related("version", "data_key").get(pk=submission.pk))
