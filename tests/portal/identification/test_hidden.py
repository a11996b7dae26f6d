"""Wherever a file hides a text, it is found or a person is told to look; what is published does not have it (D36)."""

import re

import pytest

from portal.identification.reading.told import Look, Text, Told
from portal.identification.reading.whole import told_of
from portal.identification.rebuilding.rebuilt import Rebuilt, rebuild
from portal.identification.search import Passage, Search
from tests.portal.identification import hidden_in_files, hidden_in_pdf
from workflow.machines.publication.identification.identifiers import Identifier, identifiers_of

pytestmark = pytest.mark.duty("D36")

NAME, DAY, NUMBER = "Rowan Ashdown", "2 April 2019", "943 476 5919"
TERMS = identifiers_of(
    [
        {"kind": "name", "value": NAME},
        {"kind": "date", "value": "2019-04-02"},
        {"kind": "nhs", "value": "9434765919"},
    ]
)
(ROWAN,) = (one for one in TERMS if one.text == NAME)
# What is drawn stays when a file is made anew: the check finds it, and a person decides.
DRAWN = {
    *list(hidden_in_pdf.CORNERS)[: list(hidden_in_pdf.CORNERS).index("drawn invisibly")],
    "an earlier version",
    "locked for changes only",
}


def finds(told: list[Told], *terms: Identifier) -> set[str]:
    texts = [Passage(one.where, one.text) for one in told if isinstance(one, Text)]
    return {re.sub(r"[\W_]", "", find.written.casefold()) for find in Search(terms or TERMS).run(texts)}


def has_name(found: set[str]) -> bool:
    # A find tells all forms of one kind that it has.
    whole = any("rowanashdown" in one or "ashdownrowan" in one for one in found)
    return whole or {"rowan", "ashdown"} <= found


@pytest.mark.parametrize("corner", sorted(hidden_in_pdf.CORNERS))
def test_a_name_in_a_pdf_is_found(corner: str) -> None:
    assert has_name(finds(told_of("a.pdf", hidden_in_pdf.CORNERS[corner](NAME)), ROWAN))


@pytest.mark.parametrize("corner", sorted(hidden_in_files.CORNERS))
def test_a_name_in_a_file_of_another_kind_is_found(corner: str) -> None:
    assert has_name(finds(told_of(*hidden_in_files.CORNERS[corner](NAME)), ROWAN))


@pytest.mark.parametrize("corner", sorted(hidden_in_pdf.LOOKED_AT))
def test_what_is_in_no_letters_is_looked_at(corner: str) -> None:
    assert any(isinstance(one, Look) for one in told_of("a.pdf", hidden_in_pdf.LOOKED_AT[corner](NAME)))


def test_what_is_drawn_is_looked_at_on_its_page() -> None:
    (look,) = [
        one for one in told_of("a.pdf", hidden_in_pdf.LOOKED_AT["drawn as curves"](NAME)) if isinstance(one, Look)
    ]
    assert (look.where, look.why) == ("page 1", "it has drawn lines that may be letters: look at what they show")


def test_a_plain_page_needs_no_look() -> None:
    page = hidden_in_pdf.document(b"0.5 g 72 300 400 1 re f 72 200 m 400 200 l S 0 g " + hidden_in_pdf.drawn("Seen."))
    assert [one for one in told_of("a.pdf", page) if isinstance(one, Look)] == []


@pytest.mark.parametrize("corner", sorted({*hidden_in_pdf.CORNERS} - DRAWN))
def test_what_is_not_drawn_is_not_published(corner: str) -> None:
    """Neither is it found in the new file, nor does one byte of it stand there."""
    search = Search(TERMS)
    made = rebuild("a.pdf", hidden_in_pdf.CORNERS[corner](NAME), clean=lambda text: not search.run([Passage("", text)]))
    assert isinstance(made, Rebuilt)
    assert finds(told_of(made.name, made.content)) == set()
    assert "agencieslearned" in re.sub(r"\s", "", all_text(made)).casefold() or corner == "a page that was taken out"


@pytest.mark.parametrize("corner", sorted(DRAWN))
def test_what_is_drawn_is_published_and_found_there(corner: str) -> None:
    made = rebuild("a.pdf", hidden_in_pdf.CORNERS[corner](NAME), clean=lambda _text: True)
    assert isinstance(made, Rebuilt)
    assert has_name(finds(told_of(made.name, made.content), ROWAN))


def all_text(made: Rebuilt) -> str:
    return "\n".join(one.text for one in told_of(made.name, made.content) if isinstance(one, Text))


@pytest.mark.parametrize(
    "corner", ["text of a page", "letters kerned", "title in UTF-16", "a note", "an attached file"]
)
def test_days_and_numbers_are_found_too(corner: str) -> None:
    for text in (DAY, NUMBER):
        assert finds(told_of("a.pdf", hidden_in_pdf.CORNERS[corner](text))), text
