"""“Add ready questions” in the CMS: a set of questions, reviewed once for all, becomes steps of a form's draft."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from forms.definition.block_values import definition_of, steps_from
from forms.definition.shape import Definition
from forms.editor.access import editable, says_it_is_locked
from forms.editor.library import ready_sets
from forms.models.form_page import FormPage
from forms.versions import publishing

FIRST = "0"


def set_choices() -> list[tuple[str, str]]:
    return [(one.key, one.title) for one in ready_sets.sets()]


class AddSetForm(forms.Form):
    """Which set, and after which step."""

    questions = forms.ChoiceField(
        choices=set_choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the questions to add"},
        label="Questions to add",
    )

    def __init__(self, *args: Any, definition: Definition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = [(str(place), f"After “{step['title']}”") for place, step in enumerate(definition["steps"], start=1)]
        self.fields["after"] = forms.ChoiceField(
            choices=[(FIRST, "At the beginning"), *steps], initial=str(len(steps)), label="Where to put them"
        )


def add_set(request: HttpRequest, page_id: int) -> HttpResponse:
    """The sets with their questions; POST adds one as a step to a new draft and returns to the editor."""
    page = editable(request, page_id, own=True)
    if says_it_is_locked(request, page):
        return redirect("wagtailadmin_pages:edit", page.pk)
    definition = definition_of(page.get_latest_revision_as_object())
    form = AddSetForm(request.POST if request.method == "POST" else None, definition=definition)
    if request.method == "POST" and form.is_valid():
        chosen = next(one for one in ready_sets.sets() if one.key == form.cleaned_data["questions"])
        add_to_draft(page.pk, chosen, place=int(form.cleaned_data["after"]), user=request.user)
        messages.success(request, f"“{chosen.title}” is in your draft now. Reword what you like, then publish.")
        return redirect("wagtailadmin_pages:edit", page.pk)
    context = {"page": page, "form": form, "sets": ready_sets.sets()}
    return render(request, "forms/admin/sets.html", context, status=400 if form.errors else 200)


@transaction.atomic
def add_to_draft(page_id: int, chosen: ready_sets.QuestionSet, *, place: int, user: Any) -> None:
    """A new draft with the steps of this set, before the step that stands at this place now."""
    publishing.lock(page_id)
    draft = FormPage.objects.get(pk=page_id).get_latest_revision_as_object()
    definition = definition_of(draft)
    taken = {
        part["name"] for step in definition["steps"] for part in (step, *step.get("groups", ()), *step["questions"])
    }
    for offset, block in enumerate(steps_from({**definition, "steps": ready_sets.fresh(chosen, taken)})):
        draft.steps.raw_data.insert(place + offset, block)
    # Not cleaned: a draft may be unfinished, as in the editor. Publishing looks at everything.
    draft.save_revision(user=user, log_action=True, clean=False)
