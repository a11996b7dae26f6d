"""Fields for answers that have several parts: a person, a choice from a list kept elsewhere, the rows of a chronology.

Each keeps every part that was typed and names the part that is wrong (forms.questions.fields.PartError).
"""

from collections.abc import Mapping
from itertools import zip_longest
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy, gettext_noop

from forms.definition.prefill_sources import Options
from forms.definition.rules import ROW_LIMITS
from forms.definition.shape import PERSON_LABELS
from forms.definition.wording import quoted
from forms.questions.fields import (
    DATE_PARTS,
    ROW_COLUMNS,
    ROW_TEXTS,
    ApproximateDateAnswer,
    DateParts,
    EmailAnswer,
    PartError,
    TelephoneAnswer,
    TextAnswer,
    TimeAnswer,
)
from forms.same_text import plain

ROW_LABELS = {
    "date": gettext_noop("Date"),
    "time": gettext_noop("Time"),
    "source": gettext_noop("Source"),
    "event": gettext_noop("What happened"),
    "action": gettext_noop("Action or outcome"),
    "comment": gettext_noop("Comment"),
}


class PersonParts(forms.Widget):
    """A text box a part, `name-role`, and three for the date of birth."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> dict[str, Any]:
        texts = {part: data.get(f"{name}-{part}") or "" for part in PERSON_LABELS if part != "born"}
        return {**texts, "born": DateParts().value_from_datadict(data, files, f"{name}-born")}


class PersonAnswer(forms.Field):
    """`{"name": …, part: …}` with the parts that were given, or None."""

    widget = PersonParts

    def __init__(self, *, parts: list[str], **options: Any) -> None:
        super().__init__(**options)
        self.parts = {part: _part_field(part) for part in PERSON_LABELS if part in ("name", *parts)}

    def clean(self, value: Any) -> dict[str, str] | None:
        answer: dict[str, str] = {}
        wrong: list[ValidationError] = []
        for part, field in self.parts.items():
            try:
                answer[part] = field.clean((value or {}).get(part) or None)
            except ValidationError as error:
                wrong += named_parts(part, error)
        answer = {part: text for part, text in answer.items() if text}
        if (answer or wrong) and not any((value or {}).get("name", "").split()):
            wrong.insert(
                0, PartError("name", gettext("Enter a name for %(named)s") % {"named": quoted(str(self.label))})
            )
        if wrong:
            raise ValidationError(wrong)
        return answer or None


def _part_field(part: str) -> forms.Field:
    options: dict[str, Any] = {"label": gettext_lazy(PERSON_LABELS[part]), "required": False}
    match part:
        case "email":
            return EmailAnswer(limit=254, **options)
        case "telephone":
            return TelephoneAnswer(limit=40, **options)
        case "born":
            return ApproximateDateAnswer(**options)
    return TextAnswer(limit=1_000 if part == "address" else 200, **options)


def named_parts(part: str, error: ValidationError, prefix: str = "") -> list[ValidationError]:
    """The errors of one part, each told apart from those of the other parts."""
    own = ((getattr(one, "part", ""), str(message)) for one in error.error_list for message in one.messages)
    return [PartError("-".join(filter(None, (part, deeper))), _after(prefix, message)) for deeper, message in own]


def _after(prefix: str, message: str) -> str:
    return f"{prefix}{message[0].lower()}{message[1:]}" if prefix else message


class ListedAnswer(forms.Field):
    """One option of a list kept elsewhere, with its wording on this day: `{"value": …, "label": …}`, or None."""

    options: Options = ()

    def clean(self, value: Any) -> dict[str, str] | None:
        chosen = str(value or "")
        if not chosen:
            return None
        label = next((label for key, label in self.options if key == chosen), None)
        if label is None:
            told = gettext("Select an answer to %(named)s again: the one chosen is not on the list")
            raise ValidationError(told % {"named": quoted(str(self.label))})
        return {"value": chosen, "label": label}


class Rows(forms.Widget):
    """Boxes that repeat row by row under the same names, `name-event`; read as one list of texts a column."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, str]]:
        return rows_typed(data, name)


def rows_typed(data: Any, name: str) -> list[dict[str, str]]:
    """Every row as it was typed, empty ones too."""
    columns = [data.getlist(f"{name}-{column}") for column in ROW_COLUMNS]
    return [dict(zip(ROW_COLUMNS, row, strict=True)) for row in zip_longest(*columns, fillvalue="")]


class ChronologyAnswer(forms.Field):
    """`[{"date": …, "time": …, "source": …, "event": …, "action": …, "comment": …}]`, with the parts that were given,
    in the order typed; rows left empty are left out.
    """

    widget = Rows

    def __init__(self, *, most: int, too_many: str = "", **options: Any) -> None:
        super().__init__(**options)
        self.most = most
        self.too_many = too_many
        self.date = ApproximateDateAnswer(label=gettext_lazy("The date"), required=False)
        self.texts = {
            column: (TimeAnswer if column == "time" else TextAnswer)(
                limit=ROW_LIMITS[column], label=gettext_lazy(ROW_LABELS[column]), required=False
            )
            for column in ROW_TEXTS
        }

    def clean(self, value: Any) -> list[dict[str, str]]:
        answer: list[dict[str, str]] = []
        wrong: list[ValidationError] = []
        for index, typed in enumerate(value or []):
            if any(text.strip() for text in typed.values()):
                row, errors = self._clean_row(index, typed)
                answer.append(row)
                wrong += errors
        if len(answer) > self.most:
            usual = gettext("Enter %(most)s events or fewer. You have entered %(number)s")
            told = self.too_many or usual % {"most": self.most, "number": f"{len(answer):,}"}
            wrong.insert(0, ValidationError(told))
        if wrong:
            raise ValidationError(wrong)
        return answer

    def _clean_row(self, index: int, typed: dict[str, str]) -> tuple[dict[str, str], list[ValidationError]]:
        row: dict[str, str] = {}
        wrong: list[ValidationError] = []
        prefix = gettext("Event %(number)s: ") % {"number": index + 1}
        try:
            row["date"] = self.date.clean(tuple(plain(typed[part]) for part in DATE_PARTS))
            if not row["date"]:
                wrong.append(
                    PartError(f"{index}-day", prefix + gettext("enter a date, or the year if that is all you know"))
                )
        except ValidationError as error:
            # What is wrong with the date as a whole stands at its first box.
            whole = [one for one in error.error_list if not getattr(one, "part", "")]
            wrong += named_parts(f"{index}-day" if whole else str(index), error, prefix)
        for column, field in self.texts.items():
            try:
                row[column] = field.clean(typed[column])
            except ValidationError as error:
                wrong += named_parts(f"{index}-{column}", error, prefix)
        if not typed["event"].strip():
            wrong.append(PartError(f"{index}-event", prefix + gettext("enter what happened")))
        return {column: text for column, text in row.items() if text}, wrong
