"""The first page of the CMS: an editor's forms as they stand, and the guide one click away."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from wagtail.models import Site

from forms import present
from forms.editor.home import forms_of, lines
from forms.filling.starting import begin
from forms.filling.trial import begin_trial
from forms.models.form_page import FormPage
from portal.cms.guide.marked_text import as_html
from portal.site.pages import FormsIndexPage
from tests.portal.cms.test_form_agreement import form
from tests.portal.conftest import person, sign_in
from workflow.parties.party import Partnership
from workflow.parties.roles import Role

__all__ = ["form"]

pytestmark = pytest.mark.django_db


def words(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.fixture
def editor(client: Client, partnership: Partnership) -> Any:
    found = person(Role.CONTENT_EDITOR, partnership)
    sign_in(client, found)
    return found


def home(client: Client) -> str:
    return words(client.get(reverse("wagtailadmin_home")))


def test_a_form_is_listed_with_its_state_and_numbers(client: Client, form: FormPage, editor: Any) -> None:
    begin(form, user=editor, subject="", token=uuid.uuid4(), now=present.now())
    begin_trial(form, user=editor, now=present.now())
    (line,) = lines(forms_of(editor), now=present.now())
    assert [state.said for state in line.states] == ["Live"]
    assert (line.drafts, line.sent, line.where) == (1, 0, "North")
    shown = home(client)
    assert "Your forms" in shown
    assert "Version 1 published on" in shown


def test_drafts_that_are_over_are_not_counted(form: FormPage, editor: Any) -> None:
    begin(form, user=editor, subject="", token=uuid.uuid4(), now=present.now() - timedelta(days=400))
    (line,) = lines(forms_of(editor), now=present.now())
    assert line.drafts == 0


def test_changes_that_are_not_published_stand_out_with_who_saved_them(
    client: Client, form: FormPage, editor: Any
) -> None:
    form.minutes = 5
    form.save_revision(user=editor)
    (line,) = lines(forms_of(editor), now=present.now())
    assert [(state.said, state.stands_out) for state in line.states] == [("Live", False), ("Draft changes", True)]
    shown = home(client)
    assert "Draft saved" in shown
    assert f"by {editor}" in shown


def test_a_scheduled_version_says_when_it_goes_live(client: Client, form: FormPage, editor: Any) -> None:
    form.go_live_at = present.now() + timedelta(days=3)
    form.save_revision(user=editor).publish(user=editor)
    (line,) = lines(forms_of(editor), now=present.now())
    assert "Scheduled" in [state.said for state in line.states]
    assert line.goes_live_at == form.go_live_at
    assert "Goes live on" in home(client)


def test_nobody_sees_the_forms_of_another_partnership(
    client: Client, form: FormPage, other_partnership: Partnership
) -> None:
    theirs = person(Role.CONTENT_EDITOR, other_partnership)
    sign_in(client, theirs)
    assert form not in forms_of(theirs)
    assert "Your forms" not in home(client)


def test_the_list_asks_the_database_no_more_for_more_forms(
    client: Client, form: FormPage, editor: Any, django_assert_max_num_queries: Any
) -> None:
    index = FormsIndexPage.objects.get()
    for number in range(6):
        page = FormPage(title=f"Form {number}", slug=f"form-{number}", handler="keep_on_record", steps=form.steps)
        index.add_child(instance=page)
        page.save_revision(user=editor).publish(user=editor)
    home(client)
    with django_assert_max_num_queries(45):
        home(client)


def test_the_page_is_called_by_what_is_worked_on_and_not_by_a_computer(
    client: Client, form: FormPage, editor: Any
) -> None:
    Site.objects.update(hostname="localhost")
    shown = client.get(reverse("wagtailadmin_home"), headers={"host": "localhost"}).content.decode()
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", shown, re.S)
    assert heading is not None
    assert "localhost" not in heading[1]
    assert heading[1].strip()
    assert "localhost" not in re.sub(r"https?://localhost", "", shown)


def test_the_guide_is_one_click_away_with_its_pictures(client: Client, form: FormPage, editor: Any) -> None:
    address = reverse("guide", args=["editor-guide"])
    assert address in client.get(reverse("wagtailadmin_home")).content.decode()
    shown = client.get(address).content.decode()
    assert '<h2 id="change-a-question">' in shown
    picture = client.get(reverse("guide_picture", args=["steps"]))
    assert picture["Content-Type"] == "image/png"
    assert picture.getvalue().startswith(b"\x89PNG")


@pytest.mark.parametrize("name", ["duties", "operations", "administrator-guide"])
def test_only_the_guides_of_editors_are_read_there(client: Client, form: FormPage, editor: Any, name: str) -> None:
    assert client.get(reverse("guide", args=[name])).status_code == 404


@pytest.mark.parametrize("name", ["editor-guide", "form-file", "procedure-file"])
def test_no_mark_of_a_guide_is_left_over(name: str) -> None:
    text = (settings.BASE_DIR / "docs" / f"{name}.md").read_text(encoding="utf-8")
    prose = re.sub(r"<(pre|code).*?</\1>", "", as_html(text), flags=re.S)
    assert not re.findall(r"\*\*|\]\(|^\s*(?:- |#+ |\|)|```", prose, re.M)


def test_each_part_of_the_help_is_a_heading_of_the_guide(client: Client, form: FormPage, editor: Any) -> None:
    led_to = re.findall(r"editor-guide\.md#([a-z-]+)", client.get(reverse("wagtailadmin_home")).content.decode())
    shown = client.get(reverse("guide", args=["editor-guide"])).content.decode()
    assert len(led_to) >= 5
    assert all(f'id="{part}"' in shown for part in led_to)


def test_what_a_guide_holds_is_escaped() -> None:
    shown = as_html('a <b> & [x](y"z) `<i>`')
    assert shown == '<p>a &lt;b&gt; &amp; <a href="y%22z">x</a> <code>&lt;i&gt;</code></p>\n'
    assert "<a" not in as_html("[x](javascript:alert(1))")
    assert "<script" not in as_html("<script>alert(1)</script>")
