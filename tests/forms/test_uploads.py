"""Files: told apart by content, sealed on disk, opened by those who may, and never while unchecked."""

import io
import socket
import struct
import threading
import uuid
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.dispatch import Signal
from django.test import Client
from django.urls import reverse

from forms import handlers, present, uploads
from forms.filling.starting import begin
from forms.models import Attachment, Draft, ScanState, Submission
from forms.questions.file_types import NotAllowed, type_of
from tests.forms.filling.test_journey import at, send
from tests.forms.scene import ObedientHandler, definition, form_page, question, step

PDF = b"%PDF-1.7\nCANARY-IN-A-FILE\n%%EOF"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def archive(**members: bytes) -> bytes:
    """A ZIP; "__" in a member's name is a slash."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


def office(main: str, **more: bytes) -> bytes:
    return archive(**{"[Content_Types].xml": b"<Types/>", main: b"<x/>", **more})


DOCX = office("word__document.xml")


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (PDF, "a.pdf", "application/pdf"),
        (b"\x89PNG\r\n\x1a\nrest\0\0\0\0IEND", "a.PNG", "image/png"),
        (b"\xff\xd8\xff\xe0rest", "a.jpeg", "image/jpeg"),
        (DOCX, "a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (office("xl__workbook.xml"), "a.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (
            archive(mimetype=b"application/vnd.oasis.opendocument.text"),
            "a.odt",
            "application/vnd.oasis.opendocument.text",
        ),
        ("Łukasz fell.".encode(), "a.txt", "text/plain"),
        (b"From: a@b.example\r\nSubject: x\r\n\r\nHello", "a.eml", "message/rfc822"),
    ],
)
def test_what_is_taken(content: bytes, name: str, kind: str) -> None:
    assert type_of(content, name) == kind


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"MZ\x90\x00\x03", "a.exe", "not a kind of file"),
        (b"MZ\x90\x00\x03", "a.pdf", "does not hold what its name says"),
        (PDF, "a.docx", "ending .pdf"),
        (PDF, "pdf", "ending .pdf"),
        (b"<html><script>alert(1)</script>", "a.txt", "does not hold what its name says"),
        (b"<?xml version='1.0'?><svg onload='x'/>", "a.svg", "not a kind of file"),
        (b"plain", "a.html", "not a kind of file"),
        (b"GIF89a", "a.gif", "not a kind of file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "a.doc", "was cut off"),
        (office("word__document.xml", word__vbaProject__bin=b"x"), "a.docx", "contains macros"),
        (
            archive(**{"[Content_Types].xml": b"application/vnd.ms-word.document.macroEnabled.main+xml"}),
            "a.docx",
            "contains macros",
        ),
        (
            archive(**{"mimetype": b"application/vnd.oasis.opendocument.text", "Basic__x": b"x"}),
            "a.odt",
            "contains macros",
        ),
        (archive(a=b"x"), "a.zip", "not a kind of file"),
        (DOCX[: len(DOCX) // 2], "a.docx", "was cut off"),
        (office("word__document.xml", word__bomb=b"0" * 3_000_000), "a.docx", "too large when unpacked"),
        (b"PK\x03\x04" + PDF, "a.pdf", "was cut off"),
    ],
)
def test_what_is_refused(content: bytes, name: str, told: str) -> None:
    with pytest.raises(NotAllowed, match=told):
        type_of(content, name)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\x\\plan.pdf", "plan.pdf"),
        ("a\x00b\u202efdp.pdf", "abfdp.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("مرحبا.pdf", "مرحبا.pdf"),
        ("..", "file"),
        ("", "file"),
        (".pdf", "pdf"),
    ],
)
def test_names_are_cleaned(sent: str, kept: str) -> None:
    assert uploads.clean_name(sent) == kept


@pytest.fixture
def draft(db: None, handler: ObedientHandler, person: Any, clock: Any, attachments: Path) -> Draft:
    page = form_page(definition(step("papers", question("paper", "file"), question("why", required=False))))
    token = "11111111-1111-4111-8111-111111111111"
    return begin(page, user=person, subject="", token=uuid.UUID(token), now=present.now())


def upload(browser: Client, draft: Draft, *files: tuple[str, bytes], **more: Any) -> Any:
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    kept = [str(one.pk) for one in Attachment.objects.filter(draft=draft)]
    return browser.post(at(draft, "papers"), {"paper-upload": sent, "paper": kept, **more})


def address(attachment: Attachment) -> str:
    return reverse("forms:attachment", args=[attachment.draft_id, attachment.pk])


def test_a_file_goes_from_the_step_to_the_copy(browser: Client, draft: Draft) -> None:
    assert upload(browser, draft, ("plan Łódź.pdf", PDF), **{"forms-action": "upload"}).status_code == 302
    (kept,) = Attachment.objects.all()
    assert "plan Łódź.pdf" in browser.get(at(draft, "papers")).content.decode()
    browser.post(at(draft, "papers"), {"paper": str(kept.pk)})
    send(browser, draft)
    assert Submission.objects.get().answers == {"paper": [str(kept.pk)]}
    assert "plan Łódź.pdf" in browser.get(reverse("forms:copy", args=[draft.pk])).content.decode()
    answer = browser.get(address(kept))
    assert answer.content == PDF
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/octet-stream"
    assert "no-store" in answer["Cache-Control"]


def test_nothing_of_a_file_is_readable_on_disk_or_in_its_row(browser: Client, draft: Draft, attachments: Path) -> None:
    upload(browser, draft, ("canary-name.pdf", PDF))
    (kept,) = Attachment.objects.all()
    (stored,) = [path for path in attachments.rglob("*") if path.is_file()]
    assert b"CANARY-IN-A-FILE" not in stored.read_bytes()
    assert "canary" not in stored.name
    raw = Attachment.objects.filter(pk=kept.pk).values_list("filename", flat=True)
    assert b"canary" not in bytes(raw[0])


def test_swapped_contents_do_not_open(browser: Client, draft: Draft, attachments: Path) -> None:
    upload(browser, draft, ("a.pdf", PDF), ("b.pdf", PDF + b"other"))
    one, two = Attachment.objects.all()
    (attachments / one.stored_name).write_bytes((attachments / two.stored_name).read_bytes())
    with pytest.raises(uploads.Lost):
        uploads.content_of(one)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.pdf", b"", "is empty"),
        ("a.exe", b"MZ\x90\x00", "is not a kind of file we can take"),
        ("a.pdf", b"%PDF-" + b"x" * 3_000_000, "is larger than 2 MB"),
    ],
)
def test_a_refused_file_says_why_by_its_question(
    browser: Client, draft: Draft, settings: Any, name: str, content: bytes, told: str
) -> None:
    settings.ATTACHMENT_MAX_BYTES = 2 * 1024 * 1024
    answer = upload(browser, draft, (name, content), why="typed")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    assert 'href="#paper-upload"' in page
    assert 'value="typed"' in page
    assert not Attachment.objects.exists()


MP3 = b"ID3\x04\0\0\0\0\0\0" + b"\xff\xfb\x90\x00".ljust(417, b"\x55") * 3


@pytest.fixture
def recordings(db: None, handler: ObedientHandler, person: Any, clock: Any, attachments: Path) -> Draft:
    asked = question("paper", "file", rules={"kinds": ["pictures", "audio"]})
    page = form_page(definition(step("papers", asked, question("why", required=False))))
    return begin(page, user=person, subject="", token=uuid.uuid4(), now=present.now())


def test_a_question_takes_the_kinds_its_editor_chose_and_says_which(browser: Client, recordings: Draft) -> None:
    page = browser.get(at(recordings, "papers")).content.decode()
    assert "PNG, JPEG, HEIC, sound (m4a) or sound (mp3), up to 20 MB each." in page
    assert 'accept=".png,.jpg,.jpeg,.heic,.heif,.m4a,.mp4,.mp3"' in page
    answer = upload(browser, recordings, ("a.pdf", PDF), why="typed")
    assert answer.status_code == 422
    assert "“a.pdf” is a PDF, which this question does not take. Choose PNG, JPEG, HEIC" in answer.content.decode()
    assert 'value="typed"' in answer.content.decode()
    assert "which this question does not take" in send_one(browser, recordings, "a.pdf", PDF).json()["message"]
    assert not Attachment.objects.exists()
    assert send_one(browser, recordings, "interview.mp3", MP3).status_code == 200
    assert Attachment.objects.get().content_type == "audio/mpeg"


def test_where_nothing_is_chosen_sound_and_film_are_refused_and_mail_is_taken(browser: Client, draft: Draft) -> None:
    assert "“a.mp3” is a sound recording" in send_one(browser, draft, "a.mp3", MP3).json()["message"]
    for name in ("auth.eml", "gmail.eml", "leading-newline.pdf"):
        content = (Path(__file__).parent / "files" / name).read_bytes()
        assert send_one(browser, draft, name, content).status_code == 200, name
    assert Attachment.objects.count() == 3


def test_a_good_file_beside_a_bad_one_is_kept(browser: Client, draft: Draft) -> None:
    page = upload(browser, draft, ("good.pdf", PDF), ("bad.exe", b"MZ\x90\x00")).content.decode()
    assert "good.pdf" in page
    assert "“bad.exe” is not a kind of file" in page
    assert Attachment.objects.count() == 1


def test_too_many_files_are_refused(browser: Client, draft: Draft, settings: Any) -> None:
    settings.ATTACHMENT_MAX_COUNT = 2
    answer = upload(browser, draft, *[(f"{number}.pdf", PDF) for number in range(3)])
    assert "You can add 2 files to one form" in answer.content.decode()
    assert Attachment.objects.count() == 2


def test_no_file_chosen_is_told(browser: Client, draft: Draft) -> None:
    assert "Choose a file for “Paper”" in browser.post(at(draft, "papers"), {}).content.decode()


def test_a_file_is_removed_from_row_and_disk(
    browser: Client, draft: Draft, attachments: Path, django_capture_on_commit_callbacks: Any
) -> None:
    upload(browser, draft, ("a.pdf", PDF))
    (kept,) = Attachment.objects.all()
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(at(draft, "papers"), {"paper": str(kept.pk), "forms-action": f"remove-file:{kept.pk}"})
    assert not Attachment.objects.exists()
    assert not [path for path in attachments.rglob("*") if path.is_file()]


def test_a_file_of_another_draft_is_neither_taken_nor_removed(
    browser: Client, draft: Draft, other: Any, client: Client
) -> None:
    upload(browser, draft, ("a.pdf", PDF))
    (kept,) = Attachment.objects.all()
    token = uuid.uuid4()
    theirs = begin(draft.page, user=other, subject="", token=token, now=present.now())
    stranger = Client()
    stranger.force_login(other)
    stranger.post(at(theirs, "papers"), {"paper": str(kept.pk), "forms-action": f"remove-file:{kept.pk}"})
    stranger.post(at(theirs, "papers"), {"paper": str(kept.pk)})
    theirs.refresh_from_db()
    assert theirs.answers == {}
    assert Attachment.objects.filter(pk=kept.pk, draft=draft).exists()
    assert stranger.get(address(kept)).status_code == 404
    assert stranger.get(reverse("forms:attachment", args=[theirs.pk, kept.pk])).status_code == 404
    assert Client().get(address(kept)).status_code == 302


def test_a_file_that_no_answer_names_is_not_sent(browser: Client, draft: Draft, attachments: Path) -> None:
    upload(browser, draft, ("a.pdf", PDF), ("b.pdf", PDF), **{"forms-action": "upload"})
    one, _two = Attachment.objects.all()
    browser.post(at(draft, "papers"), {"paper": str(one.pk)})
    send(browser, draft)
    assert [kept.pk for kept in Attachment.objects.all()] == [one.pk]


def test_deleting_a_draft_deletes_its_files(
    browser: Client, draft: Draft, attachments: Path, django_capture_on_commit_callbacks: Any
) -> None:
    upload(browser, draft, ("a.pdf", PDF))
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(reverse("forms:discard", args=[draft.pk]))
    assert not Draft.objects.exists()
    assert not [path for path in attachments.rglob("*") if path.is_file()]


def test_every_opening_is_announced_before_the_content_leaves(
    browser: Client, draft: Draft, person: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload(browser, draft, ("a.pdf", PDF))
    (kept,) = Attachment.objects.all()
    heard: list[Any] = []
    told = Signal()
    monkeypatch.setattr(handlers, "attachment_opened", told)
    told.connect(lambda **what: heard.append(what), weak=False)
    browser.get(address(kept))
    assert [(what["attachment"], what["user"]) for what in heard] == [(kept, person)]

    def fails(**told: Any) -> None:
        raise RuntimeError("The log is full.")

    told.connect(fails)
    with pytest.raises(RuntimeError):
        browser.get(address(kept))


@pytest.mark.parametrize("state", [ScanState.QUARANTINED, ScanState.INFECTED])
def test_what_is_not_known_to_be_clean_is_not_opened(browser: Client, draft: Draft, state: str) -> None:
    upload(browser, draft, ("a.pdf", PDF))
    Attachment.objects.update(state=state)
    answer = browser.get(address(Attachment.objects.get()))
    assert answer.status_code == 409
    assert PDF not in answer.content
    assert "cannot be opened" in answer.content.decode()


class Scanner:
    """A clamd of a few lines: finds EICAR, says OK to the rest, or hangs up."""

    def __init__(self, *, broken: bool = False) -> None:
        self.broken = broken
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.listening.getsockname()[1]}"
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        while True:
            try:
                connection, _peer = self.listening.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as stream:
                if self.broken:
                    continue
                assert stream.read(10) == b"zINSTREAM\0"
                content = b""
                while length := struct.unpack("!L", stream.read(4))[0]:
                    content += stream.read(length)
                found = EICAR in content
                connection.sendall(b"stream: Eicar-Test FOUND\0" if found else b"stream: OK\0")


@pytest.fixture
def scanner(settings: Any) -> Iterator[Scanner]:
    running = Scanner()
    settings.CLAMD_ADDRESS = running.address
    yield running
    running.listening.close()


def test_a_clean_file_is_marked_so(browser: Client, draft: Draft, scanner: Scanner) -> None:
    upload(browser, draft, ("a.pdf", PDF))
    assert Attachment.objects.get().state == ScanState.CLEAN


def test_a_virus_is_refused_and_not_kept(browser: Client, draft: Draft, scanner: Scanner, attachments: Path) -> None:
    answer = upload(browser, draft, ("a.pdf", b"%PDF-1.4 " + EICAR + b"%%EOF"))
    assert "contains a virus" in answer.content.decode()
    assert not Attachment.objects.exists()
    assert not list(attachments.rglob("*"))


def test_without_its_scanner_a_file_waits_in_quarantine(browser: Client, draft: Draft, scanner: Scanner) -> None:
    scanner.broken = True
    upload(browser, draft, ("a.pdf", PDF))
    kept = Attachment.objects.get()
    assert kept.state == ScanState.QUARANTINED
    assert browser.get(address(kept)).status_code == 409
    scanner.broken = False
    assert uploads.rescan(kept, now=present.now()) == ScanState.CLEAN
    assert browser.get(address(kept)).content == PDF


def test_with_the_scanner_gone_sending_still_works(browser: Client, draft: Draft, settings: Any) -> None:
    settings.CLAMD_ADDRESS = "127.0.0.1:9"
    upload(browser, draft, ("a.pdf", PDF))
    send(browser, draft)
    assert Submission.objects.exists()


def test_where_no_scanner_is_set_the_page_says_so(browser: Client, draft: Draft) -> None:
    upload(browser, draft, ("a.pdf", PDF), **{"forms-action": "upload"})
    assert "not checked for viruses" in browser.get(at(draft, "papers")).content.decode()


# One file at a time, while the page stays open

JSON = {"Accept": "application/json"}


def send_one(browser: Client, draft: Draft, name: str, content: bytes) -> Any:
    url = reverse("forms:step_files", args=[draft.pk, "papers"])
    return browser.post(url, {"paper-upload": SimpleUploadedFile(name, content)}, headers=JSON)


def test_one_file_joins_what_is_kept_and_leaves_what_is_typed(browser: Client, draft: Draft) -> None:
    browser.post(reverse("forms:step_autosave", args=[draft.pk, "papers"]), {"why": "Half a sen"}, headers=JSON)
    told = send_one(browser, draft, "a <b>.pdf", PDF).json()
    assert told["status"] == "added"
    assert "a &lt;b&gt;.pdf" in told["html"]
    (kept,) = Attachment.objects.all()
    assert str(kept.pk) in told["html"]
    page = browser.get(at(draft, "papers")).content.decode()
    assert "a &lt;b&gt;.pdf" in page
    assert "Half a sen" in page


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.pdf", b"", "is empty"),
        ("a.exe", b"MZ\x90\x00", "is not a kind of file we can take"),
        ("a.svg", b"<svg onload='x'/>", "is not a kind of file we can take"),
        ("a.pdf", b"%PDF-" + b"x" * 3_000_000, "is larger than 2 MB"),
    ],
)
def test_one_refused_file_says_why(
    browser: Client, draft: Draft, settings: Any, name: str, content: bytes, told: str
) -> None:
    settings.ATTACHMENT_MAX_BYTES = 2 * 1024 * 1024
    answer = send_one(browser, draft, name, content)
    assert answer.status_code == 422
    assert told in answer.json()["message"]
    assert not Attachment.objects.exists()


def test_one_file_too_many_says_so(browser: Client, draft: Draft, settings: Any) -> None:
    settings.ATTACHMENT_MAX_COUNT = 1
    send_one(browser, draft, "a.pdf", PDF)
    assert "You can add 1 files" in send_one(browser, draft, "b.pdf", PDF).json()["message"]
    assert Attachment.objects.count() == 1


def test_one_file_is_removed_without_the_page(
    browser: Client, draft: Draft, other: Any, attachments: Path, django_capture_on_commit_callbacks: Any
) -> None:
    send_one(browser, draft, "a.pdf", PDF)
    (kept,) = Attachment.objects.all()
    url = reverse("forms:step_file", args=[draft.pk, "papers", kept.pk])
    stranger = Client()
    assert stranger.post(url, headers=JSON).json() == {"status": "signed-out"}
    stranger.force_login(other)
    assert stranger.post(url, headers=JSON).status_code == 404
    assert browser.get(url).status_code == 405
    assert Attachment.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert browser.post(url, headers=JSON).json() == {"status": "removed"}
        assert browser.post(url, headers=JSON).json() == {"status": "removed"}
    assert not Attachment.objects.exists()
    assert not [path for path in attachments.rglob("*") if path.is_file()]


def test_one_file_for_somebody_signed_out_or_a_stranger(draft: Draft, other: Any) -> None:
    assert send_one(Client(), draft, "a.pdf", PDF).json() == {"status": "signed-out"}
    stranger = Client()
    stranger.force_login(other)
    assert send_one(stranger, draft, "a.pdf", PDF).status_code == 404
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("page", ["step", "step_files"])
@pytest.mark.parametrize("share", [0.5, 0.99])
def test_an_upload_cut_on_its_way_leaves_nothing_behind(
    browser: Client, draft: Draft, attachments: Path, page: str, share: float
) -> None:
    """The connection ends early: the body is shorter than it said it would be."""
    browser.post(reverse("forms:step_autosave", args=[draft.pk, "papers"]), {"why": "Typed before"}, headers=JSON)
    head = b'--cut\r\nContent-Disposition: form-data; name="paper-upload"; filename="a.txt"\r\n\r\n'
    whole = head + b"A letter.\n" * 2000 + b"\r\n--cut--\r\n"
    arrived = whole[: int(len(whole) * share)]
    answer = browser.generic(
        "POST",
        reverse(f"forms:{page}", args=[draft.pk, "papers"]),
        arrived,
        content_type="multipart/form-data; boundary=cut",
        CONTENT_LENGTH=str(len(whole)),
        **{"wsgi.input": io.BytesIO(arrived)},  # as a server hands on what came
    )
    assert answer.status_code == 400
    assert not Attachment.objects.exists()
    assert not [path for path in attachments.rglob("*") if path.is_file()]
    assert "Typed before" in browser.get(at(draft, "papers")).content.decode()


def bomb(size: int) -> bytes:
    return office("word__document.xml", word__bomb=b"0" * size)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "xxe.docx",
            office(
                "word__document.xml",
                word__extra__xml=b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
            ),
        ),
        ("flood.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x7f\xff\xff\xff\x7f\xff\xff\xff\x08\x06\x00\x00\x00IEND"),
    ],
)
def test_what_would_explode_when_opened_is_only_ever_carried(
    browser: Client, draft: Draft, name: str, content: bytes
) -> None:
    """Nothing here unpacks or decodes it: it comes out as it went in, as a download that no browser shows."""
    send_one(browser, draft, name, content)
    (kept,) = Attachment.objects.all()
    answer = browser.get(address(kept))
    assert answer.content == content
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("name", ["../../x.pdf", "a\x00b.pdf", "x" * 300 + ".pdf", "مرحبا.pdf", "\u202efdp.exe.pdf"])
def test_awkward_names_are_kept_safe_and_readable(browser: Client, draft: Draft, name: str) -> None:
    send_one(browser, draft, name, PDF)
    (kept,) = Attachment.objects.all()
    assert "/" not in kept.filename
    assert "\x00" not in kept.filename
    assert "\u202e" not in kept.filename
    assert len(kept.filename) <= 120
    assert kept.filename.endswith(".pdf")
    assert browser.get(address(kept)).content == PDF


def test_a_bomb_and_a_virus_are_refused_one_by_one(browser: Client, draft: Draft, scanner: Scanner) -> None:
    assert "too large when unpacked" in send_one(browser, draft, "a.docx", bomb(3_000_000)).json()["message"]
    assert "contains a virus" in send_one(browser, draft, "a.txt", EICAR).json()["message"]
    assert not Attachment.objects.exists()
