"""What is published of a file was made here: what is drawn stays, with tags and links; nothing else does (D36)."""

import io
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pikepdf
import pytest
from fpdf import FPDF
from pikepdf import Array, Dictionary, Name
from PIL import Image
from pypdf import PdfReader

from forms.reading.pdf import Paper
from portal.identification.apart import ReaderApart
from portal.identification.reading.told import Look, Text
from portal.identification.reading.whole import told_of
from portal.identification.rebuilding import office
from portal.identification.rebuilding.pdf.font_files import font_tables
from portal.identification.rebuilding.rebuilt import NotPublishable, Rebuilt, rebuild
from tests.portal.identification import hidden_in_pdf, papers
from tests.portal.identification.hidden_in_pdf import document, drawn
from tests.tagged import _list, _node, _pages

pytestmark = pytest.mark.duty("D36")

# Of a page made anew: every key that may stand in the file. Another one is a hole.
KEYS = set(
    "/Annots /Contents /MediaBox /Parent /Resources /Rotate /StructParents /Tabs /Type /UserUnit /Group".split()  # noqa: SIM905 - read best in a row
)
ROOT_KEYS = {"/Pages", "/Type", "/StructTreeRoot", "/MarkInfo", "/Lang"}


def clean(text: str) -> bool:
    return "Rowan" not in text


def made_of(content: bytes, name: str = "a.pdf", keeps: Callable[[str], bool] = clean) -> Rebuilt:
    made = rebuild(name, content, clean=keeps)
    assert isinstance(made, Rebuilt), made
    return made


def opened(made: Rebuilt) -> Any:
    return pikepdf.open(io.BytesIO(made.content))


def text_of(content: bytes) -> str:
    told = [one for one in told_of("a.pdf", content) if isinstance(one, Text) and re.fullmatch(r"page \d+", one.where)]
    return "\n".join(one.text for one in told)


@pytest.mark.parametrize("corner", sorted(hidden_in_pdf.CORNERS))
def test_no_key_is_there_that_nobody_put_in(corner: str) -> None:
    with opened(made_of(hidden_in_pdf.CORNERS[corner]("Rowan Ashdown"))) as pdf:
        assert set(pdf.Root.keys()) <= ROOT_KEYS
        assert "/Info" not in pdf.trailer
        for page in pdf.pages:
            assert set(page.obj.keys()) <= KEYS


def tagged_paper() -> bytes:
    paper = FPDF()
    paper.add_page()
    paper.set_font("helvetica", size=12)
    paper.cell(text="The agencies met.", link="https://example.org/learning")
    paper.set_lang("en-GB")
    return bytes(paper.output())


def test_links_to_the_web_stay_and_others_go() -> None:
    assert_links(made_of(tagged_paper()), ["https://example.org/learning"])
    about = {"A": Dictionary(S=Name.URI, URI="https://example.org/Rowan")}
    naming = made_of(
        document(b"", lambda pdf, page: page.__setitem__("/Annots", hidden_in_pdf.note(Subtype=Name.Link, **about)("")))
    )
    assert_links(naming, [])
    assert "links whose address names somebody (page 1)" in naming.dropped
    script = {"A": Dictionary(S=Name.JavaScript, JS="app.alert(1)")}
    running = made_of(
        document(
            b"", lambda pdf, page: page.__setitem__("/Annots", hidden_in_pdf.note(Subtype=Name.Link, **script)(""))
        )
    )
    assert_links(running, [])


def assert_links(made: Rebuilt, addresses: list[str]) -> None:
    with opened(made) as pdf:
        found = [str(one.A.URI) for page in pdf.pages for one in page.obj.get("/Annots", Array())]
    assert found == addresses


def test_the_structure_stays() -> None:
    """A report of ours is read by a screen reader as before."""
    paper = Paper(title="Report", note="A note", language="en-GB", now=datetime(2026, 3, 2, tzinfo=ZoneInfo("UTC")))
    paper.title_line("What we learned")
    paper.heading("Why it happened")
    paper.paragraph("Nobody asked who was at home.")
    paper.items(["First", "Second"])
    content = paper.finished()
    before, after = structure(content), structure(made_of(content).content)
    assert ("H2", "Why it happened") in before
    assert after == before


