"""What was written in some cases and this person may read, opened piece by piece: forms, additions, notes, messages.

The rights are those of the pages: notes by their readers, messages of the threads in which the person is spoken for.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from forms.definition.shape import other_key
from forms.models import Correction, Submission
from workflow.machines.case.counterparts.finding import is_office
from workflow.machines.case.machine import Case
from workflow.machines.case.messages.thread import Message, MessageThread
from workflow.machines.case.notes.note import CaseNote
from workflow.parties.roles import Actor

# Kinds of questions whose answers somebody typed. Of a choice only the text beside “other” is.
TYPED = frozenset({"text", "long_text", "person", "agency", "address", "chronology"})
CHOICES = frozenset({"radios", "checkboxes", "select", "autocomplete"})


@dataclass(frozen=True)
class Piece:
    """One text of a case. `what`: "Form: Agency return, 3 May 2026"; `url`: the page on which it is read."""

    case_id: Any
    what: str
    on: Any
    text: str
    url: str


def written_in(cases: Sequence[Case], by: Actor) -> Iterator[Piece]:
    """Everything that is searched of these cases: four queries, and for who is not of the office at most six more for
    each case with messages.
    """
    by_id = {case.pk: case for case in cases}
    by_key = {case.data_key_id: case for case in cases}
    yield from _forms(by_key)
    yield from _notes(by_id, by)
    yield from _messages(by_id, by)


def _forms(by_key: Mapping[str, Case]) -> Iterator[Piece]:
    found = Submission.objects.filter(data_key__in=by_key).select_related("version").order_by("-submitted_at")
    added: dict[UUID, list[Correction]] = defaultdict(list)
    for one in Correction.objects.filter(submission__data_key__in=by_key):
        added[one.submission_id].append(one)
    for submission in found:
        case = by_key[submission.data_key_id]
        submission.data_key = case.data_key
        definition = submission.version.definition
        names = typed_names(submission.version.digest, definition)
        texts = list(_texts(submission.answers or {}, names))
        for one in added[submission.pk]:
            one.data_key = case.data_key
            texts += list(_strings(one.value))
        url = reverse("desk:submission", args=[case.reference, submission.pk])
        yield Piece(case.pk, f"Form: {definition['title']}", submission.submitted_at, "\n".join(texts), url)


_names: dict[str, frozenset[str]] = {}


def typed_names(digest: str, definition: Mapping[str, Any]) -> frozenset[str]:
    """The names of the questions of a version whose answers were typed; kept, for a version never changes."""
    if digest not in _names:
        _names[digest] = frozenset(_typed(definition))
    return _names[digest]


def _typed(definition: Mapping[str, Any]) -> Iterator[str]:
    for step in definition["steps"]:
        for question in step["questions"]:
            if question["kind"] in TYPED:
                yield question["name"]
            elif question["kind"] in CHOICES:
                yield other_key(question["name"])


def _texts(answers: Mapping[str, Any], names: frozenset[str]) -> Iterator[str]:
    """The typed answers, those of the entries of repeating steps too."""
    for name, value in answers.items():
        if name in names:
            yield from _strings(value)
        elif isinstance(value, list):
            for entry in value:
                if isinstance(entry, Mapping):
                    yield from _texts(entry, names)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)


def _notes(by_id: Mapping[Any, Case], by: Actor) -> Iterator[Piece]:
    areas: dict[Any, list[Any]] = defaultdict(list)
    for case in by_id.values():
        areas[case.partnership_id].append(case.pk)
    for partnership_id, ids in areas.items():
        found = CaseNote.objects.filter(case__in=ids, struck_at=None).current().readable_by(by, partnership_id)
        for note in found:
            case = by_id[note.case_id]
            note.data_key = case.data_key
            text = "\n".join(filter(None, [note.spoken_to, note.text]))
            url = reverse("desk:notes", args=[case.reference])
            yield Piece(case.pk, str(note.get_kind_display()), note.written_at, text, url)


def _messages(by_id: Mapping[Any, Case], by: Actor) -> Iterator[Piece]:
    threads: dict[Any, list[MessageThread]] = defaultdict(list)
    for thread in MessageThread.objects.filter(case__in=by_id).select_related(*MessageThread.NAMED):
        threads[thread.case_id].append(thread)
    readable: dict[UUID, MessageThread] = {}
    for case_id, found in threads.items():
        case = by_id[case_id]
        mine = found if is_office(case, by) else _spoken_for(case, found, by)
        readable |= {thread.pk: thread for thread in mine}
    for message in Message.objects.filter(thread__in=list(readable)):
        thread = readable[message.thread_id]
        case = by_id[thread.case_id]
        message.data_key = case.data_key
        whom = thread.with_whom(case)
        url = reverse("desk:message_thread", args=[case.reference, whom.key])
        yield Piece(case.pk, f"Message, {whom.name}", message.at, str(message.text or ""), url)


def _spoken_for(case: Case, threads: list[MessageThread], by: Actor) -> list[MessageThread]:
    mine = set(MessageThread.objects.filter(case=case).readable_by(by, case).values_list("pk", flat=True))
    return [thread for thread in threads if thread.pk in mine]
