"""The form behind the page editor: chooses a handler, and says before publishing what is wrong with the questions."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.text import get_text_list
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.contrib.forms.forms import WagtailAdminFormPageForm

from forms import handlers, telling
from forms.definition import meanings
from forms.versions import publishing

# The Publish button: what is wrong is said by forms.editor.publish_guard, after the draft was saved.
PUBLISHES = "action-publish"
OTHER_TITLE = "Give this one a title that people can tell from it, for example with the year or the agency it is for."


def _what_it_needs(handler_key: str) -> str:
    """The meanings that what happens cannot do without, for whoever words the questions."""
    if handler_key not in handlers.registry:
        return ""
    found = [meanings.get(key) for key in handlers.get(handler_key).required_meanings]
    named = [f"“{one.label}”" for one in found if one is not None]
    return f"It needs questions with the meanings {get_text_list(named, 'and')}." if named else ""


class FormPageForm(WagtailAdminFormPageForm):
    """Saving a draft takes anything; publishing takes a form that can be filled in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "handler" in self.fields:
            choices = [("", "Choose what happens"), *handlers.choices()]
            self.fields["handler"].widget = forms.Select(choices=choices)
            self.fields["handler"].help_text = _what_it_needs(self.instance.handler)
        if "grace_days" in self.fields:
            self.fields["grace_days"].required = False
        if "tell_roles" in self.fields:
            self.fields["tell_roles"] = forms.MultipleChoiceField(
                label="Roles of the partnership",
                choices=telling.roles.choices(),
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text="Whoever holds the role when a form is sent.",
            )

    def clean_tell_addresses(self) -> str:
        return telling.checked(self.cleaned_data.get("tell_addresses") or "")

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

    def _post_clean(self) -> None:
        # After the address, so that what is the same in both is said once.
        super()._post_clean()
        self._tell_same_title(self.cleaned_data.get("title") or "")

    def _tell_same_title(self, title: str) -> None:
        """Where another page of the list has this title: said at the title, not only at the address made of it.

        A title that stood there before is left alone.
        """
        if not title or "title" not in self.changed_data or self.parent_page is None:
            return
        others = self.parent_page.get_children().exclude(pk=self.instance.pk)
        if others.filter(Q(title__iexact=title) | Q(draft_title__iexact=title)).exists():
            self.errors.pop("slug", None)
            self.add_error("title", f"There is a page called “{title}” here already. {OTHER_TITLE}")
