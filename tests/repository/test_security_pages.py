"""The pages about security name tests that there are, and every requirement of ASVS 5.0 of level 1 and 2 once."""

import ast
import re
from collections import Counter
from functools import cache

import pytest

from tests.repository import ROOT
from tests.repository.prose import text_of

FOLDER = "docs/security"
PAGES = sorted(str(path.relative_to(ROOT)) for path in (ROOT / FOLDER).glob("*.md"))
CITED = re.compile(r"(tests/[\w/]+\.py)::(\w+)")
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| (\d) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.M)
COUNT = re.compile(r"^\| ([^|]+) \| [^|]+ \| (\d+) \|$", re.M)
STATES = {"met", "written down", "**not met**", "the operator's", "not applicable"}

# The levels of the requirements of each section of ASVS 5.0.0, in their order.
LEVELS = {
    "1": "22 1111122223 112222222223 222 123",
    "2": "122 112 12223 23",
    "3": "3 113 12223 11222233 11122333 3 22333",
    "4": "12233 23333 22 1222",
    "5": "2 112333 113 222",
    "6": "122 111111112222 11223333 112233 22222333 2223 33 2222",
    "7": "222 1111 22 11222 223 22",
    "8": "1233 1123 133 23",
    "9": "111 1222",
    "10": "22 223 22223 1111122222233333 22222 22 222",
    "11": "2233 22233 11233 1222 23 23 33",
    "12": "12233 11 22223",
    "13": "2333 222223 2233 1222233",
    "14": "22 12223333 122",
    "15": "12233 12233 1222222 3333",
    "16": "2 22222 2222 222 2223",
    "17": "23 22223333 22",
}


def required() -> dict[str, str]:
    """The level of every requirement of level 1 and 2, by its number."""
    return {
        f"{chapter}.{section}.{number}": level
        for chapter, sections in LEVELS.items()
        for section, levels in enumerate(sections.split(), 1)
        for number, level in enumerate(levels, 1)
        if level != "3"
    }


@cache
def named_in(path: str) -> frozenset[str]:
    if not (ROOT / path).is_file():
        return frozenset()
    return frozenset(node.name for node in ast.walk(ast.parse(text_of(path))) if isinstance(node, ast.FunctionDef))


def missing_in(text: str) -> list[str]:
    return [f"{path}::{name}" for path, name in CITED.findall(text) if name not in named_in(path)]


@pytest.mark.parametrize("page", PAGES)
def test_every_test_that_a_page_names_is_there(page: str) -> None:
    assert missing_in(text_of(page)) == []


def test_a_test_that_is_not_there_is_found() -> None:
    here = "tests/repository/test_security_pages.py"
    assert missing_in(f"`{here}::test_no_such_thing`, `tests/test_no_such_file.py::test_a`, `{here}::required`") == [
        f"{here}::test_no_such_thing",
        "tests/test_no_such_file.py::test_a",
    ]


def test_every_requirement_of_the_first_two_levels_is_answered_once() -> None:
    rows = ROW.findall(text_of(f"{FOLDER}/asvs.md"))
    assert Counter(number for number, *_ in rows) == Counter(required().keys())
    assert [row for row in rows if row[1] != required()[row[0]]] == []
    wanted = Counter("".join(LEVELS.values()).replace(" ", ""))
    assert (wanted["1"], wanted["2"], wanted["3"]) == (70, 183, 92)


def test_every_answer_is_one_that_can_be_looked_at() -> None:
    rows = ROW.findall(text_of(f"{FOLDER}/asvs.md"))
    assert {state for *_, state, _ in rows} == STATES
    # What is met names a test; what is a page links to it; everything else says why.
    assert [number for number, _, _, state, why in rows if state == "met" and not CITED.search(why)] == []
    assert [number for number, _, _, state, why in rows if state == "written down" and "](" not in why] == []
    assert [number for number, *_, why in rows if len(why.strip()) < 8] == []


def test_the_counts_on_top_are_those_of_the_rows() -> None:
    page = text_of(f"{FOLDER}/asvs.md")
    counted = Counter(state for *_, state, _ in ROW.findall(page))
    assert {state: int(number) for state, number in COUNT.findall(page) if state in STATES} == counted
    assert f"All {sum(counted.values())} requirements" in page
