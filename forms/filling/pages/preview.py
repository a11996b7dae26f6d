"""The editor's preview: every step with every question, from content that is not published yet."""

from datetime import date
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from forms import present
from forms.definition import prefill_sources
from forms.definition.block_values import definition_of
from forms.definition.shape import Step
from forms.questions.drawing import Drawn, draw
from forms.questions.step_form import Circumstances, form_for
from forms.versions import publishing

if TYPE_CHECKING:
    from forms.models.form_page import FormPage


def all_questions(request: HttpRequest, page: "FormPage") -> HttpResponse:
    """Every step below the other, conditional questions too, with what would keep the form from being published."""
    definition = definition_of(page)
    context = {
        **page.get_context(request),
        "steps": [(step, _drawn(page, step, present.today())) for step in definition["steps"]],
        "problems": publishing.problems_of(page),
    }
    return TemplateResponse(request, "forms/preview.html", context)


def _drawn(page: "FormPage", step: Step, today: date) -> list[Drawn]:
    """Every question of a step, whatever its conditions; the names of prefill sources stand for what would be known."""
    always: Step = {
        **step,
        "questions": [{**question, "show_when": None} for question in step["questions"]],
        "groups": [{**group, "show_when": None} for group in step.get("groups", [])],
    }
    told = {question["name"]: prefill_sources.label_of(question.get("fact", "")) for question in step["questions"]}
    around = Circumstances(today, {}, {}, {}, told=told, options=lambda key: prefill_sources.options_of(key, page))
    return draw(form_for(always, {}, around), with_errors=False)
