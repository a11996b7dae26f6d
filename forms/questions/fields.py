"""Django form fields for answers, with messages that say what to do. Each gives back JSON, as answers are kept.

All are optional to Django: whether an answer is needed depends on the conditions, which `step_form` settles first.
"""

import calendar
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, RegexValidator
from django.utils.dates import MONTHS
from django.utils.translation import gettext, gettext_lazy, gettext_noop

from forms.definition.shape import CHOICE_KINDS, PERSON_LABELS, UNKNOWN, other_key
from forms.definition.typed import NotRead, number_as_typed, read_day, read_month, read_number, read_time
from forms.definition.wording import quoted, subject
from forms.same_text import plain

DATE_PARTS = ("day", "month", "year")
PART_CALLED = {"day": gettext_noop("a day"), "month": gettext_noop("a month"), "year": gettext_noop("a year")}
ROW_TEXTS = ("time", "source", "event", "action", "comment")
ROW_COLUMNS = (*DATE_PARTS, *ROW_TEXTS)  # of a chronology
# The box beside its rows, in which rows of a spreadsheet stand until they are taken in.
PASTE = "paste"
EARLIEST_YEAR, LATEST_YEAR = 1880, 2199
POSTCODE = re.compile(r"^(GIR ?0AA|[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2})$")
TELEPHONE = re.compile(r"^[+(]?[0-9][0-9 ()\-.]{5,}( ?(x|ext\.?) ?[0-9]{1,6})?$", re.IGNORECASE)
HIDDEN_CHARACTERS = re.compile("[\x00\ud800-\udfff]")

Read = TypeVar("Read")


class PartError(ValidationError):
    """What is wrong with one part of an answer: a date's year, a row's event, the text to “other”.

    `part` is how the part's own box is told from the others: its id is "<question>-<part>".
    """

    def __init__(self, part: str, message: str) -> None:
        super().__init__(message)
        self.part = part


class TextAnswer(forms.CharField):
    """Text, at most `limit` characters; line ends count as one."""

    def __init__(self, *, limit: int, **options: Any) -> None:
        super().__init__(**options)
        self.limit = limit

    def to_python(self, value: Any) -> str:
        return super().to_python(str(value or "").replace("\r\n", "\n")) or ""

    def validate(self, value: str) -> None:
        if len(value) > self.limit:
            named = subject(str(self.label), gettext("Your answer"))
            raise ValidationError(
                gettext("%(named)s must be %(limit)s characters or fewer. You have entered %(number)s.")
                % {"named": named, "limit": f"{self.limit:,}", "number": f"{len(value):,}"},
                "max_length",
            )


class PlainAnswer(TextAnswer):
    """Figures, letters and signs that somebody may have pasted: nothing unseen stays in them."""

    def to_python(self, value: Any) -> str:
        return plain(super().to_python(value))


class EmailAnswer(PlainAnswer):
    default_validators = [
        EmailValidator(gettext_lazy("Enter an e-mail address in the correct format, like name@example.com"))
    ]


class TelephoneAnswer(PlainAnswer):
    default_validators = [
        RegexValidator(TELEPHONE, gettext_lazy("Enter a telephone number, like 01632 960 001 or +44 808 157 0192"))
    ]


class PostcodeAnswer(PlainAnswer):
    def clean(self, value: Any) -> str:
        text = re.sub(r"\s+", "", super().clean(value)).upper()
        if text and not POSTCODE.match(text):
            raise ValidationError(gettext("Enter a full UK postcode, like NG2 3NG"))
        return f"{text[:-3]} {text[-3:]}" if text else ""


class NhsNumberAnswer(PlainAnswer):
    """Ten digits, the last of which proves the others (modulus 11), kept without spaces."""

    def clean(self, value: Any) -> str:
        text = re.sub(r"[\s.\-]", "", super().clean(value))
        if text and not re.fullmatch("[0-9]{10}", text):
            told = gettext("Enter the NHS number as 10 digits, like %(example)s")
            raise ValidationError(told % {"example": spoken_nhs_number("9990000018")})
        if text and not is_nhs_number(text):
            raise ValidationError(gettext("Check the NHS number: a digit is wrong, or two digits have changed places"))
        return text


def is_nhs_number(digits: str) -> bool:
    """Whether the last of ten digits fits the others. Ten equal digits fit too, and are no number."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    return len(set(digits)) > 1 and (11 - total % 11) % 11 == int(digits[9])


def spoken_nhs_number(digits: str) -> str:
    """As the NHS writes it: 3, 3 and 4 digits."""
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}"


class TimeAnswer(PlainAnswer):
    """A time of day as "14:05", typed in any usual way."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        return _read(read_time, text) if text else ""


