"""Export and import in the CMS. Whoever may edit a form may do both; whoever may add one may import a new one.

Between the account and the confirmation the browser carries the file. It is read again in full then, as if it had just
been uploaded, so that nothing depends on what the browser says.
"""

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from wagtail.models import Page

from forms.definition.block_values import definition_of
from forms.definition.schema import schema_of
from forms.editor.access import editable, says_it_is_locked
from forms.editor.transfer.account import Account, account_of
from forms.editor.transfer.form_file import on_one_line, written
from forms.editor.transfer.lines import MOST_BYTES
from forms.editor.transfer.pages import content_of
from forms.editor.transfer.reading import read
from forms.editor.transfer.refusal import FileRefused
from forms.editor.transfer.saving import ChangedMeanwhile, create_below, free_slug, save_into
from forms.models.form_page import FormPage
from forms.sent_numbers import whole_number

MEANWHILE = "Somebody saved this form in the meantime. Look again at what would change, then import."


def upload_field(kind: str, whole: str) -> forms.FileField:
    """The box for a file of this kind, which “Export” made of a whole form, say."""
    messages = {
        "required": f"Choose a {kind} file: the file that “Export” gave you",
        "empty": f"The file is empty. Export the {whole} again, or choose another file",
    }
    box = forms.ClearableFileInput(attrs={"accept": ".json,application/json"})
    return forms.FileField(label=f"{kind.capitalize()} file", error_messages=messages, widget=box)


class UploadForm(forms.Form):
    file = upload_field("form", "form")


# --- Export ---------------------------------------------------------------------------------------------------------


def export(request: HttpRequest, page_id: int) -> HttpResponse:
    """Which form to download: the live one, the draft, or the schema of its answers."""
    page = editable(request, page_id, own=True)
    return render(request, "forms/admin/export.html", {"page": page, "draft": page.get_latest_revision_as_object()})


def download(request: HttpRequest, page_id: int, what: str) -> HttpResponse:
    """One of the three as a file."""
    page = editable(request, page_id, own=True)
    if what not in ("live", "draft", "schema"):
        raise Http404
    shown = page.get_latest_revision_as_object() if what == "draft" or not page.live else page
    if what == "schema":
        try:
            schema = schema_of(definition_of(shown))
        except ValueError:
            messages.error(request, "Two questions of this form have the same name. Give each a name of its own first.")
            return redirect("forms_export", page.pk)
        return _file(json.dumps(schema, indent=2, ensure_ascii=False) + "\n", f"{page.slug}.schema.json")
    return _file(written(content_of(shown)), f"{page.slug}.form.json")


def _file(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text.encode(), content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


# --- Import ---------------------------------------------------------------------------------------------------------


def import_into(request: HttpRequest, page_id: int) -> HttpResponse:
    """A file into a form that is there: what would change, then a new draft."""
    page = editable(request, page_id, own=True)
    if says_it_is_locked(request, page):
        return redirect("wagtailadmin_pages:edit", page.pk)
    back = reverse("wagtailadmin_pages:edit", args=[page.pk])
    content, answer = _content(request, place=page, back=back)
    if content is None:
        return answer
    account = account_of(content, page.get_latest_revision_as_object())
    if "confirm" in request.POST:
        try:
            save_into(page.pk, content, user=request.user, seen=_number(request.POST.get("seen")))
        except ChangedMeanwhile:
            messages.warning(request, MEANWHILE)
        else:
            messages.success(
                request, "The form is saved as a draft. Nothing of it is public yet: look at it, then publish it."
            )
            return redirect("wagtailadmin_pages:edit", page.pk)
    return _told(request, account, place=page, back=back, seen=page.latest_revision_id)


def import_below(request: HttpRequest, parent_id: int) -> HttpResponse:
    """A file as a new form below a page of forms."""
    parent = get_object_or_404(Page, pk=parent_id).specific
    if not (FormPage.can_create_at(parent) and parent.permissions_for_user(request.user).can_add_subpage()):
        raise PermissionDenied
    back = reverse("wagtailadmin_explore", args=[parent.pk])
    content, answer = _content(request, place=parent, back=back)
    if content is None:
        return answer
    if "confirm" in request.POST:
        page = create_below(parent, content, user=request.user)
        messages.success(request, "The new form is saved as a draft. Look at it, then publish it.")
        return redirect("wagtailadmin_pages:edit", page.pk)
    return _told(request, account_of(content), place=parent, back=back, slug=free_slug(parent, content["slug"]))


def _content(request: HttpRequest, *, place: Any, back: str) -> tuple[Any, HttpResponse]:
    """The form that was sent, just uploaded or with the confirmation; or the page that asks for one, with what is
    wrong."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if "confirm" in request.POST:
        data = request.POST.get("content", "").encode()
    elif request.method == "POST" and form.is_valid():
        data = form.cleaned_data["file"].read(MOST_BYTES + 1)
    else:
        return None, _asked(request, form, [], place, back)
    try:
        return read(data, place=place), HttpResponse()
    except FileRefused as error:
        return None, _asked(request, UploadForm(), error.problems, place, back)


def _asked(request: HttpRequest, form: UploadForm, refused: list[str], place: Any, back: str) -> HttpResponse:
    context = {"form": form, "refused": refused, "place": place, "back": back, "into": isinstance(place, FormPage)}
    return render(request, "forms/admin/import.html", context, status=400 if refused or form.errors else 200)


def _told(request: HttpRequest, account: Account, **more: Any) -> HttpResponse:
    steps, asked = account.size
    context = {
        "account": account,
        "steps": steps,
        "asked": asked,
        # On one line: a browser would change the line ends of a hidden field.
        "content": on_one_line(account.content),
        **more,
    }
    return render(request, "forms/admin/import_account.html", context)


def _number(text: str | None) -> int | None:
    return whole_number(text or "")
