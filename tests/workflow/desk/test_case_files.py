"""The files of a case as one ZIP: whole, listed, logged, for who may read them, after a reason."""

import csv
import hashlib
import io
import time
import zipfile
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from forms import uploads
from forms.models import Attachment, Draft, ScanState
from forms.reading.additions import correct, target
from forms.reading.sent import opened
from tests.factories.case import MONDAY, CaseFactory
from tests.factories.case_work import CaseDocumentFactory, CaseNoteFactory, version_of
from tests.factories.meeting import MeetingFactory, MessageFactory, MessageThreadFactory, file_of, invite
from tests.workflow.desk.scene import Area, assign, referred, signed_in
from workflow.desk.sent_forms import case_files
from workflow.desk.sent_forms.export import Export
from workflow.models import Event

REASON = "For the reviewer's analysis."
LETTER, NOTES = b"A letter.", b"Notes " * 100_000


def draft_of(submission: Any) -> Draft:
    """The draft that a submission was made of, which its files hang on."""
    made = Draft(id=submission.pk, data_key=submission.data_key, page=submission.page, version=submission.version)
    made.owner, made.made_at, made.submitted_at = submission.owner, MONDAY, MONDAY
    made.keep_until(MONDAY)
    made.save(force_insert=True)
    return made


def attach(draft: Draft, name: str, content: bytes, *, state: str = "clean", question: str = "documents") -> Attachment:
    """One file, added a second after the one before."""
    at = MONDAY + timedelta(seconds=draft.attachments.count())
    return uploads.attach(draft, question, uploads.Inspected(name, "text/plain", content, state), now=at)


@pytest.fixture
def case(here: Area) -> Any:
    """A case with two files of its referral, one of them in quarantine, and one of a form that nobody sent."""
    found = CaseFactory(partnership=here.partnership)
    submission = referred(here, case=found).submission
    draft = draft_of(submission)
    attach(draft, "Łódź: letter?.txt", LETTER)
    attach(draft, "notes.txt", NOTES)
    attach(draft, "=waits.txt", b"x", state=ScanState.QUARANTINED)
    unsent = Draft(data_key=submission.data_key, page=submission.page, version=submission.version)
    unsent.owner, unsent.made_at = here.people["lead"], MONDAY
    unsent.keep_until(MONDAY)
    unsent.save(force_insert=True)
    attach(unsent, "unsent.txt", b"Not sent.")
    return found


def url(case: Any) -> str:
    return reverse("desk:case_files", args=[case.reference])


def taken(response: Any) -> tuple[zipfile.ZipFile, list[list[str]]]:
    """The archive, and its list below the lines that mark it."""
    made = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    assert made.testzip() is None
    rows = list(csv.reader(io.StringIO(made.read(case_files.LIST).decode("utf-8-sig"))))
    return made, rows


def test_every_file_comes_with_a_list_that_says_what_it_is(here: Area, case: Any) -> None:
    response = signed_in(here.people["officer"]).post(url(case), {"reason": REASON})
    assert response.headers["Content-Type"] == "application/zip"
    assert response.headers["Content-Disposition"].startswith(f'attachment; filename="files-{case.reference}')
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response.headers["Cache-Control"]
    made, (marking, keys, _words, *rows) = taken(response)
    assert made.namelist() == ["files/001 Łódź_ letter_.txt", "files/002 notes.txt", "list.csv"]
    assert made.read("files/001 Łódź_ letter_.txt") == LETTER
    assert made.read("files/002 notes.txt") == NOTES
    assert f"Reason: {REASON}" in marking
    assert f"Files of: {case.reference}" in marking
    first, second, third = (dict(zip(keys, row, strict=True)) for row in rows)
    assert (first["name"], first["place"]) == ("Łódź: letter?.txt", "files/001 Łódź_ letter_.txt")
    assert first["sha256"] == hashlib.sha256(LETTER).hexdigest()
    assert second["bytes"] == str(len(NOTES))
    assert first["form"] == "Refer a case to the safeguarding partners"
    assert first["by"] == str(here.people["submitter"])
    assert first["at"].startswith("2026-03-02T09:00:00")
    assert third["name"] == "'=waits.txt"
    assert (third["place"], third["remark"]) == ("", case_files.WAITS)


def test_it_leaves_piece_by_piece(here: Area, case: Any) -> None:
    response = signed_in(here.people["officer"]).post(url(case), {"reason": REASON})
    pieces = list(response.streaming_content)
    assert max(len(piece) for piece in pieces) <= case_files.PIECE


