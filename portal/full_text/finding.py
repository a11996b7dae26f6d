"""Asking the database: which reports fit and how well, and which of their words it took for hits.

The rows are those of reports on the site; whoever asks limits them once more to what the reader may see.
"""

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import and_, or_

from django.db import connections, router
from django.db.models import Q

from portal.full_text.asking import Asked
from portal.full_text.index import FTS, SQLITE_WEIGHTS, TABLE, VECTOR
from portal.full_text.model import PARTS, ReportText
from portal.full_text.words import between_spaces

# Around a hit, in what the database gives back: of Unicode's private use, so that no text has them (.asking, .words).
OPEN, CLOSE = "\ue000", "\ue001"
# The parts that a snippet may be cut from, by their column's number.
CUT = {"heading": 0, "summary": 2, "body": 3}


def ranks(asked: Asked) -> dict[int, float]:
    """Every report that has all that is asked, with how well it fits: the higher, the better."""
    if not asked:
        return {}
    found = _stemmed(asked.stemmed) if asked.stemmed else dict.fromkeys(_all(), 0.0)
    if not asked.phrases or not found:
        return found
    phrases = reduce(and_, (_has(between_spaces(phrase)) for phrase in asked.phrases))
    exact = ReportText.objects.filter(phrases).values_list("pk", flat=True)
    return {pk: found[pk] for pk in exact if pk in found}


def _has(words: str) -> Q:
    return reduce(or_, (Q(**{f"{part}__contains": words}) for part in PARTS))


def _all() -> list[int]:
    return list(ReportText.objects.values_list("pk", flat=True))


def _stemmed(words: Iterable[str]) -> dict[int, float]:
    connection = connections[router.db_for_read(ReportText)]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            weights = ", ".join(map(str, SQLITE_WEIGHTS))
            # bm25 is the better the smaller it is.
            sql = f"SELECT rowid, -bm25({FTS}, {weights}) FROM {FTS} WHERE {FTS} MATCH %s"  # noqa: S608 - our own names
            cursor.execute(sql, [_fts5(words, " AND ")])
        else:
            sql = (
                f"SELECT report_id, ts_rank({VECTOR}, asked) FROM {TABLE}, plainto_tsquery('english', %s) asked "  # noqa: S608 - our own names
                f"WHERE ({VECTOR}) @@ asked"
            )
            cursor.execute(sql, [" ".join(words)])
        return dict(cursor.fetchall())


def _fts5(words: Iterable[str], joined: str) -> str:
    """Each word as a string of FTS5's language: they hold letters and digits only."""
    return joined.join(f'"{word}"' for word in words)


def hits(asked: Asked, reports: Iterable[int]) -> Mapping[int, Mapping[str, set[int]]]:
    """Of these reports and each part that a snippet may be cut from: the numbers of the words that were found.

    A word of the kept text is counted from 0, over all its lines. Words of a phrase count where the phrase stands.
    """
    numbers = list(reports)
    if not numbers or not asked:
        return {}
    marked = _marked(asked.terms, numbers) if asked.terms else {}
    texts = ReportText.objects.filter(pk__in=numbers).values("pk", *CUT) if asked.phrases else []
    found = {pk: {part: _of_marks(text) for part, text in parts.items()} for pk, parts in marked.items()}
    for row in texts:
        parts = found.setdefault(row["pk"], {})
        for part in CUT:
            parts.setdefault(part, set()).update(_of_phrases(row[part], asked.phrases))
    return found


def _marked(terms: Iterable[str], reports: list[int]) -> dict[int, dict[str, str]]:
    """The kept texts with OPEN and CLOSE around each hit."""
    holes = ", ".join(["%s"] * len(reports))
    connection = connections[router.db_for_read(ReportText)]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cuts = ", ".join(f"highlight({FTS}, {number}, '{OPEN}', '{CLOSE}')" for number in CUT.values())
            sql = f"SELECT rowid, {cuts} FROM {FTS} WHERE {FTS} MATCH %s AND rowid IN ({holes})"  # noqa: S608 - our own names
            cursor.execute(sql, [_fts5(terms, " OR "), *reports])
        else:
            options = f"HighlightAll=true, StartSel={OPEN}, StopSel={CLOSE}"
            cuts = ", ".join(f"ts_headline('english', {part}, asked, '{options}')" for part in CUT)
            any_of = " || ".join(["plainto_tsquery('english', %s)"] * len(list(terms)))
            sql = f"SELECT report_id, {cuts} FROM {TABLE}, (SELECT {any_of} AS asked) q WHERE report_id IN ({holes})"  # noqa: S608 - our own names
            cursor.execute(sql, [*terms, *reports])
        return {pk: dict(zip(CUT, texts, strict=True)) for pk, *texts in cursor.fetchall()}


def _of_marks(text: str) -> set[int]:
    found, inside = set[int](), False
    for number, word in enumerate(text.split()):
        if inside or OPEN in word:
            found.add(number)
        # A word that both ends one hit and begins the next leaves the mark open.
        inside = word.rfind(OPEN) > word.rfind(CLOSE) or (inside and CLOSE not in word)
    return found


def _of_phrases(text: str, phrases: Iterable[tuple[str, ...]]) -> set[int]:
    found, first = set[int](), 0
    for line in text.split("\n"):
        words = line.split()
        for phrase in phrases:
            for start in range(len(words) - len(phrase) + 1):
                if tuple(words[start : start + len(phrase)]) == phrase:
                    found.update(range(first + start, first + start + len(phrase)))
        first += len(words)
    return found
