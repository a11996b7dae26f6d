"""What a case's records keep beside its forms: references of other bodies, and free text in notes and messages."""

from collections.abc import Iterator
from typing import Any

from workflow.machines.publication.identification.identifiers import REFERENCE, Identifier


def numbers_of(case: Any) -> Iterator[Identifier]:
    """The references that the national service, courts, police and coroners gave. Two queries."""
    for notification in _opened(case, case.notifications.all()):
        earlier = notification.earlier if isinstance(notification.earlier, list) else []
        for reference in (notification.national_reference, *(one.get("national_reference") for one in earlier)):
            yield from _reference(reference, "Notification")
    for process in _opened(case, case.parallel_processes.all()):
        yield from _reference(process.reference, "Parallel process")


def texts_of(case: Any) -> Iterator[tuple[str, str]]:
    """Each text with where it stands. Five queries."""
    for process in _opened(case, case.parallel_processes.all()):
        fields = ("contact", "link", "effect_on_conduct", "effect_on_publication", "outcome")
        yield from _texts(process, "Parallel process", fields)
    for note in _opened(case, case.notes.all()):
        yield from _texts(note, "Note", ("spoken_to", "text"))
    for meeting in _opened(case, case.meetings.all()):
        yield from _texts(meeting, "Meeting", ("place", "agenda", "others_came", "minutes"))
    for thread in case.message_threads.prefetch_related("messages"):
        for message in _opened(case, thread.messages.all()):
            yield from _texts(message, "Message", ("text",))
    for document in _opened(case, case.documents.all()):
        yield from _texts(document, "Document", ("title",))


def _opened(case: Any, rows: Any) -> Iterator[Any]:
    """Rows under the case's own key, which is fetched once."""
    for row in rows:
        row.data_key = case.data_key
        yield row


def _texts(row: Any, source: str, fields: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for name in fields:
        value = getattr(row, name)
        if isinstance(value, str) and value.strip():
            yield source, value


def _reference(value: Any, source: str) -> Iterator[Identifier]:
    if isinstance(value, str) and value.strip():
        yield Identifier(REFERENCE, " ".join(value.split()), source)
