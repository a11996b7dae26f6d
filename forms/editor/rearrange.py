"""“Move or change a question” in the CMS: to another step, or asked in another way, with its answers following."""

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html, format_html_join

from forms.definition import meanings
from forms.definition.block_values import definition_of
from forms.definition.kind_changes import FOLLOWING, why_not
from forms.definition.shape import Definition, Question, Step, questions
from forms.definition.wording import told_apart
from forms.editor.access import editable, says_it_is_locked
from forms.editor.rearranging import asked_as, moved, stored
from forms.models import FormVersion
from forms.models.form_page import FormPage
from forms.questions.blocks.questions import KindsBlock
from forms.versions import publishing

STAYS = ""
Groups = list[tuple[str, list[tuple[str, str]]]]


def rearrange(request: HttpRequest, page_id: int) -> HttpResponse:
    """Choose a question (`?question=<id>`), then where it goes and how it is asked; POST saves that as a draft."""
    page = editable(request, page_id, own=True)
    if says_it_is_locked(request, page):
        return redirect("wagtailadmin_pages:edit", page.pk)
    draft = page.get_latest_revision_as_object()
    definition = told_apart(definition_of(draft))
    found = {question["id"]: (step, question) for step, question in questions(definition)}
    context: dict[str, Any] = {"page": draft, "questions": _by_step(definition)}
    if (chosen := request.GET.get("question", "")) not in found:
        context["gone"] = bool(chosen)
        return render(request, "forms/admin/rearrange.html", context)
    step, question = found[chosen]
    bound = request.POST if request.method == "POST" else None
    form = RearrangeForm(bound, definition=definition, step=step, question=question, answered=_answered(page, question))
    if form.is_valid():
        save(page.pk, form, user=request.user)
        _say(request, FormPage.objects.get(pk=page.pk).get_latest_revision_as_object(), question["label"])
        return redirect("wagtailadmin_pages:edit", page.pk)
    context |= {"form": form, "question": question, "step": step}
    return render(request, "forms/admin/rearrange.html", context, status=400 if form.errors else 200)


class RearrangeForm(forms.Form):
    """Where a question goes, and how it is asked. Offers only what its answers can follow to."""

    def __init__(
        self, *args: Any, definition: Definition, step: Step, question: Question, answered: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.step, self.question, self.answered = step, question, answered
        self.steps_without: list[str] = []
        self.fields["place"] = forms.ChoiceField(
            choices=[(STAYS, "Leave it where it is"), *self._places(definition)], required=False, label="Where it goes"
        )
        kinds = [(kind, kind_label(kind)) for kind in self._kinds()]
        self.fields["kind"] = forms.ChoiceField(
            choices=[(STAYS, f"Leave it as it is: {kind_label(question['kind'])}"), *kinds],
            required=False,
            label="How it is asked",
        )

    def _places(self, definition: Definition) -> Groups:
        groups: Groups = []
        for step in definition["steps"]:
            repeats = step["repeat"] or self.step["repeat"]
            if step["id"] != self.step["id"] and repeats and self.answered:
                self.steps_without.append(step["title"])
                continue
            others = [one for one in step["questions"] if one["id"] != self.question["id"]]
            behind = [(f"{step['id']}/{one['id']}", f"After “{one['label']}”") for one in others]
            groups.append((step["title"], [(f"{step['id']}/", f"At the beginning of “{step['title']}”"), *behind]))
        return groups

    def _kinds(self) -> list[str]:
        meaning = meanings.get(self.question["meaning"]) if self.question["meaning"] else None
        kinds = meaning.kinds if meaning else ()
        possible = FOLLOWING.get(self.question["kind"], ())
        return [kind for kind in possible if not why_not(self.question, kind, kinds)]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not cleaned.get("place") and not cleaned.get("kind"):
            raise forms.ValidationError("Choose where the question goes, or how it is asked.")
        return cleaned


def kind_label(kind: str) -> str:
    """As the editor calls a kind of question."""
    return str(KindsBlock.base_blocks[kind].label)


def _by_step(definition: Definition) -> list[tuple[Step, list[tuple[str, str, str]]]]:
    return [
        (step, [(one["id"], one["label"], kind_label(one["kind"])) for one in step["questions"]])
        for step in definition["steps"]
    ]


def _answered(page: FormPage, question: Question) -> bool:
    """Whether people may have answered it: whether any version that was ever published asks it."""
    versions = FormVersion.objects.filter(page=page).values_list("definition", flat=True)
    return any(one["name"] == question["name"] for version in versions for _step, one in questions(version))


@transaction.atomic
def save(page_id: int, form: RearrangeForm, *, user: Any) -> None:
    """A new draft with the question where and as this form says. Nothing is published."""
    publishing.lock(page_id)
    draft = FormPage.objects.get(pk=page_id).get_latest_revision_as_object()
    steps = stored(draft)
    if place := form.cleaned_data["place"]:
        step, after = place.split("/")
        steps = moved(steps, form.question["id"], step=step, after=after)
    if kind := form.cleaned_data["kind"]:
        steps = asked_as(steps, form.question["id"], kind)
    draft.steps = json.dumps(steps)
    # Not cleaned: a draft may be unfinished, as in the editor. Publishing looks at everything.
    draft.save_revision(user=user, log_action=True, clean=False)


def _say(request: HttpRequest, draft: FormPage, label: str) -> None:
    messages.success(request, f"“{label}” is moved or changed in your draft. What people answered follows it.")
    if found := publishing.problems_of(draft):
        told = format_html_join("", "<li>{}</li>", ((one,) for one in found))
        messages.warning(request, format_html("Before the draft can be published, mend this:<ul>{}</ul>", told))
