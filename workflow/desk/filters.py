"""What the address of a list may ask for. Anything it does not know is left out, never an error page."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict

from workflow.engine.fields import offer


class FilterForm(forms.Form):
    """The filters of a list. `choices`: value and label by field, where they depend on what the list holds."""

    def __init__(self, data: QueryDict, **choices: Iterable[tuple[str, str]]) -> None:
        super().__init__(data, label_suffix="")
        for name, pairs in choices.items():
            offer(self, name, list(pairs))

    def asked(self) -> dict[str, Any]:
        """The filters that hold, "" where one narrows nothing."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}
