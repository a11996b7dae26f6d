"""Of very many identifiers those that a text can name for certain: a search made ready for all would take minutes.

What is certain stands in the text with every letter of two of its words, or with its figures in their order; only
signs, spaces and accents may differ. What is left out here, the search would find uncertain or not at all.
"""

import re
from collections.abc import Callable, Iterable
from itertools import combinations

from portal.identification.numbers import AS_FIGURES
from portal.identification.patterns import own_words, short_forms, told
from portal.identification.words import expansions, fold, latin, plain_words
from workflow.machines.publication.identification import identifiers
from workflow.machines.publication.identification.identifiers import Identifier

# One of several groups of pieces, all of which a text must have; a piece in one of its forms.
Needs = list[tuple[tuple[str, ...], ...]]
LEAST_LETTERS, LAST_FIGURES = 3, 6
SIGNS = re.compile(r"[^\W_]+")
POSTCODE = re.compile(r"\b[a-z]{1,2}\d[a-z\d]?[\W_]*\d[a-z]{2}\b")


class Narrowing:
    """Made once for all texts of a page."""

    def __init__(self, known: Iterable[Identifier]) -> None:
        self.known = [(one, _needs(one)) for one in known]

    def named_in(self, texts: Iterable[str]) -> list[Identifier]:
        """Those that may stand in the texts for certain, and a few others."""
        there = _haystack("\n".join(texts))
        return [one for one, needs in self.known if not needs or any(_has(there, group) for group in needs)]


def _has(there: str, group: tuple[tuple[str, ...], ...]) -> bool:
    return all(any(form in there for form in forms) for forms in group)


def _haystack(text: str) -> str:
    """Every sign in a row, words of other letters also in Latin ones; the figures alone, of “943 476 O881” too."""
    signs = SIGNS.findall(fold(text))
    other = ["".join(latin(word)) for word in signs if not word.isascii()]
    rows = ["".join(signs), *other, "".join(latin(word)[-1] if latin(word) else word for word in signs)]
    return "\n".join([*rows, *(re.sub(r"\D", "", row) for row in (rows[0], rows[0].translate(AS_FIGURES)))])


def _needs(one: Identifier) -> Needs:
    """Nothing: it is searched for in any text."""
    makers: dict[str, Callable[[str], Needs]] = {
        identifiers.NAME: _of_name,
        identifiers.ADDRESS: _of_address,
        identifiers.TELEPHONE: _of_number,
        identifiers.NHS_NUMBER: _of_number,
    }
    maker = makers.get(one.kind)
    return maker(one.text) if maker else []


def _of_name(text: str) -> Needs:
    written = text.replace(",", " ")
    words = [word for form in [written, *expansions(written)] for word in plain_words(form)]
    named = list(dict.fromkeys(word for word in words if word not in told("titles") and not word.isdigit()))
    forms = [_forms(word) for word in named]
    return list(combinations(forms, 2)) if len(forms) > 1 else [(one,) for one in forms]


def _of_address(text: str) -> Needs:
    """Its postcode, or a line of it: the words but for kinds of street, of which the text may have another form."""
    kinds = {*short_forms(), *short_forms().values()}
    found: Needs = [(("".join(SIGNS.findall(code)),),) for code in POSTCODE.findall(fold(text))]
    for line in text.replace(",", "\n").splitlines():
        words = [word for word in own_words(line) if len(word) >= LEAST_LETTERS and not word.isdigit()]
        whole = [word for word in words if word not in kinds]
        if words and not whole:
            return []
        found += [tuple(_forms(word) for word in whole)] if whole else []
    return found


def _of_number(text: str) -> Needs:
    figures = re.sub(r"\D", "", fold(text))
    return [((figures[-LAST_FIGURES:],),)] if len(figures) >= LAST_FIGURES else []


def _forms(word: str) -> tuple[str, ...]:
    """Without the s that a name may end with in the text or in the records alone."""
    bare = [form.removesuffix("s") if len(form) > LEAST_LETTERS else form for form in (word, *latin(word))]
    return tuple(dict.fromkeys(bare))
