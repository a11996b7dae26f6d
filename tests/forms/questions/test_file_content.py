"""Genuine files are taken, whatever program saved them; what is refused is called by its real reason."""

import io
import random
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pillow_heif import register_heif_opener
from pypdf import PdfWriter

from forms.definition.shape import FILE_KINDS, USUAL_FILE_KINDS
from forms.questions import file_types
from forms.questions.blocks.questions import KindsBlock
from forms.questions.file_content.refusals import NotAllowed
from forms.questions.file_types import type_of

FILES = Path(__file__).parents[1] / "files"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAIL, OUTLOOK = "message/rfc822", "application/vnd.ms-outlook"
HEADERS = b"From: a@example.com\r\nTo: b@example.com\r\nSubject: Bruise\r\n\r\nText"


def saved(name: str) -> bytes:
    return (FILES / name).read_bytes()


def archive(*members: tuple[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", packing) as made:
        for name, content in members:
            made.writestr(name, content)
    return buffer.getvalue()


def pdf(**passwords: Any) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    if passwords:
        writer.encrypt(**passwords)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def compound(*names: str, sector: int = 512, continued: bool = False) -> bytes:
    """A compound file with these names in its directory; `continued`: its table is named in a sector of its own."""
    each = sector // 4
    shift = {512: 9, 4096: 12}[sector]
    entries = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<HB", 2 * len(name) + 2, 5) + bytes(61)
        for name in ("Root Entry", *names)
    )
    count = -(-len(entries) // sector)
    chain = [*range(3, 2 + count), 0xFFFFFFFE]
    table = struct.pack(f"<{each}L", 0xFFFFFFFD, 0xFFFFFFFC, *chain, *[0xFFFFFFFF] * (each - 2 - count))
    more = struct.pack(f"<{each}L", 0, *[0xFFFFFFFF] * (each - 2), 0xFFFFFFFE)
    named = [0xFFFFFFFF] * 109 if continued else [0, *[0xFFFFFFFF] * 108]
    head = struct.pack(
        "<8s16xHHHHH6xLLLLLLLLL",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        62,
        3,
        0xFFFE,
        shift,
        6,
        0,
        1,
        2,
        0,
        4096,
        0xFFFFFFFE,
        0,
        1 if continued else 0xFFFFFFFE,
        int(continued),
    )
    head += struct.pack("<109L", *named)
    return head.ljust(sector, b"\0") + table + more + entries.ljust(count * sector, b"\0")


def box(name: bytes, inside: bytes) -> bytes:
    return struct.pack(">L4s", 8 + len(inside), name) + inside


def film(brand: bytes, *tracks: bytes) -> bytes:
    """A file of boxes: its brand, the sound or pictures, the list of its tracks."""
    handlers = b"".join(box(b"hdlr", bytes(8) + track + bytes(12)) for track in tracks)
    return box(b"ftyp", brand + bytes(4) + b"isom") + box(b"mdat", b"\x11" * 300) + box(b"moov", handlers)


def mp3(*, tagged: bool = True) -> bytes:
    frame = b"\xff\xfb\x90\x00".ljust(417, b"\x55")
    return (b"ID3\x04\0\0\0\0\x02\x01" + bytes(257) if tagged else b"") + frame * 5


def heic() -> bytes:
    register_heif_opener()
    buffer = io.BytesIO()
    Image.new("RGB", (64, 64), "red").save(buffer, "HEIF")
    return buffer.getvalue()


def word(main: str = "word/document2.xml", first: str = "docProps/app.xml") -> bytes:
    types = f'<Types><Override PartName="/{main}" ContentType="{WORD}.main+xml"/></Types>'
    return archive((first, b"<x/>"), (main, b"<x/>"), ("[Content_Types].xml", types.encode()))


@pytest.mark.parametrize("name", ["auth.eml", "gmail.eml"])
def test_the_mails_that_were_refused_are_taken(name: str) -> None:
    assert type_of(saved(name), name) == MAIL


@pytest.mark.parametrize(
    "before",
    [
        b"Authentication-Results: mx.example.com; spf=pass\r\n",
        b"Delivered-To: b@example.com\r\nReceived: by 2002:a05\r\n",
        b"\xef\xbb\xbfReceived: from EX01 ([fe80::1])\r\n by EX02 with\r\n mapi id 15.1\r\n",
        b"From - Mon Feb  2 10:00:00 2026\r\nX-Mozilla-Status: 0001\r\nX-Mozilla-Status2: 00000000\r\n",
        b"1234      \nX-Uniform-Type-Identifier: com.apple.mail-draft\n",
        b"\r\n\r\nARC-Seal: i=1; a=rsa-sha256\r\nDKIM-Signature: v=1\r\n",
    ],
    ids=["gateway", "gmail", "outlook", "thunderbird", "apple", "arc"],
)
def test_a_mail_is_one_whatever_its_program_writes_first(before: bytes) -> None:
    assert type_of(before + HEADERS, "a.eml") == MAIL
    assert type_of((before + HEADERS).replace(b"\r\n", b"\n"), "a.eml") == MAIL


@pytest.mark.parametrize("sector", [512, 4096])
@pytest.mark.parametrize("continued", [False, True])
def test_a_mail_of_outlook_is_taken(sector: int, *, continued: bool) -> None:
    content = compound(
        "__nameid_version1.0", "__properties_version1.0", "WordDocument", sector=sector, continued=continued
    )
    assert type_of(content, "a.msg") == OUTLOOK


@pytest.mark.parametrize("main", ["word/document.xml", "word/document2.xml"])
def test_word_files_are_known_by_what_they_say_and_not_by_their_order(main: str) -> None:
    assert type_of(word(main), "a.docx") == WORD


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_of_windows_is_text(encoding: str) -> None:
    assert type_of("Zoë was seen – today.\r\n".encode(encoding), "a.txt") == "text/plain"
    assert type_of(b"\xfe\xff" + "Zoë".encode("utf-16-be"), "a.txt") == "text/plain"


def test_a_text_about_files_is_a_text() -> None:
    assert type_of(b"The first line of the file is %PDF-1.7, he wrote.", "a.txt") == "text/plain"
    assert type_of(b"The free school meals", "a.txt") == "text/plain"


@pytest.mark.parametrize(
    "before",
    [b"\r\n", b"\xef\xbb\xbf", b"\x1b%-12345X@PJL JOB\r\n", b"X" * 1024],
    ids=["line", "mark", "printer", "most"],
)
def test_a_pdf_is_found_where_readers_look(before: bytes) -> None:
    assert type_of(before + pdf(), "a.pdf") == "application/pdf"


def test_the_pdf_that_was_refused_is_taken() -> None:
    assert type_of(saved("leading-newline.pdf"), "leading-newline.pdf") == "application/pdf"


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128", "AES-128", "AES-256"])
def test_a_pdf_that_opens_without_a_password_is_taken(algorithm: str) -> None:
    locked = pdf(user_password="", owner_password="owner", algorithm=algorithm)
    assert b"/Encrypt" in locked
    assert type_of(locked, "a.pdf") == "application/pdf"
    assert type_of(b"\n" + locked, "a.pdf") == "application/pdf"
    with pytest.raises(NotAllowed, match="protected by a password"):
        type_of(pdf(user_password="user", owner_password="owner", algorithm=algorithm), "a.pdf")


def test_a_word_about_encryption_does_not_lock_a_pdf() -> None:
    assert type_of(pdf().replace(b"startxref", b"% /Encrypt 5 0 R\nstartxref"), "a.pdf") == "application/pdf"


TAKEN: list[tuple[Callable[[], bytes], str, str]] = [
    (heic, "a.heic", "image/heic"),
    (heic, "a.HEIF", "image/heic"),
    (lambda: film(b"M4A ", b"soun"), "a.m4a", "audio/mp4"),
    (lambda: film(b"mp42", b"soun"), "a.m4a", "audio/mp4"),
    (mp3, "a.mp3", "audio/mpeg"),
    (lambda: mp3(tagged=False), "a.mp3", "audio/mpeg"),
    (lambda: film(b"isom", b"soun", b"vide"), "a.mp4", "video/mp4"),
    (lambda: film(b"qt  ", b"vide", b"soun"), "a.mov", "video/quicktime"),
    (lambda: box(b"wide", b"") + film(b"qt  ", b"vide")[20:], "a.mov", "video/quicktime"),
]


@pytest.mark.parametrize(
    ("content", "name", "kind"), TAKEN, ids=[f"{name} {number}" for number, (_, name, _kind) in enumerate(TAKEN)]
)
def test_pictures_sound_and_film_of_telephones(content: Callable[[], bytes], name: str, kind: str) -> None:
    assert type_of(content(), name, FILE_KINDS) == kind


def test_sound_and_film_are_taken_only_where_the_question_allows_them() -> None:
    assert "audio" not in USUAL_FILE_KINDS
    for content, name, called in [(mp3(), "a.mp3", "a sound recording"), (film(b"isom", b"vide"), "a.mp4", "a video")]:
        with pytest.raises(NotAllowed, match=f"is {called}, which this question does not take. Choose PDF, Word"):
            type_of(content, name)
    with pytest.raises(NotAllowed, match=r"is a PDF, which this question does not take. Choose sound \(m4a\) or"):
        type_of(pdf(), "a.pdf", ["audio"])
    # A film does not pass for sound under another name.
    with pytest.raises(NotAllowed, match="is a video"):
        type_of(film(b"M4A ", b"vide"), "a.m4a", ["audio"])


REFUSED = [
    (
        compound("EncryptionInfo", "EncryptedPackage"),
        "a.docx",
        "is protected by a password. Save it without a password",
    ),
    (compound("WordDocument", "1Table"), "a.doc", "is in an older Office format. Save it as .docx"),
    (compound("Workbook"), "a.xls", "is in an older Office format"),
    (compound("Something"), "a.msg", "does not hold what its name says: it is not an e-mail of Outlook"),
    (compound("__properties_version1.0")[:900], "a.msg", "was cut off: its end is missing"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.msg", "was cut off"),
    (
        archive(("mimetype", b"application/vnd.oasis.opendocument.text"), ("encrypted-package", b"x")),
        "a.odt",
        "password",
    ),
    (
        archive(
            ("mimetype", b"application/vnd.oasis.opendocument.text"),
            ("META-INF/manifest.xml", b'<manifest:encryption-data manifest:checksum="x"/>'),
        ),
        "a.odt",
        "protected by a password",
    ),
    (archive(("word/vbaProject.bin", b"x"), ("[Content_Types].xml", b"<Types/>")), "a.docm", "contains macros"),
    (word()[:-30], "a.docx", "was cut off"),
    (word().replace(b"PK\x01\x02", b"PK\x09\x09"), "a.docx", "is damaged"),
    (pdf().replace(b"%%EOF", b"").replace(b"startxref", b""), "a.pdf", "was cut off"),
    (
        b"%PDF-1.7\n1 0 obj\n<</Linearized 1/L 90000/H [ 1 2 ]>>\nendobj\nstartxref\n0\n%%EOF\n",
        "a.pdf",
        "was cut off",
    ),
    (b"%PDF-1.7\ntrailer << /Encrypt 5 0 R >>\nstartxref\n9\n%%EOF", "a.pdf", "is damaged"),
    (b"<html><script>x</script>%PDF-1.7\n%%EOF", "a.pdf", "not hold what its name says: it is not a PDF"),
    (b"MZ\x90\0\n%PDF-1.7\n%%EOF", "a.pdf", "not hold what its name says"),
    (b"y" * 1025 + pdf(), "a.pdf", "not hold what its name says"),
    (film(b"isom", b"vide")[:200], "a.mp4", "was cut off"),
    (box(b"ftyp", b"isom" + bytes(4)) + box(b"mdat", b"x"), "a.mp4", "was cut off"),
    (heic()[:200], "a.heic", "was cut off"),
    (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a.png", "was cut off"),
    (b"ID3\x04\0\0\0\0\x02\x01" + bytes(900), "a.mp3", "does not hold what its name says: it is not a sound recording"),
    (b"Dear all, nothing of a mail", "a.eml", "does not hold what its name says: it is not an e-mail"),
    ("<html><script>".encode("utf-16"), "a.txt", "does not hold what its name says"),
    (b"GIF89a", "a.gif", "is not a kind of file we can take. Choose PDF"),
]


@pytest.mark.parametrize(
    ("content", "name", "told"), REFUSED, ids=[f"{number} {name}" for number, (_, name, _told) in enumerate(REFUSED)]
)
def test_what_is_refused_is_called_by_its_real_reason(content: bytes, name: str, told: str) -> None:
    with pytest.raises(NotAllowed, match=told):
        type_of(content, name, FILE_KINDS)


@pytest.mark.parametrize(
    "whole", [compound("__properties_version1.0"), word(), pdf(), film(b"isom", b"vide"), mp3(), heic()]
)
def test_no_damage_ends_in_an_error(whole: bytes) -> None:
    """Whatever byte is wrong, a file is taken or refused with a reason."""
    chance = random.Random(7)
    for _try in range(200):
        broken = bytearray(whole[: chance.randrange(1, len(whole) + 1)])
        for _byte in range(chance.randrange(4)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        for name in ("a.msg", "a.docx", "a.pdf", "a.mp4", "a.mp3", "a.txt", "a.eml"):
            with suppress(NotAllowed):
                type_of(bytes(broken), name, FILE_KINDS)


@pytest.mark.parametrize("packing", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_no_way_of_packing_ends_in_an_error(packing: int) -> None:
    types = f'<Types><Override PartName="/word/document.xml" ContentType="{WORD}.main+xml"/></Types>' * 3
    whole = archive(("[Content_Types].xml", types.encode()), packing=packing)
    refused = 0
    for place in range(len(whole)):
        damaged = bytearray(whole)
        damaged[place] ^= 0xFF
        try:
            type_of(bytes(damaged), "plan.docx")
        except NotAllowed:
            refused += 1
    assert refused > 20


def test_a_table_that_names_itself_again_and_again_is_not_read_again_and_again() -> None:
    """Two megabytes that say they go on for gigabytes: each of their sectors names the first one 127 times."""
    sectors, last = 2_000, 0xFFFFFFFE
    head = bytearray(compound()[:512])
    struct.pack_into("<L", head, 68, 1)
    struct.pack_into("<109L", head, 76, *[0] * 109)
    further = (struct.pack("<128L", *[0] * 127, one + 1 if one < sectors else last) for one in range(1, sectors + 1))
    tracemalloc.start()
    with pytest.raises(NotAllowed, match="is damaged"):
        type_of(bytes(head) + b"\xff" * 512 + b"".join(further), "mail.msg")
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 30 * 1024 * 1024


def test_a_question_says_what_it_takes() -> None:
    asked: dict[str, Any] = {"rules": {"kinds": ["video", "audio"]}}
    assert file_types.kinds_of(asked) == ("audio", "video")
    assert file_types.kinds_of({"rules": {}}) == USUAL_FILE_KINDS
    words = file_types.in_words(("audio",))
    assert words == "sound (m4a) or sound (mp3), up to 20 MB each."
    assert file_types.accepted(("audio",)) == ".m4a,.mp4,.mp3"
    assert ".msg" in file_types.accepted()
    assert ".mov" not in file_types.accepted()


def test_the_editor_chooses_the_kinds_in_words() -> None:
    rules = KindsBlock().child_blocks["file"].child_blocks["rules"].child_blocks
    assert [value for value, _label in rules["kinds"].field.choices] == list(FILE_KINDS)
    assert "msg of Outlook" in dict(rules["kinds"].field.choices)["emails"]
