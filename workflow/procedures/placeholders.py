"""What the wording of a letter may name: the one list that editors choose from, and where each is read.

An e-mail carries none of these (workflow.procedures.version.PLACEHOLDERS is its own, closed list). Knows no model, so
that the wording's model can check itself against it; `workflow.notices.letters.contents` reads them.
"""

from dataclasses import dataclass

from workflow.procedures.words import words


@dataclass(frozen=True)
class Placeholder:
    """One fact that a letter may carry: its name in curly brackets, what it is, and where it is read."""

    key: str
    label: str
    source: str


LETTER_PLACEHOLDERS = {one["key"]: Placeholder(**one) for one in words("placeholders")}
