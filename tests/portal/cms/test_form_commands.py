"""Forms as files between two partnerships: the commands, and a new form below a partnership's page of forms."""

import io
import json
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from jsonschema import Draft202012Validator
from wagtail.models import Page

from forms.definition.block_values import definition_of
from forms.models import FormRelease
from forms.models.form_page import FormPage
from portal.reports.pages import ReportIndexPage
from portal.site.pages import FormsIndexPage
from tests.forms.editor.test_transfer_views import confirmation
from tests.portal.conftest import person, sign_in
from workflow.parties.party import Partnership
from workflow.parties.roles import Role

pytestmark = pytest.mark.django_db
MANUAL = Path(__file__).resolve().parents[3] / "docs" / "form-file.md"


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """The hand-written form of the manual."""
    path = tmp_path / "tell-us.json"
    path.write_text(MANUAL.read_text(encoding="utf-8").partition("```json\n")[2].partition("```")[0], encoding="utf-8")
    return path


def run(*command: str) -> str:
    said = io.StringIO()
    call_command(*command, stdout=said)
    return said.getvalue()


def changed(path: Path, **changes: Any) -> Path:
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **changes}), encoding="utf-8")
    return path


def test_a_form_written_by_hand_is_made_published_and_exported_again(example: Path, partnership: Partnership) -> None:
    said = run("form_import", str(example), "--partnership", "north", "--publish")
    assert "A new form: “Tell us about a concern”, 2 steps, 5 questions." in said
    page = FormPage.objects.live().get(slug="tell-us")
    assert page.get_parent().specific == FormsIndexPage.objects.get()
    exported = run("form_export", "tell-us")
    example.write_text(exported, encoding="utf-8")
    assert "Nothing would change" in run("form_import", str(example))
    assert run("form_export", "tell-us", "--partnership", partnership.code.lower()) == exported
    assert FormRelease.objects.count() == 1


def test_the_schema_of_the_answers_is_written(example: Path, partnership: Partnership) -> None:
    run("form_import", str(example), "--partnership", "north", "--publish")
    schema = json.loads(run("form_export", "tell-us", "--schema"))
    Draft202012Validator.check_schema(schema)
    sent = {"how": "saw", "what": "x", "children": [{"child_name": "A", "birth_date": "2019"}]}
    assert Draft202012Validator(schema).is_valid(sent)
    assert not Draft202012Validator(schema).is_valid({**sent, "told_on": "2026-01-02"})


def test_a_dry_run_tells_and_writes_nothing(example: Path, partnership: Partnership) -> None:
    assert "dry run" in run("form_import", str(example), "--dry-run", "--partnership", "north")
    assert not FormPage.objects.exists()
    run("form_import", str(example), "--partnership", "north", "--publish")
    changed(example, title="Tell us more")
    said = run("form_import", str(example), "--dry-run")
    assert "Title: Tell us more (was: Tell us about a concern)" in said
    assert not FormPage.objects.get().has_unpublished_changes


def test_an_import_is_a_draft_until_it_is_published(example: Path, partnership: Partnership) -> None:
    run("form_import", str(example), "--partnership", "north", "--publish")
    changed(example, title="Tell us more")
    assert "saved as a draft" in run("form_import", str(example))
    assert FormPage.objects.get().title == "Tell us about a concern"
    assert json.loads(run("form_export", "tell-us", "--draft"))["title"] == "Tell us more"
    assert json.loads(run("form_export", "tell-us"))["title"] == "Tell us about a concern"
    assert "published" in run("form_import", str(example), "--publish")
    assert FormPage.objects.get().title == "Tell us more"


def test_a_form_that_cannot_be_published_is_refused_whole(example: Path, partnership: Partnership) -> None:
    changed(example, steps=[])
    with pytest.raises(CommandError, match="Add at least one step") as told:
        run("form_import", str(example), "--partnership", "north", "--publish")
    assert told.value.returncode == 1
    assert not FormPage.objects.exists()


def test_a_bad_file_is_refused_with_its_lines(example: Path, partnership: Partnership) -> None:
    changed(example, handler="fax_it", minutes="five")
    with pytest.raises(CommandError) as told:
        run("form_import", str(example), "--partnership", "north")
    lines = str(told.value).splitlines()
    assert lines[0] == "The file was not imported."
    assert "Line 1: minutes: must be a whole number or null." in lines
    assert lines[-1] == "Nothing was changed."


