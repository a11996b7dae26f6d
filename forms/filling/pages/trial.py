"""The end of a trial: a receipt that says so, and nothing left."""

import uuid

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from forms import present
from forms.definition.conditions import kept
from forms.filling import trial
from forms.filling.journey import Journey
from forms.filling.submitting import erase, lock_draft
from forms.questions.summary import summary_rows


def finish(request: HttpRequest, draft_id: uuid.UUID) -> HttpResponse | None:
    """Show what would have been sent and to whom, and erase the trial. None where it could not have been sent."""
    with transaction.atomic():
        draft = lock_draft(draft_id, owner_id=int(request.user.pk or 0))
        journey = Journey(draft, today=present.today())
        if journey.digest != request.POST.get("checked", "") or journey.problems():
            return None
        answers = kept(journey.definition, journey.answers)
        context = {
            "page": draft.page,
            "form_title": journey.definition["title"],
            "steps": summary_rows(journey.definition, answers),
            "handler": trial.handler_label(draft.page),
            "is_trial": True,
        }
        erase(draft)
    return render(request, "forms/trial_receipt.html", context)
