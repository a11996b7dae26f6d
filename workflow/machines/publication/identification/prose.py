"""What free text mentions that identifies somebody: names, numbers and days in narratives, notes and messages.

Nobody asked for these, so they are looked for whole (`Identifier.in_passing`), and of a very long record the most
frequent ones.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from workflow.machines.publication.identification import identifiers as kinds
from workflow.machines.publication.identification.english import is_everyday, is_listed_name, is_word
from workflow.machines.publication.identification.identifiers import Identifier

MOST_MENTIONED = 300
MOST_OF_A_TEXT = 200_000
LONGEST_NAME = 4
LEAST_ALONE = 4
CAPITAL = r"[A-ZÀ-ÖØ-ÞĀ-Ž][\w’'‘-]*[\w]"
NAMES = re.compile(rf"{CAPITAL}(?:\s(?:(?:de|la|van|von|der|al|bin|ap|ab)\s)?{CAPITAL})*")
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}")
HANDLE = re.compile(r"(?<![\w@.])@([A-Za-z][\w.]{1,30}\w)")
PLATE = re.compile(r"(?<!\w)[A-Z]{2}\d{2}\s?[A-Z]{3}(?!\w)")
POSTCODE = re.compile(r"(?<!\w)[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}(?!\w)")
TELEPHONE = re.compile(r"(?<![\w/.-])(?:\+44\s?|0044\s?|\(?0)[\d\s()-]{8,14}\d(?![\w/-])")
REFERENCE = re.compile(
    r"(?<!\w)(?:[A-Z]{2,8}[-/ ]?\d{2,4}[-/]\d{2,8}|[A-Z]{1,4}\d{5,10}|\d{6,10}[-/]\d{2}|\d{2,4}/\d{4,8})(?!\w)"
)
TEN_FIGURES = re.compile(r"(?<!\d)(\d{3})[\s-]?(\d{3})[\s-]?(\d{4})(?!\d)")
STREET = re.compile(
    rf"(?<!\w)(?:\d{{1,4}}[a-z]?,?[ \u00a0])?(?:{CAPITAL}[ \u00a0]){{1,3}}"
    r"(?:Road|Rd|Street|Avenue|Ave|Close|Lane|Drive|Crescent|Gardens|Terrace|Grove|Mews|Walk|Court)(?!\w)"
)
SCHOOL = re.compile(rf"(?:{CAPITAL}[ \u00a0]){{1,5}}(?:School|Academy|Nursery|College|Infants|Preschool)(?!\w)")
MONTHS = "january february march april may june july august september october november december"
DATE = re.compile(
    rf"(?<![\d/.-])(?:(\d{{1,2}})[/.-](\d{{1,2}})[/.-](\d{{4}})|(\d{{4}})-(\d\d)-(\d\d)|"
    rf"(\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?({MONTHS.replace(' ', '|')}),?\s(\d{{4}}))(?!\d)",
    re.IGNORECASE,
)
TITLES = (
    "mr mrs ms miss mx dr prof professor sir pc dc ds sgt inspector nurse rev cllr judge lord lady mum dad uncle aunt"
)
WORDS_OF_TITLES = frozenset(TITLES.split())
OF_BODIES = (
    "council police trust hospital nhs service services team partnership court university authority social care board "
    "department agency committee panel office act review group centre clinic surgery practice unit ward county city "
    "borough foundation ofsted cafcass government ministry england wales scotland ireland britain kingdom constabulary"
)
WORDS_OF_BODIES = frozenset(OF_BODIES.split())
WEEK = "monday tuesday wednesday thursday friday saturday sunday christmas easter"
KINDS_OF_PLACE = (
    "road rd street avenue ave close lane drive crescent gardens terrace grove mews walk court school academy nursery "
    "college infants preschool"
)
NO_NAMES = frozenset((*KINDS_OF_PLACE.split(), *MONTHS.split(), *WEEK.split(), "mash", "camhs", "gp"))
MONTHS_AND_DAYS = frozenset((*MONTHS.split(), *WEEK.split()))
ENDS = '.!?:;•\n“"('


def mentioned(texts: Iterable[tuple[str, str]], *, besides: Iterable[Identifier] = ()) -> list[Identifier]:
    """What texts (each with where it stands) mention, the most frequent first, at most 300 of it.

    `besides` is what the case knows already: it is not listed again.
    """
    known = {(one.kind, _plain(one.text)) for one in besides}
    found = Counter[tuple[str, str]]()
    shown: dict[tuple[str, str], Identifier] = {}
    for source, text in texts:
        for kind, value in _in(text[:MOST_OF_A_TEXT]):
            key = kind, _plain(value)
            if key in known or kinds.says_nothing(value):
                continue
            found[key] += 1
            shown.setdefault(key, Identifier(kind, " ".join(value.split()), source, in_passing=True))
    often = sorted(found, key=lambda key: (-found[key], key))
    return [shown[key] for key in often[:MOST_MENTIONED]]


def _plain(text: str) -> str:
    letters = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return "".join(re.findall(r"\w", letters.casefold()))


def _in(text: str) -> Iterator[tuple[str, str]]:
    for kind, pattern in (
        (kinds.EMAIL, EMAIL),
        (kinds.VEHICLE, PLATE),
        (kinds.POSTCODE, POSTCODE),
        (kinds.REFERENCE, REFERENCE),
        (kinds.ADDRESS, STREET),
        (kinds.SCHOOL, SCHOOL),
    ):
        yield from ((kind, match[0]) for match in pattern.finditer(text))
    yield from ((kinds.HANDLE, f"@{match[1]}") for match in HANDLE.finditer(text))
    for match in TELEPHONE.finditer(text):
        if 9 < len(re.sub(r"\D", "", match[0])) < 15:
            yield kinds.TELEPHONE, match[0]
    for match in TEN_FIGURES.finditer(text):
        if _is_nhs_number("".join(match.groups())):
            yield kinds.NHS_NUMBER, "".join(match.groups())
    for match in DATE.finditer(text):
        if iso := _iso(match):
            yield kinds.DATE, iso
    yield from ((kinds.NAME, name) for name in _names(text))


def _is_nhs_number(figures: str) -> bool:
    """Its last figure follows from the others (modulo 11)."""
    rest = 11 - sum(int(figure) * (10 - place) for place, figure in enumerate(figures[:9])) % 11
    return rest % 11 == int(figures[9])


def _iso(match: re.Match[str]) -> str:
    day, month, year, year_first, its_month, its_day, worded, name, worded_year = match.groups()
    try:
        if name:
            return date(int(worded_year), MONTHS.split().index(name.casefold()) + 1, int(worded)).isoformat()
        if year_first:
            return date(int(year_first), int(its_month), int(its_day)).isoformat()
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


def _names(text: str) -> Iterator[str]:
    """Capital letters that neither a sentence nor a body asks for."""
    for match in NAMES.finditer(text):
        before = text[: match.start()][-3:].rstrip(" ")
        words = re.split(r"\s", re.sub(r"['’]s(?!\w)", "", match[0]))
        folded = [word.casefold() for word in words]
        begins = not before or before[-1] in ENDS
        while words and (folded[0] in WORDS_OF_TITLES or (begins and _is_ordinary(folded[0]))):
            begins = begins and folded[0] not in WORDS_OF_TITLES
            words, folded = words[1:], folded[1:]
        while words and folded[-1] in MONTHS_AND_DAYS:
            words, folded = words[:-1], folded[:-1]
        if words and _is_a_name(words, folded):
            yield " ".join(words)


def _is_ordinary(word: str) -> bool:
    return is_everyday(word) and not is_listed_name(word)


def _is_a_name(words: list[str], folded: list[str]) -> bool:
    if len(words) > LONGEST_NAME or WORDS_OF_BODIES & set(folded) or NO_NAMES & set(folded):
        return False
    if all(word.isupper() for word in words):
        # Short forms of bodies, headings.
        return False
    unusual = [word for word in folded if not is_word(word.replace("’", "").replace("'", ""))]
    if len(words) == 1:
        return bool(unusual) and len(folded[0]) >= LEAST_ALONE
    return bool(unusual)
