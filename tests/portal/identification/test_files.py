"""Everything in a file is read: also its name, metadata, comments, deleted words, hidden sheets, attachments (D36)."""

import base64
import re
from datetime import date
from email.message import EmailMessage

import pytest

from portal.identification.files import BY_EYE, passages_of_file
from portal.identification.reading import whole
from portal.identification.search import Search
from tests.portal.identification import papers
from tests.portal.identification.papers import PLAIN, WORD, docx, run
from workflow.machines.publication.identification.identifiers import DATE, NAME, Identifier

pytestmark = pytest.mark.duty("D36")

COULD_NOT = f": {whole.COULD_NOT}"
NOT_WHOLE = whole.NOT_WHOLE
ENTITIES = '<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>'

ROWAN = Identifier(NAME, "Rowan Ashdown")
BORN = Identifier(DATE, "2019-04-02")
W = f'xmlns:w="{WORD}"'
CORE = '<p xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>Rowan Ashdown</dc:creator></p>'
ALT = '<docPr xmlns="x" id="1" name="Picture 1" descr="Rowan Ashdown at home"/>'
DRAWING = f"<w:p><w:r><w:drawing>{ALT}</w:drawing></w:r></w:p>"
GONE = '<w:del w:author="Pat"><w:r><w:delText>Rowan Ashdown</w:delText></w:r></w:del>'
DELETED = f"<w:p><w:r><w:t>The child </w:t></w:r>{GONE}</w:p>"
MAIL = b"From a@example.com Mon Feb 2\nFrom: a@example.com"


def mail_with(name: str, text: str) -> bytes:
    message = EmailMessage()
    message.set_content("See attached.")
    message.add_attachment(text.encode(), maintype="application", subtype="octet-stream", filename=name)
    return bytes(message)


HIDING = {
    "name.pdf": ("rowan_ashdown_final.pdf", papers.pdf()),
    "pdf text": ("a.pdf", papers.pdf("Then Rowan Ashdown was seen.")),
    "pdf title": ("a.pdf", papers.pdf(title="Review of Rowan Ashdown")),
    "pdf note": ("a.pdf", papers.pdf(note="Is this Rowan Ashdown?")),
    "pdf attachment": ("a.pdf", papers.pdf(attached=("notes.txt", b"Rowan Ashdown"))),
    "pdf attachment's name": ("a.pdf", papers.pdf(attached=("rowan-ashdown.txt", b"Nothing"))),
    "pdf in a pdf": ("a.pdf", papers.pdf(attached=("b.pdf", papers.pdf("Rowan Ashdown")))),
    "earlier version": ("a.pdf", papers.pdf_saved_again("Rowan Ashdown", "The child")),
    "docx text": ("a.docx", docx(run("Then Rowan Ash", "down was seen"))),
    "docx table": ("a.docx", docx(f"<w:tbl><w:tr><w:tc>{run('Rowan Ashdown')}</w:tc></w:tr></w:tbl>")),
    "docx deleted": ("a.docx", docx(DELETED)),
    "docx hidden": ("a.docx", docx("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>Rowan Ashdown</w:t></w:r></w:p>")),
    "docx alt text": ("a.docx", docx(DRAWING)),
    "docx header": (
        "a.docx",
        docx(run(PLAIN), **{"word/header1.xml": f"<w:hdr {W}>{run('Rowan ', 'Ashdown')}</w:hdr>"}),
    ),
    "docx comment": (
        "a.docx",
        docx(run(PLAIN), **{"word/comments.xml": f"<w:comments {W}>{run('Rowan Ashdown?')}</w:comments>"}),
    ),
    "docx comment's author": (
        "a.docx",
        docx(
            run(PLAIN), **{"word/comments.xml": f'<w:comments {W}><w:comment w:author="Rowan Ashdown"/></w:comments>'}
        ),
    ),
    "docx metadata": ("a.docx", docx(run(PLAIN), **{"docProps/core.xml": CORE})),
    "docx link": (
        "a.docx",
        docx(run(PLAIN), **{"word/_rels/document.xml.rels": '<r><x Target="file:///rowan-ashdown.docx"/></r>'}),
    ),
    "docx picture": ("a.docx", docx(run(PLAIN), **{"word/media/rowan_ashdown.png": "not a picture"})),
    "xlsx hidden sheet": ("a.xlsx", papers.xlsx(hidden="Rowan Ashdown")),
    "xlsx comment": ("a.xlsx", papers.xlsx(comment="Rowan Ashdown")),
    "xlsx creator": ("a.xlsx", papers.xlsx(creator="Rowan Ashdown")),
    "xlsx sheet's name": ("a.xlsx", papers.xlsx(sheet="Rowan Ashdown")),
    "jpeg": ("a.jpg", papers.jpeg(artist="Rowan Ashdown")),
    "png": ("a.png", papers.png("Rowan Ashdown")),
    "text": ("a.csv", b"name\nAshdown, Rowan"),
    "text of windows": ("a.txt", "Rowan Ashdown".encode("utf-16")),
    "mail": ("a.eml", MAIL + b"\nContent-Transfer-Encoding: base64\n\n" + base64.b64encode(b"Rowan Ashdown")),
    "mail's subject": ("a.eml", MAIL + b"\nSubject: =?utf-8?q?Rowan_Ash?= =?utf-8?q?down?=\n\nx"),
    "mail's attachment": ("a.eml", mail_with("notes.txt", "Rowan Ashdown")),
    "mail's attachment's name": ("a.eml", mail_with("Rowan Ashdown.txt", "Nothing")),
}


