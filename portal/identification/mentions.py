"""One place of a text where an identifier is mentioned, and how mentions become finds."""

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache

from portal.identification.patterns import CERTAIN, LIKELY, POSSIBLE
from portal.identification.words import fold
from workflow.machines.publication.identification.identifiers import Identifier
from workflow.report_seam import Found, Place

MOST_PLACES = 2_000
AROUND = 60
LONGEST_WRITTEN = 200
MOST_FORMS = 12
ORDER = (CERTAIN, LIKELY, POSSIBLE)
POSSESSIVE = re.compile(r"'s$")


@dataclass(frozen=True)
class Passage:
    """One text and where it stands: "Analysis", "Document “plan.docx”, comment"."""

    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Mention:
    """Where it stands in the original, how sure it is, and why.

    `together`: mentions of one such name are one find, however they are written. `by_case`: “will” and “Will” are two.
    """

    identifier: Identifier
    start: int
    end: int
    sure: str
    why: str
    together: str = ""
    by_case: bool = False


@dataclass
class Find:
    """Mentions alike, from all passages."""

    kind: str
    written: Counter[str] = field(default_factory=Counter)
    identifiers: set[str] = field(default_factory=set)
    places: list[Place] = field(default_factory=list)
    seen: set[tuple[str, int, int]] = field(default_factory=set)
    sure: str = POSSIBLE
    why: str = ""

    def add(self, mention: Mention, passage: Passage, number: int) -> None:
        self.identifiers.add(mention.identifier.text)
        if not self.why or ORDER.index(mention.sure) < ORDER.index(self.sure):
            self.sure, self.why = mention.sure, mention.why
        place = (str(number), mention.start, mention.end)
        if place in self.seen:
            return
        self.seen.add(place)
        self.written[written_in(passage.text, mention)] += 1
        if len(self.places) < MOST_PLACES:
            self.places.append(Place(passage.where, excerpt(passage.text, mention.start, mention.end)))

    def found(self) -> Found:
        forms = [form for form, _times in self.written.most_common(MOST_FORMS)]
        more = len(self.written) - len(forms)
        written = "; ".join(forms) + (f"; {more} more" if more > 0 else "")
        return Found(
            self.kind,
            "; ".join(sorted(self.identifiers)),
            written,
            tuple(self.places),
            len(self.seen),
            self.sure,
            self.why,
        )


def key_of(mention: Mention, text: str) -> tuple[str, str]:
    """Mentions of one key are one find."""
    if mention.together:
        return mention.identifier.kind, f"\0{mention.together}"
    written = written_in(text, mention)
    form = _form_of(written)
    if mention.by_case:
        form += "\0" + ("lower" if written.islower() else "capital")
    return mention.identifier.kind, form


@lru_cache(maxsize=10_000)
def _form_of(written: str) -> str:
    return POSSESSIVE.sub("", " ".join(fold(written).split()))


def written_in(text: str, mention: Mention) -> str:
    """The words as they stand, in one line."""
    return " ".join(text[mention.start : min(mention.end, mention.start + LONGEST_WRITTEN)].split())


def excerpt(text: str, start: int, end: int) -> str:
    before, after = max(0, start - AROUND), min(len(text), min(end, start + LONGEST_WRITTEN) + AROUND)
    words = " ".join(text[before:after].split())
    return f"{'… ' if before else ''}{words}{' …' if after < len(text) else ''}"
