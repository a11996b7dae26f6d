"""By what a case is found without its facts being said: keyed marks of the beginnings of a child’s names, of its birth
date, and of the national reference.

What they reveal to who has the tables and not the key stands in docs/adr/0010-marks-for-search.md.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import models

from forms.same_text import folded_words, same
from forms.vault import sign, signatures

# One letter would mark half of all children alike; nobody types more than the longest.
SHORTEST, LONGEST = 2, 16
# A mark is looked up, never proved: half of the signature tells names apart.
LENGTH = 32


class SearchMark(models.Model):
    """One mark of a case; of a child, where it is the child’s."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey("workflow.Case", on_delete=models.CASCADE, related_name="marks")
    child = models.ForeignKey("workflow.Child", null=True, on_delete=models.CASCADE, related_name="marks")
    mark = models.CharField(max_length=LENGTH)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mark", "case", "child"], name="one_mark_a_child"),
            models.UniqueConstraint(fields=["mark", "case"], condition=models.Q(child=None), name="one_mark_a_case"),
        ]

    def __str__(self) -> str:
        return f"{self.mark[:8]} of {self.case_id}"


def marks_of_word(word: str) -> list[str]:
    """The marks of the beginning of a name, already folded, by every key that may have made one, today's first."""
    return _marks("child-word", word[:LONGEST])


def marks_of_birth(born: date | str) -> list[str]:
    """Those of a birth date; text is ISO."""
    return _marks("child-birth", str(born))


def marks_of_reference(reference: str) -> list[str]:
    """Those of the reference that the national service gave, however it is spaced."""
    return _marks("national-reference", same(reference).replace(" ", ""))


def _marks(purpose: str, text: str) -> list[str]:
    return [signature[:LENGTH] for signature in signatures(purpose, text.encode())]


def mark_reference(case_id: Any, reference: str) -> None:
    """Make the case findable by its national reference, besides any that it had."""
    if same(reference):
        SearchMark.objects.get_or_create(case_id=case_id, child=None, mark=marks_of_reference(reference)[0])


def marks_of(details: Mapping[str, Any]) -> set[str]:
    """Every mark of what is known of a child."""
    found = {
        sign("child-word", word[:length].encode())[:LENGTH]
        for word in _words(str(details.get("child.name") or ""))
        for length in range(SHORTEST, min(len(word), LONGEST) + 1)
    }
    if born := details.get("child.birth_date"):
        found.add(marks_of_birth(born)[0])
    return found


def marking(text: str, *, born: date | None = None) -> "models.QuerySet[SearchMark]":
    """The marks of the cases that are found by this text: the national service gave this reference, or every word
    begins a name of one child, or, where the text is a date, a child was born on it.
    """
    found = models.Q(mark__in=marks_of_reference(text))
    if born is not None:
        return SearchMark.objects.filter(found | models.Q(mark__in=marks_of_birth(born)))
    # A word too short for a mark finds nothing and narrows nothing.
    words = [word for word in same(text).split() if len(word) >= SHORTEST]
    if words:
        named = models.Q(mark__in=marks_of_word(words[0]), child__isnull=False)
        for word in words[1:]:
            # All of them at once: asked of each child by itself it takes eight times as long.
            of_the_same = SearchMark.objects.filter(mark__in=marks_of_word(word), child__isnull=False)
            named &= models.Q(child__in=of_the_same.values("child"))
        found |= named
    return SearchMark.objects.filter(found)


def _words(text: str) -> set[str]:
    # “O’Brien-Hope” is found as “obrien”, “hope” and “brien”.
    return {*same(text).split(), *folded_words(text)}
