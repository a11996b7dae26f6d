"""What stands between the Publish button of a form and its publishing."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from forms.models import FormRelease
from forms.models.form_page import FormPage
from forms.sent_numbers import whole_number
from forms.versions.agreement import may_publish


def refuse(request: HttpRequest, page: FormPage) -> HttpResponse | None:
    """Back to the editor, with what was typed saved as a draft, where publishing would not be right. None: go on."""
    if not may_publish(page, request.user):
        return _agreement_first(request, page)
    if _published_meanwhile(request, page):
        return _look_first(request, page)
    return None


def _agreement_first(request: HttpRequest, page: FormPage) -> HttpResponse:
    # A page that is being created stands as live until its first revision is published, which will not happen.
    FormPage.objects.filter(pk=page.pk, live_revision=None).update(live=False, has_unpublished_changes=True)
    messages.warning(
        request,
        "Your changes are saved as a draft and not published: publishing this form needs somebody’s agreement. "
        "Submit it for moderation.",
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
