"""What identifies is found: as the records have it without exception, written otherwise nearly always (D36)."""

import random

import pytest

from portal.identification.search import Passage, Search
from portal.identification.words import one_edit
from tests.portal.identification.corpus import FILLER, identifiers, listed, variants
from workflow.machines.publication.identification.identifiers import (
    ADDRESS,
    DATE,
    NAME,
    PLACE,
    POSTCODE,
    SCHOOL,
    Identifier,
)

pytestmark = pytest.mark.duty("D36")


def finds(identifier: Identifier, written: str) -> bool:
    return bool(Search([identifier]).run([Passage("Analysis", FILLER.format(written))]))


def found(text: str, *looked_for: Identifier, area: tuple[str, ...] = ()) -> list[tuple[str, str, int]]:
    return [
        (one.kind, one.written, one.count) for one in Search(looked_for, area=area).run([Passage("Analysis", text)])
    ]


@pytest.mark.parametrize("seed", [1, 2])
def test_everything_that_is_listed_is_found(seed: int) -> None:
    missed = [(one, text) for one in identifiers(seed) for text in listed(one) if not finds(one, text)]
    assert missed == []


@pytest.mark.parametrize("seed", [3, 4])
def test_other_ways_to_write_it_are_found(seed: int) -> None:
    dice = random.Random(seed)
    tried = [(one, text) for one in identifiers(seed) for text in variants(one, dice)]
    missed = [(one.text, text) for one, text in tried if not finds(one, text)]
    assert len(tried) > 1500
    assert len(missed) <= len(tried) * 0.02, missed


def test_a_text_that_names_nobody_has_no_finds() -> None:
    assert Search(identifiers(5, 3)).run([Passage("Analysis", FILLER.format("We learned to listen."))]) == []


NUNEZ = ["José O´Neil‑Núñez", "Jose\u0301 O‘Neil−Nu\u0301n\u0303ez", "JOSÉ O`NEIL\u00ad-NÚÑEZ", "jose\u00a0oneil nunez"]


@pytest.mark.parametrize("written", NUNEZ)
def test_a_name_is_found_with_any_accent_apostrophe_hyphen_and_space(written: str) -> None:
    assert finds(Identifier(NAME, "José O’Neil-Núñez"), written)


def test_the_longest_form_is_one_find_with_its_place_and_its_count() -> None:
    rowan = Identifier(NAME, "Rowan Ashdown")
    passages = [
        Passage("Analysis", "Before, Rowan Ashdown was seen. Rowan\nAshdown was seen again."),
        Passage("Summary", "Rowan."),
    ]
    one, two = sorted(Search([rowan]).run(passages), key=lambda each: each.written)
    assert (one.written, one.count, one.places[0].where) == ("rowan", 1, "Summary")
    assert (two.written, two.count, two.identifier) == ("rowan ashdown", 2, "Rowan Ashdown")
    assert "Before, Rowan Ashdown was seen" in two.places[0].excerpt


def test_brothers_and_sisters_of_one_name_are_one_find() -> None:
    both = (Identifier(NAME, "Rowan Ashdown"), Identifier(NAME, "Nia Ashdown"))
    (only,) = Search(both).run([Passage("Analysis", "The Ashdown family.")])
    assert (only.identifier, only.count) == ("Nia Ashdown; Rowan Ashdown", 1)


def test_a_word_that_is_a_name_too_is_listed_once_with_its_count() -> None:
    assert found("It may rain. It may not. In May they met.", Identifier(NAME, "May Brown")) == [("name", "may", 3)]


@pytest.mark.parametrize(
    ("name", "text", "hit"),
    [
        ("Xu Ng", "Xu was at home.", True),
        ("Xu Ng", "a xu in a row", False),
        ("Ian Sands", "I.S. was seen", True),
        ("Ian Sands", "what is seen", False),
        ("Mrs Jane Doe", "Mrs Other came", False),
        ("Baby Doe", "the baby slept", False),
        ("Doe, Jane", "Jane Doe", True),
        ("Jane Doe", "J a n e was written apart", True),
        ("Jane Fitzgerald", "fitz-\ngerald across a line", True),
    ],
)
def test_short_names_initials_and_titles(name: str, text: str, hit: bool) -> None:
    assert bool(found(text, Identifier(NAME, name))) is hit


@pytest.mark.parametrize(
    ("iso", "text", "hit"),
    [
        ("2019-04-02", "on the second of April", True),
        ("2019-04-02", "on the twenty-second of April", False),
        ("2019-04-02", "3 April 2019", False),
        ("2019-04-02", "2 April 2018", False),
        ("2019-04-02", "02/04/2018", False),
        ("2019-04", "April 2019", True),
        ("2019", "2019", False),
        ("2019-04-02", "D:20190402101500", True),
        ("2019-04-22", "22nd Apr. ’19", True),
    ],
)
def test_dates_are_read_not_guessed(iso: str, text: str, hit: bool) -> None:
    assert bool(found(text, Identifier(DATE, iso))) is hit


def test_the_name_of_the_area_points_to_nobody_and_a_village_does() -> None:
    home = Identifier(ADDRESS, "3 Elm Road\nNottingham\nCropwell\nNG1 2AB")
    text = "In Nottingham and in Cropwell."
    assert found(text, home, area=("Nottingham Partnership",)) == [("address", "cropwell", 1)]


def test_a_place_that_is_anywhere_is_not_looked_for() -> None:
    assert found("It was at home.", Identifier(PLACE, "At home")) == []
    assert found("It was in Elm Park.", Identifier(PLACE, "Elm Park")) == [("place", "elm park", 1)]


def test_another_postcode_and_another_school_are_not_found() -> None:
    looked_for = (Identifier(POSTCODE, "NG1 2AB"), Identifier(SCHOOL, "Greenfield Primary School"))
    assert found("NG1 2AC. A primary school. NG11 2AB.", *looked_for) == []


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("smith", "smyth", True),
        ("smith", "smtih", True),
        ("smith", "smiths", True),
        ("smith", "mith", True),
        ("smith", "smyht", False),
        ("smith", "jones", False),
        ("smith", "smithes", False),
    ],
)
def test_one_edit(one: str, other: str, near: bool) -> None:
    assert one_edit(one, other) is near
    assert one_edit(other, one) is near
