"""What the blocks offer to choose from, and the rules for names. Asked when an editor opens: by then every package
has registered what is its own.
"""

from django.core.validators import RegexValidator

from forms.definition import calculations, meanings, prefill_sources

NAME = RegexValidator(
    r"^[a-z][a-z0-9_]{0,59}$",
    "Use lower-case letters, numbers and underscores, starting with a letter, at most 60 characters. Like: child_name",
)
GUIDANCE_FEATURES = ["bold", "ol", "ul", "link"]
# Every message of a question that can be worded, by the rule that gives it.
MESSAGES = [
    ("required", "it is left empty"),
    ("other", "the text to “other” is left empty"),
    ("max_length", "it is too long"),
    ("min_length", "it is too short"),
    ("least", "the number is too low"),
    ("most", "the number is too high"),
    ("whole", "the number is not a whole one"),
    ("pattern", "it does not have the right form"),
    ("not_future", "the date is in the future"),
    ("not_past", "the date is in the past"),
    ("not_before", "the date is before another"),
    ("not_after", "the date is after another"),
    ("within_past_days", "the date is too long ago"),
    ("within_future_days", "the date is too far away"),
    ("most_files", "there are too many files"),
    ("most_rows", "there are too many rows"),
]
PARTS = {
    "role": "Job title or role",
    "organisation": "Organisation",
    "relationship": "Relationship to the child",
    "telephone": "Telephone number",
    "email": "E-mail address",
    "born": "Date of birth",
    "address": "Address",
}
FILES = {
    "documents": "Documents: PDF, Word, Excel, OpenDocument, plain text",
    "emails": "E-mails: eml, and msg of Outlook",
    "pictures": "Pictures: PNG, JPEG, HEIC",
    "audio": "Sound recordings: m4a, mp3",
    "video": "Videos: mp4, mov",
}
CALCULATED = list(calculations.LABELS.items())
OPERATORS = [
    ("equals", "is"),
    ("not_equals", "is not"),
    ("includes", "includes (several answers possible)"),
    ("not_includes", "does not include (several answers possible)"),
    ("answered", "was answered"),
    ("not_answered", "was not answered"),
    ("more_than", "is more than"),
    ("less_than", "is less than"),
    ("at_least", "is at least"),
    ("at_most", "is at most"),
    ("before", "is before"),
    ("after", "is after"),
]


def question_meanings() -> list[tuple[str, str]]:
    """Choices for a question's meaning, asked for when an editor opens: by then every package has registered its."""
    return meanings.choices(step=False)


def step_meanings() -> list[tuple[str, str]]:
    """Choices for a repeating step's meaning."""
    return meanings.choices(step=True)


def source_choices() -> list[tuple[str, str]]:
    """What can be filled in, or shown, from the case and from the person."""
    return prefill_sources.sources.choices()


def option_list_choices() -> list[tuple[str, str]]:
    """Lists to choose from that are kept elsewhere."""
    return prefill_sources.option_lists.choices()


def usual_option_list() -> str:
    """The first list, chosen already in a new question."""
    return next((key for key, _label in option_list_choices()), "")
