"""Ages and birthdays that give a date away, and rare combinations: an age, a kind of school and a place together."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from portal.identification.date_reading import Written
from portal.identification.date_words import DAYS, IN_WORDS, alternation
from portal.identification.dates import day_of, parts_of
from portal.identification.mentions import Mention
from portal.identification.patterns import LIKELY, POSSIBLE, own_words, told
from portal.identification.words import Folded
from workflow.machines.publication.identification.identifiers import ADDRESS, DATE, PLACE, SCHOOL, Identifier

NUMBER = rf"(?:\d{{1,3}}(?:,\d{{3}})?|\d{{4,5}}|{alternation(IN_WORDS)}|a|an|one)"
PART = rf"({NUMBER})(?:[\s-]|\sand\sa\shalf\s)?(years?|yrs?|y|months?|mths?|m|weeks?|wks?|w|days?|d)(?!\w)"
AGE = re.compile(
    rf"(?<!\w){PART}(?:(?:\s?(?:,|and|&|,\sand)?\s?|\s){PART})?(?:(?:\s?(?:,|and|&|,\sand)?\s?|\s){PART})?(?:(?:\s?(?:,|and|&|,\sand)?\s?|\s){PART})?"
)
BIRTHDAY = re.compile(
    rf"(?:on|at|day\sof|morning\sof|evening\sof|night\sof)\s(?:his|her|their|its|the|(?:the\s|his\s|her\s)?[\w-]{{2,20}}'s?)\s"
    rf"(?:own\s)?({alternation(DAYS)}|\d{{1,2}}(?:st|nd|rd|th))[\s-]birthday"
    r"|turned\s(\d{1,2}|[a-z]+)\s(?:years\sold\s)?(?:on\sthat|that|the\ssame|on\sthe)\s(?:very\s|same\s)?day"
)
OLD = re.compile(
    rf"(?<!\w)(?:aged?\s(?:of\s)?({NUMBER})|({NUMBER})[\s-]years?[\s-]old|({NUMBER})[\s-]month[\s-]old)(?!\w)"
)
KIND_OF_SCHOOL = re.compile(
    r"(?:primary|secondary|infant|junior|special|catholic|nursery|church|faith|boarding|village|grammar|high|welsh|"
    r"independent|private|free|muslim|jewish|steiner|montessori)[\s-](?:\w+[\s-])?(?:school|academy|provision|class)|"
    r"pupil referral unit|nursery|preschool|pre-school|sixth form|twins?|triplets?|only child|quadruplets?"
)
NEAR, LEAST_TOGETHER = 200, 3
OLDEST = 19
# Months and years are of different lengths: what is more days apart is not compared.
ABOUT = 6
LONGEST_PLACE = 3


@dataclass(frozen=True, slots=True)
class Age:
    start: int
    end: int
    years: int
    months: int
    days: int
    # Whether it is told to the day, or to the week.
    exact: bool


class Ages:
    """The days of the case and its places, made ready once."""

    def __init__(self, identifiers: Iterable[Identifier]) -> None:
        identifiers = list(identifiers)
        self.days = [
            (one, day)
            for one in identifiers
            if one.kind == DATE and not one.in_passing and (part := parts_of(one.text)) and (day := day_of(part))
        ]
        self.pairs = [(born, day, (one, other)) for one, born in self.days for other, day in self.days if born < day]
        self.places = self._place_pattern(identifiers)
        self.ages = {
            years for _one, born in self.days for _other, day in self.days if (years := _years(born, day)) >= 0
        }

    @staticmethod
    def _place_pattern(identifiers: list[Identifier]) -> tuple[re.Pattern[str], Identifier] | None:
        names: dict[str, Identifier] = {}
        for one in identifiers:
            if one.kind not in (ADDRESS, PLACE, SCHOOL):
                continue
            for line in re.split(r"[\n,;]", one.text):
                words = [word for word in own_words(line) if word not in told("of_any_place") | told("of_any_school")]
                if words and len(words) <= LONGEST_PLACE and not any(word.isdigit() or len(word) < 4 for word in words):
                    names.setdefault(" ".join(words), one)
        if not names:
            return None
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)"), next(iter(names.values()))

    def mentions(self, text: Folded, dates: Callable[[], list[Written]]) -> Iterator[Mention]:
        """`dates` reads those of the text: an age may be counted from one of them."""
        yield from self._to_the_day(text, dates)
        yield from self._birthdays(text)
        yield from self._together(text)

    def _to_the_day(self, text: Folded, dates: Callable[[], list[Written]]) -> Iterator[Mention]:
        ages = [age for match in AGE.finditer(text.text) if (age := _age(match)) and age.exact] if self.days else []
        if not ages:
            return
        written = [one for one in dates() if one.readings]
        for age in ages:
            start, end = text.span(age.start, age.end)
            for one, day in self.days:
                if self._between_two(one, age):
                    yield Mention(one, start, end, LIKELY, "An age to the day between two dates of the case.")
                elif _from_a_date(age, day, written):
                    yield Mention(one, start, end, LIKELY, "An age to the day, counted from a date beside it.")

    def _between_two(self, one: Identifier, age: Age) -> bool:
        """Whether this much lies between the date and another of the case."""
        near = round(age.years * 365.25 + age.months * 30.44 + age.days)
        return any(
            abs((day - born).days - near) < ABOUT and _fits(born, age, day)
            for born, day, either in self.pairs
            if one in either
        )

    def _birthdays(self, text: Folded) -> Iterator[Mention]:
        for match in BIRTHDAY.finditer(text.text) if self.days else ():
            years = _number_of(match[1] or match[2] or "")
            if not years or years > OLDEST:
                continue
            start, end = text.span(*match.span())
            exact = [one for one, born in self.days if any(_is_birthday(born, day, years) for _other, day in self.days)]
            for one, _born in self.days:
                if one in exact:
                    yield Mention(one, start, end, LIKELY, "The birthday is another date of the case.")
                elif not exact:
                    yield Mention(one, start, end, POSSIBLE, "A birthday gives a date away.", "birthday")

    def _together(self, text: Folded) -> Iterator[Mention]:
        """An age that may be the child's, a kind of school and a place of the case, near each other."""
        if self.places is None:
            return
        form, one = self.places
        for place in form.finditer(text.text):
            start, end = max(0, place.start() - NEAR), place.end() + NEAR
            around = text.text[start:end]
            old = next((match for match in OLD.finditer(around) if self._may_be_the_age(match)), None)
            school = KIND_OF_SCHOOL.search(around)
            if old and school:
                spans = (old.span(), school.span(), (place.start() - start, place.end() - start))
                first, last = text.span(start + min(span[0] for span in spans), start + max(span[1] for span in spans))
                why = "An age, a kind of school or family and a place of the case stand together: few fit all of them."
                yield Mention(one, first, last, POSSIBLE, why, "together")

    def _may_be_the_age(self, match: re.Match[str]) -> bool:
        years = _number_of(match[1] or match[2] or "") if not match[3] else 0
        return years is not None and years < OLDEST and (not self.ages or years in self.ages)


