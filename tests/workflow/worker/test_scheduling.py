"""What goes live, and comes off, by the clock: through the worker's sweep, one page never in the way of another."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, Revision

from forms.definition.block_values import definition_of, steps_from
from forms.definition.shape import Definition
from forms.models import FormRelease, FormVersion
from forms.models.form_page import FormPage
from forms.versions.parking import parked
from tests.factories.party import site_editor
from tests.forms.conftest import handler, page, referral_page
from tests.forms.scene import ObedientHandler, definition, form_page, publish_as, question, referral, step
from tests.forms.versions.test_publishing import editor
from workflow.people.models import User
from workflow.worker import jobs, scheduling
from workflow.worker.scheduling import publish_scheduled

__all__ = ["editor", "handler", "page", "referral_page"]

OTHER = definition(step("one", question("a")), title="Referral")


def schedule(page: FormPage, content: Definition, *, hours: int = 1, user: Any = None) -> Revision:
    """Save these questions to go live in so many hours, as the CMS does."""
    page = FormPage.objects.get(pk=page.pk)
    page.title, page.steps = content["title"], json.dumps(steps_from(content))
    page.go_live_at = timezone.now() + timedelta(hours=hours)
    revision = page.save_revision(user=user)
    revision.publish(user=user, skip_permission_checks=True)
    return revision


def live(page: FormPage) -> FormVersion:
    release = FormRelease.objects.live(page.pk)
    assert release is not None
    return release.version


def test_the_sweep_publishes_a_version_at_its_time(page: FormPage, clock: Any) -> None:
    schedule(page, OTHER)
    jobs.sweep()
    assert live(page).definition == referral()
    clock.shift(timedelta(hours=2))
    jobs.sweep()
    assert live(page).definition == OTHER
    assert definition_of(FormPage.objects.get(pk=page.pk)) == OTHER
    assert FormPage.objects.get(pk=page.pk).go_live_at is None
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()


def test_it_is_published_once_and_in_the_name_of_who_set_the_time(page: FormPage, clock: Any) -> None:
    chief = site_editor("chief@site.example")
    schedule(page, OTHER, user=chief)
    clock.shift(timedelta(hours=2))
    assert publish_scheduled(timezone.now()) == 1
    assert publish_scheduled(timezone.now()) == 0
    release = FormRelease.objects.live(page.pk)
    assert release is not None
    assert release.by == chief
    assert FormRelease.objects.count() == 2


def test_a_form_that_was_never_live_has_no_version_before_its_time(
    handler: ObedientHandler, db: None, clock: Any
) -> None:
    fresh = form_page(OTHER, publish=False, slug="fresh")
    schedule(fresh, OTHER)
    assert not FormVersion.objects.filter(page=fresh).exists()
    assert not FormPage.objects.get(pk=fresh.pk).live
    clock.shift(timedelta(hours=2))
    publish_scheduled(timezone.now())
    assert FormPage.objects.get(pk=fresh.pk).live
    assert live(fresh).number == 1


def test_a_version_with_problems_is_set_aside_and_the_others_go_on(
    page: FormPage, handler: ObedientHandler, clock: Any
) -> None:
    other = form_page(OTHER, slug="other")
    schedule(page, OTHER, hours=1)
    schedule(other, definition(step("one", question("b")), title="Other"), hours=2)
    handler.required_meanings = ("test.child",)
    FormPage.objects.filter(pk=other.pk).update(handler="test")
    clock.shift(timedelta(hours=3))
    handler_needs = publish_scheduled(timezone.now())
    assert handler_needs == 0
    assert definition_of(FormPage.objects.get(pk=page.pk)) == referral(), "the live form is what it was"
    assert FormVersion.objects.filter(page=page).count() == 1
    note = parked(page)
    assert note is not None
    assert "duty D2" in note.problems[0]
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()
    jobs.sweep()
    assert PageLogEntry.objects.filter(action="forms.park", page=page.pk).count() == 1


def test_the_editors_are_told_what_was_set_aside_until_they_publish(
    page: FormPage, handler: ObedientHandler, clock: Any, editor: Any
) -> None:
    schedule(page, OTHER)
    handler.required_meanings = ("test.child",)
    who = User.objects.get(pk=editor.session["_auth_user_id"])
    clock.shift(timedelta(hours=2))
    publish_scheduled(timezone.now())
    # Half an hour without use ended the session.
    editor.force_login(who, "portal.accounts.backend.SignInBackend")
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    history = reverse("wagtailadmin_pages:history", args=[page.pk])
    changes = reverse("forms_what_will_change", args=[page.pk])
    assert "was not published at its time" in editor.get(edit).content.decode()
    assert "was not published at its time" in editor.get(changes).content.decode()
    assert "Not published at its time" in editor.get(history).content.decode()
    handler.required_meanings = ()
    publish_as(page, OTHER)
    assert parked(page) is None
    assert "was not published at its time" not in editor.get(edit).content.decode()


def test_the_page_of_changes_names_the_time(page: FormPage, clock: Any, editor: Any) -> None:
    schedule(page, OTHER)
    shown = " ".join(editor.get(reverse("forms_what_will_change", args=[page.pk])).content.decode().split())
    assert "it goes live on <strong>Monday 2 March 2026 at 10:00</strong>" in shown


def test_a_page_that_fails_stops_no_other(page: FormPage, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    other = form_page(OTHER, slug="other")
    schedule(page, OTHER, hours=1)
    schedule(other, definition(step("one", question("b")), title="Other"), hours=2)
    publish, calls = Revision.publish, []

    def first_fails(self: Revision, *args: Any, **kwargs: Any) -> Any:
        calls.append(self.pk)
        if len(calls) == 1:
            raise RuntimeError("The machine hiccups.")
        return publish(self, *args, **kwargs)

    monkeypatch.setattr(Revision, "publish", first_fails)
    clock.shift(timedelta(hours=3))
    assert publish_scheduled(timezone.now()) == 1
    assert live(other).number == 2
    assert publish_scheduled(timezone.now()) == 1, "what failed is tried again"
    assert live(page).number == 2


def test_the_demonstration_s_clock_counts(page: FormPage, clock: Any) -> None:
    schedule(page, OTHER, hours=48)
    assert publish_scheduled(timezone.now() + timedelta(days=3)) == 1
    assert live(page).definition == OTHER


def test_a_form_is_never_taken_off_by_the_clock(page: FormPage, clock: Any) -> None:
    expiring = FormPage.objects.get(pk=page.pk)
    expiring.expire_at = timezone.now() + timedelta(hours=1)
    expiring.save_revision().publish()
    assert FormPage.objects.get(pk=page.pk).expire_at is None
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() + timedelta(hours=1))
    clock.shift(timedelta(hours=2))
    publish_scheduled(timezone.now())
    assert FormPage.objects.get(pk=page.pk).live


def test_the_editor_of_a_form_offers_no_date_on_which_it_would_expire(page: FormPage, editor: Any) -> None:
    shown = editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert 'name="go_live_at"' in shown
    assert 'name="expire_at"' not in shown


def test_another_page_comes_off_at_its_time(db: None, clock: Any) -> None:
    plain = Page(title="News", slug="news", expire_at=timezone.now() + timedelta(hours=1))
    Page.objects.get(depth=2).add_child(instance=plain)
    publish_scheduled(timezone.now())
    assert Page.objects.get(pk=plain.pk).live
    clock.shift(timedelta(hours=2))
    publish_scheduled(timezone.now())
    gone = Page.objects.get(pk=plain.pk)
    assert (gone.live, gone.expired) == (False, True)


def test_the_schedule_is_part_of_the_sweep() -> None:
    assert scheduling.publish_scheduled in jobs.STEPS
