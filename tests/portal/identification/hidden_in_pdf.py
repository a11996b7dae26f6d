"""PDFs that hide a text, each in another corner: `CORNERS[name](text)` gives the file. Made with pikepdf, by hand."""

import io
import warnings
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from tests.portal.identification import papers

CORNERS: dict[str, Callable[[str], bytes]] = {}
PLAIN = "What agencies learned."


def font() -> Any:
    return Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)


def corner(make: Callable[[str], bytes]) -> Callable[[str], bytes]:
    CORNERS[make.__name__.replace("_", " ")] = make
    return make


def shown(text: str) -> bytes:
    """As a string of a page's content."""
    return pikepdf.unparse_content_stream([([String(text.encode("cp1252", "replace"))], pikepdf.Operator("Tj"))])


def drawn(text: str, x: float = 72, y: float = 700, before: bytes = b"") -> bytes:
    return b"BT /F1 12 Tf " + before + b" 1 0 0 1 %.2f %.2f Tm " % (x, y) + shown(text) + b" ET\n"


def document(content: bytes = b"", change: Callable[[Any, Any], None] | None = None, **resources: Any) -> bytes:
    """A page with a sentence and the content; `change(pdf, page)` before it is saved."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    page = pdf.pages[0].obj
    page.Resources = Dictionary(Font=Dictionary(F1=pdf.make_indirect(font())), **resources)
    page.Contents = pdf.make_stream(drawn(PLAIN, 72, 760) + content)
    if change:
        change(pdf, page)
    return saved(pdf)


def pages(lines: list[list[str]]) -> bytes:
    """A page for each list of lines."""
    pdf = pikepdf.new()
    shared = Dictionary(Font=Dictionary(F1=pdf.make_indirect(font())))
    for page in lines:
        pdf.add_blank_page(page_size=(595, 842))
        new = pdf.pages[-1].obj
        new.Resources = shared
        new.Contents = pdf.make_stream(b"".join(drawn(line, 40, 800 - 13 * at) for at, line in enumerate(page)))
    return saved(pdf)


def saved(pdf: Any, **how: Any) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings():
        # Fields that no form names are what some of these files are about.
        warnings.simplefilter("ignore")
        pdf.save(out, **how)
    return out.getvalue()


# --- What is drawn, however it is cut ---------------------------------------------------------------------------------


@corner
def text_of_a_page(text: str) -> bytes:
    return document(drawn(text))


@corner
def letters_kerned(text: str) -> bytes:
    pieces = b"".join(b"(%s) %d " % (_escaped(one), place % 60 - 30) for place, one in enumerate(text))
    return document(b"BT /F1 12 Tf 72 700 Td [" + pieces + b"] TJ ET")


@corner
def letters_spaced_out(text: str) -> bytes:
    return document(drawn(text, before=b"6 Tc"))


@corner
def letters_spaced_by_kerning(text: str) -> bytes:
    pieces = b"".join(b"(%s) -450 " % _escaped(one) for one in text)
    return document(b"BT /F1 12 Tf 72 700 Td [" + pieces + b"] TJ ET")


@corner
def each_letter_placed(text: str) -> bytes:
    return document(b"".join(drawn(one, 72 + 8 * place) for place, one in enumerate(text) if one != " "))


@corner
def letters_in_another_order(text: str) -> bytes:
    placed = [drawn(one, 72 + 8 * place) for place, one in enumerate(text) if one != " "]
    return document(b"".join(placed[::2] + placed[1::2]))


@corner
def letters_backwards(text: str) -> bytes:
    return document(b"".join(reversed([drawn(one, 72 + 8 * place) for place, one in enumerate(text) if one != " "])))


@corner
def one_letter_below_the_other(text: str) -> bytes:
    return document(b"".join(drawn(one, 72, 700 - 13 * place) for place, one in enumerate(text) if one != " "))


@corner
def across_two_lines(text: str) -> bytes:
    first, _, rest = text.partition(" ")
    return document(drawn(f"it was {first}", 72, 700) + drawn(f"{rest} who", 72, 686))


@corner
def turned_round(text: str) -> bytes:
    return document(b"BT /F1 12 Tf 0 1 -1 0 300 300 Tm " + shown(text) + b" ET")


@corner
def turned_a_little(text: str) -> bytes:
    return document(b"BT /F1 12 Tf 0.9 0.4 -0.4 0.9 100 300 Tm " + shown(text) + b" ET")


@corner
def printed_twice(text: str) -> bytes:
    twice = b"".join(
        drawn(one, 72 + 8 * place + far) for place, one in enumerate(text) for far in (0, 0.3) if one != " "
    )
    return document(twice)


@corner
def in_a_form(text: str) -> bytes:
    def change(pdf: Any, page: Any) -> None:
        form = pdf.make_stream(drawn(text), Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 595, 842]))
        form.Resources = page.Resources
        page.Resources = Dictionary(Font=page.Resources.Font, XObject=Dictionary(X1=form))

    return document(b"q /X1 Do Q", change)


@corner
def in_a_form_in_a_form(text: str) -> bytes:
    def change(pdf: Any, page: Any) -> None:
        box = {"Type": Name.XObject, "Subtype": Name.Form, "BBox": Array([0, 0, 595, 842])}
        inner = pdf.make_stream(drawn(text), **box)
        inner.Resources = page.Resources
        outer = pdf.make_stream(b"/X2 Do", **box)
        outer.Resources = Dictionary(XObject=Dictionary(X2=inner))
        page.Resources = Dictionary(Font=page.Resources.Font, XObject=Dictionary(X1=outer))

    return document(b"q /X1 Do Q", change)


@corner
def in_two_streams(text: str) -> bytes:
    def change(pdf: Any, page: Any) -> None:
        middle = len(text) // 2
        first = pdf.make_stream(b"BT /F1 12 Tf 72 700 Td " + shown(text[:middle]))
        page.Contents = Array([page.Contents, first, pdf.make_stream(shown(text[middle:]) + b" ET")])

    return document(b"", change)


@corner
def a_font_with_its_own_order(text: str) -> bytes:
    """Codes that mean nothing by themselves; the map of letters says what they are."""
    letters = list(dict.fromkeys(text))

    def change(pdf: Any, page: Any) -> None:
        pairs = "".join(f"<{n + 1:02X}> <{one.encode('utf-16-be').hex()}>\n" for n, one in enumerate(letters))
        cmap = (
            f"begincmap 1 begincodespacerange <00> <FF> endcodespacerange {len(letters)} beginbfchar\n{pairs}endbfchar"
        )
        other = font()
        other.Encoding = Dictionary(
            Type=Name.Encoding, Differences=Array([1, *(Name(f"/g{n}") for n in range(len(letters)))])
        )
        other.ToUnicode = pdf.make_stream(cmap.encode())
        page.Resources.Font.F2 = other

    codes = bytes(letters.index(one) + 1 for one in text)
    return document(b"BT /F2 12 Tf 72 700 Td <" + codes.hex().encode() + b"> Tj ET", change)


@corner
def a_map_that_lies(text: str) -> bytes:
    """Searched and copied it is something else; what is drawn is the text."""

    def change(pdf: Any, page: Any) -> None:
        pairs = "".join(f"<{one:02X}> <{0x61 + one % 20:04X}>\n" for one in set(text.encode("cp1252", "replace")))
        cmap = f"begincmap {len(set(text))} beginbfchar\n{pairs}endbfchar endcmap"
        other = font()
        other.ToUnicode = pdf.make_stream(cmap.encode())
        page.Resources.Font.F2 = other

    return document(b"BT /F2 12 Tf 72 700 Td " + shown(text) + b" ET", change)


# --- What is drawn and not seen ---------------------------------------------------------------------------------------


@corner
def drawn_invisibly(text: str) -> bytes:
    return document(drawn(text, before=b"3 Tr"))


@corner
def white_on_white(text: str) -> bytes:
    return document(b"1 g " + drawn(text) + b"0 g")


@corner
def outside_the_page(text: str) -> bytes:
    return document(drawn(text, 900, 900))


@corner
def outside_the_crop(text: str) -> bytes:
    def change(pdf: Any, page: Any) -> None:
        page.CropBox = Array([0, 740, 595, 842])

    return document(drawn(text, 72, 300), change)


@corner
def behind_a_box(text: str) -> bytes:
    return document(drawn(text) + b"0 0 0 rg 60 690 400 30 re f")


@corner
def behind_a_box_of_lines(text: str) -> bytes:
    return document(drawn(text) + b"1 g 60 690 m 460 690 l 460 720 l 60 720 l h f 0 g")


@corner
def behind_a_picture(text: str) -> bytes:
    def change(pdf: Any, page: Any) -> None:
        page.Resources = Dictionary(Font=page.Resources.Font, XObject=Dictionary(I1=_picture(pdf)))

    return document(drawn(text) + b"q 400 0 0 40 60 690 cm /I1 Do Q", change)


@corner
def on_a_hidden_layer(text: str) -> bytes:
    def change(pdf: Any, page: Any) -> None:
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="Layer"))
        page.Resources.Properties = Dictionary(L1=layer)
        off = Dictionary(OFF=Array([layer]), Order=Array([layer]))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=off)

    return document(b"/OC /L1 BDC " + drawn(text) + b"EMC", change)


@corner
def very_small(text: str) -> bytes:
    return document(b"BT /F1 0.4 Tf 72 700 Td " + shown(text) + b" ET")


@corner
def wholly_transparent(text: str) -> bytes:
    return document(b"/G1 gs " + drawn(text), ExtGState=Dictionary(G1=Dictionary(ca=0)))


@corner
def clipped_away(text: str) -> bytes:
    return document(b"q 0 0 10 10 re W n " + drawn(text) + b"Q")


# --- What stands beside the pages -------------------------------------------------------------------------------------


def on_page(key: str, value: Callable[[str], Any]) -> Callable[[str], bytes]:
    def make(text: str) -> bytes:
        return document(b"", lambda pdf, page: page.__setitem__(key, value(text)))

    return make


def in_root(key: str, value: Callable[[str], Any]) -> Callable[[str], bytes]:
    def make(text: str) -> bytes:
        return document(b"", lambda pdf, page: pdf.Root.__setitem__(key, value(text)))

    return make


def note(**entries: Any) -> Callable[[str], Any]:
    """A note whose entries that are `...` hold the text."""

    def make(text: str) -> Any:
        made = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([10, 10, 30, 30]))
        for key, value in entries.items():
            made[f"/{key}"] = text if value is ... else value
        return Array([made])

    return make


def field(**entries: Any) -> Callable[[str], Any]:
    def make(text: str) -> Any:
        made = Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T="answer", Rect=Array([10, 10, 90, 30]))
        for key, value in entries.items():
            made[f"/{key}"] = value(text) if callable(value) else text
        return Array([made])

    return make


def info(key: str, how: Callable[[str], Any] = str) -> Callable[[str], bytes]:
    def make(text: str) -> bytes:
        def change(pdf: Any, page: Any) -> None:
            pdf.docinfo[key] = how(text)

        return document(b"", change)

    return make


CORNERS |= {
    "title": info("/Title"),
    "author": info("/Author"),
    "a key of its own in the metadata": info("/SourceFile"),
    "title in UTF-16": info("/Title", lambda text: String(b"\xfe\xff" + text.encode("utf-16-be"))),
    "title in UTF-16 turned round": info("/Title", lambda text: String(b"\xff\xfe" + text.encode("utf-16-le"))),
    "title in UTF-8": info("/Title", lambda text: String(b"\xef\xbb\xbf" + text.encode())),
    "title in UTF-16 without a mark": info("/Title", lambda text: String(text.encode("utf-16-be"))),
    "a note": on_page("/Annots", note(Contents=...)),
    "a note's author": on_page("/Annots", note(T=...)),
    "a note's subject": on_page("/Annots", note(Subj=...)),
    "a note's rich text": on_page("/Annots", note(RC=...)),
    "a note's name": on_page("/Annots", note(NM=...)),
    "a field's answer": on_page("/Annots", field(V=str)),
    "a field's first answer": on_page("/Annots", field(DV=str)),
    "a field's tooltip": on_page("/Annots", field(TU=str)),
    "a field's choices": on_page("/Annots", field(Opt=lambda text: Array([Array(["1", text]), "Nobody"]))),
    "a field's look": on_page("/Annots", field(MK=lambda text: Dictionary(CA=text))),
    "a link": on_page(
        "/Annots", note(Subtype=Name.Link, A=Dictionary(S=Name.URI, URI="https://example.org/"), Contents=...)
    ),
    "a script of the page": on_page(
        "/AA", lambda text: Dictionary(O=Dictionary(S=Name.JavaScript, JS=f"var a = '{text}';"))
    ),
    "a script of the document": in_root(
        "/OpenAction", lambda text: Dictionary(S=Name.JavaScript, JS=f"alert('{text}')")
    ),
    "a program's own data": on_page(
        "/PieceInfo", lambda text: Dictionary(Draw=Dictionary(Private=Dictionary(Note=text)))
    ),
    "a page's label": in_root("/PageLabels", lambda text: Dictionary(Nums=Array([0, Dictionary(S=Name.D, P=text)]))),
    "a bookmark": in_root("/Outlines", lambda text: Dictionary(First=Dictionary(Title=text), Count=1)),
    "a named place": in_root("/Names", lambda text: Dictionary(Dests=Dictionary(Names=Array([text, Array([])])))),
    "a layer's name": in_root(
        "/OCProperties", lambda text: Dictionary(OCGs=Array([Dictionary(Type=Name.OCG, Name=text)]))
    ),
    "alternative text": in_root(
        "/StructTreeRoot", lambda text: Dictionary(K=Dictionary(Type=Name.StructElem, S=Name.Figure, Alt=text))
    ),
    "actual text": in_root(
        "/StructTreeRoot", lambda text: Dictionary(K=Dictionary(Type=Name.StructElem, S=Name.Span, ActualText=text))
    ),
    "an element's title": in_root(
        "/StructTreeRoot", lambda text: Dictionary(K=Dictionary(Type=Name.StructElem, S=Name.Span, T=text, ID=text))
    ),
    "a role's name": in_root(
        "/StructTreeRoot", lambda text: Dictionary(RoleMap=Dictionary({"/" + text.replace(" ", "_"): Name.P}))
    ),
    "a thread's title": in_root("/Threads", lambda text: Array([Dictionary(I=Dictionary(Title=text))])),
    "a template's name": in_root("/Collection", lambda text: Dictionary(Schema=Dictionary(F1=Dictionary(N=text)))),
    "a name with signs": on_page("/Tabs", lambda text: Name("/" + text)),
    "the language": in_root("/Lang", str),
}


@corner
def actual_text_of_a_mark(text: str) -> bytes:
    written = b"/Span << /ActualText <feff" + text.encode("utf-16-be").hex().encode() + b"> >> BDC "
    return document(written + drawn("someone") + b"EMC")


@corner
def actual_text_letter_by_letter(text: str) -> bytes:
    marks = b"".join(
        b"/Span << /ActualText (%s) >> BDC " % _escaped(one) + drawn("x", 72 + 8 * place) + b"EMC "
        for place, one in enumerate(text)
    )
    return document(marks)


@corner
def metadata_of_the_document(text: str) -> bytes:
    return document(b"", lambda pdf, page: pdf.Root.__setitem__("/Metadata", _xmp(pdf, text)))


@corner
def metadata_of_the_page(text: str) -> bytes:
    return document(b"", lambda pdf, page: page.__setitem__("/Metadata", _xmp(pdf, text)))


@corner
def an_attached_file(text: str) -> bytes:
    def change(pdf: Any, page: Any) -> None:
        pdf.attachments["notes.txt"] = text.encode()

    return document(b"", change)


@corner
def an_attached_file_s_name(text: str) -> bytes:
    def change(pdf: Any, page: Any) -> None:
        pdf.attachments[f"{text}.txt"] = b"Nothing"

    return document(b"", change)


@corner
def an_attached_document(text: str) -> bytes:
    def change(pdf: Any, page: Any) -> None:
        pdf.attachments["a.docx"] = papers.docx(papers.run(*text))

    return document(b"", change)


@corner
def a_file_of_the_page(text: str) -> bytes:
    def change(pdf: Any, page: Any) -> None:
        file = pdf.make_stream(zlib.compress(text.encode()), Type=Name.EmbeddedFile, Filter=Name.FlateDecode)
        page.AF = Array([Dictionary(Type=Name.Filespec, F="a.txt", EF=Dictionary(F=file))])

    return document(b"", change)


@corner
def a_note_s_look(text: str) -> bytes:
    def change(pdf: Any, page: Any) -> None:
        look = pdf.make_stream(drawn(text, 2, 2), Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 90, 20]))
        look.Resources = Dictionary(Font=page.Resources.Font)
        one = Dictionary(Type=Name.Annot, Subtype=Name.FreeText, Rect=Array([10, 10, 100, 30]), AP=Dictionary(N=look))
        page.Annots = Array([one])

    return document(b"", change)


@corner
def an_object_that_nothing_names(text: str) -> bytes:
    made = document()
    at = made.rindex(b"xref")
    return made[:at] + b"99 0 obj << /Was (" + _escaped(text) + b") >> endobj\n" + made[at:]


@corner
def a_stream_that_nothing_names(text: str) -> bytes:
    made = document()
    at = made.rindex(b"xref")
    packed = zlib.compress(drawn(text))
    head = b"99 0 obj << /Length %d /Filter /FlateDecode >> stream\n" % len(packed)
    return made[:at] + head + packed + b"\nendstream endobj\n" + made[at:]


@corner
def a_comment_in_the_file(text: str) -> bytes:
    made = document()
    at = made.rindex(b"xref")
    return made[:at] + b"% " + text.encode() + b"\n" + made[at:]


@corner
def behind_the_end(text: str) -> bytes:
    return document() + b"\n" + text.encode()


@corner
def before_the_beginning(text: str) -> bytes:
    return text.encode() + b"\n" + document()


@corner
def an_earlier_version(text: str) -> bytes:
    return papers.pdf_saved_again(text, "The child")


@corner
def a_page_that_was_taken_out(text: str) -> bytes:
    """Saved again behind the old file: the new list of pages has only one of them."""
    pdf = pikepdf.open(io.BytesIO(document(drawn(text))))
    old = saved(pdf)
    number = pdf.pages[0].obj.objgen[0]
    fresh = b"\n%d 0 obj << /Type /Page /MediaBox [0 0 595 842] /Parent %d 0 R >> endobj\n" % (
        number,
        pdf.Root.Pages.objgen[0],
    )
    table = b"xref\n%d 1\n%010d 00000 n \n" % (number, len(old) + 1)
    start = old[old.rindex(b"startxref") :].split()[1]
    size = len(pdf.objects) + 1
    root = pdf.Root.objgen[0]
    trailer = b"trailer << /Size %d /Root %d 0 R /Prev %s >>\nstartxref\n%d\n%%%%EOF\n"
    return old + fresh + table + trailer % (size, root, start, len(old) + len(fresh))


@corner
def inside_a_picture_s_data(text: str) -> bytes:
    def change(pdf: Any, page: Any) -> None:
        image = pdf.make_stream(
            papers.jpeg(artist=text), Type=Name.XObject, Subtype=Name.Image, Width=8, Height=8, Filter=Name.DCTDecode
        )
        image.ColorSpace, image.BitsPerComponent = Name.DeviceRGB, 8
        page.Resources = Dictionary(Font=page.Resources.Font, XObject=Dictionary(I1=image))

    return document(b"q 5 0 0 5 60 690 cm /I1 Do Q", change)


@corner
def a_form_s_own_data(text: str) -> bytes:
    def change(pdf: Any, page: Any) -> None:
        data = pdf.make_stream(f"<xfa><v>{text}</v></xfa>".encode())
        pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=Array(["datasets", data]))

    return document(b"", change)


@corner
def a_key_of_a_stream(text: str) -> bytes:
    return document(b"", lambda pdf, page: page.Contents.__setitem__("/Comment", text))


@corner
def a_tile_of_a_pattern(text: str) -> bytes:
    def change(pdf: Any, page: Any) -> None:
        tile = pdf.make_stream(drawn(text, 2, 2), Type=Name.Pattern, PatternType=1, PaintType=1, TilingType=1)
        tile.BBox, tile.XStep, tile.YStep, tile.Resources = Array([0, 0, 90, 20]), 90, 20, page.Resources
        page.Resources.Pattern = Dictionary(P1=tile)

    return document(b"/Pattern cs /P1 scn 0 0 200 200 re f", change)


@corner
def locked_for_changes_only(text: str) -> bytes:
    pdf = pikepdf.open(io.BytesIO(document(drawn(text))))
    return saved(pdf, encryption=pikepdf.Encryption(owner="a secret", user=""))


@corner
def packed_objects(text: str) -> bytes:
    pdf = pikepdf.open(io.BytesIO(info("/Title")(text)))
    return saved(pdf, object_stream_mode=pikepdf.ObjectStreamMode.generate, linearize=True)


# What a person has to look at: the text is in no letters.
LOOKED_AT: dict[str, Callable[[str], bytes]] = {}


def looked_at(make: Callable[[str], bytes]) -> Callable[[str], bytes]:
    LOOKED_AT[make.__name__.replace("_", " ")] = make
    return make


@looked_at
def a_picture_of_it(text: str) -> bytes:
    def change(pdf: Any, page: Any) -> None:
        page.Resources = Dictionary(Font=page.Resources.Font, XObject=Dictionary(I1=_picture(pdf)))

    return document(b"q 400 0 0 100 60 500 cm /I1 Do Q", change)


@looked_at
def a_picture_in_the_content(text: str) -> bytes:
    return document(b"q 200 0 0 50 60 500 cm BI /W 8 /H 8 /BPC 8 /CS /G ID " + b"\x80" * 64 + b" EI Q")


@looked_at
def drawn_as_curves(text: str) -> bytes:
    letter = b"%d 700 m %d 706 %d 712 %d 712 c %d 712 %d 706 %d 700 c f\n"
    return document(b"".join(letter % ((72 + 9 * n,) * 7) for n in range(4 * len(text))))


@looked_at
def drawn_as_strokes(text: str) -> bytes:
    stroke = b"%d 700 m %d 709 l %d 704 m %d 704 l S\n"
    return document(b"".join(stroke % (72 + 9 * n, 72 + 9 * n, 70 + 9 * n, 76 + 9 * n) for n in range(10 * len(text))))


@looked_at
def letters_without_a_map(text: str) -> bytes:
    def change(pdf: Any, page: Any) -> None:
        other = font()
        other.Encoding = Dictionary(Differences=Array([1, *(Name(f"/g{n}") for n in range(20))]))
        page.Resources.Font.F2 = other

    return document(b"BT /F2 12 Tf 72 700 Td <0102030405060708> Tj ET", change)


@looked_at
def letters_that_are_drawings(text: str) -> bytes:
    def change(pdf: Any, page: Any) -> None:
        letter = pdf.make_stream(b"500 0 d0 0 0 400 700 re f")
        other = Dictionary(Type=Name.Font, Subtype=Name.Type3, FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]))
        other.FontBBox, other.CharProcs = Array([0, 0, 500, 700]), Dictionary(a=letter)
        other.Encoding = Dictionary(Differences=Array([97, Name.a]))
        other.FirstChar, other.LastChar, other.Widths = 97, 97, Array([500])
        page.Resources.Font.F2 = other

    return document(b"BT /F2 12 Tf 72 700 Td (aaaa) Tj ET", change)


@looked_at
def locked_with_a_password(text: str) -> bytes:
    return papers.encrypted_pdf()


def _picture(pdf: Any) -> Any:
    points = Image.new("RGB", (40, 10), "#446688").tobytes()
    image = pdf.make_stream(zlib.compress(points), Type=Name.XObject, Subtype=Name.Image, Width=40, Height=10)
    image.Filter, image.ColorSpace, image.BitsPerComponent = Name.FlateDecode, Name.DeviceRGB, 8
    return image


def _xmp(pdf: Any, text: str) -> Any:
    rdf = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    about = f'<rdf:Description rdf:about=""><dc:source>{text}</dc:source></rdf:Description>'
    xml = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF {rdf}>{about}</rdf:RDF></x:xmpmeta>'
    return pdf.make_stream(xml.encode(), Type=Name.Metadata, Subtype=Name.XML)


def _escaped(text: str) -> bytes:
    return text.encode("cp1252", "replace").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
