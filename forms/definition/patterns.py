"""Patterns that an editor chooses by name: what a short text must look like, and what to say when it does not.

Each is one plain sequence without nested repetition, so that no text, however long, makes matching slow. Spaces around
an answer are gone before it is matched.
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_noop


@dataclass(frozen=True)
class Pattern:
    """`label`: what an editor chooses. `message`: follows the question's wording, as in “X” must be …"""

    key: str
    label: str
    expression: str
    message: str

    def fits(self, text: str) -> bool:
        """Whether the whole text looks like this."""
        return re.fullmatch(self.expression, text, re.IGNORECASE) is not None


# A letter of any alphabet: a word character that is neither a digit nor an underscore.
LETTER = r"[^\W\d_]"

PATTERNS: dict[str, Pattern] = {
    pattern.key: pattern
    for pattern in (
        Pattern(
            "letters",
            "Letters only (with spaces, hyphens and apostrophes)",
            rf"(?:{LETTER}|[ '’-])+",
            gettext_noop("must have letters only, without numbers or signs"),
        ),
        Pattern("digits", "Digits only", r"[0-9]+", gettext_noop("must have digits only, like 12345")),
        Pattern(
            "letters_digits",
            "Letters and digits only",
            rf"(?:{LETTER}|[0-9])+",
            gettext_noop("must have letters and digits only, without spaces or signs"),
        ),
        Pattern(
            "national_insurance",
            "UK National Insurance number",
            # As HMRC issues them: no D, F, I, Q, U, V at the start, no O second, and not the prefixes set aside.
            r"(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]",
            gettext_noop("must be a National Insurance number, like AB 12 34 56 C"),
        ),
        Pattern(
            "ofsted_urn",
            "Ofsted URN",
            r"(?:SC|EY|VC|CA|RP|CM)?[0-9]{6,7}",
            gettext_noop("must be an Ofsted reference number, like 123456 or SC123456"),
        ),
        Pattern(
            "pupil_number",
            "Unique pupil number (UPN)",
            r"[A-HJ-NP-RT-Z][0-9]{11}[0-9A-HJ-NP-RT-Z]",
            gettext_noop("must be a unique pupil number: a letter and 12 more characters, like A801200001001"),
        ),
        Pattern(
            "case_reference",
            "Case reference of this portal",
            r"[A-Z]{2,8}-[0-9]{4}-[0-9]{4,6}",
            gettext_noop("must be a case reference, like NSCP-2026-0003"),
        ),
        Pattern(
            "web_address",
            "Web address",
            r"https?://[^\s/?#.@]+\.[^\s]+",
            gettext_noop("must be a web address that starts with https://"),
        ),
    )
}


def choices() -> list[tuple[str, str]]:
    """Key and label, for a select in the editor."""
    return [(pattern.key, pattern.label) for pattern in PATTERNS.values()]
