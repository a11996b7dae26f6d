"""“Did you mean”: for a word that no report has, the nearest one that some report on the site has."""

from collections import Counter
from collections.abc import Iterable

from portal.full_text import finding
from portal.full_text.asking import Asked
from portal.full_text.model import ReportText
from portal.full_text.words import TOO_COMMON, words_of

# Shorter words are too near to each other.
SHORTEST = 4
# From so many letters on two of them may be wrong.
LONG = 8
MOST_CORRECTED = 6


def meant(typed: str, asked: Asked, reports: Iterable[int]) -> str:
    """What was typed with its unknown words put right from these reports' own; "" where there is nothing to put right.

    Three queries and one for each word that no report has as it was typed, at most six.
    """
    counted = Counter[str]()
    for words in ReportText.objects.filter(pk__in=list(reports)).values_list("vocabulary", flat=True):
        counted.update(words.split())
    told = [*asked.terms, *(word for phrase in asked.phrases for word in phrase)]
    unknown = [word for word in dict.fromkeys(told) if word not in counted and word not in TOO_COMMON]
    instead = {
        word: near
        for word in unknown[:MOST_CORRECTED]
        if not finding.ranks(Asked((word,))) and (near := nearest(word, counted))
    }
    return _put_right(typed, instead) if instead else ""


def nearest(word: str, counted: Counter[str]) -> str:
    """The word at the smallest distance; of several the one in most reports."""
    from rapidfuzz import process  # noqa: PLC0415 - a library of its own in C, for the few searches that find nothing
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - a large library, for the check alone

    if len(word) < SHORTEST:
        return ""
    most = 2 if len(word) >= LONG else 1
    found = process.extract(word, list(counted), scorer=OSA.distance, score_cutoff=most, limit=20)
    near = [(distance, one[:1] != word[:1], -counted[one], one) for one, distance, _key in found]
    return min(near)[3] if near else ""


def _put_right(typed: str, instead: dict[str, str]) -> str:
    parts, last = list[str](), 0
    for word in words_of(typed):
        if near := instead.get(word.folded):
            parts += [typed[last : word.start], near]
            last = word.end
    return "".join([*parts, typed[last:]])
