"""Reads a PDF as a screen reader and a checker of PDF/UA do: by its structure, not by how it looks.

`tagged(content)` fails where anything of a page is neither in the structure nor an artifact, where tree and pages do
not agree, where elements are nested in a way that has no meaning, and where the file lacks what makes it readable
aloud.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

SHOWS = {b"Tj", b"TJ", b"'", b'"', b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"Do", b"sh"}
BLOCKS = {"P", "L", "Table", "H1", "H2", "H3", "H4", "H5", "H6"}
INSIDE = {"Document": BLOCKS, "L": {"LI"}, "LI": {"Lbl", "LBody"}, "Table": {"TR"}, "TR": {"TH", "TD"}}


@dataclass
class Node:
    """One element: its kind, its entries, the text that it shows, what is inside."""

    kind: str
    entries: Any
    marks: list[tuple[int, int]] = field(default_factory=list)
    kids: list["Node"] = field(default_factory=list)
    text: str = ""

    def walk(self) -> Iterator["Node"]:
        yield self
        for kid in self.kids:
            yield from kid.walk()

    @property
    def whole(self) -> str:
        return " ".join(filter(None, (node.text for node in self.walk())))


@dataclass
class Tagged:
    """A document that passed: its tree, the text of each element, what stands aside as an artifact."""

    document: Node
    artifacts: list[str]
    catalog: Any

    def texts(self, kind: str) -> list[str]:
        return [node.whole for node in self.document.walk() if node.kind == kind]

    @property
    def kinds(self) -> list[str]:
        return [kid.kind for kid in self.document.kids]


def tagged(content: bytes, *, language: str = "en-GB") -> Tagged:
    """The document's structure, after everything that must hold of it held."""
    reader = PdfReader(io.BytesIO(content), strict=True)
    catalog: Any = reader.trailer["/Root"]
    _check_file(reader, catalog, language)
    numbers = {
        page.indirect_reference.idnum: number for number, page in enumerate(reader.pages) if page.indirect_reference
    }
    root = catalog["/StructTreeRoot"]
    (top,) = _list(root["/K"])
    nodes: dict[int, Node] = {}
    document = _node(top.get_object(), numbers, nodes)
    shown, artifacts = _pages(reader)
    _check_parents(reader, root, nodes, shown)
    for node in document.walk():
        node.text = " ".join(shown[mark] for mark in node.marks).strip()
    _check_tree(document)
    return Tagged(document, artifacts, catalog)


def _check_file(reader: PdfReader, catalog: Any, language: str) -> None:
    title = str((reader.metadata or {}).get("/Title"))
    assert title.strip()
    assert catalog["/Lang"] == language
    assert catalog["/MarkInfo"]["/Marked"] is True or catalog["/MarkInfo"]["/Marked"].value is True
    assert bool(catalog["/ViewerPreferences"]["/DisplayDocTitle"]) is True
    xmp = reader.xmp_metadata
    assert xmp is not None
    assert xmp.dc_title == {"x-default": title}
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            assert "/ToUnicode" in font
            assert "/FontFile2" in font["/DescendantFonts"][0]["/FontDescriptor"]


def _list(value: Any) -> list[Any]:
    value = value.get_object()
    return list(value) if isinstance(value, ArrayObject) else [value]


def _node(element: Any, numbers: dict[int, int], nodes: dict[int, Node]) -> Node:
    assert element["/Type"] == "/StructElem"
    node = nodes[element.indirect_reference.idnum] = Node(element["/S"].lstrip("/"), element)
    for kid in _list(element["/K"]):
        found = kid.get_object()
        if isinstance(found, DictionaryObject) and found["/Type"] == "/StructElem":
            assert found["/P"].indirect_reference == element.indirect_reference
            node.kids.append(_node(found, numbers, nodes))
        else:
            assert found["/Type"] == "/MCR"
            node.marks.append((numbers[found.raw_get("/Pg").idnum], int(found["/MCID"])))
    return node


def _pages(reader: PdfReader) -> tuple[dict[tuple[int, int], str], list[str]]:
    """What each marked piece shows, and the artifacts. Fails where anything is drawn outside both."""
    shown: dict[tuple[int, int], str] = {}
    artifacts: list[str] = []
    for number, page in enumerate(reader.pages):
        letters = {name: _letters(font) for name, font in page["/Resources"].get("/Font", {}).items()}
        font, mark, text = "", "", ""
        contents = page.get_contents()
        for operands, operator in contents.operations if contents is not None else ():
            if operator in (b"BDC", b"BMC"):
                assert not mark, "marked content in marked content"
                mark, text = operands[0], ""
                mcid = operands[1].get("/MCID") if operator == b"BDC" else None
                assert (mark == "/Artifact") == (mcid is None)
                assert mcid is None or (number, int(mcid)) not in shown
            elif operator == b"EMC":
                assert mark
                if mcid is None:
                    artifacts.append(text)
                else:
                    shown[number, int(mcid)] = text
                mark = ""
            elif operator == b"Tf":
                font = operands[0]
            elif operator in SHOWS:
                assert mark, f"page {number + 1} draws something that is neither tagged nor an artifact"
                text += _text(operands, letters.get(font, {}))
        assert not mark
    return shown, artifacts


def _letters(font: Any) -> dict[str, str]:
    stream = font["/ToUnicode"].get_data().decode()
    pairs = re.findall(r"<(\w{4})> <(\w+)>", stream)
    return {code.upper(): bytes.fromhex(letter).decode("utf-16-be") for code, letter in pairs}


def _text(operands: Any, letters: dict[str, str]) -> str:
    pieces = [one for each in operands for one in (each if isinstance(each, list) else [each])]
    codes = [
        code
        for one in pieces
        if hasattr(one, "original_bytes")
        for code in re.findall("....", one.original_bytes.hex())
    ]
    return "".join(letters[code.upper()] for code in codes)


def _check_parents(reader: PdfReader, root: Any, nodes: dict[int, Node], shown: dict[tuple[int, int], str]) -> None:
    """Tree and pages agree: each piece of a page belongs to one element, which knows it, and the other way round."""
    nums = root["/ParentTree"]["/Nums"]
    parents = {int(nums[place]): _list(nums[place + 1]) for place in range(0, len(nums), 2)}
    known = [mark for node in nodes.values() for mark in node.marks]
    assert sorted(known) == sorted(shown)
    for number, mcid in shown:
        element = parents[int(reader.pages[number]["/StructParents"])][mcid].get_object()
        assert (number, mcid) in nodes[element.indirect_reference.idnum].marks


def _check_tree(document: Node) -> None:
    assert document.kind == "Document"
    deepest = 0
    for node in document.walk():
        allowed = INSIDE.get(node.kind, set())
        assert {kid.kind for kid in node.kids} <= allowed, node.kind
        assert not (node.kids and node.marks), f"{node.kind} holds both elements and text"
        if node.kind == "TR":
            assert node.kids[0].kind == "TH", "a row without a heading"
        if node.kind == "TH":
            assert node.entries["/A"]["/O"] == "/Table"
            assert node.entries["/A"]["/Scope"] in ("/Row", "/Column")
        if node.kind == "L":
            assert node.entries["/A"]["/ListNumbering"] in ("/Disc", "/Decimal")
        if node.kind == "LI":
            assert [kid.kind for kid in node.kids] == ["Lbl", "LBody"]
        if level := re.fullmatch(r"H(\d)", node.kind):
            assert int(level[1]) <= deepest + 1, "a level of headings is left out"
            deepest = int(level[1])
    assert [node.kind for node in document.walk()].count("H1") == 1
