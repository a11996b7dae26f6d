"""The structure of a PDF: what is a heading, a paragraph, a list, a table, so that a screen reader can say so.

The library that draws our papers tags pictures and section titles only, all side by side, and nothing that runs over a
page's end. This takes the place of its builder: a tree of elements, each holding the pieces of the pages that show it
(ISO 32000-1, 14.7 and 14.8). What belongs to no element is marked as an artifact by whoever draws it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from xml.sax.saxutils import escape

from fpdf.structure_tree import StructElem, StructTreeRoot
from fpdf.syntax import PDFArray, PDFObject, PDFString

ARTIFACT = "/Artifact BMC"
FOOTER = "/Artifact <</Type /Pagination /Subtype /Footer>> BDC"
END = "EMC"
# A cell stands in its row, and a body beside its bullet, also where it is empty.
KEPT_EMPTY = {"/TD", "/TH", "/LBody"}


class Mark:
    """One piece of a page that shows a part of an element. `pg` is set when the document is written."""

    def __init__(self, page: int, number: int) -> None:
        self.page, self.number = page, number
        self.pg: PDFObject | None = None

    def page_number(self) -> int:
        """Asked by the library, which then sets `pg`."""
        return self.page

    def serialize(self, **_how: Any) -> str:
        page = self.pg.ref if self.pg is not None else "null"
        return f"<</Type /MCR /Pg {page} /MCID {self.number}>>"


class Element(StructElem):
    """A structure element. `k` holds elements and marks, in the order in which they are read."""

    def __init__(self, kind: str, parent: PDFObject, **more: Any) -> None:
        super().__init__(struct_type=kind, parent=parent, kids=[])
        self.more = more

    def _build_obj_dict(self, security_handler: Any = None) -> dict[str, object]:
        kids = PDFArray(self.k).serialize()
        return {"/Type": self.type, "/S": self.s, "/P": self.p.ref, "/K": kids, **self.more}


class _Drawn:
    """Where the library looks for what lies on pages, to tell each its page."""

    def __init__(self) -> None:
        self.k: list[Mark] = []


class Structure:
    """The tree of one document, built while it is drawn. Stands where the library has its own builder."""

    def __init__(self) -> None:
        self.root = StructTreeRoot()
        self.document = Element("/Document", self.root)
        self.root.k.append(self.document)
        self.doc_struct_elem = _Drawn()
        self.current = self.document
        self._depths: list[int] = []

    @contextmanager
    def element(self, kind: str, **more: Any) -> Iterator[Element]:
        """What is drawn inside belongs to a new element of this kind ("P", "H1", "LBody"), below the current one.

        `more`: its other entries by name, as PDF text: `A="<</O /Table /Scope /Row>>"`.
        """
        parent = self.current
        entries = {f"/{name}": value for name, value in more.items() if value}
        self.current = Element(f"/{kind}", parent, **entries)
        parent.k.append(self.current)
        try:
            yield self.current
        finally:
            self.current = parent

    def begin(self, page: int) -> str:
        """The operator that begins a piece of the current element on this page. What was given none is a paragraph."""
        if self.current is self.document:
            with self.element("P"):
                return self.begin(page)
        held = self.root.parent_tree.nums[page - 1]
        mark = Mark(page, len(held))
        held.append(self.current)
        self.current.k.append(mark)
        self.doc_struct_elem.k.append(mark)
        return f"{self.current.s} <</MCID {mark.number}>> BDC"

    def heading(self, level: int) -> str:
        """The kind of a heading of this level (from 0, below the document's title): one step down at most at a time."""
        while self._depths and self._depths[-1] >= level:
            self._depths.pop()
        self._depths.append(level)
        return f"H{min(len(self._depths) + 1, 6)}"

    # What the library asks of its builder

    def empty(self) -> bool:
        return not self.doc_struct_elem.k

    def __iter__(self) -> Iterator[PDFObject]:
        """Every object of the tree, its root first. Elements that nothing shows are left out."""
        _prune(self.document)
        yield self.root
        yield from _elements(self.document)
        yield self.root.parent_tree


def _prune(element: Element) -> None:
    for one in [one for one in element.k if isinstance(one, Element)]:
        _prune(one)
        if not one.k and one.s not in KEPT_EMPTY:
            element.k.remove(one)


def _elements(element: Element) -> Iterator[Element]:
    yield element
    for one in element.k:
        if isinstance(one, Element):
            yield from _elements(one)


def text(value: str) -> str:
    """A text as an entry of an element, ActualText or Lang for one."""
    return PDFString(value).serialize()


def metadata(title: str, language: str) -> str:
    """The title and language where programs look for them that check a file for screen readers (XMP)."""
    said, spoken = escape(title), escape(language)
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{said}</rdf:li></rdf:Alt></dc:title>'
        f"<dc:language><rdf:Bag><rdf:li>{spoken}</rdf:li></rdf:Bag></dc:language>"
        "</rdf:Description></rdf:RDF></x:xmpmeta>"
    )
