"""Paper: a tagged PDF with the portal's typeface, headings that are bookmarks, tables, page numbers. Knows no form.

What a person sees as a heading, a list or a table is one to a screen reader too (forms.reading.tagging).

Nothing is dropped in silence: a character that the typeface lacks is shown by its name in square brackets, or as a
replacement character, and the document says so at its end.
"""

import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.translation import gettext, gettext_noop
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # ships no types
from fpdf import FPDF
from fpdf.bidi import auto_detect_base_direction
from fpdf.enums import Align, TableBordersLayout, TextDirection, VAlign, XPos, YPos
from fpdf.fonts import TextStyle
from fpdf.prefs import ViewerPreferences
from fpdf.table import Table

from forms.definition.language import own_language
from forms.reading import tagging

FAMILY = "DejaVu Sans"
FONTS = {"": "portal/fonts/DejaVuSans.ttf", "B": "portal/fonts/DejaVuSans-Bold.ttf"}
MISSING = "\N{REPLACEMENT CHARACTER}"
NOT_PRINTED = gettext_noop(
    "This typeface does not have every character of this document. What it lacks is shown by its name in square "
    "brackets, or as %(missing)s. The same page in the portal shows it as it was typed."
)
TEXT, SMALL, LINE = 10, 8, 5
# The library prints a heading on one page only.
LONGEST_HEADING = 200
# About as much of a text as half a page holds: longer ones run over the full width and on to the next page.
CELL_CHARACTERS, CELL_LINES = 1_000, 20
# What the library writes that shows text, and what paints a line or a field; the rest only sets how.
SHOWS_TEXT, PAINTS = re.compile(r"\bT[jJ]\b"), re.compile(r"(^|\s)(S|s|f|F|B|b|f\*|B\*|b\*|Do|sh)\s*$")
INDENT = 6
HEADS_ROW = "<</O /Table /Scope /Row>>"


def font_file(name: str) -> Path:
    """Where a typeface lies: among the sources, else among the collected static files."""
    found = finders.find(name)
    return Path(found if isinstance(found, str) else staticfiles_storage.path(name))


@functools.cache
def _characters() -> frozenset[int]:
    """The characters that both weights of the typeface have."""
    covered = []
    for name in FONTS.values():
        with TTFont(font_file(name), lazy=True) as font:
            covered.append(frozenset(font.getBestCmap()))
    return frozenset.intersection(*covered)


def printable(text: str) -> str:
    """The text with a visible stand-in for every character that cannot be printed."""
    known = _characters()
    return "".join(one if ord(one) in known else _stand_in(one) for one in text.replace("\r\n", "\n"))


def _stand_in(one: str) -> str:
    if one == "\n":
        return one
    category = unicodedata.category(one)
    if one in "\t\r" or category == "Zs":
        return " "
    # They only say how the character before them is drawn, and are invisible themselves.
    if category == "Cf" or unicodedata.name(one, "").startswith("VARIATION SELECTOR"):
        return ""
    if category in ("So", "Sk", "Sm", "Sc", "Po", "No"):
        return f"[{unicodedata.name(one, 'character without a name').lower()}]"
    return MISSING


