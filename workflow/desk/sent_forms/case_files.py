"""Every file of one case, sent with its forms or messages or kept beside them, as one ZIP with a list: what goes in,
and what stays on record.

The archive is written while it is sent, a file at a time: nothing of it lies on a disk, and never more than one file in
memory. The list comes last, for only then is it known what every file was.
"""

import hashlib
import re
import zipfile
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from forms.filling.pages.access import may_read
from forms.models import Attachment, Correction, DataKey, ScanState, Submission
from forms.models.attachment import SealedFile
from forms.reading.exports import csv_file
from forms.reading.exports.layout import Column
from forms.reading.exports.marking import CONTAINS, moment
from forms.reading.exports.records import Cell
from forms.uploads import ALONG, Lost, content_of
from workflow.desk.case_file.conversation import sent_along_by
from workflow.desk.sent_forms.case_lists import Listed
from workflow.desk.sent_forms.export import Export
from workflow.engine import log
from workflow.engine.event import Event
from workflow.machines.case.documents.document import CaseDocument, DocumentVersion
from workflow.machines.case.machine import Case
from workflow.machines.case.messages.thread import MessageFile, MessageThread
from workflow.parties.roles import Actor

TYPE, LIST = "application/zip", "list.csv"
# What a name may not hold on one system or another.
AWKWARD = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
PIECE = 256 * 1024
WAITS = "Not in this archive: it waits for its virus check"
INFECTED = "Not in this archive: it contains a virus"
LOST = "Not in this archive: it could not be read. Tell whoever runs the portal"
SENT_ALONG = "Sent along with a question or an answer"
OPENINGS: dict[type[SealedFile], str] = {DocumentVersion: "document.open", MessageFile: "message.open"}
COLUMNS: tuple[Column, ...] = (
    ("place", "File in this archive"),
    ("name", "Name as it was sent"),
    ("form", "Form or document"),
    ("reference", "Reference of the form"),
    ("question", "Question, or kind and version"),
    ("by", "Sent by"),
    ("at", "Sent at"),
    ("bytes", "Bytes"),
    ("sha256", "SHA-256"),
    ("checked", "Virus check"),
    ("remark", "Remark"),
)


@dataclass(frozen=True)
class SentFile:
    """One file with where it was sent or kept, by whom and when."""

    attachment: SealedFile
    form: str
    reference: str
    question: str
    by: str

    @property
    def opening(self) -> str:
        """What the log calls its opening."""
        return OPENINGS.get(type(self.attachment), "attachment.open")

    @property
    def is_infected(self) -> bool:
        return self.attachment.state == ScanState.INFECTED

    def place(self, number: int) -> str:
        """Its name in the archive: numbered, so that no two are one on any system."""
        return f"files/{number:03} {AWKWARD.sub('_', str(self.attachment.filename or 'file'))}"


@dataclass(frozen=True)
class Marking:
    """What the list says of the archive: whose files, who took them, when and why."""

    case: Case
    reason: str
    number: int
    by: str
    at: datetime

    def lines(self) -> list[tuple[str, str]]:
        return [
            ("Contains personal data", CONTAINS),
            ("Files of", self.case.reference),
            ("Taken by", self.by),
            ("Taken at", moment(self.at)),
            ("Reason", self.reason),
            ("Files", str(self.number)),
        ]


def files_of(case: Case, submissions: Sequence[Submission], user: Any) -> list[SentFile]:
    """The files of these forms of the case that this person may open, in the order in which they came.

    A file of a form that nobody sent yet is not among them: the draft is its writer's.
    """
    with_files = Attachment.objects.filter(draft__in=[one.pk for one in submissions]).values_list("draft_id", flat=True)
    has_files = set(with_files.order_by())
    readable = {one.pk: one for one in submissions if one.pk in has_files and may_read(one, user)}
    added_by = _added_by(case, readable)
    found = []
    for attachment in Attachment.objects.filter(draft__in=readable).order_by("added_at", "pk"):
        attachment.data_key = case.data_key
        submission = readable[attachment.draft_id]
        by = added_by.get(str(attachment.pk)) or str(submission.owner)
        definition = submission.version.definition
        label = _label(definition, attachment.question)
        found.append(SentFile(attachment, definition["title"], submission.reference, label, by))
    return found


def documents_of(case: Case, by: Actor) -> list[SentFile]:
    """Every version of the documents that came with no form and that this person may open, the first one first.

    What was taken out is not among them.
    """
    documents = CaseDocument.objects.filter(case=case, withdrawn_at=None).readable_by(by, case.partnership_id)
    found = []
    for document in documents.prefetch_related("versions__by"):
        document.data_key = case.data_key
        for version in document.versions.all():
            version.data_key = case.data_key
            what = f"{document.get_kind_display()}, version {version.number}"
            found.append(SentFile(version, str(document.title), "", what, str(version.by)))
    return sorted(found, key=lambda one: one.attachment.added_at)