def test_the_archive_and_each_file_in_it_stand_in_the_log_before_a_byte_leaves(here: Area, case: Any) -> None:
    officer = here.people["officer"]
    signed_in(officer).post(url(case), {"reason": REASON})
    export, whole = Export.objects.get(case=case), Event.objects.get(kind="files.export")
    assert (export.kind, export.number, export.reason, export.by) == ("zip", 2, REASON, officer)
    assert (whole.case, whole.data["reason"], whole.actor) == (case, REASON, officer)
    assert REASON.encode() not in bytes(whole.__dict__["data"])
    opened_files = Event.objects.filter(kind="attachment.open", case=case, actor=officer)
    inside = [one.pk for one in Attachment.objects.all() if one.filename in ("Łódź: letter?.txt", "notes.txt")]
    assert sorted(event.record_id for event in opened_files) == sorted(inside)
    page = signed_in(officer).get(reverse("desk:timeline", args=[case.reference])).content.decode()
    assert "The files of the case were taken as one ZIP" in page
    assert "2 files, by" in signed_in(officer).get(url(case)).content.decode()
    chronology = signed_in(officer).get(reverse("desk:chronology_export", args=[case.reference])).content.decode()
    assert "2 events" not in chronology


def test_a_file_that_was_added_later_names_who_added_it(here: Area, case: Any) -> None:
    submission = case.referrals.get().submission
    question = next(
        (step["name"], one["name"])
        for step in submission.version.definition["steps"]
        for one in step["questions"]
        if one["kind"] == "file" and step["repeat"] is None
    )
    later = attach(Draft.objects.get(pk=submission.pk), "later.txt", b"Later.", question=question[1])
    found = target(opened(submission), *question, None)
    who, value = here.people["lead"], {question[1]: [str(later.pk)]}
    correct(submission, value=value, reason="It came.", by=who, now=MONDAY, token=uuid4(), of=found)
    _made, rows = taken(signed_in(here.people["officer"]).post(url(case), {"reason": REASON}))
    (row,) = [row for row in rows if "later.txt" in row]
    assert str(who) in row
    assert str(here.people["submitter"]) not in row


def test_without_a_reason_nothing_leaves(here: Area, case: Any) -> None:
    response = signed_in(here.people["officer"]).post(url(case), {"reason": " "})
    assert response.status_code == 422
    assert "Enter why you need this file" in response.content.decode()
    assert not Export.objects.exists()
    assert not Event.objects.filter(kind="attachment.open").exists()


def test_who_has_not_just_shown_that_it_is_them_keeps_what_they_typed(here: Area, case: Any) -> None:
    client = signed_in(here.people["officer"])
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time() - 86_400}]
    session.save()
    response = client.post(url(case), {"reason": REASON})
    assert response.status_code == 403
    assert REASON.replace("'", "&#x27;") in response.content.decode()
    assert not Export.objects.exists()
    assert client.get(url(case)).status_code == 302


@pytest.mark.parametrize("who", ["decider", "scrutineer", "reviewer"])
def test_who_reads_what_was_sent_takes_it_too(here: Area, case: Any, who: str) -> None:
    assign(case, here)
    made, _rows = taken(signed_in(here.people[who]).post(url(case), {"reason": REASON}))
    assert len(made.namelist()) == 3


@pytest.mark.parametrize(("who", "status"), [("sign_off", 403), ("publisher", 403), ("submitter", 403)])
def test_others_do_not(here: Area, case: Any, who: str, status: int) -> None:
    assert signed_in(here.people[who]).post(url(case), {"reason": REASON}).status_code == status
    assert not Export.objects.exists()


def test_another_area_finds_nothing(case: Any, elsewhere: Area) -> None:
    assert signed_in(elsewhere.people["officer"]).post(url(case), {"reason": REASON}).status_code == 404


def test_the_case_file_leads_there_where_there_are_files(here: Area, case: Any) -> None:
    client = signed_in(here.people["officer"])
    assert url(case) in client.get(reverse("desk:case", args=[case.reference])).content.decode()
    other = referred(here).case
    assert url(other) not in client.get(reverse("desk:case", args=[other.reference])).content.decode()
    page = client.get(url(other)).content.decode()
    assert "No file lies in this case that you may open" in page
    response = client.post(url(other), {"reason": REASON})
    assert response.status_code == 422
    assert "There is no file in this case" in response.content.decode()


def test_a_file_that_cannot_be_read_is_said_and_the_others_come(here: Area, case: Any) -> None:
    lost = next(one for one in Attachment.objects.all() if one.filename == "notes.txt")
    uploads.storage().delete(lost.stored_name)
    made, rows = taken(signed_in(here.people["officer"]).post(url(case), {"reason": REASON}))
    assert made.namelist() == ["files/001 Łódź_ letter_.txt", "list.csv"]
    assert case_files.LOST in rows[4]


def test_many_files_take_no_more_queries_than_one(here: Area, case: Any, django_assert_max_num_queries: Any) -> None:
    draft = Draft.objects.exclude(submitted_at=None).get()
    for number in range(15):
        attach(draft, f"{number}.txt", b"x")
    client = signed_in(here.people["officer"])
    with django_assert_max_num_queries(25):
        client.get(url(case))


