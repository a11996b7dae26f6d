"""A question's HTML. What nobody has typed into looks alike to everybody: it is placed once, and remembered by this
process. What somebody typed, chose, attached or got wrong is drawn for that person alone and never remembered.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from forms.definition.shape import TOLD_KINDS
from forms.questions.drawing import Drawn

TEMPLATE = "forms/parts/question.html"
# About ten forms of two hundred questions, each in a few kilobytes.
MOST_REMEMBERED = 2000


@dataclass(frozen=True, eq=False)
class _Blank:
    """A question without an answer, told from others by the definition's own entry, which a compiled form keeps.

    Holding that entry, nothing else can come to have its identity while it is remembered here.
    """

    drawn: Drawn
    language: str

    def _key(self) -> tuple[object, ...]:
        one = self.drawn
        return id(one.question), self.language, one.hidden, id(one.opens), one.closes, one.group_hidden, one.choices

    def __hash__(self) -> int:
        return hash(self._key())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Blank) and self._key() == other._key()


def placed(question: Drawn) -> SafeString:
    """Its HTML, in the language of the page."""
    if question.kind not in TOLD_KINDS and question.is_blank and not _leads_elsewhere(question):
        # Without the rest of the page's data, which is somebody's.
        return _blank(_Blank(replace(question, data=MultiValueDict(), answer=None), get_language() or ""))
    return _drawn(question)


@lru_cache(MOST_REMEMBERED)
def _blank(one: _Blank) -> SafeString:
    return _drawn(one.drawn)


def _drawn(question: Drawn) -> SafeString:
    return render_to_string(TEMPLATE, {"question": question})


def _leads_elsewhere(question: Drawn) -> bool:
    """Guidance with the address of a page or a document, which can change while the form does not."""
    texts = (question.question["guidance"], question.opens["guidance"] if question.opens else "")
    return any("linktype=" in text or "<embed" in text for text in texts)
