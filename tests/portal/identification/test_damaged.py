"""No damaged, endless or hostile file ends the check or takes long or much memory: what was not read is said (D36)."""

import io
import random
import re
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from portal.identification.apart import ReaderApart
from portal.identification.reading.told import Bounds, Look, Text, Told
from portal.identification.reading.whole import read, told_of
from portal.identification.rebuilding.rebuilt import NotPublishable, Rebuilt, rebuild
from tests.portal.identification import hidden_in_files, hidden_in_pdf, papers
from tests.portal.identification.hidden_in_pdf import document, saved

pytestmark = pytest.mark.duty("D36")

NAME = "Rowan Ashdown"
# The first in the suite, the rest by `make drill`.
SEEDS = [*range(3), *(pytest.param(seed, marks=pytest.mark.drill) for seed in range(3, 40))]
EACH = 25


def files() -> list[tuple[str, bytes]]:
    pdfs = {**hidden_in_pdf.CORNERS, **hidden_in_pdf.LOOKED_AT}
    return [("a.pdf", make(NAME)) for make in pdfs.values()] + [make(NAME) for make in hidden_in_files.CORNERS.values()]


@pytest.fixture(scope="module")
def whole() -> list[tuple[str, bytes]]:
    return files()


def damaged(content: bytes, dice: random.Random) -> bytes:
    """Bytes changed, lost, added, doubled; numbers changed; the rest cut off."""
    made, how = bytearray(content), dice.randrange(6)
    for _ in range(dice.choice([1, 2, 5, 20, 100])):
        at = dice.randrange(len(made) or 1)
        if how == 0:
            made[at : at + 1] = bytes([dice.randrange(256)])
        elif how == 1:
            del made[at : at + dice.randrange(1, 60)]
        elif how == 2:
            made[at:at] = dice.randbytes(dice.randrange(1, 40))
        elif how == 3:
            made[at:at] = made[dice.randrange(len(made) or 1) :][: dice.randrange(1, 200)]
        elif how == 4:
            numbers = list(re.finditer(rb"\d+", bytes(made)))
            if numbers:
                one = dice.choice(numbers)
                made[one.start() : one.end()] = str(dice.choice([0, 1, -1, 2**31, 2**63, dice.randrange(40)])).encode()
        else:
            del made[at:]
            break
    return bytes(made)


@pytest.mark.parametrize("seed", SEEDS)
def test_damaged_files_are_read_as_far_as_they_go(seed: int, whole: list[tuple[str, bytes]]) -> None:
    dice = random.Random(seed)
    for _ in range(EACH):
        name, content = dice.choice(whole)
        hurt = damaged(content, dice)
        assert all(isinstance(one, Text | Look) for one in told_of(name, hurt))
        assert isinstance(rebuild(name, hurt, clean=lambda _text: True), Rebuilt | NotPublishable)


def looks(told: list[Told]) -> list[str]:
    return [one.why for one in told if isinstance(one, Look)]