def test_a_file_with_a_virus_is_called_by_that_reason(here: Area, case: Any) -> None:
    Attachment.objects.filter(state=ScanState.QUARANTINED).update(state=ScanState.INFECTED)
    client = signed_in(here.people["officer"])
    page = " ".join(client.get(url(case)).content.decode().split())
    assert "wait for" not in page
    assert "waits for" not in page
    assert "1 file contains a virus" in page
    made, rows = taken(client.post(url(case), {"reason": REASON}))
    assert len(made.namelist()) == 3
    assert case_files.INFECTED in rows[-1]
    assert case_files.WAITS not in rows[-1]


def test_documents_that_came_with_no_form_are_in_it_for_who_may_open_them(here: Area, case: Any) -> None:
    made = [CaseDocumentFactory(case=case, title="Office"), CaseDocumentFactory(case=case, shared=True, title="Shared")]
    made.append(CaseDocumentFactory(case=case, withdrawn=True, title="Taken out"))
    versions = [version_of(document, document.title.encode(), name="letter.txt") for document in made]
    versions.append(version_of(made[1], b"Again", name="letter.txt"))

    both, (_marking, keys, _words, *rows) = taken(signed_in(here.people["officer"]).post(url(case), {"reason": REASON}))
    shared, _rows = taken(signed_in(here.people["decider"]).post(url(case), {"reason": REASON}))

    said = [dict(zip(keys, row, strict=True)) for row in rows]
    told = {(row["form"], row["question"]) for row in said if not row["reference"]}
    assert told == {("Office", "Letter, version 1"), ("Shared", "Letter, version 1"), ("Shared", "Letter, version 2")}
    letters = {both.read(row["place"]) for row in said if not row["reference"]}
    assert letters == {b"Office", b"Shared", b"Again"}
    theirs = {shared.read(name) for name in shared.namelist() if name.endswith(" letter.txt")}
    assert theirs == {b"Shared", b"Again"}
    opened_by_decider = Event.objects.filter(kind="document.open", actor=here.people["decider"])
    assert {event.record_id for event in opened_by_decider} == {versions[1].pk, versions[3].pk}


def test_files_of_messages_are_in_it_for_who_reads_the_thread(here: Area, case: Any) -> None:
    with_hospital = MessageFactory(thread=MessageThreadFactory(case=case, agency=here.hospital))
    of_police = MessageFactory(thread=MessageThreadFactory(case=case, of_seat=True))
    files = [file_of(with_hospital, b"Hospital"), file_of(of_police, b"Police")]

    _both, (_marking, keys, _words, *rows) = taken(
        signed_in(here.people["officer"]).post(url(case), {"reason": REASON})
    )
    theirs, _rows = taken(signed_in(here.people["decider"]).post(url(case), {"reason": REASON}))

    told = {row[keys.index("question")] for row in rows if row[keys.index("form")] == "Message"}
    assert told == {f"With {here.hospital}", "With Police"}
    assert {theirs.read(name) for name in theirs.namelist() if name.endswith(" note.txt")} == {b"Police"}
    listed = theirs.read("messages.csv").decode("utf-8-sig")
    assert "Police" in listed
    assert str(here.hospital) not in listed
    assert {one.record_id for one in Event.objects.filter(kind="message.open", actor=here.people["decider"])} == {
        files[1].pk
    }


def test_notes_come_along_for_who_may_read_them(here: Area) -> None:
    case = CaseFactory(partnership=here.partnership)
    CaseNoteFactory(case=case, text="For the office.", struck=True)
    CaseNoteFactory(case=case, text="For all of us.", shared=True, call=True, replaced_at=MONDAY)

    both, _rows = taken(signed_in(here.people["officer"]).post(url(case), {"reason": REASON}))
    shared, _rows = taken(signed_in(here.people["decider"]).post(url(case), {"reason": REASON}))

    texts = [made.read("notes.csv").decode("utf-8-sig") for made in (both, shared)]
    assert ["For all of us." in text for text in texts] == [True, True]
    assert ["For the office." in text for text in texts] == [True, False]
    assert "Struck through: It belongs to another case." in texts[0]
    assert "Corrected by a later entry" in texts[1]
    assert "The ward sister" in texts[1]


def test_meetings_come_along_as_a_list(here: Area, case: Any) -> None:
    meeting = MeetingFactory(case=case, minutes="She has moved.", attendance_at=MONDAY, others_came="Ann Nurse")
    invite(meeting, agency=here.hospital, attendance="came")

    made, _rows = taken(signed_in(here.people["decider"]).post(url(case), {"reason": REASON}))

    listed = made.read("meetings.csv").decode("utf-8-sig")
    for told in ("She has moved.", "Ann Nurse", str(here.hospital), "Town Hall, room 3"):
        assert told in listed
