"""Receipt and copy on paper: what they say, what they must not, and that no text breaks them."""

import io
import re
import time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from forms.models import Submission
from forms.models.form_page import FormPage
from forms.present import now
from forms.reading import printing
from forms.reading.pdf import MISSING, NOT_PRINTED, Paper, printable
from forms.reading.sent import opened
from tests.forms.scene import ObedientHandler, definition, form_page, question, step
from tests.forms.sent_scene import ANSWERS, add, stored, with_file

pytestmark = pytest.mark.django_db
HARD = [
    "O'Brien-Łukasz, Zoë Ħal-Għaxaq",
    "Emoji 🙂 👨‍👩‍👧 🏴󠁧󠁢󠁷󠁬󠁳󠁿 and 🧿",
    "السلام عليكم (2024) لا",
    "שלום [עולם] 123",
    "ਪੰਜਾਬੀ বাংলা 漢字",
    "x" * 5_000,
    "word " * 2_000,
    "\n".join(f"line {number}" for number in range(300)),
    "tab\there\r\nand\x07bell \ud800 surrogate",
    "",
]


def pages(content: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", content))


def bookmarks(content: bytes) -> int:
    return content.count(b"/Dest")


class Written(Paper):
    """A paper that also remembers every text it was given to print, for the tests to read."""

    last: "Written"

    def __init__(self, **how: Any) -> None:
        self.texts: list[str] = []
        Written.last = self
        super().__init__(**how)

    def fitting(self, text: str) -> str:
        shown = super().fitting(text)
        self.texts.append(shown)
        return shown


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> type[Written]:
    monkeypatch.setattr("forms.reading.pdf.Paper", Written)
    return Written


@pytest.fixture
def submission(page: FormPage, person: Any) -> Submission:
    return stored(page, ANSWERS, owner=person)


def test_the_copy_has_every_answer_and_every_addition(
    submission: Submission, person: Any, written: type[Written]
) -> None:
    add(submission, {"what": "A push."}, by=person, to=("incident", "what", None), reason="A witness came.")
    add(submission, "The school wrote.", by=person)
    content = printing.copy(opened(submission), language="", now=now())
    text = "\n".join(written.last.texts)
    for expected in ("Referral", "T-2026-0001", "What", "A fall.", "A push.", "A witness came.", "The school wrote."):
        assert expected in text, expected
    assert "Jordan O'Brien-Łukasz" in text
    assert text.index("A fall.") < text.index("A push.")
    assert pages(content) == 1
    # Three steps, two children, the notes.
    assert bookmarks(content) == 6
    assert b"/Lang (en-GB)" in content


def test_the_receipt_carries_no_fact(submission: Submission, written: type[Written]) -> None:
    content = printing.receipt(submission, now=now())
    text = "\n".join(written.last.texts)
    assert "T-2026-0001" in text
    assert "Referral" in text
    assert "2 March 2026 at 09:00" in text
    for fact in ("Jordan", "A fall", "Sam", "2019"):
        assert fact not in text
    assert pages(content) == 1


def test_a_held_form_says_so_on_its_receipt(submission: Submission, written: type[Written]) -> None:
    submission.state = "held"
    printing.receipt(submission, now=now())
    assert printing.STORED in written.last.texts


def test_receipt_and_copy_of_a_form_that_was_filled_in_in_welsh_are_welsh(
    submission: Submission, person: Any, written: type[Written]
) -> None:
    submission.state, submission.next_steps = "accepted", ["Bydd y swyddfa’n cysylltu â chi."]
    add(submission, "The school wrote.", by=person)
    # What the form itself says is in the language that its editors gave it: this one has English alone.
    spoken = {title for step in submission.version.definition["steps"] for title in [step["title"]]}
    with translation.override("cy"):
        receipt = printing.receipt(submission, now=now())
        texts = list(written.last.texts)
        copy = printing.copy(opened(submission), language="cy", now=now())
        texts += [text for text in written.last.texts if text not in spoken]
    assert b"/Lang (cy)" in receipt
    assert b"/Lang (cy)" in copy
    for welsh in (
        "Wedi’i dderbyn",
        "Cyfeirnod",
        "Fersiwn y ffurflen",
        "2 Mawrth 2026 am 09:00",
        "Beth sy’n digwydd nesaf",
    ):
        assert welsh in texts, welsh
    all_of_it = "\n".join(texts)
    for english in ("Received", "Reference", "Sent ", "Added later", "Reason:", "What happens next", "Version of"):
        assert english not in all_of_it, english


def test_files_stand_by_their_names(
    handler: ObedientHandler, person: Any, clock: Any, attachments: Any, written: type[Written]
) -> None:
    page = form_page(definition(step("papers", question("letter", "file"))))
    submission = stored(page, {}, owner=person)
    file = with_file(submission, "letter", "school letter.txt")
    submission.answers = {"letter": [str(file.pk)]}
    submission.save()
    printing.copy(opened(submission), language="", now=now())
    assert "school letter.txt" in written.last.texts


@pytest.mark.parametrize("text", HARD, ids=range(len(HARD)))
def test_no_text_breaks_it(page: FormPage, person: Any, text: str) -> None:
    submission = stored(page, {**ANSWERS, "what": text.replace("\ud800", ""), "comment": "After it."}, owner=person)
    assert printing.copy(opened(submission), language="", now=now()).startswith(b"%PDF-")
    paper = Paper(title=text, note=text, language="en-GB", now=now())
    paper.heading(text)
    paper.paragraph(text)
    paper.pairs([(text, text), ("Short", "answer")])
    assert paper.finished().startswith(b"%PDF-")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
def test_nothing_is_dropped_in_silence(text: str) -> None:
    shown = printable(text)
    visible = [one for one in text if one.isalnum()]
    assert len([one for one in shown if one.isalnum() or one == MISSING]) >= len(visible)


def test_what_cannot_be_printed_is_named_and_said(written: type[Written], page: FormPage, person: Any) -> None:
    assert printable("a🧿b") == "a[nazar amulet]b"
    assert printable("বাংলা") == MISSING * 5
    submission = stored(page, {**ANSWERS, "what": "A 🧿."}, owner=person)
    told = NOT_PRINTED % {"missing": MISSING}
    printing.copy(opened(submission), language="", now=now())
    assert "A [nazar amulet]." in written.last.texts
    assert written.last.texts[-1] == told
    printing.copy(opened(stored(page, ANSWERS, owner=person)), language="", now=now())
    assert told not in written.last.texts


def drawn(text: str) -> str:
    """The characters of a paragraph as they stand on paper, from left to right."""
    paper = Paper(title="", note="", language="en-GB", now=now())
    paper.paragraph(text)
    page = PdfReader(io.BytesIO(paper.finished())).pages[0]
    glyphs = page["/Resources"]["/Font"]["/F1"]["/ToUnicode"].get_data().decode()
    letters = {one: bytes.fromhex(text).decode("utf-16-be") for one, text in re.findall(r"<(\w{4})> <(\w+)>", glyphs)}
    written = (operands[0] for operands, operator in page.get_contents().operations if operator == b"Tj")
    codes = (code.upper() for one in written for code in re.findall("....", one.original_bytes.hex()))
    return "".join(letters[code] for code in codes).partition(" · Page")[0].strip()


def test_arabic_letters_are_joined_and_lines_turned() -> None:
    paper = Paper(title="", note="", language="en-GB", now=now())
    apart = sum(paper.get_string_width(letter) for letter in "سلام")
    with paper._shaped("سلام"):
        # seen + lam with alef + meem, in the shapes that are narrower than those of letters that stand alone.
        assert paper.get_string_width("سلام") < apart
    # Finishing it closes the files of its fonts.
    assert paper.finished()
    assert drawn("abc (12)") == "abc (12)"
    assert drawn("שלום 12") == "12 םולש"
    # By the characters they stand for: each bracket is drawn mirrored.
    assert drawn("שלום (אב)") == ")בא( םולש"
    # Lam with alef is one sign.
    assert drawn("سلام") == "ملاس"


def test_two_hundred_answers_take_seconds_at_most(handler: ObedientHandler, person: Any, clock: Any) -> None:
    asked = [question(f"question_{number}", "long_text") for number in range(200)]
    page = form_page(definition(*(step(f"step_{place}", *asked[place : place + 10]) for place in range(0, 200, 10))))
    submission = stored(page, {one["name"]: "An answer of some words. " * 8 for one in asked}, owner=person)
    printing.receipt(submission, now=now())
    begun = time.process_time()
    content = printing.copy(opened(submission), language="", now=now())
    taken = time.process_time() - begun
    assert pages(content) > 5
    # Idle it takes less than one second; the bound leaves room for a busy machine.
    assert taken < 5, taken


@pytest.mark.parametrize(("name", "file"), [("receipt_pdf", "receipt.pdf"), ("copy_pdf", "copy.pdf")])
def test_it_is_handed_out_without_a_trace_of_its_content(
    browser: Client, submission: Submission, name: str, file: str
) -> None:
    answer = browser.get(reverse(f"forms:{name}", args=[submission.pk]))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{file}"'
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.content.startswith(b"%PDF-")


def test_others_do_not_get_it(client: Client, submission: Submission, other: Any, handler: ObedientHandler) -> None:
    client.force_login(other)
    for name in ("receipt_pdf", "copy_pdf"):
        assert client.get(reverse(f"forms:{name}", args=[submission.pk])).status_code == 404
    client.logout()
    assert client.get(reverse("forms:copy_pdf", args=[submission.pk])).status_code == 302


def test_making_it_logs_no_letter(submission: Submission, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("WARNING"):
        printing.copy(opened(submission), language="", now=now())
    assert caplog.text == ""