class Paper(FPDF):
    """An A4 document. `note` stands at the foot of every page beside its number."""

    def __init__(self, *, title: str, note: str, language: str, now: datetime) -> None:
        super().__init__(format="A4")
        self.note = printable(note)
        self.replaced = False
        self.structure = tagging.Structure()
        self.struct_builder = self.structure
        self.language = language
        self._in_footer = False
        for style, name in FONTS.items():
            self.add_font(FAMILY, style, font_file(name))
        self.set_title(printable(title))
        self.set_lang(language)
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.set_xmp_metadata(tagging.metadata(printable(title), language))
        self.set_creator("Safeguarding forms portal")
        self.set_creation_date(now)
        self.set_margin(20)
        self.set_auto_page_break(True, margin=22)
        self.set_section_title_styles(*(self._heading_style(size) for size in (14, 11, 10)))
        self.add_page()
        self.set_font(FAMILY, "", TEXT)

    def _heading_style(self, size: int) -> TextStyle:
        return TextStyle(FAMILY, "B", size, t_margin=4, l_margin=20, b_margin=2)

    def footer(self) -> None:
        """Called by the library at the end of every page, also in the middle of a paragraph."""
        self.set_y(-15)
        self.set_font(FAMILY, "", SMALL)
        self._in_footer = True
        page = gettext("Page %(number)s of %(of)s") % {"number": self.page_no(), "of": "{nb}"}
        self.cell(0, LINE, f"{self.note} · {page}", align=Align.C)
        self._in_footer = False

    def _out(self, s: str | bytes) -> None:
        """Everything that the library draws passes here: text belongs to an element, what adorns it to none."""
        drawn = s.decode("latin1") if isinstance(s, bytes) else str(s)
        if SHOWS_TEXT.search(drawn):
            begins = tagging.FOOTER if self._in_footer else self.structure.begin(self.page)
            self.pages[self.page].struct_parents = self.page - 1
        elif PAINTS.search(drawn):
            begins = tagging.ARTIFACT
        else:
            super()._out(drawn)
            return
        super()._out(f"{begins}\n{drawn}\n{tagging.END}")

    @contextmanager
    def _marked_sequence(self, **_about: Any) -> Iterator[Any]:
        """The library's own tag around the title of a section: ours stands around it already."""
        yield self.structure.current

    @contextmanager
    def _tagged(self, kind: str, said: str = "", **more: Any) -> Iterator[None]:
        """`said`: the text, in the order in which it is read, where it is drawn in another."""
        actual = tagging.text(said) if _is_right_to_left(said) else ""
        with self.structure.element(kind, ActualText=actual, **more):
            yield

    def fitting(self, text: str) -> str:
        """The text as it can be printed; remembers where something had to be shown in another way."""
        shown = printable(text)
        self.replaced = self.replaced or MISSING in shown or shown.count("[") > text.count("[")
        return shown

    def heading(self, text: str, level: int = 0, *, language: str = "") -> None:
        """A heading that is a bookmark too, never alone at the foot of a page, nor with a smaller one below it."""
        if self.will_page_break(50 if level == 0 else 30):
            self.add_page()
        whole = " ".join(self.fitting(text).split()) or "-"
        line = whole if len(whole) <= LONGEST_HEADING else f"{whole[:LONGEST_HEADING]}…"
        with self._shaped(line), self._tagged(self.structure.heading(level), line, Lang=self._other(language)):
            self.start_section(line, level=level)
        self.set_font(FAMILY, "", TEXT)
        if len(whole) > LONGEST_HEADING:
            self.paragraph(whole, bold=True)

    @contextmanager
    def _shaped(self, text: str) -> Iterator[None]:
        """Arabic letters joined, Arabic and Hebrew drawn from right to left. Other scripts need none of it, and wait
        ten times as long."""
        self.set_text_shaping(_is_right_to_left(text))
        yield
        self.set_text_shaping(False)

    def title_line(self, text: str) -> None:
        """The name of the document, large."""
        self.set_font(FAMILY, "B", 18)
        self.paragraph(text, line=9, kind="H1")
        self.set_font(FAMILY, "", TEXT)

    def paragraph(
        self,
        text: str,
        *,
        bold: bool = False,
        small: bool = False,
        line: float = LINE,
        kind: str = "P",
        language: str = "",
    ) -> None:
        """Text over the full width, on to the next page where it must. `language`: where it is not the document's."""
        if bold or small:
            self.set_font(FAMILY, "B" if bold else "", SMALL if small else TEXT)
        shown = self.fitting(text)
        with self._tagged(kind, shown, Lang=self._other(language)):
            self._lines(shown, line)
        self.ln(1)
        if bold or small:
            self.set_font(FAMILY, "", TEXT)

    def _other(self, language: str) -> str:
        return tagging.text(language) if language and language != self.language else ""

    def _lines(self, shown: str, line: float = LINE) -> None:
        for part in shown.split("\n"):
            align = Align.R if auto_detect_base_direction(part) == TextDirection.RTL else Align.L
            with self._shaped(part):
                self.multi_cell(0, line, part, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def items(self, texts: Sequence[str], *, numbered: bool = False) -> None:
        """A list, each item with its bullet or number."""
        numbering = f"<</O /List /ListNumbering /{'Decimal' if numbered else 'Disc'}>>"
        edge = self.l_margin
        with self._tagged("L", A=numbering):
            for number, text in enumerate(texts, start=1):
                with self._tagged("LI"):
                    if self.will_page_break(LINE):
                        self.add_page()
                    with self._tagged("Lbl"):
                        self.cell(INDENT, LINE, f"{number}." if numbered else "•")
                    self.set_left_margin(edge + INDENT)
                    shown = self.fitting(text)
                    with self._tagged("LBody", shown):
                        self._lines(shown)
                    self.set_left_margin(edge)
                    self.set_x(edge)
                self.ln(1)

    def pairs(self, rows: Iterable[tuple[str, str]]) -> None:
        """Questions and answers: side by side where both are short, below each other where one is long."""
        together: list[tuple[str, str]] = []
        for label, text in rows:
            if _fits_cell(label) and _fits_cell(text):
                together.append((label, text))
                continue
            self._table(together)
            together = []
            self.paragraph(label, bold=True)
            self.paragraph(text)
            self.ln(2)
        self._table(together)

    def _table(self, rows: list[tuple[str, str]]) -> None:
        if not rows:
            return
        self.set_draw_color(150)
        table = _Pairs(
            self,
            col_widths=(2, 3),
            first_row_as_headings=False,
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            text_align=Align.L,
            v_align=VAlign.T,
            line_height=LINE,
            padding=(1.5, 1),
        )
        bold = self.font_face()
        bold.emphasis = "B"
        for label, text in rows:
            row = table.row()
            row.cell(self.fitting(label), style=bold)
            row.cell(self.fitting(text))
        with self._tagged("Table"):
            table.render()
        self.ln(3)

    def finished(self) -> bytes:
        """The document. Ends with what could not be printed as it was typed."""
        if self.replaced:
            self.ln(3)
            self.paragraph(gettext(NOT_PRINTED) % {"missing": MISSING}, small=True, language=own_language())
        return bytes(self.output())


class _Pairs(Table):
    """A table whose first column heads its rows: each cell is an element of its row's, the lines around it are none."""

    def __init__(self, paper: Paper, **how: Any) -> None:
        super().__init__(paper, **how)
        self.structure = paper.structure

    def _render_table_row(self, i: int, *args: Any, **kwargs: Any) -> None:
        with self.structure.element("TR"):
            super()._render_table_row(i, *args, **kwargs)

    def _render_table_cell(self, i: int, j: int, *args: Any, **kwargs: Any) -> tuple[bool, float, float]:
        if kwargs.get("cell_height_info") is None:
            # Only asked how high it will be.
            return super()._render_table_cell(i, j, *args, **kwargs)
        with self.structure.element("TD" if j else "TH", A="" if j else HEADS_ROW):
            return super()._render_table_cell(i, j, *args, **kwargs)


def _fits_cell(text: str) -> bool:
    return len(text) <= CELL_CHARACTERS and text.count("\n") < CELL_LINES and not _is_right_to_left(text)


def _is_right_to_left(text: str) -> bool:
    """Whether any character of the text is written from right to left."""
    return any(unicodedata.bidirectional(one) in ("R", "AL") for one in text)