def structure(content: bytes) -> list[tuple[str, str]]:
    """Each element with the text of its marks, in the order of the tree."""
    reader = PdfReader(io.BytesIO(content))
    catalog: Any = reader.trailer["/Root"]
    numbers = {page.indirect_reference.idnum: at for at, page in enumerate(reader.pages) if page.indirect_reference}
    shown, _artifacts = _pages(reader)
    found: list[tuple[str, str]] = []
    for top in _list(catalog["/StructTreeRoot"]["/K"]):
        for node in _node(top.get_object(), numbers, {}).walk():
            found.append((node.kind, " ".join(shown[mark] for mark in node.marks).strip()))
    return found


def test_alternative_text_stays_where_it_names_nobody() -> None:
    def figure(text: str) -> Callable[[Any, Any], None]:
        def change(pdf: Any, page: Any) -> None:
            element = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Figure, Alt=text, Pg=page, K=0))
            pdf.Root.StructTreeRoot = Dictionary(Type=Name.StructTreeRoot, K=element)

        return change

    marked = b"/Figure << /MCID 0 >> BDC " + drawn("A house") + b"EMC"
    for text, stays in (("A house", True), ("Rowan's house", False)):
        made = made_of(document(marked, figure(text)))
        with opened(made) as pdf:
            (element,) = pdf.Root.StructTreeRoot.K
            assert element.get("/Alt") == (text if stays else None)
        assert ("alternative text that names somebody" in made.dropped) is not stays


def test_what_goes_is_told_with_its_page() -> None:
    content = hidden_in_pdf.CORNERS["behind a box"]("Rowan Ashdown")
    assert made_of(content).dropped == ("text behind something else (page 1)",)
    told = made_of(papers.pdf(title="x", note="y", attached=("n.txt", b"z"))).dropped
    assert {"its metadata (title, author, programs, days)", "attached files", "notes and markings (page 1)"} <= set(
        told
    )


@pytest.mark.parametrize(
    ("content", "stays"),
    [
        (drawn("Seen") + b"0 g 60 600 400 30 re f", True),
        (b"0.9 g 60 690 400 30 re f 0 g " + drawn("Seen"), True),
        (b"0 0 0.5 rg 60 690 400 30 re f 1 g " + drawn("Seen") + b"0 g", True),
        (drawn("Seen") + b"q /G1 gs 0 g 60 690 400 30 re f Q", True),
        (drawn("Seen") + b"0 g 60 690 m 260 720 l 460 690 l f", True),
        (drawn("Seen") + b"0 g 60 690 400 30 re 70 695 300 20 re f*", True),
        (drawn("Seen") + b"0 g 60 690 400 30 re S", True),
        (drawn("Seen") + b"0 g 60 690 400 30 re f", False),
        (b"0.5 g 60 690 400 30 re f " + drawn("Seen") + b"0 g", False),
    ],
    ids=[
        "a box beside it",
        "on a grey ground",
        "white on blue",
        "behind a box that is half seen through",
        "behind a triangle",
        "in the hole of a frame",
        "in a frame",
        "behind a box",
        "grey on the same grey",
    ],
)
def test_only_what_nobody_sees_goes(content: bytes, stays: bool) -> None:
    page = document(content, ExtGState=Dictionary(G1=Dictionary(ca=0.4)))
    assert ("Seen" in text_of(made_of(page).content)) is stays


def test_of_a_line_only_the_covered_letters_go() -> None:
    text = text_of(made_of(document(drawn("It was Rowan again") + b"0 g 108 695 36 20 re f")).content)
    assert "again" in text
    assert "Rowan" not in text


def test_a_font_is_copied_without_its_names() -> None:
    head = b"\0\1\0\0" + (2).to_bytes(2, "big") + b"\0" * 6
    tables = {b"glyf": b"GLYF", b"name": b"Rowan Ashdown"}
    entries, body, place = b"", b"", 12 + 32
    for tag, data in tables.items():
        entries += tag + b"\0" * 4 + place.to_bytes(4, "big") + len(data).to_bytes(4, "big")
        body += data
        place += len(data)
    made = font_tables(head + entries + body)
    assert b"GLYF" in made
    assert b"Rowan" not in made


