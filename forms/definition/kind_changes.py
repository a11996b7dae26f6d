"""In which other ways a question can be asked so that what people answered already follows it."""

from typing import Any

from forms.definition.shape import Question

_ONE_OF = ("radios", "select", "autocomplete")

# From a kind to those whose answers take its own, as they are or put into a list.
FOLLOWING: dict[str, tuple[str, ...]] = {
    "text": ("long_text",),
    **{kind: (*(other for other in _ONE_OF if other != kind), "checkboxes") for kind in _ONE_OF},
    "yes_no": ("radios", "select"),
    "date": ("approximate_date",),
    **dict.fromkeys(("email", "telephone", "postcode", "nhs_number"), ("text", "long_text")),
    "address": ("long_text",),
}
YES_NO = (("yes", "Yes"), ("no", "No"))


def follows(old: str, new: str) -> bool:
    """Whether an answer to a question of the old kind is one to a question of the new kind."""
    return old == new or new in FOLLOWING.get(old, ())


def followed(value: Any, old: str, new: str) -> Any:
    """The answer as the new kind keeps it: several answers are possible where one was given."""
    return [value] if old in _ONE_OF and new == "checkboxes" and isinstance(value, str) else value


def why_not(question: Question, kind: str, kinds_of_meaning: tuple[str, ...]) -> str:
    """Why this question cannot be asked in that way, in a sentence; empty where it can."""
    if not follows(question["kind"], kind):
        return "What people have answered could not follow. Add a new question, and delete this one."
    if kinds_of_meaning and kind not in kinds_of_meaning:
        return "What its answer means to the case desk needs it as it is."
    return ""
