"""Whether words that match an identifier mean it, or are ordinary words, somebody else's name, a slip that is none.

The rules, in short: a name that is an ordinary word counts only with a capital letter that no sentence, heading or
bigger name asks for; letters may be wrong only where the result is no word and nobody's name; initials count with
capitals.
"""

import re
from dataclasses import dataclass

from portal.identification.lexicon import is_everyday, is_name, is_word
from portal.identification.patterns import LIKELY, POSSIBLE, Pattern, told
from portal.identification.words import Word

EXACT, WITH_AN_ENDING, IN_OTHER_LETTERS, ONE_SLIP, TWO_SLIPS = range(5)
ALSO = {
    IN_OTHER_LETTERS: "Written in other letters or with figures for letters.",
    ONE_SLIP: "One letter differs.",
    TWO_SLIPS: "Two letters differ.",
}
ENDS = ".!?:;•…"
OPENING = "\"'“‘”’([{«»)]}*_ \t"
HEADING = 45
LONGEST_HEADING = 120


@dataclass(frozen=True, slots=True)
class Match:
    """A pattern at its place: the words from `first` to `last`, how well each matches."""

    pattern: Pattern
    first: int
    last: int
    grades: tuple[int, ...]
    # Words of the text put together for one of the pattern.
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    sure: str
    why: str
    # Written as a word and as a name it is two finds.
    by_case: bool = False


class Text:
    """A text with its words, asked about the surroundings of one of them."""

    def __init__(self, original: str, words: list[Word]) -> None:
        self.original, self.words = original, words

    def written(self, place: int) -> str:
        return self.original[self.words[place].start : self.words[place].end]

    def gap(self, place: int) -> str:
        """What stands between this word and the next."""
        return self.original[self.words[place].end : self.words[place + 1].start]

    def is_capital(self, place: int) -> bool:
        return self.written(place)[:1].isupper()

    def begins_a_sentence(self, place: int) -> bool:
        """Whether a capital letter would stand here anyway. A cell or a field of one or two words is no sentence."""
        if len(self.words) < 3:
            return False
        before = self.original[max(0, self.words[place].start - 200) : self.words[place].start]
        bare = before.rstrip(OPENING + "\r\n")
        if not bare:
            return True
        between = before[len(bare) :]
        if between.count("\n") > 1 or (between.count("\n") and len(bare.rpartition("\n")[2]) < HEADING):
            return True
        if bare[-1] == "." and place and (len(self.words[place - 1].text) == 1 or self._is_title(place - 1)):
            return False
        return bare[-1] in ENDS or bare.endswith((" -", "\n-", "–", "—")) or bare[-1] in "-•"

    def _is_title(self, place: int) -> bool:
        return self.words[place].text in told("titles_of_people") | told("titles_of_work")

    def in_a_heading(self, place: int) -> bool:
        """Whether every longer word of its line has a capital letter."""
        word = self.words[place]
        start = self.original.rfind("\n", 0, word.start) + 1
        end = self.original.find("\n", word.end)
        line = self.original[start : end if end >= 0 else len(self.original)].strip()
        long = re.findall(r"[^\W\d_]{4,}", line) if len(line) < LONGEST_HEADING else []
        return len(long) > 2 and all(one[0].isupper() for one in long)

    def among_capitals(self, place: int) -> bool:
        """In capital letters, as a word beside it is."""
        near = [one for one in (place - 1, place + 1) if 0 <= one < len(self.words) and len(self.words[one].text) > 1]
        return all(self.written(one).isupper() for one in (place, *near[:1]))

    def before(self, place: int) -> str:
        """Who stands right before: "title", "work" (of a profession), "name" (of something bigger), or nobody."""
        if not place or not re.fullmatch(r"\.?[ \u00a0]|[-‐-–]", self.gap(place - 1)):
            return ""
        word = self.words[place - 1]
        if word.text in told("titles_of_people"):
            return "title"
        if word.text in told("titles_of_work"):
            return "work"
        if not self.is_capital(place - 1) or word.text in told("no_neighbours"):
            return ""
        if is_everyday(word.text) and self.begins_a_sentence(place - 1):
            return ""
        return "" if word.run.endswith("'s") else "name"

    def after(self, place: int) -> str:
        """Whether a bigger name goes on: “Hope Street”, “Green-Smith”."""
        if place + 1 >= len(self.words) or self.words[place].run.endswith("'s"):
            return ""
        if not re.fullmatch(r"[ \u00a0]|[-‐-–]", self.gap(place)):
            return ""
        return "name" if self.is_capital(place + 1) and self.words[place + 1].text not in told("no_neighbours") else ""


