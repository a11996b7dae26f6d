"""What a question's rules allow: each rule checked on the answer as it is kept, with words for what is wrong.

Kinds that take text or numbers check `max_length`, `least` and `most` while they read what was typed
(forms.questions.fields), a chronology counts its rows as they come, and a file is looked at when it arrives
(forms.uploads). Whatever finds the fault, the editor's own words for it come first.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext, ngettext

from forms.definition.dates import bounds, spoken_date
from forms.definition.patterns import PATTERNS
from forms.definition.shape import DATE_KINDS, UNKNOWN, Question
from forms.definition.wording import quoted, subject

# The most characters that a text takes where its question says nothing.
TEXT_LIMIT, LONG_TEXT_LIMIT, ADDRESS_LIMIT, OTHER_LIMIT = 500, 10_000, 1_000, 500
ROW_LIMITS = {"time": 40, "source": 200, "event": 4_000, "action": 4_000, "comment": 4_000}

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
    """The first rule that this answer breaks, in words; empty where it breaks none. A date that nobody knows, none."""
    if value == UNKNOWN and question["kind"] in DATE_KINDS:
        return ""
    for rule in RULES.get(question["kind"], ()):
        wanted, check = question["rules"].get(rule), LIMITS[rule].check
        if wanted and check and (told := check(question, value, wanted, around)):
            return question["messages"].get(rule) or told
    return ""


def _too_short(question: Question, value: Any, least: int, around: Around) -> str:
    if len(value) >= least:
        return ""
    told = gettext("%(named)s must be %(least)s characters or more. You have entered %(number)s.")
    return told % {"named": _answer_to(question), "least": f"{least:,}", "number": f"{len(value):,}"}


def _another_form(question: Question, value: Any, key: str, around: Around) -> str:
    pattern = PATTERNS.get(key)
    return "" if pattern is None or pattern.fits(value) else f"{_answer_to(question)} {gettext(pattern.message)}"


def _not_whole(question: Question, value: Any, wanted: bool, around: Around) -> str:
    if value == int(value):
        return ""
    return gettext("%(named)s must be a whole number, like 3") % {"named": _answer_to(question)}


def _in_the_future(question: Question, value: Any, wanted: bool, around: Around) -> str:
    if bounds(value)[0] <= around.today:
        return ""
    return gettext("%(named)s must be today or in the past") % {"named": _date_of(question)}


def _in_the_past(question: Question, value: Any, wanted: bool, around: Around) -> str:
    if bounds(value)[1] >= around.today:
        return ""
    return gettext("%(named)s must be today or in the future") % {"named": _date_of(question)}


def _before_another(question: Question, value: Any, name: str, around: Around) -> str:
    other = around.date_of(name)
    if other is None or bounds(value)[1] >= bounds(other)[0]:
        return ""
    told = gettext("%(named)s must not be before %(day)s, the date given for %(other)s")
    return _compared(told, question, other, around.label_of(name))


def _after_another(question: Question, value: Any, name: str, around: Around) -> str:
    other = around.date_of(name)
    if other is None or bounds(value)[0] <= bounds(other)[1]:
        return ""
    told = gettext("%(named)s must not be after %(day)s, the date given for %(other)s")
    return _compared(told, question, other, around.label_of(name))


def _compared(told: str, question: Question, other: str, label: str) -> str:
    return told % {"named": _date_of(question), "day": spoken_date(other), "other": quoted(label)}


def _too_long_ago(question: Question, value: Any, days: int, around: Around) -> str:
    """With `within_future_days` beside it, the two make one span; alone it ends today."""
    ends_today = "within_future_days" not in question["rules"]
    earliest, latest = bounds(value)
    if latest >= around.today - timedelta(days) and not (ends_today and earliest > around.today):
        return ""
    told = ngettext("%(named)s must be within the last day", "%(named)s must be within the last %(number)s days", days)
    return told % {"named": _date_of(question), "number": f"{days:,}"}


def _too_far_away(question: Question, value: Any, days: int, around: Around) -> str:
    begins_today = "within_past_days" not in question["rules"]
    earliest, latest = bounds(value)
    if earliest <= around.today + timedelta(days) and not (begins_today and latest < around.today):
        return ""
    told = ngettext("%(named)s must be within the next day", "%(named)s must be within the next %(number)s days", days)
    return told % {"named": _date_of(question), "number": f"{days:,}"}


def _too_many_files(question: Question, value: Any, most: int, around: Around) -> str:
    if len(value) <= most:
        return ""
    told = ngettext(
        "Add at most %(number)s file to %(named)s. Remove some",
        "Add at most %(number)s files to %(named)s. Remove some",
        most,
    )
    return told % {"number": most, "named": quoted(question["label"])}


def _answer_to(question: Question) -> str:
    return subject(question["label"], gettext("Your answer"))


def _date_of(question: Question) -> str:
    return subject(question["label"], gettext("The date"))


@dataclass(frozen=True)
class Limit:
    """A rule in words. `label`: what it asks. `broken`: when an editor's own words for it are shown.

    `check`: where it is not checked while the answer is read.
    """

    label: str
    broken: str
    check: Callable[[Question, Any, Any, Around], str] | None = None


LIMITS = {
    "max_length": Limit("at most so many characters", "it is too long"),
    "min_length": Limit("at least so many characters", "it is too short", _too_short),
    "least": Limit("the least number", "the number is too low"),
    "most": Limit("the greatest number", "the number is too high"),
    "whole": Limit("a whole number", "the number is not a whole one", _not_whole),
    "pattern": Limit("what it must look like", "it does not have the right form", _another_form),
    "not_future": Limit("not in the future", "the date is in the future", _in_the_future),
    "not_past": Limit("not in the past", "the date is in the past", _in_the_past),
    "not_before": Limit("not before another date", "the date is before another", _before_another),
    "not_after": Limit("not after another date", "the date is after another", _after_another),
    "within_past_days": Limit("within the last days", "the date is too long ago", _too_long_ago),
    "within_future_days": Limit("within the next days", "the date is too far away", _too_far_away),
    "most_files": Limit("at most so many files", "there are too many files", _too_many_files),
    "kinds": Limit("the kinds of files it takes", "the file is of another kind"),
    "most_rows": Limit("at most so many rows", "there are too many rows"),
}


def label_of(rule: str) -> str:
    """What a rule asks, in words; one that is not known here is called by its key."""
    return LIMITS[rule].label if rule in LIMITS else rule
