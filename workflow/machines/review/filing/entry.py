"""What is put on file of a review: family contacts, practitioners, requests, advice, conflicts of interest.

An entry is made by a step of the review and never changed. A later entry may correct it, with the reason; the earlier
one stays readable. Everything that was typed is sealed under the case's key.
"""

from collections.abc import Iterable
from functools import cached_property
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models

from forms.definition.dates import spoken_day
from forms.vault import DataKey, SealedField

SHORT = 70


class EntryKind(models.TextChoices):
    """What an entry tells of; the duty it serves stands with the step that makes it."""

    REVIEWER = "reviewer", "Reviewer"
    REVIEWER_LEFT = "reviewer_left", "The reviewer left"
    FAMILY_TOLD = "family_told", "The family was told"
    NOT_TOLD = "not_told", "Why the family is not told yet"
    NOT_TOLD_AGREED = "not_told_agreed", "Agreed: the family is not told yet"
    END_TOLD = "end_told", "The family was told that there is no review"
    MEMBER = "member", "Member of the family"
    CONTACT = "contact", "Contact with the family"
    TERMS = "terms", "Terms of reference"
    ADVICE = "advice", "Advice on chronologies, reports, other areas and parallel processes"
    PRACTITIONERS = "practitioners", "Practitioners’ part"
    BRIEFING = "briefing", "Briefing session"
    PROGRESS = "progress", "Progress and quality"
    REQUEST = "request", "Request to the reviewer"
    ANSWER = "answer", "Answer of the reviewer"
    CONFLICT = "conflict", "Declaration of interests"
    LEARNING = "learning", "Learning that was shared"
    RISK = "risk", "Finding or emerging risk"
    SCOPE = "scope", "Discussion of scope and method with the Panel"
    STRATEGIC_TOLD = "strategic_told", "The strategic body was told"
    COOPERATION = "cooperation", "Local cooperation"
    STRUCK = "struck", "Struck out"


class ReviewEntry(models.Model):
    """One entry. `corrects` is the earlier one whose place it takes; `about` the one that it belongs to (a contact to
    a member of the family, an answer to a request).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    review = models.ForeignKey("workflow.Review", on_delete=models.PROTECT, related_name="entries")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=EntryKind.choices)
    about = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    corrects = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="correction")
    said = SealedField(help_text="What was typed, by question.")
    lines = SealedField(help_text="The same as it was asked: [[question, answer], …].")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        verbose_name_plural = "review entries"

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @cached_property
    def answers(self) -> dict[str, Any]:
        """What was typed, opened once."""
        return dict(self.said or {})

    @property
    def short(self) -> str:
        """The entry in one line, to choose it from a list."""
        first = next((answer for _question, answer in self.lines or () if answer), "")
        first = " ".join(first.split())
        return f"{self.get_kind_display()}: {first[:SHORT]}{'…' if len(first) > SHORT else ''} ({spoken_day(self.at)})"


class OnFile:
    """All entries of one review, read once: what is current, what was corrected, what belongs to what."""

    def __init__(self, entries: Iterable[ReviewEntry]) -> None:
        self.entries = list(entries)
        self._later = {entry.corrects_id: entry for entry in self.entries if entry.corrects_id}
        self._by_id = {entry.pk: entry for entry in self.entries}

    @classmethod
    def of(cls, review: Any) -> "OnFile":
        """One query; the entries share the case's key."""
        entries = list(ReviewEntry.objects.filter(review=review).select_related("by"))
        for entry in entries:
            entry.review = review
            entry.data_key = review.case.data_key
        return cls(entries)

    def current(self, *kinds: str) -> list[ReviewEntry]:
        """The entries of these kinds, all kinds if none is named, that no later one corrected; the oldest first."""
        return [
            entry
            for entry in self.entries
            if entry.pk not in self._later and entry.kind != EntryKind.STRUCK and (not kinds or entry.kind in kinds)
        ]

    def latest(self, kind: str) -> ReviewEntry | None:
        found = self.current(kind)
        return found[-1] if found else None

    def find(self, pk: Any) -> ReviewEntry | None:
        return self._by_id.get(pk)

    def about(self, entry: ReviewEntry, kind: str) -> list[ReviewEntry]:
        """The current entries of a kind that belong to this one, or to an earlier version of it."""
        return [one for one in self.current(kind) if one.about_id and self._newest(one.about_id) == entry.pk]

    def earlier(self, entry: ReviewEntry) -> list[ReviewEntry]:
        """The versions that this entry took the place of, the newest first."""
        found: list[ReviewEntry] = []
        while entry.corrects_id and (before := self.find(entry.corrects_id)) is not None:
            found.append(before)
            entry = before
        return found

    def struck(self) -> list[tuple[ReviewEntry, ReviewEntry]]:
        """What was struck out, each with the entry that says why."""
        pairs = [(self.find(entry.corrects_id), entry) for entry in self.entries if entry.kind == EntryKind.STRUCK]
        return [(gone, why) for gone, why in pairs if gone is not None]

    def _newest(self, pk: Any) -> Any:
        while (later := self._later.get(pk)) is not None:
            pk = later.pk
        return pk

    # --- What guards and pages ask ---------------------------------------------------------------------------------

    def not_invited(self) -> list[ReviewEntry]:
        """The members of the family who were not invited to contribute, and without a reason why not (D25)."""
        return [member for member in self.current(EntryKind.MEMBER) if not self.about(member, EntryKind.CONTACT)]

    def unanswered(self) -> list[ReviewEntry]:
        """The requests in writing that the reviewer has not answered (D29)."""
        requests = self.current(EntryKind.REQUEST)
        return [request for request in requests if not self.about(request, EntryKind.ANSWER)]

    def proposed_not_told(self) -> ReviewEntry | None:
        """The reason why the family is not told yet that nobody has agreed to, None without one (D18)."""
        reason = self.latest(EntryKind.NOT_TOLD)
        return reason if reason and not self.about(reason, EntryKind.NOT_TOLD_AGREED) else None

    def agreed_not_told(self) -> ReviewEntry | None:
        """The reason why the family is not told yet that was agreed to, None without one (D18)."""
        reason = self.latest(EntryKind.NOT_TOLD)
        return reason if reason and self.about(reason, EntryKind.NOT_TOLD_AGREED) else None

    def declaration_of(self, user_id: Any) -> ReviewEntry | None:
        """The newest declaration of interests by this person."""
        theirs = [one for one in self.current(EntryKind.CONFLICT) if one.answers.get("person") == str(user_id)]
        return theirs[-1] if theirs else None
