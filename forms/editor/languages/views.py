"""“Both languages” in the CMS: each wording beside its translation, one step at a time."""

import json
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from wagtail.admin.rich_text import get_rich_text_editor_widget

from forms.definition.block_values import html_of
from forms.definition.language import FIRST_LANGUAGE, direction_of, name_of
from forms.editor.access import editable, says_it_is_locked
from forms.editor.languages.texts import Part, Text, parts_of
from forms.editor.rearranging import stored
from forms.models.form_page import FormPage
from forms.versions import publishing

BASIS = "based_on"
# From this length on a wording is written in a box of several lines.
LONG = 100


def both_languages(request: HttpRequest, page_id: int) -> HttpResponse:
    """The latest draft, `?part=` of it: the form's own texts or a step. POST saves its translations as a draft.

    A post says what each translation was based on. What somebody else changed meanwhile is never overwritten unseen:
    both are shown, nothing is saved, and the person decides (409).
    """
    page = editable(request, page_id, own=True)
    if says_it_is_locked(request, page):
        return redirect("wagtailadmin_pages:edit", page.pk)
    draft = page.get_latest_revision_as_object()
    if not draft.second_language:
        return render(request, "forms/admin/languages.html", {"page": draft, "parts": []})
    if request.method == "POST":
        return _save(request, page)
    parts = parts_of(draft, stored(draft))
    part = _chosen(parts, request.GET.get("part", ""))
    return _page(request, draft, parts, part, TranslationForm(None, part=part))


def _chosen(parts: list[Part], key: str) -> Part:
    return next((part for part in parts if part.key == key), parts[0])


@transaction.atomic
def _save(request: HttpRequest, page: FormPage) -> HttpResponse:
    publishing.lock(page.pk)
    draft = FormPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    steps = stored(draft)
    parts = parts_of(draft, steps)
    part = _chosen(parts, request.GET.get("part", ""))
    form = TranslationForm(request.POST, part=part)
    if not form.is_valid():
        return _page(request, draft, parts, part, form, status=409 if form.clashes else 400)
    if changed := form.changed_texts():
        for text, second in changed:
            text.put(second)
        draft.steps = json.dumps(steps)
        # Not cleaned: a draft may be unfinished, as in the editor. Publishing looks at everything.
        draft.save_revision(user=request.user, log_action=True, clean=False)
        told = "1 translation is" if len(changed) == 1 else f"{len(changed)} translations are"
        messages.success(request, f"{told} saved in the draft. Nothing is public before you publish.")
    else:
        messages.info(request, "Nothing was changed.")
    return redirect(f"{reverse('forms_languages', args=[page.pk])}?{urlencode({'part': part.key})}")


def _page(
    request: HttpRequest, draft: FormPage, parts: list[Part], part: Part, form: "TranslationForm", status: int = 200
) -> HttpResponse:
    place = parts.index(part)
    context = {
        "page": draft,
        "parts": parts,
        "part": part,
        "form": form,
        "owners": form.owners(),
        "missing": sum(one.missing for one in parts),
        "first_language": FIRST_LANGUAGE,
        "second_language": name_of(draft.second_language),
        "direction": direction_of(draft.second_language),
        "following": parts[place + 1] if place + 1 < len(parts) else None,
    }
    return render(request, "forms/admin/languages.html", context, status=status)


class TranslationForm(forms.Form):
    """The translations of one part of a form. `clashes`: wordings that were changed since the page was drawn."""

    def __init__(self, data: Any, *, part: Part) -> None:
        super().__init__(data)
        self.part = part
        self.clashes: list[Text] = []
        for text in part.texts:
            self.fields[text.key] = forms.CharField(
                required=False,
                label=f"{text.called} in the second language",
                initial=text.second,
                max_length=None if text.rich else text.longest,
                error_messages={"max_length": f"Write at most {text.longest} characters."},
                widget=_widget(text),
            )

    @property
    def basis(self) -> str:
        """What the page was drawn from, to be sent with it."""
        return json.dumps({text.key: text.basis for text in self.part.texts})

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        seen = self._seen()
        self.clashes = [text for text, _second in self.changed_texts() if seen.get(text.key) != text.basis]
        for text in self.clashes:
            now = text.second if not text.rich else "another text"
            told = f"In the meantime somebody changed this. It says now: {now or 'nothing'}."
            if text.key not in seen:
                told = "This wording came in the meantime."
            self.add_error(text.key, f"{told} Write what it should be, and save again.")
        return cleaned

    def _seen(self) -> dict[str, str]:
        try:
            found = json.loads(self.data.get(BASIS, ""))
        except ValueError:
            found = None
        return found if isinstance(found, dict) else {}

    def changed_texts(self) -> list[tuple[Text, str]]:
        """Each wording whose translation is another one than the draft has. What was not sent is left alone, and so is
        a box that was sent as it was drawn: whoever changed it meanwhile stays right.
        """
        found = []
        seen = self._seen()
        for text in self.part.texts:
            if text.key not in self.data or text.key not in self.cleaned_data:
                continue
            second = self.cleaned_data[text.key]
            second = html_of(second) if text.rich else second.replace("\r\n", "\n").strip()
            if second != text.second and text.basis_with(second) != seen.get(text.key):
                found.append((text, second))
        return found

    def owners(self) -> list[dict[str, Any]]:
        """For the page: each owner with its wordings, and the boxes of their translations."""
        return [
            {"heading": owner.heading, "rows": [(text, self[text.key]) for text in owner.texts]}
            for owner in self.part.owners
        ]


def _widget(text: Text) -> forms.Widget:
    if text.rich:
        widget: Any = get_rich_text_editor_widget(features=list(text.rich))
        # What is typed into is not the field that the label names: Draftail says by itself what it is.
        widget.options = {**widget.options, "ariaLabel": f"{text.called} in the second language"}
        return cast(forms.Widget, widget)
    long = len(text.first) > LONG or text.called == "Warning"
    return forms.Textarea(attrs={"rows": 3}) if long else forms.TextInput()
