"""A PDF made anew from an allow-list: what its pages draw, their structure, their links to the web. Nothing is copied.

What is not named here goes because nobody puts it in: metadata, earlier versions, attached files, notes, fields,
scripts, layers that are off, bookmarks, thumbnails, names, objects that no page uses.
"""

import io
import re
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from portal.identification.reading.pdf.boxes import inherited, page_boxes
from portal.identification.reading.pdf.fonts import Font
from portal.identification.reading.pdf.geometry import NOWHERE, Box, box_of, common
from portal.identification.reading.pdf.layers import layers_off
from portal.identification.reading.pdf.machine import Machine
from portal.identification.reading.pdf.names import plain
from portal.identification.reading.pdf.opening import Locked, opened
from portal.identification.reading.told import Bounds, TooMuch
from portal.identification.rebuilding.pdf.masks import Masks
from portal.identification.rebuilding.pdf.pages import PageMaker
from portal.identification.rebuilding.pdf.resources import Resources
from portal.identification.rebuilding.pdf.tags import Page, Tags, language_of
from portal.identification.rebuilding.rebuilt import DAMAGED, TOO_LARGE, CannotBe, Clean, Rebuilt

LOCKED = "it is locked with a password. Save it without one and upload that"
NO_PAGES = "it has no page. Make the PDF anew and upload that"
MOST_PAGES = 3_000
WEB = re.compile(r"https?://[^\s<>\"']{1,2000}", re.IGNORECASE)
LINKS_NAMING, OTHER_LINKS = "links whose address names somebody", "links that do not lead to the web"
SECONDS = 90.0


def rebuild_pdf(name: str, content: bytes, clean: Clean) -> Rebuilt:
    """Raises CannotBe, and qpdf's errors on a damaged file."""
    try:
        old = opened(content)
    except Locked as error:
        raise CannotBe(LOCKED) from error
    except pikepdf.PdfError as error:
        raise CannotBe(DAMAGED) from error
    with old:
        try:
            return _Maker(old, content, clean).make(name)
        except TooMuch as error:
            raise CannotBe(TOO_LARGE) from error


