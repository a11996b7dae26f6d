"""How the forms show in the CMS: wiring only."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.models import Page
from wagtail.query import PageQuerySet

from forms import present
from forms.editor import changes, past_versions, publish_guard, trial
from forms.editor.library import views as library_views
from forms.editor.transfer import views as transfer_views
from forms.models import FormVersion
from forms.models.form_page import FormPage
from forms.versions import parking, publishing


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    return [
        path("form-changes/<int:page_id>/", changes.what_will_change, name="forms_what_will_change"),
        path("form-changes/<int:page_id>/drafts/", changes.count_drafts, name="forms_count_drafts"),
        path("form-versions/<int:page_id>/", past_versions.versions, name="forms_versions"),
        path("form-versions/<int:page_id>/<int:number>/", past_versions.version, name="forms_version"),
        path("form-versions/<int:page_id>/<int:number>/again/", past_versions.live_again, name="forms_live_again"),
        path("form-trial/<int:page_id>/", trial.try_form, name="forms_try"),
        path("form-sets/<int:page_id>/", library_views.add_set, name="forms_add_set"),
        path("form-export/<int:page_id>/", transfer_views.export, name="forms_export"),
        path("form-export/<int:page_id>/<slug:what>/", transfer_views.download, name="forms_download"),
        path("form-import/<int:page_id>/", transfer_views.import_into, name="forms_import"),
        path("form-import/below/<int:parent_id>/", transfer_views.import_below, name="forms_import_below"),
    ]


@hooks.register("register_page_header_buttons")
def form_buttons(page: Page, user: Any, view_name: str, next_url: str | None = None) -> list[Button]:
    """What an editor asks of a form besides its questions."""
    if view_name != "edit" or not isinstance(page.specific, FormPage):
        return []
    return [
        Button("Add ready questions", reverse("forms_add_set", args=[page.pk]), icon_name="plus", priority=14),
        Button("What will change", reverse("forms_what_will_change", args=[page.pk]), icon_name="history", priority=15),
        Button("Versions", reverse("forms_versions", args=[page.pk]), icon_name="list-ol", priority=16),
        Button("Try this form", reverse("forms_try", args=[page.pk]), icon_name="view", priority=17),
    ]


@hooks.register("register_page_header_buttons")
def transfer_buttons(page: Page, user: Any, view_name: str, next_url: str | None = None) -> list[Button]:
    """A form as a file: out of and into a form, and a new one below a page that may hold forms."""
    if view_name == "edit" and page.specific_class is FormPage:
        return [
            Button("Export", reverse("forms_export", args=[page.pk]), icon_name="download", priority=18),
            Button("Import", reverse("forms_import", args=[page.pk]), icon_name="upload", priority=19),
        ]
    if view_name == "index" and FormPage.can_create_at(page) and page.permissions_for_user(user).can_add_subpage():
        address = reverse("forms_import_below", args=[page.pk])
        return [Button("Import a form", address, icon_name="upload", priority=18)]
    return []


@hooks.register("before_publish_page")
def publish_what_you_saw(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Stops who would undo, unseen, what somebody published meanwhile, and who needs an agreement first."""
    return publish_guard.refuse(request, page) if isinstance(page, FormPage) else None


@hooks.register("before_edit_page")
def say_what_was_parked(request: HttpRequest, page: Page) -> None:
    """Tells the editors of a form that its scheduled version did not go live."""
    if request.method == "GET" and isinstance(page.specific, FormPage) and (note := parking.parked(page)):
        reasons = " ".join(note.problems)
        messages.warning(request, f"The scheduled version of this form was not published at its time. {reasons}")


@hooks.register("register_log_actions")
def parked_in_history(actions: Any) -> None:
    """The page's history tells of a scheduled version that was set aside."""
    parking.register(actions)


@hooks.register("after_copy_page")
def freeze_aliases(request: HttpRequest, page: Page, new_page: Page) -> None:
    """An alias is live from the moment it is made, without being published: its version is made here."""
    aliases = FormPage.objects.descendant_of(new_page, inclusive=True).live().filter(alias_of__isnull=False)
    for alias in aliases:
        publishing.freeze(alias, by=request.user, now=present.now())


@hooks.register("before_delete_page")
def keep_what_was_answered(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A form that was ever published is read together with what was sent: it may be unpublished, not deleted."""
    below = Page.objects.descendant_of(page, inclusive=True)
    if not FormVersion.objects.filter(page__in=below.values("pk")).exists():
        return None
    messages.error(
        request, "This form has been published, so its drafts and submissions need it. Unpublish it instead."
    )
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("filter_form_submissions_for_user")
def submissions_are_read_on_the_desk(user: Any, pages: PageQuerySet) -> PageQuerySet:
    """Editors write forms; what people send is read on the case desk by those who may."""
    return pages.not_exact_type(FormPage)
