"""A person's own label of a case."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from forms import present
from forms.questions.fields import HIDDEN_CHARACTERS
from workflow.desk.access import everybody
from workflow.parties.roles import Actor
from workflow.workspace import own
from workflow.workspace.label import MOST_CHARACTERS, put_label

TOO_LONG = "Your label is longer than {} characters and was not saved: “{}”. Shorten it and save it again."


@require_POST
@everybody
def label(request: HttpRequest, actor: Actor, reference: str) -> HttpResponse:
    """Save what the person calls the case, or take it away."""
    case, _records = own.in_case(actor, reference)
    text = HIDDEN_CHARACTERS.sub("", request.POST.get("label", "")).strip()
    if len(text) > MOST_CHARACTERS:
        messages.error(request, TOO_LONG.format(MOST_CHARACTERS, text[:1_000]))
        return redirect("workspace:case", reference)
    put_label(case, text, by=actor, now=present.now())
    messages.success(request, "Your label is saved. Only you see it." if text else "Your label is taken away.")
    return redirect("workspace:case", reference)
