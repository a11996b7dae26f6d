"""What a question's rules allow: each rule checked on the answer as it is kept, with words for what is wrong.

Kinds that take text or numbers check `max_length`, `least` and `most` while they read what was typed
(forms.questions.fields), a chronology counts its rows as they come, and a file is looked at when it arrives
(forms.uploads). Whatever finds the fault, the editor's own words for it come first.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from forms.definition.dates import bounds, spoken_date
from forms.definition.patterns import PATTERNS
from forms.definition.shape import DATE_KINDS, Question
from forms.definition.wording import quoted, subject

# The most characters that a text takes where its question says nothing.
TEXT_LIMIT, LONG_TEXT_LIMIT, ADDRESS_LIMIT, OTHER_LIMIT = 500, 10_000, 1_000, 500
ROW_LIMITS = {"source": 200, "event": 4_000, "comment": 4_000}

_LENGTH = ("min_length", "max_length")
_DATE = ("not_future", "not_past", "not_before", "not_after", "within_past_days", "within_future_days")

# The rules that a question of each kind may have.
RULES: dict[str, tuple[str, ...]] = {
    "text": (*_LENGTH, "pattern"),
    "long_text": _LENGTH,
    "number": ("least", "most", "whole"),
    **dict.fromkeys(DATE_KINDS, _DATE),
    "file": ("most_files", "kinds"),
    "chronology": ("most_rows",),
}

LABELS = {
    "min_length": "at least so many characters",
    "max_length": "at most so many characters",
    "pattern": "what it must look like",
    "least": "the least number",
    "most": "the greatest number",
    "whole": "a whole number",
    "not_future": "not in the future",
    "not_past": "not in the past",
    "not_before": "not before another date",
    "not_after": "not after another date",
    "within_past_days": "within the last days",
    "within_future_days": "within the next days",
    "most_files": "at most so many files",
    "kinds": "the kinds of files it takes",
    "most_rows": "at most so many rows",
}


def limit_of(question: Question) -> int:
    """The most characters that a text question takes."""
    usual = {"long_text": LONG_TEXT_LIMIT, "address": ADDRESS_LIMIT}.get(question["kind"], TEXT_LIMIT)
    return int(question["rules"].get("max_length", usual))


@dataclass(frozen=True)
class Around:
    """What a rule may look at beside the answer. `date_of`: the answer to another date question, or None."""

    today: date
    date_of: Callable[[str], str | None]
    label_of: Callable[[str], str]


def fault(question: Question, value: Any, around: Around) -> str:
    """The first rule that this answer breaks, in words; empty where it breaks none."""
    for rule in RULES.get(question["kind"], ()):
        wanted = question["rules"].get(rule)
        if wanted and (told := _CHECKS[rule](question, value, wanted, around)):
            return question["messages"].get(rule) or told
    return ""


def _too_short(question: Question, value: Any, least: int, around: Around) -> str:
    if len(value) >= least:
        return ""
    return f"{_answer_to(question)} must be {least:,} characters or more. You have entered {len(value):,}."


def _another_form(question: Question, value: Any, key: str, around: Around) -> str:
    pattern = PATTERNS.get(key)
    return "" if pattern is None or pattern.fits(value) else f"{_answer_to(question)} {pattern.message}"


def _not_whole(question: Question, value: Any, wanted: bool, around: Around) -> str:
    return "" if value == int(value) else f"{_answer_to(question)} must be a whole number, like 3"


def _in_the_future(question: Question, value: Any, wanted: bool, around: Around) -> str:
    return f"{_date_of(question)} must be today or in the past" if bounds(value)[0] > around.today else ""


def _in_the_past(question: Question, value: Any, wanted: bool, around: Around) -> str:
    return f"{_date_of(question)} must be today or in the future" if bounds(value)[1] < around.today else ""


def _before_another(question: Question, value: Any, name: str, around: Around) -> str:
    other = around.date_of(name)
    wrong = other is not None and bounds(value)[1] < bounds(other)[0]
    return _compared(question, "before", other or "", around.label_of(name)) if wrong else ""


def _after_another(question: Question, value: Any, name: str, around: Around) -> str:
    other = around.date_of(name)
    wrong = other is not None and bounds(value)[0] > bounds(other)[1]
    return _compared(question, "after", other or "", around.label_of(name)) if wrong else ""


def _compared(question: Question, word: str, other: str, label: str) -> str:
    return f"{_date_of(question)} must not be {word} {spoken_date(other)}, the date given for {quoted(label)}"


def _too_long_ago(question: Question, value: Any, days: int, around: Around) -> str:
    """With `within_future_days` beside it, the two make one span; alone it ends today."""
    ends_today = "within_future_days" not in question["rules"]
    earliest, latest = bounds(value)
    if latest >= around.today - timedelta(days) and not (ends_today and earliest > around.today):
        return ""
    return f"{_date_of(question)} must be within the last {_days(days)}"


def _too_far_away(question: Question, value: Any, days: int, around: Around) -> str:
    begins_today = "within_past_days" not in question["rules"]
    earliest, latest = bounds(value)
    if earliest <= around.today + timedelta(days) and not (begins_today and latest < around.today):
        return ""
    return f"{_date_of(question)} must be within the next {_days(days)}"


def _too_many_files(question: Question, value: Any, most: int, around: Around) -> str:
    if len(value) <= most:
        return ""
    return f"Add at most {most} {'file' if most == 1 else 'files'} to {quoted(question['label'])}. Remove some"


def _checked_while_read(question: Question, value: Any, wanted: Any, around: Around) -> str:
    return ""


def _answer_to(question: Question) -> str:
    return subject(question["label"], "Your answer")


def _date_of(question: Question) -> str:
    return subject(question["label"], "The date")


def _days(number: int) -> str:
    return "day" if number == 1 else f"{number:,} days"


_CHECKS: dict[str, Callable[[Question, Any, Any, Around], str]] = {
    "min_length": _too_short,
    "max_length": _checked_while_read,
    "pattern": _another_form,
    "least": _checked_while_read,
    "most": _checked_while_read,
    "whole": _not_whole,
    "not_future": _in_the_future,
    "not_past": _in_the_past,
    "not_before": _before_another,
    "not_after": _after_another,
    "within_past_days": _too_long_ago,
    "within_future_days": _too_far_away,
    "most_files": _too_many_files,
    "kinds": _checked_while_read,
    "most_rows": _checked_while_read,
}
