"""How an editor names another question and one of its answers: picked by wording from the form being edited.

static/forms/editor_pickers.js fills the lists from the blocks as they stand in the page editor. What is sent is the
question's name and the stored answer, as if they had been typed.
"""

from typing import Any

from django import forms
from wagtail.admin.telepath import register
from wagtail.admin.telepath.widgets import WidgetAdapter


class QuestionPicker(forms.TextInput):
    """The name of an earlier question of this form."""


class AnswerPicker(forms.TextInput):
    """An answer to the question that the picker beside it names: one of its choices, a number, a date or a text."""


class _PickerAdapter(WidgetAdapter):
    def js_args(self, widget: Any) -> list[Any]:
        return []


class QuestionPickerAdapter(_PickerAdapter):
    js_constructor = "forms.QuestionPicker"


class AnswerPickerAdapter(_PickerAdapter):
    js_constructor = "forms.AnswerPicker"


register(QuestionPickerAdapter(), QuestionPicker)
register(AnswerPickerAdapter(), AnswerPicker)
