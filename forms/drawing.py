"""A question as the templates draw it: ids, hints, errors and values are worked out here, templates place them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forms import uploads
from forms.builder import YES_NO, StepForm, limit_of
from forms.conditions import for_browser, may_appear
from forms.definition import Question
from forms.fields import DATE_PARTS

INPUTS = {
    "text": {"type": "text"},
    "email": {"type": "email", "autocomplete": "email", "spellcheck": "false"},
    "telephone": {"type": "tel", "width": "20"},
    "number": {"type": "text", "inputmode": "decimal", "width": "10"},
    "postcode": {"type": "text", "width": "10"},
}
TEMPLATES = {
    "long_text": "textarea",
    "address": "textarea",
    "yes_no": "radios",
    "approximate_date": "date",
} | dict.fromkeys(INPUTS, "input")
ROWS = {"long_text": 8, "address": 4}
GROUPED = ("radios", "yes_no", "checkboxes", "date", "approximate_date", "declaration")


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    id: str
    chosen: bool


@dataclass(frozen=True)
class DatePart:
    name: str
    label: str
    value: str
    width: int
    wrong: bool


@dataclass(frozen=True)
class Drawn:
    """One question, ready to be placed."""

    question: Question
    data: Any
    errors: tuple[str, ...]
    hidden: bool
    attachments: tuple[Any, ...]

    @property
    def name(self) -> str:
        return self.question["name"]

    @property
    def kind(self) -> str:
        return self.question["kind"]

    @property
    def template(self) -> str:
        return f"forms/fields/{TEMPLATES.get(self.kind, self.kind)}.html"

    @property
    def label(self) -> str:
        """The wording, saying so when no answer is needed."""
        if self.question["required"] or self.kind == "declaration":
            return self.question["label"]
        return f"{self.question['label']} (optional)"

    @property
    def hint(self) -> str:
        if self.kind == "file":
            return " ".join(filter(None, (self.question["hint"], uploads.rules_in_words())))
        if self.question["hint"]:
            return self.question["hint"]
        usual = {
            "date": "For example, 27 3 2024",
            "approximate_date": "For example, 27 3 2024. Leave day or month empty if you do not know them.",
            "checkboxes": "Select all that apply.",
        }
        return usual.get(self.kind, "")

    @property
    def guidance(self) -> str:
        return self.question["guidance"]

    @property
    def target(self) -> str:
        """The id that an error in the summary leads to."""
        if self.kind in ("date", "approximate_date"):
            return f"{self.name}-day"
        return f"{self.name}-upload" if self.kind == "file" else self.name

    @property
    def described_by(self) -> str:
        ids = [f"{self.name}-hint"] if self.hint else []
        ids += [f"{self.name}-error"] if self.errors else []
        ids += [f"{self.name}-info"] if self.kind == "long_text" else []
        return " ".join(ids)

    @property
    def value(self) -> str:
        return str(self.data.get(self.name) or "")

    @property
    def input(self) -> Mapping[str, str]:
        return INPUTS.get(self.kind, {})

    @property
    def rows(self) -> int:
        return ROWS.get(self.kind, 5)

    @property
    def limit(self) -> int:
        return limit_of(self.question)

    @property
    def options(self) -> list[Option]:
        pairs = YES_NO if self.kind == "yes_no" else [(c["value"], c["label"]) for c in self.question["choices"]]
        chosen = set(self.data.getlist(self.name))
        return [
            Option(value, label, self.name if place == 0 else f"{self.name}-{place + 1}", value in chosen)
            for place, (value, label) in enumerate(pairs)
        ]

    @property
    def ticked(self) -> bool:
        return self.value == "yes"

    @property
    def parts(self) -> list[DatePart]:
        widths = {"day": 2, "month": 2, "year": 4}
        return [
            DatePart(
                f"{self.name}-{part}",
                part.capitalize(),
                str(self.data.get(f"{self.name}-{part}") or ""),
                widths[part],
                bool(self.errors),
            )
            for part in DATE_PARTS
        ]

    @property
    def accept(self) -> str:
        return uploads.accept_attribute()


def draw(form: StepForm, *, with_errors: bool, files: Mapping[str, Any] | None = None) -> list[Drawn]:
    """The questions of a step's form that are shown, and those that the browser may reveal."""
    form.is_valid()
    possible = may_appear(for_browser(form.step, form.circumstances.known))
    drawn = []
    for question in form.step["questions"]:
        name = question["name"]
        shown = name in form.shown
        if not shown and name not in possible:
            continue
        errors = tuple(str(message) for message in form.errors.get(name, [])) if with_errors else ()
        own = tuple(files[one] for one in form.data.getlist(name) if one in files) if files else ()
        drawn.append(Drawn(question, form.data, errors, not shown, own))
    return drawn