def message_files_of(case: Case, by: Actor) -> list[SentFile]:
    """The files of the messages that this person reads, the first one first."""
    threads = MessageThread.objects.filter(case=case).readable_by(by, case)
    files = MessageFile.objects.filter(message__thread__in=threads).order_by("added_at", "pk")
    found = []
    for file in files.select_related("message__by", *(f"message__thread__{name}" for name in MessageThread.NAMED)):
        file.data_key = case.data_key
        message: Any = file.message
        with_whom = f"With {message.thread.with_whom(case).name}"
        found.append(SentFile(file, "Message", "", with_whom, str(message.by)))
    return found


def _label(definition: Any, name: str) -> str:
    asked = (question for step in definition["steps"] for question in step["questions"] if question["name"] == name)
    return next((str(question["label"]) for question in asked), SENT_ALONG if name == ALONG else name)


def _added_by(case: Case, submissions: dict[Any, Submission]) -> dict[str, str]:
    """Who added the files that came after the form was sent, by the file's identifier."""
    found: dict[str, str] = {}
    for correction in Correction.objects.filter(submission__in=submissions).exclude(question="").select_related("by"):
        correction.data_key = case.data_key
        named = (correction.value or {}).get(correction.question)
        found |= dict.fromkeys(named, str(correction.by)) if isinstance(named, list) else {}
    return found | sent_along_by(case)


@transaction.atomic
def record(case: Case, found: Sequence[SentFile], *, reason: str, by: Actor, now: datetime) -> Marking:
    """Put it on record: the archive with its reason, and the opening of each file in it as if it was opened alone.

    Written before the first byte leaves.
    """
    inside = [one for one in found if one.attachment.may_be_opened]
    export = Export(data_key=DataKey.objects.make(), partnership=case.partnership, case=case, kind=Export.Kind.ZIP)
    export.number, export.by, export.made_at, export.reason = len(inside), by.user, now, reason
    export.save(force_insert=True)
    whole = Event(case=case, data_key=case.data_key, kind="files.export", record_id=export.pk, actor=by.user, at=now)
    whole.data = {"number": len(inside), "reason": reason}
    opened = [Event(case=case, kind=one.opening, record_id=one.attachment.pk, actor=by.user, at=now) for one in inside]
    log.append([whole, *opened])
    return Marking(case, reason, len(inside), str(by.user), now)


class _Leaving:
    """Where the archive writes to: what was written is taken away before more comes. It cannot go back."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self.pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing is held back."""

    def taken(self) -> Iterator[bytes]:
        pieces, self.pieces = self.pieces, []
        yield from pieces


def archive(found: Sequence[SentFile], marking: Marking, lists: Sequence[Listed] = ()) -> Iterator[bytes]:
    """The ZIP, piece by piece: the files, then the list of all of them, and those of notes, messages and meetings."""
    leaving = _Leaving()
    rows: list[list[Cell]] = []
    # What people send is mostly compressed already.
    with zipfile.ZipFile(leaving, "w", zipfile.ZIP_STORED) as made:  # type: ignore[call-overload]  # typed to seek
        for number, one in enumerate(found, start=1):
            place, digest, remark = yield from _one(made, leaving, one, number)
            rows.append(_row(one, place, digest, remark))
        listed = b"".join(csv_file.written(COLUMNS, rows, marking))
        made.writestr(_entry(LIST, marking.at), listed)
        for one_list in lists:
            written = b"".join(csv_file.written(one_list.columns, one_list.rows, marking))
            made.writestr(_entry(one_list.name, marking.at), written)
        yield from leaving.taken()
    yield from leaving.taken()


def _one(
    made: zipfile.ZipFile, leaving: _Leaving, one: SentFile, number: int
) -> Generator[bytes, None, tuple[str, str, str]]:
    """Put one file in. Returns its place in the archive, its digest, and why it has none of both."""
    if one.is_infected:
        return "", "", INFECTED
    if not one.attachment.may_be_opened:
        return "", "", WAITS
    try:
        content = content_of(one.attachment)
    except Lost:
        return "", "", LOST
    place = one.place(number)
    with made.open(_entry(place, one.attachment.added_at), "w") as entry:
        for start in range(0, len(content), PIECE):
            entry.write(content[start : start + PIECE])
            yield from leaving.taken()
    return place, hashlib.sha256(content).hexdigest(), ""


def _entry(name: str, at: datetime) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, localtime(at).timetuple()[:6])
    # To be read by its owner only, where a system keeps that.
    entry.external_attr = 0o600 << 16
    return entry


def _row(one: SentFile, place: str, digest: str, remark: str) -> list[Cell]:
    file = one.attachment
    sent = [place, str(file.filename or ""), one.form, one.reference, one.question, one.by, moment(file.added_at)]
    return [*sent, file.size, digest, str(file.get_state_display()), remark]
