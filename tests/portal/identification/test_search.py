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
    two, one = Search([rowan]).run(passages)
    assert (one.written, one.count, one.places[0].where, one.sure) == ("Rowan", 1, "Summary", "likely")
    assert (two.written, two.count, two.identifier, two.sure) == ("Rowan Ashdown", 2, "Rowan Ashdown", "certain")
    assert "Before, Rowan Ashdown was seen" in two.places[0].excerpt


def test_brothers_and_sisters_of_one_name_are_one_find() -> None:
    both = (Identifier(NAME, "Rowan Ashdown"), Identifier(NAME, "Nia Ashdown"))
    (only,) = Search(both).run([Passage("Analysis", "The Ashdown family.")])
    assert (only.identifier, only.count) == ("Nia Ashdown; Rowan Ashdown", 1)


@pytest.mark.parametrize(
    ("name", "text", "hits"),
    [
        ("Will Tattersall", "They will come. Will they? It is a matter of will.", []),
        ("Will Tattersall", "They told Will that he will see. Will said so.", ["Will"]),
        ("Hope Marlborough", "We hope that Hope Street and the Hope project last.", []),
        ("Alice Green", "Green fields; the green door; Peter Green came; Dr Green too.", []),
        ("Alice Green", "They met Mr Green. The Greens were at home.", ["Green", "Greens"]),
        ("Peter Day", "On Boxing Day, day after day, the Day Centre was open.", []),
        ("Sandra Young", "Young people, and the Young Carers.", []),
        ("Grace Lowe", "By the grace of luck. Grace under pressure. It was Grace who called.", ["Grace"]),
        ("Nguyen Thị Mai", "This is what they said; this is it.", []),
        ("Nguyen Thị Mai", "They met Thị there.", ["Thị"]),
        ("William Ashdown", "They met Bill; the Bill is paid.", ["Bill"]),
    ],
)
def test_a_name_that_is_a_word_counts_only_as_a_name(name: str, text: str, hits: list[str]) -> None:
    assert [written for _kind, written, _count in found(text, Identifier(NAME, name))] == hits


def test_will_and_will_are_two_finds() -> None:
    text = "They wrote of will_tattersall and of Will_Tattersall."
    assert len(found(text, Identifier(NAME, "Will Tattersall"))) == 1
    apart = Search([Identifier(NAME, "Hope Will")]).run(
        [Passage("A", "We saw Hope Will there; hope-will was the word.")]
    )
    assert [one.written for one in apart] == ["Hope Will", "hope-will"]


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
    assert found(text, home, area=("Nottingham Partnership",)) == [("address", "Cropwell", 1)]


def test_a_place_that_is_anywhere_is_not_looked_for() -> None:
    assert found("It was at home.", Identifier(PLACE, "At home")) == []
    assert found("It was in Elm Park.", Identifier(PLACE, "Elm Park")) == [("place", "Elm Park", 1)]


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


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("Rowan Ashdown came", "certain"),
        ("Ashdown, R. came", "likely"),
        ("They met Rowen there", "likely"),
        ("R.A. came", "possible"),
    ],
)
def test_a_find_says_how_sure_it_is_and_why(text: str, sure: str) -> None:
    (one,) = Search([Identifier(NAME, "Rowan Ashdown")]).run([Passage("Analysis", text)])
    assert one.sure == sure
    assert one.why.endswith(".")


@pytest.mark.parametrize("nothing", ["Not known", "n/a", "None", "-", "Unknown at this time", "Not yet named", "no"])
@pytest.mark.parametrize("kind", [NAME, PLACE, SCHOOL, ADDRESS, DATE])
def test_an_answer_that_there_is_none_is_no_term(kind: str, nothing: str) -> None:
    assert found(f"It is not known; none was known. N/A. Unknown. {nothing}.", Identifier(kind, nothing)) == []


def test_months_and_seasons_of_one_date_are_one_find_for_judgement() -> None:
    text = "In March 2019 and in spring 2019. By Mar 2019 it was over, in the first quarter of 2019."
    (one,) = Search([Identifier(DATE, "2019-03-12")]).run([Passage("Analysis", text)])
    assert (one.count, one.sure) == (4, "possible")
    assert "spring 2019" in one.written


def test_what_was_mentioned_in_passing_is_looked_for_whole() -> None:
    mentioned = Identifier(NAME, "Sally Thornbury", "A note", in_passing=True)
    text = "Sally came. S. Thornbury came. It was Sally Thornbury."
    assert {written for _kind, written, _count in found(text, mentioned)} == {"S. Thornbury", "Sally Thornbury"}


def test_an_age_a_kind_of_school_and_a_place_together_are_for_judgement() -> None:
    home = Identifier(ADDRESS, "3 Elmtree Road\nCropwell\nNG1 2AB")
    text = "He was a seven-year-old boy at a Catholic primary school in Cropwell."
    assert any("stand together" in one.why for one in Search([home]).run([Passage("Analysis", text)]))