def judge(match: Match, text: Text) -> Verdict | None:
    """How sure it is, and why; None where the words mean something else."""
    pattern, worst = match.pattern, max(match.grades)
    if pattern.capital and not _all_capitals(match, text):
        return None
    if worst >= ONE_SLIP and not _slips_count(match, text):
        return None
    if len(pattern.words) == 1:
        verdict = _one_word(match, text)
    elif any(len(word) == 1 and word.isalpha() for word in pattern.words):
        verdict = _with_initials(match, text)
    else:
        verdict = _several_words(match, text)
    if verdict is None or worst < IN_OTHER_LETTERS:
        return verdict
    sure = POSSIBLE if worst == TWO_SLIPS or verdict.sure == POSSIBLE else LIKELY
    return Verdict(sure, f"{ALSO[worst]} {verdict.why}", verdict.by_case)


def _all_capitals(match: Match, text: Text) -> bool:
    for place in range(match.first, match.last + 1):
        written = text.written(place)
        if not (written.isupper() if match.last == match.first and len(written) > 1 else written[:1].isupper()):
            return False
    return True


def _slips_count(match: Match, text: Text) -> bool:
    """Letters may be wrong where what stands there is no word, and nobody else is called so."""
    alone = len(match.pattern.words) == 1 or any(len(word) == 1 for word in match.pattern.words)
    if match.joined:
        return True
    for place, grade in zip(range(match.first, match.last + 1), match.grades, strict=False):
        if grade < ONE_SLIP:
            continue
        word = _base(text.words[place])
        if alone and (is_word(word) or is_name(word) or is_name(word.removesuffix("s"))):
            return False
        if is_everyday(word) or (is_word(word) and not text.is_capital(place)):
            return False
    return True


def _base(word: Word) -> str:
    return word.run.removesuffix("'s").replace("'", "")


def _one_word(match: Match, text: Text) -> Verdict | None:
    pattern, place = match.pattern, match.first
    if pattern.capital:
        return _initials_together(match, text)
    wanted, capital = pattern.words[0], text.is_capital(place)
    if not pattern.alone or match.joined:
        return Verdict(pattern.sure, pattern.why)
    word = _base(text.words[place])
    if match.grades[0] == WITH_AN_ENDING and word != wanted and not _plural(place, text):
        return None
    if is_word(wanted) and match.grades[0] < ONE_SLIP:
        return _a_word_too(match, text)
    if len(wanted) < 4 and not capital:
        return None
    if pattern.last and text.after(place):
        return None
    if pattern.sure == POSSIBLE or pattern.identifier.kind != "name":
        # A nickname, or a town: only as a name, and not as a part of somebody else's.
        small = pattern.identifier.kind != "name" and len(wanted) > 5 and not is_name(wanted)
        another = pattern.identifier.kind == "name" and (text.before(place) in ("name", "work") or text.after(place))
        return (
            None
            if another or (pattern.sure == POSSIBLE and not capital and not small)
            else Verdict(pattern.sure, pattern.why)
        )
    if text.after(place) and text.before(place) == "work":
        # “PC Thomas Hill”
        return None
    if text.after(place) or text.before(place) == "name":
        return Verdict(POSSIBLE, f"{pattern.why} Here it stands beside another name.")
    return Verdict(pattern.sure, pattern.why)


def _plural(place: int, text: Text) -> bool:
    """“The Ashdowns”; not “this” of “Thị”, nor “greens” of “Green”."""
    word = text.words[place].text
    return len(word) > 4 and (not is_word(word) or (text.is_capital(place) and text.words[place - 1].text == "the"))


