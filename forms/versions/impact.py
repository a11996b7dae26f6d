"""What publishing would do to the drafts that people have open: counted, never kept, never shown one by one.

Each draft is sealed under a key of its own, so looking into ten thousand takes seconds: they are looked through in
batches, by primary key. Drafts whose questions carry over silently are counted and not opened at all.
"""

import math
import operator
import uuid
from dataclasses import astuple, dataclass
from datetime import datetime
from time import monotonic

from django.db.models import QuerySet
from django.utils import timezone

from forms.definition.shape import Definition, digest
from forms.models.submission import Draft
from forms.models.version import FormVersion
from forms.vault import VaultError
from forms.versions.following import Following

BATCH = 500
MOMENT_SECONDS = 1


@dataclass(frozen=True)
class Tally:
    """How many drafts were looked into, and what they would meet. A draft may both gain and lose.

    `unread`: their key is destroyed or not set, so nobody can say.
    """

    looked: int = 0
    gain: int = 0
    lose: int = 0
    same: int = 0
    unread: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*map(operator.add, astuple(self), astuple(other)))


class Impact:
    """The open drafts of one form against the questions that would be published."""

    def __init__(self, page_id: int, definition: Definition, *, now: datetime) -> None:
        self.page_id, self.definition, self.now = page_id, definition, now
        self.digest = digest(definition)
        self.today = timezone.localdate(now)
        self._ways = {
            version.pk: Following(version.definition, definition)
            for version in FormVersion.objects.filter(page_id=page_id, pk__in=self._open.values("version_id"))
        }

    @property
    def _open(self) -> QuerySet[Draft]:
        return Draft.objects.filter(
            page_id=self.page_id, trial__isnull=True, submitted_at=None, expires_at__gt=self.now
        ).order_by()

    def open_drafts(self) -> int:
        """How many people are in the middle of the form."""
        return self._open.count()

    def to_look_into(self) -> int:
        """How many of them cannot be settled without their answers."""
        return self._telling().count()

    def _telling(self) -> QuerySet[Draft]:
        return self._open.filter(version_id__in=[pk for pk, way in self._ways.items() if not way.is_silent])

    def batch(self, after: uuid.UUID | None = None, size: int = BATCH) -> tuple[Tally, uuid.UUID | None]:
        """The drafts after this one, and where to go on; None when all were looked into."""
        found = self._telling().select_related("data_key").defer("working", "trial").order_by("pk")
        if after is not None:
            found = found.filter(pk__gt=after)
        drafts = list(found[:size])
        tally = sum((self._look_into(draft) for draft in drafts), Tally())
        return tally, drafts[-1].pk if len(drafts) == size else None

    def for_a_moment(
        self, after: uuid.UUID | None = None, *, seconds: float = MOMENT_SECONDS
    ) -> tuple[Tally, uuid.UUID | None]:
        """Batch after batch for about a second: reading the form's own blocks anew for each would cost most of all."""
        stop_at = monotonic() + seconds
        tally, after = self.batch(after)
        while after is not None and monotonic() < stop_at:
            more, after = self.batch(after)
            tally += more
        return tally, after

    def whole(self) -> Tally:
        """All of them at once, for a browser without JavaScript."""
        tally, _end = self.for_a_moment(seconds=math.inf)
        return tally

    def _look_into(self, draft: Draft) -> Tally:
        try:
            answers = draft.answers or {}
        except VaultError:
            return Tally(looked=1, unread=1)
        effect = self._ways[draft.version_id].effect(answers, today=self.today)  # type: ignore[index]  # no trial is among them
        return Tally(
            looked=1, gain=int(effect.gains), lose=int(effect.loses), same=int(not effect.gains and not effect.loses)
        )
