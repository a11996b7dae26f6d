"""Notes and calls of a case: written and read on one page, corrected or struck through on another."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from workflow.desk.access import case_workers
from workflow.desk.case_file.file import CaseFile
from workflow.desk.case_file.pages import frame
from workflow.desk.case_work.asking import PAGE_SIZE, asked, opened_file, status_of
from workflow.desk.history.words import happened
from workflow.machines.case.notes.note import CaseNote, CaseNoteQuerySet
from workflow.parties.roles import Actor

STEPS = ("correct_note", "strike_note")


@dataclass(frozen=True)
class NoteShown:
    """An entry as it stands, and what it said before, the last version first."""

    note: CaseNote
    earlier: tuple[CaseNote, ...]


@require_http_methods(["GET", "HEAD", "POST"])
@case_workers
def notes(request: HttpRequest, actor: Actor, reference: str) -> HttpResponse:
    """What was noted, the newest first, and a form to write one."""
    file = opened_file(request, actor, reference)
    state = asked(request, file, "write_note")
    if state.event is not None:
        messages.success(request, "The note was written.")
        return redirect("desk:notes", reference)
    found = readable_notes(file).current().select_related("by", "struck_by")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        **frame(file, "desk:notes"),
        "state": state,
        "notes": with_earlier(file, list(page.object_list)),
        "results": page,
    }
    return render(request, "workflow/desk/notes.html", context, status=status_of(state))


@require_http_methods(["GET", "HEAD", "POST"])
@case_workers
def note_step(request: HttpRequest, actor: Actor, reference: str, note_id: UUID, name: str) -> HttpResponse:
    """One entry: corrected by a further one, or struck through."""
    if name not in STEPS:
        raise Http404("There is no such step of a note.")
    file = opened_file(request, actor, reference)
    note: CaseNote = get_object_or_404(readable_notes(file).select_related("by", "struck_by"), pk=note_id)
    note.data_key = file.case.data_key
    state = asked(request, file, name, about={"entry": str(note.pk)}, initial=_stands(note))
    if state.event is not None:
        messages.success(request, f"{happened(state.event.kind)}.")
        return redirect("desk:notes", reference)
    context = {**frame(file, "desk:notes"), "state": state, "one": NoteShown(note, ())}
    return render(request, "workflow/desk/note_step.html", context, status=state.status)


def readable_notes(file: CaseFile) -> CaseNoteQuerySet:
    """All entries of the case that this person may read, in every version."""
    found: CaseNoteQuerySet = CaseNote.objects.filter(case=file.case)
    return found.readable_by(file.by, file.case.partnership_id)


def with_earlier(file: CaseFile, current: Sequence[CaseNote]) -> list[NoteShown]:
    """Each with its earlier versions that this person may read: one query."""
    firsts = {note.first_id for note in current if note.first_id is not None}
    before: dict[Any, list[CaseNote]] = defaultdict(list)
    if firsts:
        replaced = readable_notes(file).exclude(replaced_at=None)
        versions = replaced.filter(pk__in=firsts) | replaced.filter(first__in=firsts)
        for one in versions.select_related("by").order_by("-written_at"):
            before[one.first_id or one.pk].append(one)
    for note in (*current, *(one for versions in before.values() for one in versions)):
        note.data_key = file.case.data_key
    return [NoteShown(note, tuple(before.get(note.first_id, ()))) for note in current]


def _stands(note: CaseNote) -> dict[str, Any]:
    return {
        "kind": note.kind,
        "spoken_to": note.spoken_to,
        "on": note.happened_on.isoformat(),
        "time": f"{note.happened_at:%H:%M}" if note.happened_at else "",
        "noted": note.text,
        "readers": note.readers,
    }
