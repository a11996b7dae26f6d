"""Files made for tests, each with a name in one place where a reader does not look."""

import io
import struct
import zipfile
from typing import Any

import openpyxl
from fpdf import FPDF
from openpyxl.comments import Comment
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PLAIN = "What agencies learned."


def pdf(text: str = PLAIN, *, title: str = "", attached: tuple[str, bytes] | None = None, note: str = "") -> bytes:
    paper = FPDF()
    paper.add_page()
    paper.set_font("helvetica", size=12)
    paper.multi_cell(0, text=text)
    if title:
        paper.set_title(title)
    plain = bytes(paper.output())
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(plain)))
    if attached:
        writer.add_attachment(*attached)
    if note:
        writer.add_annotation(0, FreeText(text=note, rect=(50, 550, 200, 650)))
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def pdf_saved_again(before: str, after: str) -> bytes:
    """A new version written behind the old one, as programs save: what was there before is still in the file."""
    old = pdf(before)
    writer = PdfWriter(io.BytesIO(old), incremental=True)
    new = PdfReader(io.BytesIO(pdf(after)))
    writer.pages[0].merge_page(new.pages[0])
    writer.metadata = {"/Title": after}
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def encrypted_pdf() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    writer.encrypt("a secret")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def docx(body: str, **parts: str) -> bytes:
    """`docx("<w:p>…</w:p>", **{"word/comments.xml": "…"})`."""
    document = f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        package.writestr("word/document.xml", document)
        for name, content in parts.items():
            package.writestr(name, content)
    return made.getvalue()


def run(*texts: str) -> str:
    """A paragraph whose words are cut into pieces, as Word does."""
    return "<w:p>" + "".join(f"<w:r><w:t>{text}</w:t></w:r>" for text in texts) + "</w:p>"


def xlsx(*, hidden: str = "", comment: str = "", creator: str = "", value: Any = "", sheet: str = "") -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    page["A1"] = PLAIN
    if value:
        page["B2"] = value
    if comment:
        page["A1"].comment = Comment(comment, "Somebody")
    if hidden:
        secret = book.create_sheet("Data")
        secret["C3"], secret.sheet_state = hidden, "veryHidden"
    if sheet:
        book.create_sheet(sheet)
    if creator:
        book.properties.creator = creator
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def jpeg(*, artist: str = "", place: bool = False) -> bytes:
    picture, exif = Image.new("RGB", (8, 8)), Image.Exif()
    if artist:
        exif[0x013B] = artist
    if place:
        exif.get_ifd(0x8825)[1] = "N"
        exif[0x8825] = {1: "N", 2: (52.0, 57.0, 0.0)}
    made = io.BytesIO()
    picture.save(made, "jpeg", exif=exif)
    return made.getvalue()


def png(comment: str) -> bytes:
    info = PngInfo()
    info.add_text("Comment", comment)
    made = io.BytesIO()
    Image.new("RGB", (8, 8)).save(made, "png", pnginfo=info)
    return made.getvalue()


def compound(streams: dict[str, bytes], *, mixed: bool = False) -> bytes:
    """A compound file (OLE) with these streams, each in sectors of its own. `mixed`: every second sector of the file
    first, so that what is cut by the end of a sector lies apart.
    """
    size, end, used = 512, 0xFFFFFFFE, 0xFFFFFFFF
    # Streams shorter than 4096 bytes would lie in a file within the file: here all are long.
    contents = [content.ljust(4096, b"\0") for content in streams.values()]
    counts = [-(-len(content) // size) for content in contents]
    directory_sectors = -(-(len(streams) + 1) * 128 // size)
    total = 1 + directory_sectors + sum(counts)
    order = list(range(1 + directory_sectors, total))
    if mixed:
        order = order[::2] + order[1::2]
    table = [used] * 128
    table[0] = 0xFFFFFFFD
    for sector in range(1, 1 + directory_sectors):
        table[sector] = sector + 1 if sector < directory_sectors else end
    body = {0: b""}
    entries = [_entry("Root Entry", 5, end, 0, child=1)]
    place = 0
    for number, (name, content) in enumerate(zip(streams, contents, strict=True)):
        sectors = order[place : place + counts[number]]
        place += counts[number]
        for at, sector in enumerate(sectors):
            body[sector] = content[at * size : (at + 1) * size].ljust(size, b"\0")
            table[sector] = sectors[at + 1] if at + 1 < len(sectors) else end
        following = number + 2 if number + 1 < len(streams) else used
        entries.append(_entry(name, 2, sectors[0], len(content), right=following))
    directory = b"".join(entries).ljust(directory_sectors * size, b"\0")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(24, b"\0") + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    head = head.ljust(44, b"\0") + struct.pack("<LLLLLLLLL", 1, 1, 0, 4096, end, 0, end, 0, 0)
    head += struct.pack("<108L", *[used] * 108)
    rest = b"".join(body[sector] for sector in range(1 + directory_sectors, total))
    return head.ljust(512, b"\0") + struct.pack("<128L", *table) + directory + rest


def _entry(name: str, kind: int, first: int, length: int, *, child: int = 0xFFFFFFFF, right: int = 0xFFFFFFFF) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0"
    head = written.ljust(64, b"\0") + struct.pack("<HBBLLL", len(written), kind, 1, 0xFFFFFFFF, right, child)
    return head.ljust(116, b"\0") + struct.pack("<LLL", first, length, 0)
