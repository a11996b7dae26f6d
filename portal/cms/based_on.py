"""The CMS's forms of what has no versions (partnerships with their titles and look, agencies, addresses of bodies,
accounts): a save that began from older values is refused, with theirs shown beside what was typed.
"""

import hashlib
from typing import Any

from django import forms
from django.db import models
from django.forms.models import model_to_dict
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from wagtail.admin.forms import WagtailAdminModelForm


def mark_of(values: dict[str, Any]) -> str:
    """Stands for the values that a page was drawn with."""
    plain = sorted((name, _plain(value)) for name, value in values.items())
    return hashlib.sha256(repr(plain).encode()).hexdigest()[:24]


def _plain(value: Any) -> str:
    several = isinstance(value, list | tuple | set | models.QuerySet)
    return repr(sorted(_plain(each) for each in value)) if several else str(getattr(value, "pk", value))


class SaysWhatItWasBasedOn(forms.ModelForm):  # type: ignore[type-arg]  # ModelForm takes no parameters at run time
    """Adds the hidden field `based_on` to a form of the CMS."""

    based_on = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.initial["based_on"] = mark_of(self._now())

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        seen = self.data.get(self.add_prefix("based_on"))
        if self.instance.pk is None or seen == mark_of(self._now()):
            return cleaned
        now = self._now()
        # Whoever has now been told may save: the page goes on from what stands there.
        self.data = MultiValueDict(dict(self.data.lists())) if isinstance(self.data, QueryDict) else dict(self.data)
        self.data[self.add_prefix("based_on")] = mark_of(now)
        raise forms.ValidationError(
            [
                "Somebody else changed this while you were writing. Nothing was saved, and what you typed is still "
                "below. Look at theirs, then save again to put yours in its place.",
                *self._theirs(now),
            ]
        )

    def _now(self) -> dict[str, Any]:
        stored = type(self.instance)._default_manager.filter(pk=self.instance.pk).first()
        names = [name for name in self.fields if name != "based_on"]
        return model_to_dict(stored, fields=names) if stored is not None else {}

    def _theirs(self, now: dict[str, Any]) -> list[str]:
        """By each field that they have and one's own text differ in, what stands there now."""
        stored = type(self.instance)._default_manager.get(pk=self.instance.pk)
        return [
            f"{self.fields[name].label}: it is now “{_in_words(stored, name)}”."
            for name, value in now.items()
            if _plain(value if value is not None else "") != _plain(_typed(self.cleaned_data.get(name)))
        ]


def _typed(value: Any) -> Any:
    return "" if value is None else value


def _in_words(stored: models.Model, name: str) -> str:
    shown = getattr(stored, f"get_{name}_display", None)
    value = shown() if shown is not None else getattr(stored, name)
    if hasattr(value, "all"):
        return ", ".join(sorted(str(each) for each in value.all())) or "empty"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if value not in (None, "") else "empty"


class BasedOnForm(SaysWhatItWasBasedOn, WagtailAdminModelForm):
    """The form of a snippet's page."""