def _read(read: Callable[[str], Read], text: str) -> Read:
    try:
        return read(text)
    except NotRead as error:
        raise ValidationError(error.message, error.code) from None


class NumberAnswer(forms.Field):
    """A JSON number, or None."""

    def __init__(self, *, least: int | None, most: int | None, **options: Any) -> None:
        super().__init__(**options)
        self.least, self.most = least, most

    def clean(self, value: Any) -> int | float | None:
        text = plain(str(value or ""))
        if not text:
            return None
        named = subject(str(self.label), gettext("Your answer"))
        if (number := _read(read_number, text)) is None:
            raise ValidationError(gettext("%(named)s must be a number, like 3") % {"named": named})
        if self.least is not None and number < self.least:
            raise ValidationError(
                gettext("%(named)s must be %(least)s or more") % {"named": named, "least": self.least}, "least"
            )
        if self.most is not None and number > self.most:
            raise ValidationError(
                gettext("%(named)s must be %(most)s or less") % {"named": named, "most": self.most}, "most"
            )
        return number


class WholeNumber(forms.IntegerField):
    """A whole number outside of forms: in a filter, a step, the CMS. Django alone would take “1.000” for 1."""

    def to_python(self, value: Any) -> int | None:
        if not isinstance(value, str) or not (text := plain(value)):
            return super().to_python(value)
        if (number := _read(read_number, text)) is None:
            raise ValidationError(self.error_messages["invalid"], "invalid")
        return super().to_python(number)


class DateParts(forms.Widget):
    """Three text boxes, `name-day`, `name-month` and `name-year`, read as typed."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> tuple[str, ...]:
        return tuple(plain(str(data.get(f"{name}-{part}") or "")) for part in DATE_PARTS)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return all(f"{name}-{part}" not in data for part in DATE_PARTS)


class DatePartsOrUnknown(DateParts):
    """With a fourth, `name-unknown`, the box to tick where nobody knows the date."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> tuple[str, ...]:
        return (*super().value_from_datadict(data, files, name), str(data.get(f"{name}-unknown") or ""))


class DateAnswer(forms.Field):
    """A date as ISO text, "2024-03-27", or "" where nothing was typed. With `unknown` also UNKNOWN, where that is
    ticked and no date is typed.
    """

    widget = DateParts
    needed: tuple[str, ...] = DATE_PARTS

    def __init__(self, *, unknown: bool = False, **options: Any) -> None:
        super().__init__(**{"widget": DatePartsOrUnknown if unknown else self.widget, **options})

    def clean(self, value: Any) -> str:
        *parts, ticked = [*(value or ()), "", "", "", ""][:4]
        typed = dict(zip(DATE_PARTS, parts, strict=True))
        if ticked and any(typed.values()):
            told = gettext("Enter %(named)s, or tick “Not known”: not both")
            raise PartError("unknown", told % {"named": quoted(str(self.label))})
        if ticked or not any(typed.values()):
            return UNKNOWN if ticked else ""
        if missing := self._missing(typed):
            # A whole date in the first box: that is told, rather than that the other boxes are empty.
            _part("day", read_day, typed["day"])
            named = subject(str(self.label), gettext("The date"))
            several = gettext(" and ").join(gettext(PART_CALLED[part]) for part in missing)
            must = gettext("%(named)s must include %(parts)s")
            raise PartError(missing[0], must % {"named": named, "parts": several})
        year, month = _year(typed["year"]), _part("month", read_month, typed["month"])
        day = _part("day", read_day, typed["day"])
        if month and day:
            _check_real(day, month, year)
        return "-".join([f"{year:04}", *(f"{part:02}" for part in (month, day) if part)])

    def _missing(self, typed: dict[str, str]) -> list[str]:
        return [part for part in self.needed if not typed[part]]


class ApproximateDateAnswer(DateAnswer):
    """A date of which the day, or day and month, may be unknown: "2019-04-02", "2019-04" or "2019"."""

    needed = ("year",)

    def _missing(self, typed: dict[str, str]) -> list[str]:
        return super()._missing(typed) or (["month"] if typed["day"] and not typed["month"] else [])


