"""The editor's preview: every step with every question, from content that is not published yet."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from forms import present, publishing
from forms.builder import Circumstances, form_for
from forms.definition import Step, definition_of
from forms.drawing import Drawn, draw


def all_questions(request: HttpRequest, page: Any) -> HttpResponse:
    """Every step below the other, conditional questions too, with what would keep the form from being published."""
    definition = definition_of(page)
    context = {
        **page.get_context(request),
        "steps": [(step, _drawn(step, present.today())) for step in definition["steps"]],
        "problems": publishing.problems_of(page),
    }
    return TemplateResponse(request, "forms/preview.html", context)


def _drawn(step: Step, today: date) -> list[Drawn]:
    always: Step = {**step, "questions": [{**question, "show_when": None} for question in step["questions"]]}
    form = form_for(always, {}, Circumstances(today=today, known={}, dates={}, labels={}))
    return draw(form, with_errors=False)
