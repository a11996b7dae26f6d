"""Threads of messages as pages show them, on the desk and in the workspace: lists, and what was said in one."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator

from forms.kept_query import KeptQuery
from workflow.desk.case_file.conversation import OFFICE as OFFICE_NAME
from workflow.engine import log
from workflow.machines.case.counterparts.counterpart import Counterpart
from workflow.machines.case.counterparts.finding import is_office
from workflow.machines.case.messages.thread import OFFICE, THEM, Message, MessageFile, MessageThread, read
from workflow.parties.roles import Actor

READ = "message.read"
PAGE_SIZE = 25
MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True)
class Line:
    """A thread in a list; None where nobody wrote yet. `turn`: whose answer it waits for."""

    thread: MessageThread | None
    whom: Counterpart
    is_unread: bool
    turn: str


@dataclass(frozen=True)
class Said:
    """One message as it is read."""

    message: Message
    who: str
    files: tuple[MessageFile, ...]


def _of_case(case: UUID, person: int) -> Any:
    found = MessageThread.objects.filter(case=case).select_related(*MessageThread.NAMED)
    return found.with_reading_of(person)


OF_CASE: KeptQuery[MessageThread] = KeptQuery(_of_case, case=UUID, person=int)


def lines_of(case: Any, by: Actor) -> list[Line]:
    """The threads of the case that this person reads; what waits for them first. One query for the office."""
    by_office = is_office(case, by)
    reader = by.user.pk
    found = (
        OF_CASE.rows(case=case.pk, person=reader)
        if by_office
        else list(_of_case(case.pk, reader).readable_by(by, case))
    )
    lines = [
        Line(one, one.with_whom(case), one.is_unread_by(reader), turn_of(one, by_office=by_office)) for one in found
    ]
    return sorted(lines, key=lambda line: (line.turn != MINE, not line.is_unread))


def turn_of(thread: MessageThread | None, *, by_office: bool) -> str:
    """Whose answer it waits for, seen from the office or from the other side."""
    if thread is None or not thread.waits_for:
        return ""
    return MINE if thread.waits_for == (OFFICE if by_office else THEM) else THEIRS


def opened(case: Any, whom: Counterpart, by: Actor, now: datetime) -> MessageThread | None:
    """The thread with them, read now by this person, which is logged; None where nobody wrote yet."""
    thread: MessageThread | None = thread_with(case, whom)
    if thread is not None:
        log.record_reading(case, kind=READ, by=by, now=now, record_id=thread.pk)
        read(thread, by.user, now)
    return thread


def thread_with(case: Any, whom: Counterpart) -> MessageThread | None:
    """The thread with them, None where nobody wrote yet."""
    found: MessageThread | None = MessageThread.objects.filter(case=case, **whom.columns).first()
    return found


def said_in(case: Any, thread: MessageThread | None, page: Any, *, for_agency: bool = False) -> "Page[Said]":
    """What was written, the newest first, a page at a time. An agency reads the office as such, not who sits there."""
    messages = Message.objects.filter(thread=thread).select_related("by")
    shown: Page[Any] = Paginator(messages, PAGE_SIZE).get_page(page)
    found = list(shown.object_list)
    files = _files(case, found)
    for one in found:
        one.data_key = case.data_key
    shown.object_list = [
        Said(one, OFFICE_NAME if for_agency and one.by_office else str(one.by), tuple(files[one.pk])) for one in found
    ]
    return shown


def _files(case: Any, messages: Iterable[Message]) -> dict[Any, list[MessageFile]]:
    found: dict[Any, list[MessageFile]] = defaultdict(list)
    for one in MessageFile.objects.filter(message__in=list(messages)):
        one.data_key = case.data_key
        found[one.message_id].append(one)
    return found


def expected(thread: MessageThread | None, *, by_office: bool) -> dict[str, str]:
    """What stands in the box: an answer needs no answer in turn, a question does."""
    return {"needs_answer": "no" if turn_of(thread, by_office=by_office) == MINE else "yes"}
