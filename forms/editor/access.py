"""Who may work on a form in the CMS beside its editor: whoever may edit it there."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from forms.models.form_page import FormPage


def editable(request: HttpRequest, page_id: int, *, own: bool = False) -> FormPage:
    """The form, where this person may edit it; `own`: an alias has nothing of its own to change."""
    page: FormPage = get_object_or_404(FormPage, pk=page_id)
    if (own and page.alias_of_id) or not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return page


def says_it_is_locked(request: HttpRequest, page: FormPage) -> bool:
    """Whether somebody locked the form against this person, who is told so."""
    locked = bool(page.permissions_for_user(request.user).page_locked())
    if locked:
        messages.error(request, "This form is locked. Ask the person who locked it to unlock it first.")
    return locked
