"""What is done to a version as a whole, each after a page that says what it does."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from forms import present
from forms.definition.dates import spoken_day
from portal.cms.procedure import access
from portal.cms.procedure.access import PAGES
from portal.cms.procedure.version_forms import CopyForm
from workflow.models import ProcedureVersion
from workflow.procedures import publishing
from workflow.procedures.comparing import differences
from workflow.procedures.document import document_of

Act = Callable[..., None]


@access.page
def copy(request: HttpRequest, procedure: ProcedureVersion) -> HttpResponse:
    """A draft that says the same as this version, to be changed."""
    access.require(access.why_not_copy(request.user, procedure))
    form = CopyForm(request.POST or None, initial={"title": procedure.title})
    if request.method == "POST" and form.is_valid():
        draft = publishing.copy(procedure, **form.cleaned_data, by=request.user, now=present.now())
        messages.success(request, "The draft is made. Nobody works by it before it is published.")
        return redirect("procedure_version", draft.pk)
    context = {"procedure": procedure, "form": form, "title": "Make a draft as a copy", "button": "Make the draft"}
    return render(request, f"{PAGES}/form.html", {**context, "may_write": True}, status=422 if form.errors else 200)


@access.page
def publish(request: HttpRequest, procedure: ProcedureVersion) -> HttpResponse:
    """What changes and what speaks against it; POST publishes."""
    why_not = access.why_not_publish(request.user, procedure)
    problems: list[str] = []
    if request.method == "POST":
        access.require(why_not)
        done = f"Published. Cases opened from {spoken_day(procedure.effective_from)} follow this version."
        problems = _tried(request, procedure, publishing.publish, done)
        if not problems:
            return redirect("procedure_version", procedure.pk)
    elif not procedure.is_published:
        date_problem = publishing.date_problem(procedure, today=present.today())
        problems = [*publishing.problems_of(procedure), *([date_problem] if date_problem else [])]
    other = publishing.follows(procedure)
    context = {
        "procedure": procedure,
        "why_not": why_not,
        "problems": problems,
        "other": other,
        "sections": differences(document_of(other), document_of(procedure)) if other else [],
    }
    return render(request, f"{PAGES}/publish.html", context, status=422 if request.method == "POST" else 200)


@access.page
def withdraw(request: HttpRequest, procedure: ProcedureVersion) -> HttpResponse:
    """Take a published version back before its date."""
    access.require(access.why_not_withdraw(request.user, procedure))
    text = (
        f"The version is kept and never comes into force. Cases opened from {spoken_day(procedure.effective_from)} "
        "stay with the version before it. To go on with it, make a copy of it as a draft."
    )
    return _confirmed(request, procedure, publishing.withdraw, "Withdraw", text, "The version was withdrawn.")


@access.page
def delete(request: HttpRequest, procedure: ProcedureVersion) -> HttpResponse:
    """Delete a draft."""
    access.require(access.why_not_write(request.user, procedure))
    text = "The draft is deleted with everything written in it. That it was there, and who deleted it, stays on record."
    return _confirmed(request, procedure, publishing.delete_draft, "Delete this draft", text, "The draft was deleted.")


def _tried(request: HttpRequest, procedure: ProcedureVersion, act: Act, done: str) -> list[str]:
    """What keeps it from being done; where nothing does, it is done and said."""
    try:
        act(procedure, by=request.user, now=present.now())
    except ValidationError as error:
        return list(error.messages)
    messages.success(request, done)
    return []


def _confirmed(
    request: HttpRequest, procedure: ProcedureVersion, act: Act, title: str, text: str, done: str
) -> HttpResponse:
    problems = _tried(request, procedure, act, done) if request.method == "POST" else []
    if request.method == "POST" and not problems:
        return redirect("procedure_versions")
    context = {"procedure": procedure, "title": title, "text": text, "problems": problems}
    return render(request, f"{PAGES}/confirm.html", context, status=422 if problems else 200)


@require_POST
@access.readers
def complete(request: HttpRequest, procedure: ProcedureVersion) -> HttpResponse:
    """Add what the portal asks for and this draft does not say, as shipped."""
    access.require(access.why_not_write(request.user, procedure))
    added = publishing.complete(procedure, by=request.user, now=present.now())
    said = f"{added} missing part{'' if added == 1 else 's'} added as shipped. Read them before you go on."
    messages.success(request, said if added else "Nothing was missing.")
    return redirect("procedure_version", procedure.pk)