def finds(name: str, content: bytes, *identifiers: Identifier) -> set[str]:
    passages = [one for one in passages_of_file(name, content) if one.where != BY_EYE]
    return {find.written for find in Search(identifiers).run(passages)}


@pytest.mark.parametrize("hidden", sorted(HIDING))
def test_wherever_a_file_hides_a_name_it_is_found(hidden: str) -> None:
    name, content = HIDING[hidden]
    written = {re.sub(r"[\W_]", "", find).casefold() for find in finds(name, content, ROWAN)}
    assert written & {"rowanashdown", "ashdownrowan"}


def test_a_date_in_a_cell_is_read_as_a_date() -> None:
    assert "2019-04-02" in finds("a.xlsx", papers.xlsx(value=date(2019, 4, 2)), BORN)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("locked.pdf", papers.encrypted_pdf(), ": it is locked with a password: open it and look"),
        ("broken.pdf", b"%PDF-1.7 and then nothing", COULD_NOT),
        ("broken.docx", b"PK\x03\x04 broken", f": {NOT_WHOLE}"),
        ("old.doc", b"\xd0\xcf\x11\xe0", COULD_NOT),
        ("mail.msg", b"\xd0\xcf\x11\xe0", COULD_NOT),
        ("recording.m4a", b"\0\0\0\x18ftypM4A ", COULD_NOT),
        ("entities.docx", docx("", **{"word/x.xml": ENTITIES}), f", part word/x.xml{COULD_NOT}"),
        ("scan.pdf", papers.pdf(" "), COULD_NOT),
        ("other.pdf", docx(run(PLAIN)), ": this file is not what its name says: open it and look"),
    ],
)
def test_what_cannot_be_read_is_said(name: str, content: bytes, why: str) -> None:
    said = [one.text for one in passages_of_file(name, content) if one.where == BY_EYE]
    assert said == [f"File “{name}”{why}"]


def test_a_picture_is_looked_at_and_where_it_was_taken_is_said() -> None:
    said = [one.text for one in passages_of_file("a.jpg", papers.jpeg(place=True)) if one.where == BY_EYE]
    assert [one.partition(": ")[2][:24] for one in said] == ["this is a picture: look ", "this picture carries the"]


def test_a_file_that_names_nobody_has_no_finds() -> None:
    for name, content in (("a.pdf", papers.pdf()), ("a.docx", docx(run(PLAIN))), ("a.xlsx", papers.xlsx())):
        assert finds(name, content, ROWAN, BORN) == set()
