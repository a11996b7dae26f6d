"""A question as the templates draw it: ids, hints, errors and values are worked out here, templates place them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext, gettext_lazy, gettext_noop

from forms.definition import meanings, prefill_sources
from forms.definition.calculations import ADDED_UP
from forms.definition.condition_words import NOT_KNOWN
from forms.definition.conditions import for_browser, may_appear
from forms.definition.language import like
from forms.definition.rules import limit_of
from forms.definition.shape import MOST_ROWS, PERSON_LABELS, TOLD_KINDS, Group, Question, other_choice, other_key
from forms.questions import file_types
from forms.questions.composed_fields import ROW_LABELS, rows_typed
from forms.questions.fields import DATE_PARTS, PASTE, PartError
from forms.questions.step_form import YES_NO, StepForm
from forms.questions.summary import answer_text, units_of

INPUTS = {
    "text": {"type": "text"},
    "email": {"type": "email", "spellcheck": "false"},
    "telephone": {"type": "tel", "width": "20"},
    "number": {"type": "text", "inputmode": "decimal", "width": "10"},
    "postcode": {"type": "text", "width": "10"},
    "time": {"type": "text", "width": "10"},
    "nhs_number": {"type": "text", "inputmode": "numeric", "width": "10", "spellcheck": "false"},
}
TEMPLATES = {
    "long_text": "textarea",
    "address": "textarea",
    "yes_no": "radios",
    "approximate_date": "date",
    "autocomplete": "select",
    "agency": "select",
} | dict.fromkeys(INPUTS, "input")
ROWS = {"long_text": 8, "address": 4}
EXAMPLES = {
    "date": "27 3 2024",
    "approximate_date": "27 3 2024",
    "time": "14:05 or 2:05pm",
    "nhs_number": "999 123 4012",
}
HINTS: dict[str, Any] = {
    "approximate_date": gettext_lazy("Leave day or month empty if you do not know them."),
    "checkboxes": gettext_lazy("Select all that apply."),
    "autocomplete": gettext_lazy("Choose from the list, or type to find an answer."),
    "agency": gettext_lazy("Choose from the list, or type to find an agency."),
    "chronology": gettext_lazy("Give the year, or the month and year, where you do not know the day."),
}
# How the id of the first box is told from the question's name.
FIRST_BOXES = {
    "date": "-day",
    "approximate_date": "-day",
    "file": "-upload",
    "person": "-name",
    "chronology": "-0-day",
}
PART_LABELS = {"day": gettext_noop("Day"), "month": gettext_noop("Month"), "year": gettext_noop("Year")}
PASTE_LABEL = gettext_noop("Paste rows from a spreadsheet")
LINE_LENGTH = 90
DATE_WIDTHS = {"day": 2, "month": 2, "year": 4}
PERSON_INPUTS = {"telephone": {"type": "tel", "width": "20"}, "email": {"type": "email", "spellcheck": "false"}}

PERSON_PURPOSES = {"name": "name", "role": "organization-title", "telephone": "tel", "email": "email"}


@dataclass(frozen=True)
class Fault:
    """A message, and the part of the answer that it is about, or nothing for the whole of it."""

    part: str
    message: str


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    id: str
    chosen: bool
    other: bool = False


@dataclass(frozen=True)
class DatePart:
    name: str
    label: str
    value: str
    width: int
    wrong: bool
    id: str = ""


@dataclass(frozen=True)
class Box:
    """One part of an answer with several: a text box, or the three of a date."""

    part: str
    name: str
    id: str
    label: str
    value: str
    errors: tuple[str, ...]
    parts: tuple[DatePart, ...] = ()
    input: Mapping[str, str] | None = None
    rows: int = 0

    @property
    def is_date(self) -> bool:
        return bool(self.parts)


@dataclass(frozen=True)
class Row:
    """One event of a chronology; `number` counts from 1. Folded, it is one line: `summary`."""

    number: int
    boxes: tuple[Box, ...]
    summary: str = ""
    is_open: bool = True


@dataclass(frozen=True)
class Drawn:
    """One question, ready to be placed.

    `opens`: the group that begins with it. `closes`: whether its group ends with it. `answer`: what it comes to now.
    `why`: in a trial, the answers that show it, in words.
    """

    question: Question
    data: Any
    faults: tuple[Fault, ...]
    hidden: bool
    attachments: tuple[Any, ...]
    choices: tuple[tuple[str, str], ...] = ()
    answer: Any = None
    opens: Group | None = None
    closes: bool = False
    group_hidden: bool = False
    why: str = ""

    @property
    def name(self) -> str:
        return self.question["name"]

    @property
    def kind(self) -> str:
        return self.question["kind"]

    @property
    def is_blank(self) -> bool:
        """Nothing is typed, chosen, attached or wrong: it looks as it looks to everybody."""
        if self.faults or self.attachments or self.why:
            return False
        boxes = f"{self.name}-"
        return not any(
            value for key, values in self.data.lists() if key == self.name or key.startswith(boxes) for value in values
        )

    @property
    def template(self) -> str:
        return f"forms/fields/{TEMPLATES.get(self.kind, self.kind)}.html"

    @cached_property
    def label(self) -> str:
        """The wording, saying so when no answer is needed."""
        if self.question["required"] or self.kind in ("declaration", *TOLD_KINDS):
            return self.question["label"]
        label = self.question["label"]
        return like(gettext("%(label)s (optional)") % {"label": label}, label)

    @cached_property
    def hint(self) -> str:
        """The editor's hint and example; where there is none, what is usual for the kind."""
        own, example = self.question["hint"], self.question.get("example", "")
        if self.kind == "file":
            usual = file_types.in_words(file_types.kinds_of(self.question))
            return " ".join(
                filter(None, (own, example and gettext("For example, %(example)s.") % {"example": example}, usual))
            )
        usual = "" if own else str(HINTS.get(self.kind, ""))
        example = example or ("" if own else EXAMPLES.get(self.kind, ""))
        for_example = gettext("For example, %(example)s") % {"example": example} if example else ""
        if own:
            return like(" ".join(filter(None, (own, for_example))), own)
        return ". ".join(filter(None, (for_example, usual)))

    @property
    def guidance(self) -> str:
        """What can be folded out below the question. A guidance block is all guidance, and never folded."""
        return "" if self.kind == "guidance" else self.question["guidance"]

    # Errors

    @cached_property
    def errors(self) -> tuple[str, ...]:
        """What is told at the top of the question; what is wrong with one of its boxes is told there."""
        placed = self.kind in ("person", "chronology")
        return tuple(fault.message for fault in self.faults if not fault.part or not (placed or fault.part == "other"))

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Every message with the id that it leads to, for the error summary."""
        return [(f"{self.name}-{fault.part}" if fault.part else self.target, fault.message) for fault in self.faults]

    def _errors_at(self, part: str) -> tuple[str, ...]:
        return tuple(one.message for one in self.faults if one.part == part or one.part.startswith(f"{part}-"))

    def _is_wrong(self, part: str) -> bool:
        return any(one.part in ("", part) for one in self.faults)

    @property
    def target(self) -> str:
        """The id that an error about the whole answer leads to."""
        return f"{self.name}{FIRST_BOXES.get(self.kind, '')}"

    @cached_property
    def described_by(self) -> str:
        ids = [f"{self.name}-hint"] if self.hint else []
        ids += [f"{self.name}-error"] if self.errors else []
        ids += [f"{self.name}-info"] if self.kind == "long_text" else []
        return " ".join(ids)

    # Boxes to type in

    @property
    def value(self) -> str:
        return str(self.data.get(self.name) or "")

    @cached_property
    def input(self) -> Mapping[str, str]:
        return INPUTS.get(self.kind, {})

    @cached_property
    def purpose(self) -> str:
        """What browsers know the answer by, where it tells of the person who fills in the form (WCAG 1.3.5)."""
        return purpose_of(self.question)

    @property
    def rows(self) -> int:
        return ROWS.get(self.kind, 5)

    @cached_property
    def limit(self) -> int:
        return limit_of(self.question)

    @property
    def parts(self) -> tuple[DatePart, ...]:
        return self._date_parts("", lambda part: str(self.data.get(f"{self.name}-{part}") or ""))

    @property
    def unknown(self) -> DatePart | None:
        """The box to tick where nobody knows the date, of a question that offers it; its value is "yes" when ticked."""
        if not self.question.get("unknown"):
            return None
        name = f"{self.name}-unknown"
        return DatePart(name, gettext(NOT_KNOWN), str(self.data.get(name) or ""), 0, self._is_wrong("unknown"), name)

    def _date_parts(self, prefix: str, value: Any, name_prefix: str | None = None) -> tuple[DatePart, ...]:
        """`prefix` tells the boxes apart; `name_prefix` where their names are not told apart, as in rows."""
        names = prefix if name_prefix is None else name_prefix
        return tuple(
            DatePart(
                f"{self.name}-{names}{part}",
                gettext(PART_LABELS[part]),
                value(part),
                width,
                self._is_wrong(f"{prefix}{part}"),
                f"{self.name}-{prefix}{part}",
            )
            for part, width in DATE_WIDTHS.items()
        )

    @property
    def boxes(self) -> list[Box]:
        """The parts of a person."""
        asked = ("name", *self.question.get("parts", []))
        return [self._person_box(part) for part in PERSON_LABELS if part in asked]

    def _person_box(self, part: str) -> Box:
        name = f"{self.name}-{part}"
        label = gettext(PERSON_LABELS[part]) if part == "name" else _optional(PERSON_LABELS[part])
        # Filled in with the person's own name: the rest is theirs too.
        purpose = PERSON_PURPOSES.get(part, "") if self.purpose else ""
        dated = self._date_parts("born-", lambda one: str(self.data.get(f"{name}-{one}") or ""))
        return Box(
            part,
            name,
            name,
            label,
            str(self.data.get(name) or ""),
            self._errors_at(part),
            parts=dated if part == "born" else (),
            input={**PERSON_INPUTS.get(part, {"type": "text"}), "autocomplete": purpose},
            rows=4 if part == "address" else 0,
        )

    @property
    def events(self) -> list[Row]:
        """The rows of a chronology as typed, and an empty one where there is none."""
        typed = rows_typed(self.data, self.name)[:MOST_ROWS] or [dict.fromkeys((*DATE_PARTS, *ROW_LABELS), "")]
        return [self._row(number, row, alone=len(typed) == 1) for number, row in enumerate(typed)]

    def _row(self, number: int, row: Mapping[str, str], *, alone: bool) -> Row:
        """A row that is filled in is one line; it is open while something is wrong in it or nothing stands there."""
        summary = event_line(row)
        wrong = any(fault.part.startswith(f"{number}-") for fault in self.faults)
        return Row(number + 1, tuple(self._row_boxes(number, row)), summary, alone or wrong or not summary)

    @property
    def paste(self) -> Box:
        """The box for rows of a spreadsheet."""
        place = f"{self.name}-{PASTE}"
        return Box(
            PASTE, place, place, gettext(PASTE_LABEL), str(self.data.get(place) or ""), self._errors_at(PASTE), rows=4
        )

    @property
    def sheet(self) -> str:
        """The name of the field for a file of rows."""
        return f"{self.name}-sheet"

    def _row_boxes(self, number: int, row: Mapping[str, str]) -> list[Box]:
        lines = {"time": 0, "source": 0, "event": 3, "action": 2, "comment": 2}
        dated = self._date_parts(f"{number}-", lambda part: row[part], name_prefix="")
        wrong = tuple(error for part in DATE_PARTS for error in self._errors_at(f"{number}-{part}"))
        boxes = [Box("date", "", f"{self.name}-{number}-date", gettext(ROW_LABELS["date"]), "", wrong, parts=dated)]
        for column, height in lines.items():
            label = gettext(ROW_LABELS[column]) if column == "event" else _optional(ROW_LABELS[column])
            place = f"{self.name}-{number}-{column}"
            errors = self._errors_at(f"{number}-{column}")
            width = {"width": "10"} if column == "time" else None
            boxes.append(Box(column, f"{self.name}-{column}", place, label, row[column], errors, (), width, height))
        return boxes

    @property
    def most_rows(self) -> int:
        return int(self.question["rules"].get("most_rows", MOST_ROWS))

    # Choices

    @cached_property
    def options(self) -> list[Option]:
        other = other_choice(self.question)
        pairs = (
            [(value, str(label)) for value, label in YES_NO]
            if self.kind == "yes_no"
            else [(c["value"], c["label"]) for c in self.question["choices"]]
        )
        pairs = [*self.choices] if self.kind == "agency" else pairs
        chosen = set(self.data.getlist(self.name))
        return [
            Option(
                value,
                label,
                self.name if place == 0 else f"{self.name}-{place + 1}",
                value in chosen,
                other is not None and other["value"] == value,
            )
            for place, (value, label) in enumerate(pairs)
        ]

    @cached_property
    def other(self) -> Box | None:
        """The text to the choice that asks for one."""
        if (choice := other_choice(self.question)) is None:
            return None
        key = other_key(self.name)
        label = gettext("Details for “%(choice)s”") % {"choice": choice["label"]}
        return Box(
            "other", key, f"{self.name}-other", label, str(self.data.get(key) or ""), self._errors_at("other"), rows=0
        )

    @property
    def other_value(self) -> str:
        choice = other_choice(self.question)
        return choice["value"] if choice else ""

    @property
    def finds_by_typing(self) -> bool:
        return self.kind in ("autocomplete", "agency")

    @property
    def ticked(self) -> bool:
        return self.value == "yes"

    @property
    def accept(self) -> str:
        return file_types.accepted(file_types.kinds_of(self.question))

    # What is told

    @property
    def told(self) -> str:
        """What a question that nobody answers shows, in words; empty where it is not known."""
        return answer_text(self.question, self.answer) if self.answer is not None else ""

    @property
    def units(self) -> tuple[str, str]:
        """What a calculated value counts: one, and several."""
        return units_of(self.question)

    @property
    def bands(self) -> str:
        """What a sum or a score is called, for the browser, which works it out at once."""
        calculation = self.question.get("calculation")
        return json.dumps(calculation.get("bands", []) if calculation else [], ensure_ascii=False)

    @property
    def not_yet(self) -> str:
        """What stands there until it can be worked out."""
        calculation = self.question.get("calculation")
        adds_up = calculation is not None and calculation["what"] in ADDED_UP
        dated = gettext("Worked out when the dates are given")
        return gettext("Worked out when you have answered") if adds_up else dated


def _optional(label: str) -> str:
    return gettext("%(label)s (optional)") % {"label": gettext(label)}


def event_line(row: Mapping[str, str]) -> str:
    """An event in one line: its date and time, who says so and how it begins."""
    day = " ".join(filter(None, (row[part].strip() for part in DATE_PARTS)))
    texts = (" ".join(row[column].split()) for column in ("time", "source", "event"))
    line = ", ".join(filter(None, (day, *texts)))
    return f"{line[:LINE_LENGTH].rstrip()}…" if len(line) > LINE_LENGTH else line


def purpose_of(question: Question) -> str:
    """The purpose of its meaning, or of what it is filled in with; "" for whatever tells of somebody else."""
    meaning = meanings.registry.get(question["meaning"])
    source = prefill_sources.sources.get(question.get("prefill", ""))
    return (meaning.purpose if meaning else "") or (source.purpose if source else "")


def draw(form: StepForm, *, with_errors: bool, only: str = "", files: Mapping[str, Any] | None = None) -> list[Drawn]:
    """The questions of a step's form that are shown, and those that the browser may reveal.

    `only`: the one question whose errors are shown, where not all are.
    """
    form.is_valid()
    circumstances = form.circumstances
    possible = may_appear(for_browser(form.step, circumstances.known, circumstances.today))
    placed = [q for q in form.step["questions"] if q["name"] in form.shown or q["name"] in possible]
    groups = {group["name"]: group for group in form.step.get("groups", ())}
    visible = {question.get("group") for question in placed if question["name"] in form.shown}
    errors = form.errors.as_data() if with_errors else {}
    errors = {name: faults for name, faults in errors.items() if only in ("", name)}
    drawn = []
    for place, question in enumerate(placed):
        name, group = question["name"], question.get("group")
        before = placed[place - 1].get("group") if place else None
        after = placed[place + 1].get("group") if place + 1 < len(placed) else None
        drawn.append(
            Drawn(
                question,
                form.data,
                tuple(_faults(errors.get(name, []), question)),
                name not in form.shown,
                tuple(files[one] for one in form.data.getlist(name) if one in files) if files else (),
                circumstances.options(question.get("options", "")) if question["kind"] == "agency" else (),
                form.answers.get(name),
                groups.get(group or "") if group != before else None,
                group in groups and group != after,
                group not in visible,
            )
        )
    return drawn


def _faults(errors: Any, question: Question) -> list[Fault]:
    """The editor's own words come back as they were given: they may be in the form's second language."""
    own = {str(message): message for message in question["messages"].values()}
    return [
        Fault(error.part if isinstance(error, PartError) else "", own.get(str(message), str(message)))
        for error in errors
        for message in error.messages
    ]
