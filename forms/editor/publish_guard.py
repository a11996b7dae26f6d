"""What stands between the Publish button of a form and its publishing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from wagtail.admin import messages

from forms.models import FormRelease
from forms.models.form_page import FormPage
from forms.sent_numbers import whole_number
from forms.versions import publishing
from forms.versions.agreement import may_publish, who_publishes


def refuse(request: HttpRequest, page: FormPage) -> HttpResponse | None:
    """Back to the editor, with what was typed saved as a draft, where publishing would not be right. None: go on."""
    if not may_publish(page, request.user):
        return _agreement_first(request, page)
    if found := publishing.problems_of(page):
        return _mend_first(request, page, found)
    if _published_meanwhile(request, page):
        return _look_first(request, page)
    return None


def _stays_a_draft(page: FormPage) -> None:
    """A page that is being created stands as live until its first revision is published, which will not happen."""
    created = FormPage.objects.filter(pk=page.pk, live_revision=None).first()
    if created is not None:
        created.live, created.has_unpublished_changes = False, True
        # Saved, not updated: who remembered meanwhile that it is on the site hears of it.
        created.save(clean=False, update_fields=["live", "has_unpublished_changes"])


def _mend_first(request: HttpRequest, page: FormPage, found: list[str]) -> HttpResponse:
    _stays_a_draft(page)
    is_live = FormPage.objects.filter(pk=page.pk, live=True).exists()
    said = "Your changes are saved as a draft and not published. Mend this, then publish again:"
    buttons = [messages.button(reverse("forms_what_will_change", args=[page.pk]), "What will change")]
    if is_live:
        said = f"The live form stays as it was. {said}"
        buttons.append(messages.button(reverse("forms_put_aside", args=[page.pk]), "Put my draft aside"))
    told = format_html_join("", "<li>{}</li>", ((one,) for one in found))
    messages.error(request, format_html("{}<ul>{}</ul>", said, told), buttons=buttons)
    return redirect("wagtailadmin_pages:edit", page.pk)


def _agreement_first(request: HttpRequest, page: FormPage) -> HttpResponse:
    _stays_a_draft(page)
    messages.warning(
        request,
        "Your changes are saved as a draft and not published: publishing this form needs somebody’s agreement. "
        f"{who_publishes(page)}",
    )
    return redirect("wagtailadmin_pages:edit", page.pk)


def _published_meanwhile(request: HttpRequest, page: FormPage) -> bool:
    """Whether another revision went live after the one that this editor had before them."""
    seen = whole_number(request.POST.get("overwrite_revision_id") or request.POST.get("loaded_revision_id") or "")
    live = FormPage.objects.filter(pk=page.pk).values_list("live_revision_id", flat=True).first()
    return seen is not None and live is not None and live > seen


def _look_first(request: HttpRequest, page: FormPage) -> HttpResponse:
    release = FormRelease.objects.live(page.pk)
    who = str(release.by) if release is not None and release.by is not None else "Somebody else"
    number = f"version {release.version.number}" if release is not None else "another version"
    messages.warning(
        request,
        f"{who} published {number} of this form while you were editing. Your changes are saved as a draft and not "
        "published, because they would undo it. Look at what will change, mend your draft, then publish it.",
    )
    return redirect("forms_what_will_change", page.pk)
