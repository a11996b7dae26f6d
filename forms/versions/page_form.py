"""The form behind the page editor: chooses a handler, and says before publishing what is wrong with the questions."""

from typing import Any

from django import forms
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.contrib.forms.forms import WagtailAdminFormPageForm

from forms import handlers
from forms.versions import publishing

# The Publish button: what is wrong is said by forms.editor.publish_guard, after the draft was saved.
PUBLISHES = "action-publish"


class FormPageForm(WagtailAdminFormPageForm):
    """Saving a draft takes anything; publishing takes a form that can be filled in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "handler" in self.fields:
            choices = [("", "Choose what happens"), *handlers.choices()]
            self.fields["handler"].widget = forms.Select(choices=choices)
        if "grace_days" in self.fields:
            self.fields["grace_days"].required = False

    def clean_grace_days(self) -> int:
        """Left empty: none."""
        return self.cleaned_data.get("grace_days") or 0

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if self.is_deferred_validation or "steps" not in cleaned or PUBLISHES in self.data:
            return cleaned
        self.instance.steps, self.instance.handler = cleaned["steps"], cleaned.get("handler", "")
        if found := publishing.problems_of(self.instance):
            # One error that carries them all: the editor shows only the first error of a field.
            self.add_error("steps", StreamBlockValidationError(non_block_errors=found))
        return cleaned
