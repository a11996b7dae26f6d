"""“Map of the logic” in the CMS."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from forms.definition.block_values import definition_of
from forms.editor.access import editable
from forms.editor.logic.links import mapped
from forms.editor.logic.picture import picture


def logic_map(request: HttpRequest, page_id: int) -> HttpResponse:
    """The latest draft: what each answer decides, as a drawing and as a list that says the same."""
    page = editable(request, page_id)
    latest = page.get_latest_revision_as_object()
    steps = mapped(definition_of(latest))
    conditions = sum(part.when is not None for step in steps for part in (step.part, *step.parts))
    context = {"page": latest, "steps": steps, "picture": picture(steps), "conditions": conditions}
    return render(request, "forms/admin/map.html", context)
