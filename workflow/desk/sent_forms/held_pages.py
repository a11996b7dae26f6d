"""Held submissions: what waits, why, and handing it over again."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from forms import present
from forms.filling.submitting import hand_over
from forms.handlers import Refused
from forms.models import Submission
from workflow.desk.access import areas, officers, only_area
from workflow.desk.sent_forms.listing import held_in
from workflow.parties.roles import Actor, Role


@require_safe
@officers
def held(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Everything that was sent and could not be taken further, with the reason."""
    found = list(held_in(areas(actor, {Role.OFFICER})))
    context = {"submissions": found, "partnership": only_area(actor, {Role.OFFICER})}
    return render(request, "workflow/desk/held.html", context)


@require_POST
@officers
def hand_over_again(request: HttpRequest, actor: Actor, submission_id: UUID) -> HttpResponse:
    """Hand it over once more. What stands in the way now is said; nothing is lost either way."""
    submission = get_object_or_404(held_in(areas(actor, {Role.OFFICER})), pk=submission_id)
    try:
        submission = hand_over(submission.pk, user=request.user, now=present.now())
    except (Refused, Http404):
        what_to_do = "cannot be taken further as it was sent. Ask the sender to send it anew."
        messages.error(request, f"{submission.reference} {what_to_do}")
    else:
        _tell(request, submission)
    back = request.POST.get("next", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "desk:held")


def _tell(request: HttpRequest, submission: Submission) -> None:
    if submission.is_held:
        messages.error(request, f"{submission.reference} still waits: the reason is beside it.")
    else:
        messages.success(request, f"Handed over: {submission.reference}.")
