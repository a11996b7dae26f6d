"""The form that a request page draws: three questions of its own, then an editor's."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

LONGEST_LINE, LONGEST_TEXT = 250, 4000


class RequestForm(forms.Form):
    """`reports`: what can be asked for, as numbers and titles; `questions`: the page's blocks."""

    report = forms.ChoiceField(
        label=_("Which report would you like to read?"), error_messages={"required": _("Choose a report.")}
    )
    name = forms.CharField(
        label=_("Your name"),
        max_length=LONGEST_LINE,
        error_messages={"required": _("Enter your name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("The answer is sent to it."),
        error_messages={
            "required": _("Enter your e-mail address."),
            "invalid": _("Enter an e-mail address in the right form, like name@example.org."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, reports: Sequence[tuple[int, str]], questions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["report"].choices = [("", _("Choose a report")), *((str(pk), title) for pk, title in reports)]  # type: ignore[attr-defined]  # a field of choices
        self.asked = dict(_fields(questions))
        self.fields.update(self.asked)

    @property
    def answers(self) -> list[list[str]]:
        """Question and answer of the editor's own, for who answers the request."""
        return [[str(field.label), self.cleaned_data.get(name) or ""] for name, field in self.asked.items()]


def _fields(questions: Any) -> Iterator[tuple[str, forms.Field]]:
    for number, block in enumerate(questions, 1):
        value = block.value
        label = value["label"]
        missing = {"required": _("Answer the question: %(label)s") % {"label": gettext(label)}}
        told: dict[str, Any] = {
            "label": gettext(label),
            "help_text": gettext(value["hint"]) if value["hint"] else "",
            "required": value["required"],
            "error_messages": missing,
        }
        yield f"question_{number}", _field(block.block_type, value, told)


def _field(kind: str, value: Any, told: dict[str, Any]) -> forms.Field:
    if kind == "choice":
        choices = [(text, text) for text in value["choices"]]
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **told)
    if kind == "text":
        return forms.CharField(max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 5}), **told)
    return forms.CharField(max_length=LONGEST_LINE, **told)
