"""What is written otherwise is found, what is about others is not, and neither a long nor a hostile text takes long."""

import random
import time

import pytest

from portal.identification.search import Passage, Search
from tests.portal.identification.measure_matching import noise, recall
from tests.portal.identification.noise import NAMED, pages
from tests.portal.identification.variants import seeds, terms
from workflow.machines.publication.identification.identifiers import identifiers_of

pytestmark = pytest.mark.duty("D36")

LEAST_FOUND = 0.95
MOST_FOR_NOTHING = 10
# In seconds of the processor: a test machine may be busy with other things.
LONGEST_FOR_200_PAGES, LONGEST_FOR_HOSTILE = 20, 10
LETTERS = 1_000_000


@pytest.mark.parametrize("seed", [1, 2])
def test_every_class_of_variants_is_found(seed: int) -> None:
    tried = seeds(seed)
    assert len(tried) > 1_500
    poor = {one.group: (one.share, one.missed) for one in recall(tried) if one.share < LEAST_FOUND}
    assert poor == {}


def test_a_hundred_pages_about_others_give_hardly_any_find() -> None:
    prose = pages()
    assert sum(len(page.split()) for page in prose) > 40_000
    found = noise(prose, [*identifiers_of(terms()), *NAMED])
    assert len(found) <= MOST_FOR_NOTHING, [(one.written, one.count, one.why) for one in found]


def test_page_by_page_they_give_hardly_any_either() -> None:
    search = Search([*identifiers_of(terms()), *NAMED])
    found = [one for page in pages(seed=2) for one in search.run([Passage("Page", page)])]
    assert len(found) <= MOST_FOR_NOTHING * 2, [(one.written, one.why) for one in found]


def test_two_hundred_pages_are_searched_in_seconds() -> None:
    prose = pages(number=200, words=500)
    assert sum(len(page.split()) for page in prose) > 100_000
    began = time.process_time()
    noise(prose, [*identifiers_of(terms()), *NAMED])
    assert time.process_time() - began < LONGEST_FOR_200_PAGES


def _random_letters(letters: int) -> str:
    dice = random.Random(1)
    return "".join(
        dice.choice("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") for _ in range(letters)
    )


# Again and again, to the length that a test asks for.
HOSTILE = {
    "repeated letters": "a",
    "single letters": "a ",
    "nested brackets": "(",
    "combining marks": "\u0301",
    "figures": "1",
    "figures apart": "1 ",
    "dates": "12/03/",
    "days without a year": "1 march ",
    "numbers in words": "twenty two ",
    "entities": "&amp;",
    "hyphens": "a-",
    "white space": " \n",
    "other letters": "\u0440\u043e",
}


@pytest.mark.parametrize(
    ("letters", "longest"),
    [(LETTERS // 8, LONGEST_FOR_HOSTILE / 4), pytest.param(LETTERS, LONGEST_FOR_HOSTILE, marks=pytest.mark.drill)],
)
@pytest.mark.parametrize("what", [*HOSTILE, "one giant token"])
def test_a_hostile_text_takes_no_longer_than_its_length_asks(what: str, letters: int, longest: float) -> None:
    part = HOSTILE.get(what)
    text = part * (letters // len(part)) if part else _random_letters(letters)
    search = Search([*identifiers_of(terms()), *NAMED])
    began = time.process_time()
    search.run([Passage("Hostile", text)])
    assert time.process_time() - began < longest
