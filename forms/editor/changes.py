"""“What will change”: the latest draft of a form against its live version, before it is published."""

import uuid
from dataclasses import asdict, dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from forms import present
from forms.definition.block_values import definition_of
from forms.definition.difference import Change, differences
from forms.definition.readers import Reader, readers_of
from forms.definition.shape import Definition, questions
from forms.definition.wording import told_apart
from forms.editor.access import editable
from forms.editor.blockers import blockers
from forms.models import FormRelease
from forms.versions.impact import Impact
from forms.versions.parking import parked

# What a reader of an answer may notice; a rewording it does not.
NOTICED = frozenset({"removed", "optional", "kind", "choices", "shown", "meaning", "rules", "calculation", "source"})


@dataclass(frozen=True)
class ChangeRow:
    change: Change
    readers: tuple[Reader, ...]


def what_will_change(request: HttpRequest, page_id: int) -> HttpResponse:
    """Question by question: what changes, who reads it, whose drafts it touches, what keeps it from being published.

    `?drafts=count` looks into every open draft before it answers, for a browser without JavaScript.
    """
    page = editable(request, page_id)
    latest = page.get_latest_revision_as_object()
    definition = definition_of(latest)
    release = FormRelease.objects.live(page.pk)
    live = release.version.definition if release else None
    changes = differences(live, definition) if live else []
    impact = Impact(page.pk, definition, now=present.now())
    context: dict[str, Any] = {
        "page": latest,
        "release": release,
        "rows": [_row(change, live, definition, latest.handler) for change in changes] if live else [],
        "asking": [change for change in changes if change.asks],
        "impact": impact,
        "drafts": impact.open_drafts(),
        "to_look_into": impact.to_look_into(),
        "problems": blockers(page, latest, request.user),
        "scheduled": page.scheduled_revision,
        "parked": parked(page),
    }
    context["silent"] = context["drafts"] - context["to_look_into"]
    if request.GET.get("drafts") == "count":
        context["tally"] = impact.whole()
    return render(request, "forms/admin/what_will_change.html", context)


def count_drafts(request: HttpRequest, page_id: int) -> JsonResponse:
    """The next open drafts, as many as a second allows: numbers and where to go on, nothing of any draft.

    `digest` names the questions that are counted for: 409 where somebody saved others meanwhile.
    """
    page = editable(request, page_id)
    impact = Impact(page.pk, definition_of(page.get_latest_revision_as_object()), now=present.now())
    if request.GET.get("digest") != impact.digest:
        return JsonResponse({"status": "changed"}, status=409)
    try:
        after = uuid.UUID(request.GET["after"]) if request.GET.get("after") else None
    except ValueError:
        return JsonResponse({"status": "unknown"}, status=400)
    tally, following = impact.for_a_moment(after)
    return JsonResponse({"status": "counted", **asdict(tally), "after": following})


def _row(change: Change, old: Definition, new: Definition, handler: str) -> ChangeRow:
    readers = readers_of(_meanings(change, old, new), handler) if change.what in NOTICED else []
    return ChangeRow(change, tuple(readers))


def _meanings(change: Change, old: Definition, new: Definition) -> list[str]:
    """What the changed question or step means, before and now."""
    found = []
    for definition in (old, new):
        for step in definition["steps"]:
            if step["name"] == change.step and change.subject == f"Step: {step['title']}":
                found += [step["meaning"], *(question["meaning"] for question in step["questions"])]
            for group in step.get("groups", ()):
                if step["name"] == change.step and change.subject == f"Group: {group['title']}":
                    found += [one["meaning"] for one in step["questions"] if one.get("group") == group["name"]]
        for step, question in questions(told_apart(definition)):
            if step["name"] == change.step and question["label"] == change.subject:
                found.append(question["meaning"])
    return found
