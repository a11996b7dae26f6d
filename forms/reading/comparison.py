"""Two submissions side by side, question by question: the same, different, or given in one of them only.

Questions are matched by name, wherever they stand; those that meet no name by their wording, so that two different
forms can be compared too. Entries of repeating steps are matched by their place: the first child with the first child.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from forms.questions.summary import SummaryRow, SummaryStep
from forms.reading.sent import SentForm
from forms.same_text import same

Place = tuple[str, int | None, str]


class Verdict(StrEnum):
    """What there is to say of a pair, in words."""

    SAME = "The same"
    DIFFERENT = "Different"
    ONLY_FIRST = "Answered in the first only"
    ONLY_SECOND = "Answered in the second only"
    NEITHER = "Answered in neither"


@dataclass(frozen=True)
class Pair:
    """One question with what each says; None where that form did not ask it."""

    first: SummaryRow | None
    second: SummaryRow | None

    @property
    def label(self) -> str:
        row = self.first or self.second
        return row.label if row is not None else ""

    @property
    def reworded(self) -> str:
        """How the second asked it, where that was in other words."""
        if self.first is None or self.second is None or self.first.label == self.second.label:
            return ""
        return self.second.label

    @property
    def verdict(self) -> Verdict:
        first, second = _said(self.first), _said(self.second)
        if first == second:
            return Verdict.SAME if first else Verdict.NEITHER
        if not second:
            return Verdict.ONLY_FIRST
        return Verdict.DIFFERENT if first else Verdict.ONLY_SECOND

    @property
    def is_different(self) -> bool:
        return self.verdict not in (Verdict.SAME, Verdict.NEITHER)


def _said(row: SummaryRow | None) -> tuple[str, ...]:
    """What is compared: the words of the answer, of files their names; nothing where there is no answer."""
    if row is None or not row.answered:
        return ()
    if row.files:
        return tuple(sorted(str(getattr(file, "filename", file)) for file in row.files))
    return (" ".join(row.text.split()),)


@dataclass(frozen=True)
class Part:
    """The pairs of a step, or of one entry of a repeating step."""

    title: str
    pairs: tuple[Pair, ...]

    @property
    def differences(self) -> int:
        return sum(pair.is_different for pair in self.pairs)


@dataclass(frozen=True)
class Comparison:
    first: SentForm
    second: SentForm
    parts: tuple[Part, ...]

    @property
    def differences(self) -> int:
        return sum(part.differences for part in self.parts)

    @property
    def questions(self) -> int:
        return sum(len(part.pairs) for part in self.parts)


def compare(first: SentForm, second: SentForm) -> Comparison:
    """Every question of both, in the order of the first, what only the second asked last."""
    rest = {place: row for _title, place, row in _rows(second.steps)}
    partners = _partners(_rows(first.steps), rest)
    pairs: dict[str, list[Pair]] = {}
    for title, place, row in _rows(first.steps):
        partner = partners.get(place)
        pairs.setdefault(title, []).append(Pair(row, rest.pop(partner) if partner is not None else None))
    for title, place, row in _rows(second.steps):
        if place in rest:
            pairs.setdefault(title, []).append(Pair(None, row))
    return Comparison(first, second, tuple(Part(title, tuple(own)) for title, own in pairs.items()))


def _rows(steps: Iterable[SummaryStep]) -> Iterator[tuple[str, Place, SummaryRow]]:
    """Every row with the heading it stands under and its place: step (of a repeating one only), entry, question."""
    for step in steps:
        for entry in step.entries:
            # The name that an entry is called by is an answer, and may differ: the heading counts them only.
            title = f"{step.title}: {entry.number}" if entry.number else step.title
            for row in entry.rows:
                yield title, (step.name if step.repeats else "", entry.number, row.name), row


def _partners(rows: Iterable[tuple[str, Place, SummaryRow]], others: dict[Place, SummaryRow]) -> dict[Place, Place]:
    """For each place of the first the one of the second it is compared with: by name, else by wording."""
    free = dict(others)
    found: dict[Place, Place] = {}
    unmatched: list[tuple[Place, SummaryRow]] = []
    for _title, place, row in rows:
        if place in free:
            found[place] = place
            del free[place]
        else:
            unmatched.append((place, row))
    by_wording: dict[tuple[int | None, str], Place] = {}
    for place, row in free.items():
        by_wording.setdefault((place[1], _wording(row)), place)
    for place, row in unmatched:
        partner = by_wording.pop((place[1], _wording(row)), None)
        if partner is not None:
            found[place] = partner
    return found


def _wording(row: SummaryRow) -> str:
    return same(row.label)