def test_two_partnerships_with_the_same_form_ask_which(
    example: Path, partnership: Partnership, other_partnership: Partnership
) -> None:
    for slug in ("north", "south"):
        run("form_import", str(example), "--partnership", slug, "--publish")
    for command in (["form_export", "tell-us"], ["form_import", str(example)]):
        with pytest.raises(CommandError, match="in: north, south. Say which with --partnership"):
            run(*command)
    changed(example, title="In the south")
    run("form_import", str(example), "--partnership", "south", "--publish")
    titles = {page.get_url_parts()[2]: page.title for page in FormPage.objects.all()}
    assert titles == {"/north/forms/tell-us/": "Tell us about a concern", "/south/forms/tell-us/": "In the south"}


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (["form_export", "nothing"], "There is no form “nothing”"),
        (["form_export", "nothing", "--partnership", "east"], "There is no partnership “east”. There are: north."),
        (["form_import", "nothing.json"], "nothing.json cannot be read: No such file or directory"),
    ],
)
def test_what_is_not_there_is_named(partnership: Partnership, command: list[str], told: str) -> None:
    with pytest.raises(CommandError, match=told):
        run(*command)


def test_a_new_form_needs_a_place(example: Path, partnership: Partnership) -> None:
    with pytest.raises(CommandError, match="Say where to make it with --partnership"):
        run("form_import", str(example))
    FormsIndexPage.objects.all().delete()
    with pytest.raises(CommandError, match="has no page of forms"):
        run("form_import", str(example), "--partnership", "north")


def test_a_form_that_is_not_live_is_exported_as_a_draft_only(example: Path, partnership: Partnership) -> None:
    run("form_import", str(example), "--partnership", "north")
    with pytest.raises(CommandError, match="Add --draft"):
        run("form_export", "tell-us")
    assert json.loads(run("form_export", "tell-us", "--draft"))["slug"] == "tell-us"


def test_a_locked_form_is_left_alone(example: Path, partnership: Partnership) -> None:
    run("form_import", str(example), "--partnership", "north", "--publish")
    FormPage.objects.update(locked=True)
    changed(example, title="Tell us more")
    with pytest.raises(CommandError, match="locked"):
        run("form_import", str(example))


# --- In the CMS -----------------------------------------------------------------------------------------------------


def test_an_editor_imports_a_new_form_into_their_own_branch_only(
    client: Client, example: Path, partnership: Partnership, other_partnership: Partnership
) -> None:
    sign_in(client, person(Role.CONTENT_EDITOR, partnership))
    own, other = FormsIndexPage.objects.order_by("path")
    address = reverse("forms_import_below", args=[own.pk])
    assert address in client.get(reverse("wagtailadmin_explore", args=[own.pk])).content.decode()
    told = client.post(address, {"file": SimpleUploadedFile("form.json", example.read_bytes())})
    assert "How did you learn of it?" in told.content.decode()
    assert not FormPage.objects.exists()
    assert client.post(address, confirmation(told)).status_code == 302
    page = FormPage.objects.get()
    assert (page.slug, page.live, page.owner.is_superuser) == ("tell-us", False, False)
    assert definition_of(page.get_latest_revision_as_object())["steps"][1]["name"] == "children"
    foreign = client.post(reverse("forms_import_below", args=[other.pk]), confirmation(told))
    assert foreign.status_code in (302, 403)
    assert FormPage.objects.count() == 1


def test_a_taken_address_gets_a_number(client: Client, example: Path, partnership: Partnership) -> None:
    run("form_import", str(example), "--partnership", "north", "--publish")
    sign_in(client, person(Role.CONTENT_EDITOR, partnership))
    address = reverse("forms_import_below", args=[FormsIndexPage.objects.get().pk])
    told = client.post(address, {"file": SimpleUploadedFile("form.json", example.read_bytes())})
    assert "because “tell-us” is taken here" in unescape(told.content.decode())
    client.post(address, confirmation(told))
    assert sorted(FormPage.objects.values_list("slug", flat=True)) == ["tell-us", "tell-us-2"]


def test_a_new_form_is_not_imported_where_no_form_may_stand(client: Client, partnership: Partnership) -> None:
    sign_in(client, person(Role.CONTENT_EDITOR, partnership))
    # Below a partnership's page stands the form by which reports are asked for; below its reports stand reports.
    home = Page.objects.get(slug="north").specific
    reports = ReportIndexPage.objects.child_of(home).get()
    assert client.get(reverse("forms_import_below", args=[home.pk])).status_code == 200
    assert client.get(reverse("forms_import_below", args=[reports.pk])).status_code in (302, 403)
    assert "Import a form" not in client.get(reverse("wagtailadmin_explore", args=[reports.pk])).content.decode()
