"""Files of all other kinds that hide a text, each in another corner: `CORNERS[name](text)` gives name and content."""

import base64
import gzip
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any
from xml.sax.saxutils import escape

import openpyxl
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.portal.identification import papers
from tests.portal.identification.papers import PLAIN, WORD, docx, run

File = tuple[str, bytes]
CORNERS: dict[str, Callable[[str], File]] = {}
W = f'xmlns:w="{WORD}"'


def corner(make: Callable[[str], File]) -> Callable[[str], File]:
    CORNERS[make.__name__.replace("_", " ")] = make
    return make


def word(body: Callable[[str], str] | str = "", **parts: Callable[[str], str]) -> Callable[[str], File]:
    """A Word file whose body, or one of its parts, is made with the text."""

    def make(text: str) -> File:
        said = body(escape(text)) if callable(body) else body or run(PLAIN)
        return "a.docx", docx(said, **{name: part(escape(text)) for name, part in parts.items()})

    return make


def letters(text: str) -> str:
    return run(*text)


def revised(kind: str, inner: str = "t") -> Callable[[str], str]:
    return lambda text: f'<w:p><w:{kind} w:author="Pat"><w:r><w:{inner}>{text}</w:{inner}></w:r></w:{kind}></w:p>'


def halves(text: str) -> tuple[str, str]:
    return text[: len(text) // 2], text[len(text) // 2 :]


CORNERS |= {
    "word text in runs": word(letters),
    "word deleted text": word(revised("del", "delText")),
    "word moved text": word(revised("moveFrom")),
    "word added text": word(revised("ins")),
    "word a deletion within": word(
        lambda text: (
            "<w:p><w:r><w:t>{}</w:t></w:r><w:del><w:r><w:delText>xx</w:delText></w:r></w:del>"
            "<w:r><w:t>{}</w:t></w:r></w:p>".format(*halves(text))
        )
    ),
    "word hidden letters within": word(
        lambda text: (
            "<w:p><w:r><w:t>{}</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>xx</w:t></w:r>"
            "<w:r><w:t>{}</w:t></w:r></w:p>".format(*halves(text))
        )
    ),
    "word two cells": word(
        lambda text: "<w:tbl><w:tr>" + "".join(f"<w:tc>{run(one)}</w:tc>" for one in text.split()) + "</w:tr></w:tbl>"
    ),
    "word a field's code": word(
        lambda text: (
            "<w:p>"
            + "".join(f"<w:r><w:instrText>{one}</w:instrText></w:r>" for one in ("AUTHOR ", *halves(text)))
            + "</w:p>"
        )
    ),
    "word a bookmark": word(lambda text: f'<w:p><w:bookmarkStart w:id="1" w:name="{text.replace(" ", "_")}"/></w:p>'),
    "word a box's alternative text": word(
        lambda text: (
            f'<w:p><w:r><w:drawing><docPr xmlns="x" id="1" name="Picture" descr="{text}"/></w:drawing></w:r></w:p>'
        )
    ),
    "word a control's label": word(lambda text: f'<w:sdt><w:sdtPr><w:alias w:val="{text}"/></w:sdtPr></w:sdt>'),
    "word a control's choice": word(
        lambda text: (
            f'<w:sdt><w:sdtPr><w:dropDownList><w:listItem w:displayText="{text}"/></w:dropDownList></w:sdtPr></w:sdt>'
        )
    ),
    "word signs of a font": word(
        lambda text: "<w:p><w:r>" + "".join(f'<w:sym w:char="F0{ord(one):02X}"/>' for one in text) + "</w:r></w:p>"
    ),
    "word a comment": word(**{"word/comments.xml": lambda text: f"<w:comments {W}>{run(text)}</w:comments>"}),
    "word a comment's author": word(
        **{"word/comments.xml": lambda text: f'<w:comments {W}><w:comment w:author="{text}"/></w:comments>'}
    ),
    "word a header": word(**{"word/header1.xml": lambda text: f"<w:hdr {W}>{run(text)}</w:hdr>"}),
    "word a footnote": word(**{"word/footnotes.xml": lambda text: f"<w:footnotes {W}>{run(text)}</w:footnotes>"}),
    "word a style's name": word(
        **{"word/styles.xml": lambda text: f'<w:styles {W}><w:style><w:name w:val="{text}"/></w:style></w:styles>'}
    ),
    "word a variable": word(
        **{"word/settings.xml": lambda text: f'<w:settings {W}><w:docVar w:name="x" w:val="{text}"/></w:settings>'}
    ),
    "word data kept in it": word(**{"customXml/item1.xml": lambda text: f"<data><child>{text}</child></data>"}),
    "word an attribute of data": word(**{"customXml/item1.xml": lambda text: f'<data who="{text}"/>'}),
    "word metadata": word(**{"docProps/core.xml": lambda text: f"<c><creator>{text}</creator></c>"}),
    "word a property of its own": word(
        **{"docProps/custom.xml": lambda text: f"<p><property><v>{text}</v></property></p>"}
    ),
    "word a company": word(**{"docProps/app.xml": lambda text: f"<p><Company>{text}</Company></p>"}),
    "word a link": word(
        **{
            "word/_rels/document.xml.rels": lambda text: (
                f'<r><x Target="file:///c:/{text.replace(" ", "%20")}.docx"/></r>'
            )
        }
    ),
    "word a comment of XML": word(**{"word/x.xml": lambda text: f"<a><!-- {text} --></a>"}),
    "word an instruction of XML": word(**{"word/x.xml": lambda text: f"<?program {text}?><a/>"}),
    "word a page of the web in it": word(**{"word/afchunk.html": lambda text: f"<p>{text}</p>"}),
    "word a part nobody knows": word(**{"word/data.bin": lambda text: text}),
    "word a part's name": word(**{"word/media/x.txt": lambda text: text}),
    "word a damaged part": word(**{"word/x.xml": lambda text: f"<a><b>{text}</b"}),
}


@corner
def word_a_part_s_name_alone(text: str) -> File:
    return "a.docx", docx(run(PLAIN), **{f"word/media/{text}.txt": "Nothing"})


@corner
def word_the_note_of_the_package(text: str) -> File:
    out = io.BytesIO(docx(run(PLAIN)))
    with zipfile.ZipFile(out, "a") as package:
        package.comment = text.encode()
    return "a.docx", out.getvalue()


@corner
def word_a_part_listed_nowhere(text: str) -> File:
    inner = f"<a>{text}</a>".encode()
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = packed.compress(inner) + packed.flush()
    name = b"word/old.xml"
    head = struct.pack(
        "<4sHHHHHLLLHH", b"PK\x03\x04", 20, 0, 8, 0, 0, zlib.crc32(inner), len(data), len(inner), len(name), 0
    )
    whole = docx(run(PLAIN))
    # The list of parts counts from the start of the package, wherever that begins in the file.
    return "a.docx", head + name + data + whole


@corner
def word_a_macro(text: str) -> File:
    source = f'Attribute VB_Name = "x"\r\nx = "{text}"\r\n'.encode()
    pieces = b"".join(b"\x00" + source[at : at + 8] for at in range(0, len(source), 8))
    packed = b"\x01" + struct.pack("<H", 0xB000 | (len(pieces) - 1)) + pieces
    return "a.docm", docx(run(PLAIN), **{"word/vbaProject.bin": papers.compound({"Module1": b"\0" * 100 + packed})})


@corner
def word_an_object(text: str) -> File:
    inside = papers.compound({"Contents": text.encode("utf-16-le")})
    return "a.docx", docx(run(PLAIN), **{"word/embeddings/oleObject1.bin": inside})


@corner
def word_a_workbook_in_it(text: str) -> File:
    return "a.docx", docx(run(PLAIN), **{"word/embeddings/a.xlsx": papers.xlsx(hidden=text)})


def workbook(change: Callable[[Any, Any, str], None]) -> Callable[[str], File]:
    def make(text: str) -> File:
        book = openpyxl.Workbook()
        book.active["A1"] = PLAIN
        change(book, book.active, text)
        out = io.BytesIO()
        book.save(out)
        return "a.xlsx", out.getvalue()

    return make


def _cells(book: Any, sheet: Any, text: str) -> None:
    for column, one in enumerate(text.split(), 2):
        sheet.cell(3, column, one)


def _down(book: Any, sheet: Any, text: str) -> None:
    for row, one in enumerate(text.split(), 3):
        sheet.cell(row, 2, one)
        sheet.cell(row, 3, "other words between them")


def _hidden(book: Any, sheet: Any, text: str) -> None:
    sheet["B3"] = text
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True


def _set(cell: str, value: Callable[[str], Any]) -> Callable[[Any, Any, str], None]:
    return lambda book, sheet, text: sheet.__setitem__(cell, value(text))


def _very_hidden(book: Any, sheet: Any, text: str) -> None:
    other = book.create_sheet("Data")
    other["C3"], other.sheet_state = text, "veryHidden"


def _named(book: Any, sheet: Any, text: str) -> None:
    book.defined_names["x"] = DefinedName("x", comment=text, attr_text="Sheet!$A$1")


def _chosen(book: Any, sheet: Any, text: str) -> None:
    choice = DataValidation(type="list", formula1=f'"{text},Nobody"', promptTitle="x", prompt=text)
    sheet.add_data_validation(choice)
    choice.add("B2")


CORNERS |= {
    "excel a cell": workbook(_set("B2", str)),
    "excel cells beside each other": workbook(_cells),
    "excel cells below each other": workbook(_down),
    "excel a hidden row": workbook(_hidden),
    "excel a hidden sheet": workbook(_very_hidden),
    "excel a formula": workbook(_set("B2", lambda text: '="{}"&"{}"'.format(*halves(text)))),
    "excel a comment": workbook(lambda book, sheet, text: setattr(sheet["A1"], "comment", Comment(text, "Somebody"))),
    "excel a sheet's name": workbook(lambda book, sheet, text: book.create_sheet(text[:30])),
    "excel a name": workbook(_named),
    "excel a choice": workbook(_chosen),
    "excel a footer": workbook(lambda book, sheet, text: setattr(sheet.oddFooter.center, "text", text)),
    "excel a link": workbook(
        lambda book, sheet, text: setattr(sheet["A1"], "hyperlink", f"https://example.org/{text}")
    ),
    "excel the author": workbook(lambda book, sheet, text: setattr(book.properties, "creator", text)),
    "excel a format": workbook(lambda book, sheet, text: setattr(sheet["A1"], "number_format", f'0 "{text}"')),
}


def package(name: str, **parts: Callable[[str], str]) -> Callable[[str], File]:
    def make(text: str) -> File:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
            if name.endswith((".odt", ".ods", ".odp")):
                made.writestr("mimetype", "application/vnd.oasis.opendocument.text")
            else:
                made.writestr("[Content_Types].xml", "<Types/>")
            for part, content in parts.items():
                made.writestr(part, content(escape(text)))
        return name, out.getvalue()

    return make


A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
CORNERS |= {
    "powerpoint a slide": package(
        "a.pptx",
        **{
            "ppt/slides/slide1.xml": lambda text: (
                f"<s {A}><a:p>" + "".join(f"<a:r><a:t>{one}</a:t></a:r>" for one in text) + "</a:p></s>"
            )
        },
    ),
    "powerpoint notes": package(
        "a.pptx",
        **{"ppt/notesSlides/notesSlide1.xml": lambda text: f"<s {A}><a:p><a:r><a:t>{text}</a:t></a:r></a:p></s>"},
    ),
    "powerpoint a comment": package(
        "a.pptx", **{"ppt/comments/comment1.xml": lambda text: f"<c><text>{text}</text></c>"}
    ),
    "powerpoint an author": package("a.pptx", **{"ppt/commentAuthors.xml": lambda text: f'<c><x name="{text}"/></c>'}),
    "powerpoint a box's name": package(
        "a.pptx", **{"ppt/slides/slide1.xml": lambda text: f'<s><cNvPr id="1" name="{text}"/></s>'}
    ),
    "opendocument text": package(
        "a.odt", **{"content.xml": lambda text: "<o><p>" + "".join(f"<span>{one}</span>" for one in text) + "</p></o>"}
    ),
    "opendocument a tracked change": package(
        "a.odt", **{"content.xml": lambda text: f"<o><deletion><p>{text}</p></deletion></o>"}
    ),
    "opendocument an annotation": package(
        "a.odt", **{"content.xml": lambda text: f"<o><p>x<annotation><creator>{text}</creator></annotation></p></o>"}
    ),
    "opendocument metadata": package("a.odt", **{"meta.xml": lambda text: f"<m><creator>{text}</creator></m>"}),
    "opendocument a cell's value": package(
        "a.ods", **{"content.xml": lambda text: f'<o><cell string-value="{text}"/></o>'}
    ),
    "opendocument a settings' value": package(
        "a.odt", **{"settings.xml": lambda text: f'<s><item name="x">{text}</item></s>'}
    ),
}


def written(name: str, how: Callable[[str], str], encoding: str = "utf-8") -> Callable[[str], File]:
    return lambda text: (name, how(text).encode(encoding, "replace"))


CORNERS |= {
    "text": written("a.txt", str),
    "text of Windows": written("a.txt", str, "cp1252"),
    "text in UTF-16": written("a.txt", str, "utf-16"),
    "text in UTF-16 without a mark": written("a.txt", lambda text: f"It was {text}.", "utf-16-le"),
    "text in UTF-32": written("a.txt", lambda text: f"It was {text}.", "utf-32"),
    "text spaced out": written("a.txt", " ".join),
    "text in base64": written("a.txt", lambda text: f"See {base64.b64encode(f'it was {text}'.encode()).decode()} now"),
    "text in hexadecimal": written("a.txt", lambda text: f"See {f'it was {text}'.encode().hex()} now"),
    "text as an address": written("a.txt", lambda text: "".join(f"%{one:02X}" for one in text.encode())),
    "a table": written("a.csv", lambda text: ";".join(f'"{one}"' for one in text.split())),
    "markdown": written("a.md", lambda text: "**{}**{}".format(*halves(text))),
    "json": written(
        "a.json", lambda text: json.dumps({"who": "".join(f"{one}" for one in text)}).replace("R", "\\u0052")
    ),
    "html": written(
        "a.html", lambda text: "<html><p>" + "".join(f"<b>{escape(one)}</b>" for one in text) + "</p></html>"
    ),
    "html an attribute": written("a.html", lambda text: f'<html><p title="{escape(text)}">x</p></html>'),
    "html a comment": written("a.html", lambda text: f"<html><!-- {text} --></html>"),
    "html not shown": written("a.html", lambda text: f'<html><p style="display:none">{escape(text)}</p></html>'),
    "html a script": written("a.html", lambda text: f"<html><script>var a = '{text}'</script></html>"),
    "html a style": written("a.html", lambda text: f"<html><style>a:after {{content: '{text}'}}</style></html>"),
    "html entities": written("a.html", lambda text: "<html>" + "".join(f"&#{ord(one)};" for one in text) + "</html>"),
    "html head": written("a.html", lambda text: f'<html><meta name="author" content="{escape(text)}"></html>'),
    "html a picture's data": lambda text: (
        "a.html",
        b'<html><img src="data:image/png;base64,' + base64.b64encode(papers.png(text)) + b'"></html>',
    ),
    "svg": written(
        "a.svg", lambda text: "<svg><text>" + "".join(f"<tspan>{escape(one)}</tspan>" for one in text) + "</text></svg>"
    ),
    "svg a title": written("a.svg", lambda text: f"<svg><title>{escape(text)}</title></svg>"),
    "svg metadata": written("a.svg", lambda text: f'<svg><metadata who="{escape(text)}"/></svg>'),
    "xml": written("a.xml", lambda text: f"<?xml version='1.0'?><a b='{escape(text)}'/>"),
    "rtf": written(
        "a.rtf", lambda text: r"{\rtf1 " + "".join(f"{{\\b {one}}}" if one != " " else " " for one in text) + "}"
    ),
    "rtf signs": written("a.rtf", lambda text: r"{\rtf1 " + "".join(f"\\u{ord(one)}?" for one in text) + "}"),
    "rtf hidden": written("a.rtf", lambda text: r"{\rtf1 x{\v " + text + "}}"),
    "rtf author": written("a.rtf", lambda text: r"{\rtf1{\info{\author " + text + r"}}x}"),
    "rtf a comment": written("a.rtf", lambda text: r"{\rtf1 x{\*\annotation " + text + "}}"),
    "rtf deleted": written("a.rtf", lambda text: r"{\rtf1 x{\deleted " + text + "}}"),
    "rtf an object": written("a.rtf", lambda text: r"{\rtf1{\object{\*\objdata " + papers.png(text).hex() + "}}}"),
}


def mail(change: Callable[[EmailMessage, str], None]) -> Callable[[str], File]:
    def make(text: str) -> File:
        message = EmailMessage()
        message["From"], message["Subject"] = "a@example.com", "Hello"
        message.set_content("See below.")
        change(message, text)
        return "a.eml", bytes(message)

    return make


def _subject(message: EmailMessage, text: str) -> None:
    message.replace_header("Subject", f"About {text} – today")


def _html(message: EmailMessage, text: str) -> None:
    message.add_alternative(f"<p>{'<i></i>'.join(text)}</p>", subtype="html")


def _attached(message: EmailMessage, text: str) -> None:
    message.add_attachment(docx(run(*text)), maintype="application", subtype="octet-stream", filename="a.docx")


CORNERS |= {
    "mail text": mail(lambda message, text: message.set_content(text, cte="base64")),
    "mail text in quoted signs": mail(
        lambda message, text: message.set_content(f"{text} – yes", cte="quoted-printable")
    ),
    "mail subject": mail(_subject),
    "mail sender": mail(lambda message, text: message.replace_header("From", f"{text} <a@example.com>")),
    "mail html": mail(_html),
    "mail an attachment": mail(_attached),
    "mail a mail in it": lambda text: (
        "a.eml",
        b"From: a@example.com\nSubject: x\nContent-Type: message/rfc822\n\n" + mail(_attached)(text)[1],
    ),
    "old word": lambda text: (
        "a.doc",
        papers.compound({"WordDocument": b"\0" * 64 + text.encode("cp1252", "replace") + b"\r"}),
    ),
    "old word in two bytes": lambda text: (
        "a.doc",
        papers.compound({"WordDocument": b"\0" * 64 + text.encode("utf-16-le")}),
    ),
    "old word across sectors": lambda text: (
        "a.doc",
        papers.compound(
            {"WordDocument": b"\0" * (5120 - len(text) // 2) + text.encode("cp1252", "replace") + b"\0" * 9000},
            mixed=True,
        ),
    ),
    "outlook's mail": lambda text: (
        "a.msg",
        papers.compound({"__properties_version1.0": b"\0" * 32, "__substg1.0_0037001F": text.encode("utf-16-le")}),
    ),
    "jpeg artist": lambda text: ("a.jpg", papers.jpeg(artist=text)),
    "jpeg a comment": lambda text: ("a.jpg", _jpeg(comment=text.encode())),
    "jpeg metadata": lambda text: ("a.jpg", _jpeg(xmp=f"<x:xmpmeta><a>{text}</a></x:xmpmeta>".encode())),
    "jpeg Windows' title": lambda text: ("a.jpg", _jpeg(tags={0x9C9B: text.encode("utf-16-le")})),
    "jpeg behind the end": lambda text: ("a.jpg", papers.jpeg() + text.encode()),
    "png text": lambda text: ("a.png", papers.png(text)),
    "png packed text": lambda text: ("a.png", _png(text, packed=True)),
    "png text of all letters": lambda text: ("a.png", _png(text, international=True)),
    "gif a comment": lambda text: ("a.gif", _picture("GIF", comment=text.encode())),
    "tiff description": lambda text: ("a.tif", _picture("TIFF", description=text)),
    "webp metadata": lambda text: ("a.webp", _picture("WEBP", xmp=f"<x>{text}</x>".encode())),
    "a package": lambda text: ("a.zip", _zipped("notes.txt", text.encode())),
    "a package in a package": lambda text: ("a.zip", _zipped("b.zip", _zipped("a.docx", docx(run(*text))))),
    "a packed file": lambda text: ("a.txt.gz", gzip.compress(text.encode())),
    "a file of a kind nobody knows": lambda text: ("a.xyz", b"\0\1\2\3" * 9 + text.encode() + b"\xff\xfe\0"),
    "the name of the file": lambda text: (f"{text}.txt", b"Nothing"),
    "a file that is another": lambda text: ("a.txt", docx(run(*text))),
}


def _jpeg(**how: Any) -> bytes:
    exif = Image.Exif()
    for tag, value in how.pop("tags", {}).items():
        exif[tag] = value
    return _picture("JPEG", exif=exif, **how)


def _png(text: str, *, packed: bool = False, international: bool = False) -> bytes:
    notes = PngInfo()
    if international:
        notes.add_itxt("Comment", text, zip=True)
    else:
        notes.add_text("Comment", text, zip=packed)
    return _picture("PNG", pnginfo=notes)


def _picture(kind: str, **how: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, kind, **how)
    return out.getvalue()


def _zipped(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, content)
    return out.getvalue()