class _Maker:
    def __init__(self, old: Any, content: bytes, clean: Clean) -> None:
        self.old, self.content, self.clean = old, content, clean
        self.new = pikepdf.new()
        self.shared = Resources(self.new)
        self.bounds = Bounds(seconds=SECONDS)
        self.off = layers_off(old)
        self.masks = Masks(self.shared, self.bounds, self.off, clean)
        self.dropped: dict[str, None] = {}
        self.by_page: dict[str, list[int]] = {}
        self.links: dict[tuple[int, int], Any] = {}

    def make(self, name: str) -> Rebuilt:
        pages = list(self.old.pages)
        if not pages:
            raise CannotBe(NO_PAGES)
        if len(pages) > MOST_PAGES:
            raise CannotBe(TOO_LARGE)
        root = self.old.Root.get("/StructTreeRoot")
        self._say_what_goes()
        made: dict[tuple[int, int], Page] = {}
        fonts = dict[tuple[int, int], Font]()
        for number, page in enumerate(pages, 1):
            self._page(number, page.obj, fonts, made, tagged=isinstance(root, Dictionary))
        self.shared.fonts.finish()
        if isinstance(root, Dictionary):
            tags = Tags(self.new, made, self.links, self.clean)
            tags.make(root)
            self.dropped |= dict.fromkeys(sorted(tags.dropped))
        if (language := language_of(self.old.Root.get("/Lang"))) is not None:
            self.new.Root.Lang = language
        out = io.BytesIO()
        self.new.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        dropped = [*self.dropped, *(f"{what} ({_pages(numbers)})" for what, numbers in self.by_page.items())]
        return Rebuilt(name, out.getvalue(), tuple(dropped))

    def _page(
        self,
        number: int,
        old: Any,
        fonts: dict[tuple[int, int], Font],
        made: dict[tuple[int, int], Page],
        *,
        tagged: bool,
    ) -> None:
        self.bounds.pause()
        shown = page_boxes(old)
        drawn = Machine(self.bounds, layers_off=self.off).run(old, inherited(old, "/Resources"), fonts)
        found = PageMaker(drawn, shown, self.shared, self.clean, self.masks.made, tagged=tagged).make()
        for what in sorted(found.dropped):
            self.by_page.setdefault(what, []).append(number)
        page = Dictionary(Type=Name.Page, MediaBox=Array([round(one, 3) for one in shown]), Resources=found.resources)
        page.Contents = self.new.make_stream(found.content)
        turned = inherited(old, "/Rotate")
        if isinstance(turned, int) and turned % 90 == 0 and turned % 360:
            page.Rotate = turned % 360
        if "/UserUnit" in old and not isinstance(old.UserUnit, pikepdf.Object):
            page.UserUnit = old.UserUnit
        key = len(made)
        if tagged:
            page.StructParents, page.Tabs = key, Name.S
        links = self._links(number, old, shown)
        if len(links):
            page.Annots = links
        self.new.pages.append(pikepdf.Page(self.new.make_indirect(page)))
        # A page that stands in the file twice has its structure once.
        made.setdefault(old.objgen, Page(self.new.pages[-1].obj, found.marks, key))

    def _links(self, number: int, old: Any, shown: Box) -> Any:
        made = Array()
        annotations = old.get("/Annots")
        for one in list(annotations)[:5_000] if isinstance(annotations, Array) else []:
            if not isinstance(one, Dictionary):
                continue
            kind = plain(one.get("/Subtype"))
            if kind != "/Link":
                what = "answers and fields of a form" if kind == "/Widget" else "notes and markings"
                self._note(what if kind != "/FileAttachment" else "attached files", number)
                continue
            action = one.get("/A")
            address = action.get("/URI") if isinstance(action, Dictionary) and action.get("/S") == "/URI" else None
            text = plain(address) if isinstance(address, pikepdf.String) else ""
            box = box_of(one.get("/Rect"))
            if not WEB.fullmatch(text) or box is None or common(box, shown) == NOWHERE:
                self._note(OTHER_LINKS, number)
            elif not self.clean(text):
                self._note(LINKS_NAMING, number)
            else:
                link = self._link(text, box)
                if one.is_indirect:
                    self.links[one.objgen] = link
                made.append(link)
        return made

    def _link(self, address: str, box: Box) -> Any:
        action = Dictionary(S=Name.URI, URI=address)
        rect = Array([round(one, 2) for one in box])
        return self.new.make_indirect(
            Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=rect, Border=Array([0, 0, 0]), A=action, F=4)
        )

    def _note(self, what: str, number: int) -> None:
        numbers = self.by_page.setdefault(what, [])
        if number not in numbers:
            numbers.append(number)

    def _say_what_goes(self) -> None:
        root, trailer = self.old.Root, self.old.trailer
        names = root.get("/Names")
        names = names if isinstance(names, Dictionary) else Dictionary()
        said = {
            "its metadata (title, author, programs, days)": "/Info" in trailer or "/Metadata" in root,
            "earlier versions that lay in the file": len(re.findall(rb"%%EOF", self.content)) > 1,
            "attached files": "/EmbeddedFiles" in names or "/AF" in root,
            "scripts and actions": any(key in root for key in ("/OpenAction", "/AA")) or "/JavaScript" in names,
            "fields of a form": "/AcroForm" in root,
            "bookmarks": "/Outlines" in root,
            "layers and their names": "/OCProperties" in root,
            "names of places in it": "/Dests" in root or "/Dests" in names,
            "small pictures of its pages": any("/Thumb" in page.obj for page in self.old.pages),
        }
        self.dropped |= dict.fromkeys(what for what, is_there in said.items() if is_there)


def _pages(numbers: list[int]) -> str:
    shown = ", ".join(str(number) for number in numbers[:20])
    return f"page{'s' if len(numbers) > 1 else ''} {shown}{' and others' if len(numbers) > 20 else ''}"