def _a_word_too(match: Match, text: Text) -> Verdict | None:
    """A name that is an ordinary word: “Will”, “Hope”, “Green”."""
    pattern, place = match.pattern, match.first
    if not text.is_capital(place):
        return None
    everyday = is_everyday(pattern.words[0]) or is_everyday(text.words[place].text)
    before, after = text.before(place), text.after(place)
    verdict = Verdict(POSSIBLE, f"{pattern.why} It is also a word: read it in its place.", by_case=True)
    if before == "title" and not after:
        return verdict
    if before == "name" or after or (before == "work" and everyday):
        return None
    if (
        everyday
        and place
        and text.words[place - 1].text in told("determiners")
        and text.words[place].text == pattern.words[0]
    ):
        # “The Bill”, “this Hope”
        return None
    if text.in_a_heading(place) or text.among_capitals(place):
        return None if everyday else verdict
    if text.begins_a_sentence(place) and everyday:
        following = text.words[place + 1].text if place + 1 < len(text.words) else ""
        return verdict if following in told("done_by_somebody") else None
    return verdict


def _initials_together(match: Match, text: Text) -> Verdict | None:
    """“JS”: not in “JS12”, not in a line of capital letters."""
    place = match.first
    for near in (place - 1, place + 1):
        if 0 <= near < len(text.words):
            gap = text.gap(min(near, place))
            if gap in ("", "-", "/") or (text.written(near).isupper() and len(text.written(near)) > 1 and gap == " "):
                return None
    return Verdict(match.pattern.sure, match.pattern.why)


def _with_initials(match: Match, text: Text) -> Verdict | None:
    pattern = match.pattern
    if all(len(word) == 1 for word in pattern.words):
        return _initials_apart(match, text)
    places = list(range(match.first, match.last + 1))
    if any(
        "." in text.gap(place) and len(text.words[place].text) > 1 and text.words[place].text != "st"
        for place in places[:-1]
    ):
        # “… the Ashdowns. R …”
        return None
    letters = [place for place in places if len(text.words[place].text) == 1 and text.written(place).isalpha()]
    others = [place for place in places if place not in letters]
    lower = not any(text.is_capital(place) for place in places)
    words = any(is_word(text.words[place].text) for place in others)
    if lower and (words or not letters):
        return None
    if not lower and not all(text.is_capital(place) for place in (places if words else letters)):
        return None
    everyday = any(is_everyday(text.words[place].text) for place in others)
    if everyday and any(text.words[place].text in "ai" and not _dotted(place, text) for place in letters):
        return None
    # “Peter J Smith” is somebody else, “E Smith” of “CofE Smith” nobody.
    if text.before(match.first) == "name" and pattern.words[0] != text.words[match.first].text:
        return None
    return Verdict(pattern.sure, pattern.why, by_case=words)


def _dotted(place: int, text: Text) -> bool:
    end = text.words[place].end
    return text.original[end : end + 1] == "."


def _initials_apart(match: Match, text: Text) -> Verdict | None:
    """“J.S.” and “J S”: not a part of a longer row of letters."""
    for near in (match.first - 1, match.last + 1):
        if 0 <= near < len(text.words) and len(text.words[near].text) == 1:
            gap = text.gap(near if near < match.first else match.last)
            if len(gap) < 3:
                return None
    dotted = all(_dotted(place, text) for place in range(match.first, match.last))
    plain = any(text.words[place].text in "ai" for place in range(match.first, match.last + 1))
    if not dotted and (plain or any(text.gap(place) not in (" ", "-") for place in range(match.first, match.last))):
        return None
    return Verdict(match.pattern.sure, match.pattern.why)


def _several_words(match: Match, text: Text) -> Verdict | None:
    pattern = match.pattern
    places = [place for place in range(match.first, match.last + 1) if text.words[place].text.isalpha()]
    long = [place for place in places if len(text.words[place].text) > 1]
    ordinary = all(is_everyday(text.words[place].text) or text.words[place].text in told("particles") for place in long)
    numbered = len(places) < match.last - match.first + 1
    spaced = all(text.gap(place).isspace() for place in range(match.first, match.last))
    if pattern.last and text.after(match.last) and text.words[match.last + 1].text not in told("of_any_school"):
        return None
    if ordinary and not numbered and spaced:
        small = ("of", "the", "and", "on", "in", "upon", "at")
        if not all(text.is_capital(place) for place in long if text.words[place].text not in small):
            return None
        return Verdict(pattern.sure, pattern.why, by_case=True)
    return Verdict(pattern.sure, pattern.why)