def _year(text: str) -> int:
    if not re.fullmatch("[0-9]+", text):
        raise PartError("year", gettext("Enter the year as a number, like 2024"))
    if len(text) != 4:
        raise PartError("year", gettext("Enter the year in full, like 2024"))
    if not EARLIEST_YEAR <= int(text) <= LATEST_YEAR:
        raise PartError("year", gettext("Check the year: %(year)s is not possible here") % {"year": text})
    return int(text)


def _part(part: str, read: Callable[[str], int], text: str) -> int | None:
    if not text:
        return None
    try:
        return read(text)
    except NotRead as error:
        raise PartError(part, error.message) from None


def _check_real(day: int, month: int, year: int) -> None:
    last = calendar.monthrange(year, month)[1]
    if day > last:
        told = gettext("%(day)s %(month)s %(year)s is not a real date: %(month)s %(year)s has %(last)s days")
        raise ValidationError(told % {"day": day, "month": MONTHS[month], "year": year, "last": last})


class OneOf(forms.ChoiceField):
    """One of the choices, as stored, or ""."""

    def validate(self, value: str) -> None:
        if value and not self.valid_value(value):
            raise ValidationError(
                gettext("Select one of the answers to %(named)s") % {"named": quoted(str(self.label))}
            )


class AnyOf(forms.MultipleChoiceField):
    """A list of the chosen, in the order of the choices."""

    def __init__(self, *, choices: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(choices=choices, **options)
        self.order = [value for value, _label in choices]

    def clean(self, value: Any) -> list[str]:
        chosen = self.to_python(value)
        if any(not self.valid_value(one) for one in chosen):
            raise ValidationError(gettext("Select from the answers to %(named)s") % {"named": quoted(str(self.label))})
        return [value for value in self.order if value in chosen]


class DeclarationAnswer(forms.Field):
    """True when the box is ticked, else None."""

    def clean(self, value: Any) -> bool | None:
        return True if value in ("yes", "on", True) else None


class FilesAnswer(forms.Field):
    """Identifiers of attachments; the form drops those that do not belong to its draft."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[str]:
        return [str(one) for one in value or []]


def as_typed(kind: str, name: str, value: Any) -> dict[str, list[str]]:
    """The form data that gives this answer back when cleaned: `{field: [text, …]}`."""
    match kind:
        case "date" | "approximate_date":
            return {f"{name}-unknown": ["yes"]} if value == UNKNOWN else _date_as_typed(name, value)
        case "declaration":
            return {name: ["yes"]} if value else {}
        case "nhs_number":
            return {name: [spoken_nhs_number(str(value))]}
        case "number" if isinstance(value, int | float):
            return {name: [number_as_typed(value)]}
        case "agency":
            return {name: [str(value["value"])]}
        case "person":
            texts = {f"{name}-{part}": [str(text)] for part, text in value.items() if part != "born"}
            return texts | (_date_as_typed(f"{name}-born", value["born"]) if "born" in value else {})
        case "chronology":
            return _rows_as_typed(name, value)
        case "calculated" | "case_text" | "guidance":
            return {}
    if isinstance(value, list):
        return {name: [str(one) for one in value]}
    return {name: [str(value)]}


def _date_as_typed(name: str, value: Any) -> dict[str, list[str]]:
    year, month, day = [*str(value).split("-"), "", ""][:3]
    parts = {"day": day.lstrip("0"), "month": month.lstrip("0"), "year": year}
    return {f"{name}-{part}": [text] for part, text in parts.items()}


def _rows_as_typed(name: str, rows: list[dict[str, str]]) -> dict[str, list[str]]:
    """One list a column, as browsers send them."""
    typed: dict[str, list[str]] = {f"{name}-{column}": [] for column in ROW_COLUMNS}
    for row in rows:
        for field, (text,) in _date_as_typed(name, row.get("date", "")).items():
            typed[field].append(text)
        for column in ROW_TEXTS:
            typed[f"{name}-{column}"].append(row.get(column, ""))
    return typed


def field_names(kind: str, name: str) -> list[str]:
    """The names under which a question's answer arrives in form data, the text to “other” included."""
    match kind:
        case "date" | "approximate_date":
            return [f"{name}-{part}" for part in (*DATE_PARTS, "unknown")]
        case "person":
            parts = [part for part in PERSON_LABELS if part != "born"]
            return [f"{name}-{part}" for part in [*parts, *(f"born-{part}" for part in DATE_PARTS)]]
        case "chronology":
            return [f"{name}-{column}" for column in (*ROW_COLUMNS, PASTE)]
        case "calculated" | "case_text" | "guidance":
            return []
    return [name, other_key(name)] if kind in CHOICE_KINDS else [name]
