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


class PickerAdapter(WidgetAdapter):
    """Hands a picker to the script of its name, which needs nothing else."""

    def __init__(self, js_constructor: str) -> None:
        self.js_constructor = js_constructor

    def js_args(self, widget: Any) -> list[Any]:
        return []


register(PickerAdapter("forms.QuestionPicker"), QuestionPicker)
register(PickerAdapter("forms.AnswerPicker"), AnswerPicker)