def test_an_embedded_font_draws_the_same_letters() -> None:
    paper = Paper(title="Report", note="A note", language="en-GB", now=datetime(2026, 3, 2, tzinfo=ZoneInfo("UTC")))
    paper.paragraph("Zoë and Łukasz’s “house” – wait")
    content = paper.finished()
    assert "Zoë and Łukasz’s “house” – wait" in text_of(made_of(content).content)


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "a.jpg"), ("PNG", "a.png"), ("GIF", "a.gif"), ("WEBP", "a.webp")])
def test_a_picture_keeps_its_points_alone(kind: str, name: str) -> None:
    exif = Image.Exif()
    exif[0x013B] = "Rowan Ashdown"
    out = io.BytesIO()
    how = {} if kind == "GIF" else {"exif": exif}
    Image.new("RGB", (30, 20), "#336699").save(out, kind, **how, **({"comment": b"Rowan"} if kind == "GIF" else {}))
    made = made_of(out.getvalue() + b"Rowan Ashdown", name)
    assert made.name == name
    assert b"Rowan" not in made.content
    with Image.open(io.BytesIO(made.content)) as picture:
        assert (picture.format, picture.size, dict(picture.getexif())) == (kind, (30, 20), {})
        red, green, blue = picture.convert("RGB").getpixel((5, 5))
    assert abs(red - 0x33) + abs(green - 0x66) + abs(blue - 0x99) < 12


def test_a_picture_is_turned_as_its_fields_say() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    Image.new("RGB", (30, 20)).save(out, "JPEG", exif=exif)
    with Image.open(io.BytesIO(made_of(out.getvalue(), "a.jpg").content)) as picture:
        assert picture.size == (20, 30)


def test_points_that_nobody_sees_have_no_colour() -> None:
    picture = Image.new("RGBA", (4, 4), (200, 10, 10, 0))
    out = io.BytesIO()
    picture.save(out, "PNG")
    with Image.open(io.BytesIO(made_of(out.getvalue(), "a.png").content)) as made:
        assert made.getpixel((1, 1)) == (0, 0, 0, 0)


def test_the_part_of_a_picture_that_is_covered_is_blank() -> None:
    def change(pdf: Any, page: Any) -> None:
        page.Resources = Dictionary(Font=page.Resources.Font, XObject=Dictionary(I1=hidden_in_pdf._picture(pdf)))

    covered = b"q 400 0 0 100 60 500 cm /I1 Do Q 0 g 60 500 200 100 re f"
    with opened(made_of(document(covered, change))) as pdf:
        (image,) = pdf.pages[0].obj.Resources.XObject.values()
        points = pikepdf.PdfImage(image).as_pil_image().convert("RGB")
    assert points.getpixel((2, 5)) == (255, 255, 255)
    assert points.getpixel((35, 5)) == (0x44, 0x66, 0x88)


def test_a_text_is_published_without_signs_that_nobody_sees() -> None:
    made = made_of("It was\u200b\u202e here".encode("utf-16"), "a.txt")
    assert (made.name, made.content) == ("a.txt", b"It was here")


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.zip", b"PK\x05\x06" + b"\0" * 18, "files of this kind are not published"),
        ("a.html", b"<html>x</html>", "files of this kind are not published"),
        ("a.svg", b"<svg/>", "files of this kind are not published"),
        ("a.pdf", papers.encrypted_pdf(), "it is locked with a password"),
        ("a.pdf", b"%PDF-1.7 and then nothing", "it is damaged"),
        ("a.png", b"\x89PNG\r\n\x1a\n broken", "it is damaged"),
    ],
)
def test_what_cannot_be_made_anew_is_not_published(name: str, content: bytes, why: str) -> None:
    made = rebuild(name, content, clean=clean)
    assert isinstance(made, NotPublishable)
    assert made.why.startswith(why)


def test_without_libreoffice_an_office_file_is_not_published(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "libreoffice", lambda: "")
    made = rebuild("a.docx", papers.docx(papers.run("Seen")), clean=clean)
    assert isinstance(made, NotPublishable)
    assert "LibreOffice is not installed" in made.why


def test_an_office_file_is_published_as_a_pdf(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """By whatever program is configured: here one that writes a PDF where LibreOffice would."""
    page = tmp_path / "page.pdf"
    page.write_bytes(document(drawn("Seen")))
    program = tmp_path / "soffice"
    program.write_text(f'#!/bin/sh\nwhile [ "$1" != --outdir ]; do shift; done\ncp {page} "$2/file.pdf"\n')
    program.chmod(0o700)
    monkeypatch.setenv("PORTAL_LIBREOFFICE", str(program))
    made = made_of(papers.docx(papers.run("Seen")), "plan.docx")
    assert made.name == "plan.pdf"
    assert "Seen" in text_of(made.content)
    assert made.dropped[0].startswith("it was made a PDF")


def test_apart_it_is_the_same_file() -> None:
    content = hidden_in_pdf.CORNERS["alternative text"]("Rowan Ashdown")
    with ReaderApart() as reader:
        assert reader.rebuild("a.pdf", content, clean=clean) == rebuild("a.pdf", content, clean=clean)
        assert [one for one in reader.read("a.pdf", content) if isinstance(one, Look)] == []
