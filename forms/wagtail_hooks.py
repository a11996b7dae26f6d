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
from forms.editor import aside, changes, home, past_versions, publish_guard, rearrange, saving_notes, trial
from forms.editor.languages import views as language_views
from forms.editor.library import views as library_views
from forms.editor.logic import views as logic_views
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
        path("form-aside/<int:page_id>/", aside.put_aside, name="forms_put_aside"),
        path("form-trial/<int:page_id>/", trial.try_form, name="forms_try"),
        path("form-map/<int:page_id>/", logic_views.logic_map, name="forms_map"),
        path("form-languages/<int:page_id>/", language_views.both_languages, name="forms_languages"),
        path("form-sets/<int:page_id>/", library_views.add_set, name="forms_add_set"),
        path("form-move/<int:page_id>/", rearrange.rearrange, name="forms_rearrange"),
        path("form-export/<int:page_id>/", transfer_views.export, name="forms_export"),
        path("form-export/<int:page_id>/<slug:what>/", transfer_views.download, name="forms_download"),
        path("form-import/<int:page_id>/", transfer_views.import_into, name="forms_import"),
        path("form-import/below/<int:parent_id>/", transfer_views.import_below, name="forms_import_below"),
    ]


hooks.register("construct_homepage_panels", home.add_forms)


@hooks.register("register_page_header_buttons")
def form_buttons(page: Page, user: Any, view_name: str, next_url: str | None = None) -> list[Button]:
    """What an editor asks of a form besides its questions, and of a page that may hold forms."""
    if view_name == "edit" and page.specific_class is FormPage:
        drafts = (
            []
            if aside.obstacle(page.specific)
            else [_button("Put my draft aside", "forms_put_aside", page, "undo", 20)]
        )
        return [
            *drafts,
            _button("Add ready questions", "forms_add_set", page, "plus", 14),
            _button("Move or change a question", "forms_rearrange", page, "order", 14),
            _button("What will change", "forms_what_will_change", page, "history", 15),
            _button("Map of the logic", "forms_map", page, "site", 15),
            _button("Both languages", "forms_languages", page, "globe", 15),
            _button("Versions", "forms_versions", page, "list-ol", 16),
            _button("Try this form", "forms_try", page, "view", 17),
            _button("Export", "forms_export", page, "download", 18),
            _button("Import", "forms_import", page, "upload", 19),
        ]
    if view_name == "index" and FormPage.can_create_at(page) and page.permissions_for_user(user).can_add_subpage():
        return [_button("Import a form", "forms_import_below", page, "upload", 18)]
    return []


def _button(label: str, view: str, page: Page, icon: str, priority: int) -> Button:
    return Button(label, reverse(view, args=[page.pk]), icon_name=icon, priority=priority)


@hooks.register("before_publish_page")
def publish_what_you_saw(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Stops who would undo, unseen, what somebody published meanwhile, and who needs an agreement first."""
    return publish_guard.refuse(request, page) if isinstance(page, FormPage) else None


@hooks.register("before_edit_page")
def say_what_was_parked(request: HttpRequest, page: Page) -> None:
    """Tells the editors of a form that its scheduled or agreed version did not go live."""
    if request.method == "GET" and isinstance(page.specific, FormPage) and (note := parking.parked(page)):
        reasons = " ".join(note.problems)
        messages.warning(request, f"{note.said} {reasons}")


@hooks.register("after_edit_page")
def say_what_is_gone(request: HttpRequest, page: Page) -> None:
    """Tells whoever saved a draft what in it reads a question or an answer that was deleted."""
    if isinstance(page, FormPage):
        saving_notes.say_what_is_gone(request, page)


# The page's history tells of a scheduled version that was set aside.
hooks.register("register_log_actions", parking.register)


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
