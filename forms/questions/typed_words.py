"""What is typed into a question in words, passing or not: as people read it, never as it is stored."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from forms.definition.condition_words import NOT_KNOWN
from forms.definition.shape import Question, Step, other_key
from forms.questions.fields import PASTE, field_names
from forms.questions.step_form import YES_NO, Circumstances, alone, form_for
from forms.questions.summary import answer_text

Typed = dict[str, list[str]]


def typed_in_words(
    step: Step, question: Question, data: Typed, circumstances: Circumstances, files: Mapping[str, Any]
) -> str:
    """The answer that the text comes to; where it comes to none, the text itself. Empty where nothing is typed.

    `files`: attachments by identifier; a file is told by its name.
    """
    name = question["name"]
    if question["kind"] == "file":
        return "\n".join(str(files[one].filename) for one in data.get(name, ()) if one in files)
    form = form_for(alone(step, question), data, circumstances)
    form.is_valid()
    if name in form.answers:
        told = answer_text(question, form.answers[name], form.answers.get(other_key(name), ""))
        # Rows that were pasted and not taken in yet are typed too.
        return "\n".join(filter(None, (told, "".join(data.get(f"{name}-{PASTE}", ())).strip())))
    labels = {value: str(label) for value, label in YES_NO} if question["kind"] == "yes_no" else {}
    if question.get("unknown"):
        labels = {"yes": gettext(NOT_KNOWN)}
    labels |= {choice["value"]: choice["label"] for choice in question["choices"]}
    if question["kind"] == "agency":
        labels |= dict(circumstances.options(question.get("options", "")))
    texts = [labels.get(text, text) for field in field_names(question["kind"], name) for text in data.get(field, ())]
    return "\n".join(text for text in texts if text.strip())
