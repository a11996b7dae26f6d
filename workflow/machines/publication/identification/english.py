"""Which words are ordinary English, and which are names of people and places.

The lists in `english_words/` are taken from SCOWL (see its COPYING): `everyday.txt` are the 11,000 most frequent words,
`words.txt` the stems of 13,000 more, `names.txt` given names, surnames and places.
"""

from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

# What is taken off the end of a word to find its stem, and what is put in its place.
ENDINGS = {
    "s": ("",),
    "es": ("",),
    "ies": ("y",),
    "d": ("",),
    "ed": ("", "e"),
    "ied": ("y",),
    "ing": ("", "e"),
    "er": ("", "e"),
    "ers": ("", "e"),
    "est": ("", "e"),
    "ly": ("",),
    "ily": ("y",),
    "ness": ("",),
    "iness": ("y",),
    "able": ("", "e"),
    "ful": ("",),
    "less": ("",),
    "ally": ("al",),
}
BEFORE = ("un", "re", "non", "pre", "over", "under", "mis", "out", "anti", "inter", "co", "dis", "multi", "sub", "self")
LONGEST = 40


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset((Path(__file__).parent / "english_words" / name).read_text(encoding="ascii").split())


def is_everyday(word: str) -> bool:
    """One of the most frequent words, in any of its forms: “will”, “hope”, “greens”. Small letters, no accents."""
    return word in _listed("everyday.txt")


@lru_cache(maxsize=200_000)
def is_word(word: str) -> bool:
    """Whether English has this word, its usual endings taken off."""
    return len(word) < LONGEST and (_has(word) or any(map(_has, _stems(word))) or _without_its_beginning(word))


def is_listed_name(word: str) -> bool:
    """Whether people or places are called so."""
    return word in _listed("names.txt")


def _has(word: str) -> bool:
    return word in _listed("everyday.txt") or word in _listed("words.txt")


def _stems(word: str) -> Iterator[str]:
    for ending, instead in ENDINGS.items():
        stem = word[: -len(ending)]
        if len(stem) < 3 or not word.endswith(ending):
            continue
        yield from (stem + letters for letters in instead)
        if len(stem) > 3 and stem[-1] == stem[-2]:
            yield stem[:-1]


def _without_its_beginning(word: str) -> bool:
    rest = [word[len(start) :] for start in BEFORE if word.startswith(start) and len(word) - len(start) > 3]
    return any(_has(one) or any(map(_has, _stems(one))) for one in rest)
