"""In which words an identifier may stand in a text: what such a pattern is, and the words that name nobody."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from portal.identification.words import fold, plain_words
from workflow.machines.publication.identification.identifiers import Identifier

CERTAIN, LIKELY, POSSIBLE = "certain", "likely", "possible"
AS_RECORDED = "It stands as the records have it."


@cache
def told(name: str) -> frozenset[str]:
    """One list of words of `common_words.json`: words that stand in names and name nobody."""
    return frozenset(_all_told()[name])


@cache
def short_forms() -> dict[str, str]:
    """Kinds of street and their short forms, so that both are one."""
    return dict(_all_told()["short_forms"])


@cache
def _all_told() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(
        (Path(__file__).parent / "common_words.json").read_text(encoding="utf-8")
    )
    return found


def canonical(word: str) -> str:
    """Streets compare by the short form of their kind."""
    return short_forms().get(word, word)


@dataclass(frozen=True, slots=True)
class Pattern:
    """Words that follow each other, how sure it is that they mean the identifier, and why.

    `alone`: one part of a name, which may be a word or somebody else's. `capital`: only where each is written with a
    capital letter. `slips`: also with letters wrong.
    """

    words: tuple[str, ...]
    identifier: Identifier
    sure: str = LIKELY
    why: str = AS_RECORDED
    alone: bool = False
    capital: bool = False
    slips: bool = True
    # Something else follows such words often: “St Mary’s” is a school, “St Mary’s Hospital” is not.
    last: bool = False


def own_words(text: str) -> list[str]:
    """The words of an identifier with their kinds of street short and without the ’s of “St Mary’s”."""
    plain = fold(text).replace("'s ", " ").removesuffix("'s")
    return [canonical(word) for word in plain_words(plain)]
