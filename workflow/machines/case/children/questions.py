"""What the steps about the children of a case ask: each child by meaning, whatever form told of them."""

from datetime import date
from typing import Any

from django import forms

from forms.definition.dates import spoken_day
from workflow.engine.fields import DayField, LineField, OneOfField, ProseField, SelectField, offer
from workflow.engine.step import TransitionForm, local_date

BIRTH = [
    ("known", "The date of birth is known"),
    ("estimated", "The date of birth is not known: the age is estimated"),
    ("unborn", "The child is not born yet"),
    ("not_known", "Nothing is known of it"),
]
OUTCOMES = [
    ("died", "The child died"),
    ("seriously_harmed", "The child was seriously harmed"),
    ("not_known", "Not known yet"),
    ("not_harmed", "The child was not harmed"),
]
AS_IT_IS = ("", "As it is recorded now")
# The fields that tell of the date of birth, by what is known of it.
TELLS = {"known": "birth_date", "estimated": "age_estimate", "unborn": "due_date"}


class ChildForm(TransitionForm):
    """What is asked of a child; a step says what of it must be given."""

    child_name = LineField("Name of the child", help_text="Leave empty when it is not known.", max_length=150)
    birth_known = OneOfField("What is known of the date of birth?", "Say what is known of the date of birth.", BIRTH)
    birth_date = DayField("Date of birth")
    age_estimate = LineField("Estimated age", max_length=60)
    due_date = DayField("Expected date of birth")
    outcome = OneOfField("What happened to the child?", "Say what happened to the child.", OUTCOMES)
    death_date = DayField("Date of death")

    def changes(self, before: dict[str, Any]) -> dict[str, Any]:
        """What was given, by meaning; what is known of the birth takes the place of what was known before."""
        data = self.cleaned_data
        names = ("birth_known", "birth_date", "age_estimate", "due_date", "outcome", "death_date")
        given = {f"child.{name}": _plain(data[name]) for name in names if data.get(name)}
        if data.get("child_name"):
            given["child.name"] = data["child_name"]
        if known := given.get("child.birth_known"):
            others = [f"child.{name}" for kind, name in TELLS.items() if kind != known]
            given |= {name: "" for name in others if name in before}
        if given.get("child.outcome", "died") != "died" and "child.death_date" in before:
            given["child.death_date"] = ""
        return {key: value for key, value in given.items() if value != before.get(key, "")}

    def check_dates(self, details: dict[str, Any]) -> None:
        """No birth or death that lies ahead, no death before the birth, nothing said of a birth that is unknown."""
        today, data = local_date(self.now), self.cleaned_data
        for name, what in (("birth_date", "date of birth"), ("death_date", "date of death")):
            if data.get(name) and data[name] > today:
                self.add_error(name, f"The {what} must be today or in the past.")
        known = details.get("child.birth_known")
        for kind, name in TELLS.items():
            if known and kind != known and data.get(name):
                self.add_error(name, f"Leave this empty, or choose “{dict(BIRTH)[kind]}” above.")
        if known == "known" and not details.get("child.birth_date"):
            self.add_error("birth_date", "Enter the date of birth.")
        if details.get("child.death_date") and details.get("child.outcome") != "died":
            self.add_error("death_date", "Leave this empty, or choose “The child died” above.")
        born, died = (_day(details.get(f"child.{name}")) for name in ("birth_date", "death_date"))
        if born and died and died < born:
            self.add_error("death_date", "The date of death must be the date of birth or later.")


class AddChildForm(ChildForm):
    reason = ProseField(
        "How did this child become known?", "Enter how it became known that this child is concerned too."
    )

    def clean(self) -> dict[str, Any]:
        details = {key: value for key, value in self.changes({}).items() if value}
        self.check_dates(details)
        return {"new": details, "reason": self.cleaned_data.get("reason", "")}


class CorrectChildForm(ChildForm):
    child = SelectField("Which child?", "Choose the child.", wrong="Choose one of the children of this case.")
    field_order = ("child",)
    reason = ProseField(
        "Why is it corrected?",
        "Enter why it is corrected.",
        help_text="The forms that were sent stay as they are. What was recorded before is kept with your reason.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.children = {str(one.pk): one for one in self.record.children.select_related("data_key")}
        named = [(pk, describe(one.details or {}, place)) for place, (pk, one) in enumerate(self.children.items(), 1)]
        offer(self, "child", named)
        for name in ("birth_known", "outcome"):
            asked: Any = self.fields[name]
            asked.required, asked.choices = False, [AS_IT_IS, *asked.choices]
        for name in ("child_name", "birth_date", "age_estimate", "due_date", "death_date"):
            self.fields[name].help_text = "Leave empty when it stays as it is recorded."

    def clean(self) -> dict[str, Any]:
        found = self.children.get(self.cleaned_data.get("child", ""))
        if found is None:
            return self.cleaned_data
        before = found.details or {}
        given = self.changes(before)
        self.check_dates({**before, **given})
        if not given and not self.errors:
            raise forms.ValidationError("Nothing you entered differs from what is recorded. Change something first.")
        return {
            "child": str(found.pk),
            "old": {key: before.get(key, "") for key in given},
            "new": given,
            "reason": self.cleaned_data.get("reason", ""),
        }


def describe(details: dict[str, Any], place: int) -> str:
    """How a child is named in a list: by name, else by its place and what is known of its birth."""
    name = str(details.get("child.name") or "")
    if name:
        return name
    words = {"unborn": "not born yet", "estimated": str(details.get("child.age_estimate") or "")}
    known = str(details.get("child.birth_known") or "")
    born = _day(details.get("child.birth_date"))
    more = f"born {spoken_day(born)}" if born else words.get(known, "")
    return f"Child {place}, name not known" + (f" ({more})" if more else "")


def in_words_of_day(value: str) -> str:
    """A day as people read it, "" where the value is none."""
    return spoken_day(_day(value))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        # A year alone, or words: nothing to compare.
        return None
