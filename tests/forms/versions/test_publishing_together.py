"""Two editors who publish one form at the same time: one after the other, numbers apart, and the second is told."""

import copy
import html
import json
import re
import threading
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from forms.definition.block_values import steps_from
from forms.definition.shape import Definition
from forms.models import FormRelease, FormVersion
from forms.models.form_page import FormPage
from tests.factories.party import site_editor
from tests.forms.scene import publish_as, question, referral
from tests.forms.versions.test_publishing import editor, posted

__all__ = ["editor"]


def with_question(name: str) -> Definition:
    found = copy.deepcopy(referral())
    found["steps"][2]["questions"].append(question(name))
    return found


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_make_two_versions(page: FormPage) -> None:
    ready, failures = threading.Barrier(4, timeout=20), []

    def publish(number: int, *, wait: bool) -> None:
        try:
            mine = FormPage.objects.get(pk=page.pk)
            mine.steps = json.dumps(steps_from(with_question(f"q{number}")))
            revision = mine.save_revision()
            if wait:
                ready.wait()
            revision.publish()
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        for number in range(4):
            publish(number, wait=False)
    else:
        editors = [threading.Thread(target=publish, args=[number], kwargs={"wait": True}) for number in range(4)]
        for one in editors:
            one.start()
        for one in editors:
            one.join()
    assert failures == []
    assert list(FormVersion.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4, 5]
    assert FormRelease.objects.count() == 5
    live = FormRelease.objects.live(page.pk)
    assert live is not None
    stands = FormPage.objects.get(pk=page.pk)
    assert live.version.definition["steps"] == with_question(_last_question(stands))["steps"], "page and release agree"


def _last_question(page: FormPage) -> str:
    return str(page.steps[2].value["questions"][-1].value["settings"]["name"])


def at(page: FormPage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def test_who_would_undo_what_somebody_published_meanwhile_is_told_first(editor: Client, page: FormPage) -> None:
    seen = FormPage.objects.get(pk=page.pk).latest_revision_id
    asha = site_editor("asha@portal.example", first_name="Asha", last_name="Ali")
    theirs = FormPage.objects.get(pk=page.pk)
    theirs.steps = json.dumps(steps_from(with_question("school")))
    theirs.save_revision(user=asha).publish(user=asha)
    mine = {**posted(page, {"label": "A", "name": "a"}), "action-publish": "1", "loaded_revision_id": str(seen)}
    answer = editor.post(at(page), mine, follow=True)
    shown = answer.content.decode()
    assert "Asha Ali saved a newer version at" in shown
    assert "Publish mine instead" in shown
    live = FormRelease.objects.live(page.pk)
    assert live is not None
    assert live.version.number == 2
    latest = FormPage.objects.get(pk=page.pk)
    assert not latest.has_unpublished_changes, "theirs is the newest version still"
    again = {**mine, "loaded_revision_id": str(latest.latest_revision_id)}
    editor.post(at(page), again)
    live = FormRelease.objects.live(page.pk)
    assert live is not None
    assert live.version.number == 3, "having seen it, they publish"


def test_who_saw_the_live_form_publishes_at_once(editor: Client, page: FormPage) -> None:
    publish_as(page, with_question("school"))
    seen = FormPage.objects.get(pk=page.pk).latest_revision_id
    mine = {**posted(page, {"label": "A", "name": "a"}), "action-publish": "1", "loaded_revision_id": str(seen)}
    editor.post(at(page), mine)
    assert FormVersion.objects.count() == 3


def test_a_publish_that_breaks_after_the_page_was_written_leaves_no_half(
    page: FormPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The button of the CMS has no transaction of its own around the page and its version."""
    from wagtail.actions.publish_page_revision import PublishPageRevisionAction

    mine = FormPage.objects.get(pk=page.pk)
    mine.steps = json.dumps(steps_from(with_question("school")))
    revision = mine.save_revision()

    def breaks(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("The machine stops here.")

    monkeypatch.setattr("forms.versions.publishing._version_of", breaks)
    with pytest.raises(RuntimeError, match="stops here"):
        PublishPageRevisionAction(revision).execute(skip_permission_checks=True)
    stands = FormPage.objects.get(pk=page.pk)
    assert len(stands.steps[2].value["questions"]) == 1
    assert FormVersion.objects.count() == 1


def test_a_save_that_began_from_an_older_version_shows_both(editor: Client, page: FormPage) -> None:
    seen = FormPage.objects.get(pk=page.pk).latest_revision_id
    theirs = FormPage.objects.get(pk=page.pk)
    theirs.steps = json.dumps(steps_from(with_question("which_school")))
    theirs.save_revision()
    newest = FormPage.objects.get(pk=page.pk).latest_revision_id
    mine = {**posted(page, {"label": "Which nursery", "name": "nursery"}), "loaded_revision_id": str(seen)}

    answer = editor.post(at(page), mine)

    shown = answer.content.decode()
    assert answer.status_code == 409
    assert FormPage.objects.get(pk=page.pk).latest_revision_id == newest, "nothing was written over"
    assert "Which school" in shown, "theirs"
    assert "Which nursery" in shown, "and one’s own"
    again = dict(re.findall(r'<textarea name="([^"]+)" hidden>\n(.*?)</textarea>', shown, re.DOTALL))
    again = {name: html.unescape(text) for name, text in again.items()}
    assert editor.post(at(page), again).status_code == 302, "whoever saw both decides"
    latest = FormPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert "Which nursery" in json.dumps(latest.steps.get_prep_value(), default=str)


def test_an_automatic_save_of_the_other_shows_both_too(editor: Client, page: FormPage) -> None:
    """It writes into the same version, so that only its moment tells."""
    newest = FormPage.objects.get(pk=page.pk).get_latest_revision()
    mine = posted(page, {"label": "Which nursery", "name": "nursery"}) | {
        "loaded_revision_id": str(newest.pk),
        "loaded_revision_created_at": "2026-03-02T08:59:00+00:00",
    }
    assert editor.post(at(page), mine).status_code == 409
    mine["loaded_revision_created_at"] = newest.created_at.isoformat()
    assert editor.post(at(page), mine).status_code == 302