def _age(match: re.Match[str]) -> Age | None:
    parts: dict[str, int] = {}
    for number, unit in zip(match.groups()[::2], match.groups()[1::2], strict=True):
        if number is None:
            continue
        kind, amount = unit[0], _number_of(number)
        if amount is None or kind in parts:
            return None
        parts[kind] = amount
    days = parts.get("d", 0) + 7 * parts.get("w", 0)
    exact = "d" in parts or "w" in parts
    total = days + parts.get("m", 0) * 30 + parts.get("y", 0) * 365
    if total > OLDEST * 366:
        return None
    return Age(*match.span(), parts.get("y", 0), parts.get("m", 0), days, exact)


def _number_of(text: str) -> int | None:
    plain = re.sub(r"[\s-]+", " ", text).replace(",", "")
    if figures := re.match(r"\d+", plain):
        return int(figures[0])
    return 1 if plain in ("a", "an") else IN_WORDS.get(plain) or DAYS.get(plain)


def _after(day: date, age: Age) -> date | None:
    """That much later."""
    months = day.month - 1 + age.months
    year, month = day.year + age.years + months // 12, months % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, last) + timedelta(days=age.days)
        except ValueError:
            continue
    return None


def _fits(born: date, age: Age, day: date) -> bool:
    later = _after(born, age)
    # Whoever counts the first day counts one more.
    return later is not None and (age.years or age.months or age.days > 2) > 0 and abs((later - day).days) <= 1


def _from_a_date(age: Age, day: date, written: list[Written]) -> bool:
    for one in written:
        if abs(one.start - age.end) < NEAR or abs(age.start - one.end) < NEAR:
            for reading in one.readings:
                other = day_of(reading)
                if other and other != day and (_fits(day, age, other) or _fits(other, age, day)):
                    return True
    return False


def _years(born: date, day: date) -> int:
    years = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    return years if born < day and years < OLDEST else -1


def _is_birthday(born: date, day: date, years: int) -> bool:
    return (day.month, day.day) == (born.month, born.day) and day.year - born.year == years