def png_of(width: int, height: int) -> bytes:
    """A picture that says how large it is and holds next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    head = struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


def zeros(size: int) -> bytes:
    packed = zlib.compressobj(9)
    return b"".join(packed.compress(b" " * 1_000_000) for _ in range(size)) + packed.flush()


def pdf_bomb() -> bytes:
    def change(pdf: Any, page: Any) -> None:
        page.Contents = pdf.make_stream(zeros(300), Filter=Name.FlateDecode)

    return document(b"", change)


def bomb_in_bomb() -> bytes:
    def change(pdf: Any, page: Any) -> None:
        page.Contents = pdf.make_stream(
            zlib.compress(zeros(400), 9), Filter=Array([Name.FlateDecode, Name.FlateDecode])
        )

    return document(b"", change)


def zip_bomb(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        for number in range(4):
            made.writestr(f"word/{number}.xml", b"<a>" + b" " * 90_000_000)
    return out.getvalue()


def packages_without_end() -> bytes:
    content = b"Nothing"
    for _ in range(40):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
            for number in range(3):
                made.writestr(f"{number}.zip", content)
        content = out.getvalue()
        if len(content) > 2_000_000:
            break
    return content


def forms_in_a_circle() -> bytes:
    def change(pdf: Any, page: Any) -> None:
        box = {"Type": Name.XObject, "Subtype": Name.Form, "BBox": Array([0, 0, 9, 9])}
        one, other = pdf.make_stream(b"/X2 Do /X2 Do", **box), pdf.make_stream(b"/X1 Do /X1 Do", **box)
        one.Resources, other.Resources = (
            Dictionary(XObject=Dictionary(X2=other)),
            Dictionary(XObject=Dictionary(X1=one)),
        )
        page.Resources.XObject = Dictionary(X1=one)

    return document(b"/X1 Do", change)


def forms_that_double() -> bytes:
    def change(pdf: Any, page: Any) -> None:
        inner = pdf.make_stream(b"0 0 1 1 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
        for _ in range(11):
            outer = pdf.make_stream(b"/X Do " * 9, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
            outer.Resources = Dictionary(XObject=Dictionary(X=inner))
            inner = outer
        page.Resources.XObject = Dictionary(X1=inner)

    return document(b"/X1 Do", change)


def pages_in_a_circle() -> bytes:
    pdf = pikepdf.open(io.BytesIO(document()))
    made = saved(pdf)
    return re.sub(rb"/Kids \[ (\d+) 0 R \]", b"/Kids [ %d 0 R ]" % pdf.Root.Pages.objgen[0], made)


def nested(sign: bytes, end: bytes) -> bytes:
    made = document()
    at = made.rindex(b"xref")
    return made[:at] + b"99 0 obj " + sign * 100_000 + end * 100_000 + b" endobj\n" + made[at:]


HOSTILE: dict[str, Callable[[], tuple[str, bytes]]] = {
    "a picture of 400 million points": lambda: ("a.png", png_of(20_000, 20_000)),
    "a picture without end": lambda: ("a.png", png_of(2_000_000_000, 2_000_000_000)),
    "a page that unpacks to 300 MB": lambda: ("a.pdf", pdf_bomb()),
    "a page packed twice": lambda: ("a.pdf", bomb_in_bomb()),
    "parts that unpack to 360 MB": lambda: ("a.docx", zip_bomb("a.docx")),
    "packages in packages": lambda: ("a.zip", packages_without_end()),
    "a packed file of 400 MB": lambda: ("a.gz", b"\x1f\x8b\x08" + b"\0" * 7 + zeros(400)[2:-4] + b"\0" * 8),
    "arrays in arrays": lambda: ("a.pdf", nested(b"[", b"]")),
    "dictionaries in dictionaries": lambda: ("a.pdf", nested(b"<</A ", b">>")),
    "elements in elements": lambda: ("a.svg", b"<svg>" + b"<g>" * 100_000),
    "elements of a page of the web": lambda: ("a.html", b"<html>" + b"<div>" * 100_000),
    "entities of entities": lambda: (
        "a.xml",
        b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'bbbbbbbbbb'>"
        + b"".join(b"<!ENTITY c%d '%s'>" % (n, b"&c%d;" % (n - 1) * 9 if n else b"&b;" * 9) for n in range(12))
        + b"]><a>&c11;</a>",
    ),
    "lists in lists": lambda: ("a.json", b"[" * 100_000 + b"]" * 100_000),
    "groups in groups": lambda: ("a.rtf", b"{\\rtf1 " + b"{" * 200_000),
    "a mail in a mail": lambda: ("a.eml", b"From: a\nContent-Type: message/rfc822\n\n" * 2_000),
    "forms in a circle": lambda: ("a.pdf", forms_in_a_circle()),
    "forms that double": lambda: ("a.pdf", forms_that_double()),
    "pages in a circle": lambda: ("a.pdf", pages_in_a_circle()),
    "a compound file in a circle": lambda: ("a.doc", circle_of_sectors()),
}
# They are read whole; nothing is left to look at.
READ = {
    "elements of a page of the web",
    "forms in a circle",
    "lists in lists",
    "groups in groups",
    "arrays in arrays",
    "dictionaries in dictionaries",
}


def circle_of_sectors() -> bytes:
    made = bytearray(papers.compound({"WordDocument": b"x" * 5000}))
    made[512 + 8 : 512 + 12] = struct.pack("<L", 2)
    return bytes(made)


@pytest.mark.parametrize("file", sorted(HOSTILE))
def test_a_hostile_file_is_read_within_bounds_and_said(file: str) -> None:
    name, content = HOSTILE[file]()
    begun = time.process_time()
    told = told_of(name, content)
    assert time.process_time() - begun < 30
    assert looks(told) or file in READ
    assert isinstance(rebuild(name, content, clean=lambda _text: True), Rebuilt | NotPublishable)


def test_the_time_that_a_file_may_take_is_bounded() -> None:
    told = list(read("a.pdf", document(b"0 0 1 1 re f " * 20_000), Bounds(seconds=0.0)))
    assert looks(told) == ["reading it takes too long: open it and look"]


def test_a_reader_that_ends_is_begun_anew() -> None:
    with ReaderApart() as reader:
        assert any(isinstance(one, Text) and NAME in one.text for one in reader.read("a.txt", NAME.encode()))
        process = reader._process
        assert process is not None
        process.kill()
        process.wait()
        assert any(isinstance(one, Text) and NAME in one.text for one in reader.read("b.txt", NAME.encode()))


def test_a_reader_that_says_nothing_is_ended() -> None:
    with ReaderApart(seconds=0.0) as reader:
        assert looks(list(reader.read("a.pdf", document()))) == [
            "this file is damaged or was read only in part: open it and look"
        ]
        assert isinstance(reader.rebuild("a.pdf", document(), clean=lambda _text: True), NotPublishable)
