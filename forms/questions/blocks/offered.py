"""What the blocks offer to choose from, and the rules for names. Asked when an editor opens: by then every package
has registered what is its own.
"""

from django.core.validators import RegexValidator

from forms.definition import calculations, meanings, prefill_sources, rules, shape

NAME = RegexValidator(
    r"^[a-z][a-z0-9_]{0,59}$",
    "Use lower-case letters, numbers and underscores, starting with a letter, at most 60 characters. Like: child_name",
)
GUIDANCE_FEATURES = ["bold", "ol", "ul", "link"]
# Every message of a question that can be worded, by the rule that gives it.
MESSAGES = [
    ("required", "it is left empty"),
    ("other", "the text to “other” is left empty"),
    # What kind a file is of is said by its real reason, the moment it is added.
    *((rule, limit.broken) for rule, limit in rules.LIMITS.items() if rule != "kinds"),
]
FILES = {
    "documents": "Documents: PDF, Word, Excel, OpenDocument, plain text",
    "emails": "E-mails: eml, and msg of Outlook",
    "pictures": "Pictures: PNG, JPEG, HEIC",
    "audio": "Sound recordings: m4a, mp3",
    "video": "Videos: mp4, mov",
}
CALCULATED = list(calculations.LABELS.items())
OPERATORS = {
    **shape.OPERATORS,
    "includes": "includes (several answers possible)",
    "not_includes": "does not include (several answers possible)",
    "answered": "was answered",
    "not_answered": "was not answered",
}


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
