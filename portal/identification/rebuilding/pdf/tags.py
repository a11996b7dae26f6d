"""The structure that screen readers follow, made anew for what is left of the pages."""

from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from portal.identification.reading.pdf.names import plain
from portal.identification.rebuilding.pdf.pages import ALTERNATIVE, MARKS
from portal.identification.rebuilding.pdf.plain_data import numbers
from portal.identification.rebuilding.rebuilt import Clean

TYPES = MARKS | frozenset(f"/{one}" for one in "Document Art DocumentFragment Aside Index Annot Ruby RB RT RP".split())  # noqa: SIM905 - read best in a row
OF_TABLES = ("/Scope", "/ColSpan", "/RowSpan", "/ListNumbering", "/Placement", "/BBox", "/Summary", "/O")
TEXTS = ("/Alt", "/ActualText", "/E")
MOST_ELEMENTS = 200_000
DEEPEST = 150
# They mean something where there is nothing in them.
MAY_BE_EMPTY = ("/TD", "/TH")
LANGUAGE = 35


@dataclass
class Page:
    """A new page, which marked parts it has, and the number under which its structure is found."""

    made: Any
    marks: set[int]
    key: int
    owners: dict[int, Any] = field(default_factory=dict)


class Tags:
    def __init__(
        self, pdf: Any, pages: dict[tuple[int, int], Page], links: dict[tuple[int, int], Any], clean: Clean
    ) -> None:
        self.pdf, self.pages, self.links, self.clean = pdf, pages, links, clean
        self.roles: Any = Dictionary()
        self.made = 0
        self.dropped: set[str] = set()
        self.of_links: list[tuple[Any, Any]] = []

    def make(self, root: Any) -> None:
        """Adds the structure below `root` (of the old file) to the new one; none where nothing is left of it."""
        roles = root.get("/RoleMap")
        self.roles = roles if isinstance(roles, Dictionary) else Dictionary()
        new = self.pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        children = Array()
        for kid in _kids(root):
            found = self._element(kid, new, None, 0)
            if found is not None:
                children.append(found)
        if not len(children):
            return
        new.K = children
        new.ParentTree = self.pdf.make_indirect(Dictionary(Nums=self._parents()))
        new.ParentTreeNextKey = len(self.pages) + len(self.of_links)
        self.pdf.Root.StructTreeRoot = new
        self.pdf.Root.MarkInfo = Dictionary(Marked=True)

    def _parents(self) -> Any:
        nums = Array()
        for page in sorted(self.pages.values(), key=lambda one: one.key):
            last = max(page.owners, default=-1)
            nums.append(page.key)
            nums.append(self.pdf.make_indirect(Array([page.owners.get(number) for number in range(last + 1)])))
        for number, (link, owner) in enumerate(self.of_links, len(self.pages)):
            link.StructParent = number
            nums.append(number)
            nums.append(owner)
        return nums

    def _element(self, old: Any, parent: Any, above: Page | None, depth: int) -> Any:
        if not isinstance(old, Dictionary) or depth > DEEPEST:
            return None
        self.made += 1
        if self.made > MOST_ELEMENTS:
            return None
        page = self._page(old) or above
        new = self.pdf.make_indirect(Dictionary(Type=Name.StructElem, S=self._type(old), P=parent))
        kids = Array()
        for kid in _kids(old):
            found = self._kid(kid, new, page, depth)
            if found is not None:
                kids.append(found)
        if not len(kids) and plain(new.S) not in MAY_BE_EMPTY:
            return None
        if len(kids):
            new.K = kids
        if page is not None:
            new.Pg = page.made
        self._say(old, new)
        return new

    def _kid(self, kid: Any, owner: Any, page: Page | None, depth: int) -> Any:
        if isinstance(kid, int):
            return self._marked(kid, owner, page)
        if not isinstance(kid, Dictionary):
            return None
        kind = plain(kid.get("/Type", ""))
        if kind == "/MCR":
            of = self._page(kid) or page
            number = kid.get("/MCID")
            found = self._marked(number, owner, of) if isinstance(number, int) and "/Stm" not in kid else None
            if found is None or of is None or of is page:
                return found
            return Dictionary(Type=Name.MCR, Pg=of.made, MCID=found)
        if kind == "/OBJR":
            target = kid.get("/Obj")
            link = self.links.get(target.objgen) if isinstance(target, Dictionary) else None
            if link is None:
                return None
            self.of_links.append((link, owner))
            of = self._page(kid) or page
            return Dictionary(Type=Name.OBJR, Obj=link, **({"Pg": of.made} if of is not None else {}))
        return self._element(kid, owner, page, depth + 1)

    def _marked(self, number: int, owner: Any, page: Page | None) -> Any:
        if page is None or number not in page.marks or number in page.owners:
            return None
        page.owners[number] = owner
        return number

    def _page(self, old: Any) -> Page | None:
        found = old.get("/Pg")
        return self.pages.get(found.objgen) if isinstance(found, Dictionary) else None

    def _type(self, old: Any) -> Any:
        found = old.get("/S")
        for _ in range(8):
            if not isinstance(found, Name):
                break
            if plain(found) in TYPES:
                return found
            found = self.roles.get(plain(found))
        return Name.NonStruct

    def _say(self, old: Any, new: Any) -> None:
        for key in TEXTS:
            text = old.get(key)
            if isinstance(text, pikepdf.String) and plain(text).strip():
                if self.clean(plain(text)):
                    new[key] = plain(text)
                else:
                    self.dropped.add(ALTERNATIVE)
        if (language := language_of(old.get("/Lang"))) is not None:
            new.Lang = language
        attributes = old.get("/A")
        listed = list(attributes) if isinstance(attributes, Array) else [attributes]
        kept = [found for one in listed if (found := _attributes(one)) is not None]
        if kept:
            new.A = kept[0] if len(kept) == 1 else Array(kept)


def _attributes(old: Any) -> Any:
    if not isinstance(old, Dictionary) or plain(old.get("/O")) not in ("/Table", "/List", "/Layout"):
        return None
    made = Dictionary()
    for key in OF_TABLES:
        if key in old and (value := numbers(old[key])) is not None:
            made[key] = value
    return made if len(made.keys()) > 1 else None


def language_of(value: Any) -> str | None:
    """A language as "en-GB"; None for anything else that stands there."""
    text = plain(value) if isinstance(value, pikepdf.String) else ""
    short = 2 <= len(text) <= LANGUAGE and all(
        part.isalnum() and part.isascii() and len(part) <= 8 for part in text.split("-")
    )
    return text if short and len(text.split("-")[0]) <= 3 else None


def _kids(old: Any) -> list[Any]:
    found = old.get("/K")
    if found is None:
        return []
    return list(found)[:MOST_ELEMENTS] if isinstance(found, Array) else [found]
