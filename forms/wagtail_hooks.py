"""How the forms show in the CMS: wiring only."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.models import Page
from wagtail.query import PageQuerySet

from forms.change_view import what_will_change
from forms.models import FormPage, FormVersion


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    return [path("form-changes/<int:page_id>/", what_will_change, name="forms_what_will_change")]


@hooks.register("register_page_header_buttons")
def change_button(page: Page, user: Any, view_name: str, next_url: str | None = None) -> list[Button]:
    """“What will change” in the editor of a form."""
    if view_name != "edit" or not isinstance(page.specific, FormPage):
        return []
    address = reverse("forms_what_will_change", args=[page.pk])
    return [Button("What will change", address, icon_name="history", priority=15)]


@hooks.register("insert_editor_js")
def question_suggestions() -> str:
    """Suggests the form's own questions where an editor names one."""
    return format_html('<script src="{}" defer></script>', static("forms/editor.js"))


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
