"""What somebody sent when they were no longer signed in, kept sealed until they have signed in again.

Only for the person who wrote it, in the browser it was sent from, and for a few hours: what it says about a child may
lie nowhere in clear, and longer than needed nowhere at all.
"""

import uuid
from datetime import datetime, timedelta
from typing import Any, ClassVar, TypedDict

from django.conf import settings
from django.db import models, transaction

from forms.vault import DataKey, SealedField, signatures

LASTS = timedelta(hours=4)
# Characters of all that was typed: the largest form of the portal takes a small part of it.
MOST_CHARACTERS = 1_000_000
# A browser's newest ones: several tabs may meet the end of one session.
MOST_A_BROWSER = 8


class Typed(TypedDict):
    """What a browser sent: each field with its values as text, and the names of files, which are not kept."""

    fields: dict[str, list[str]]
    files: list[str]


def fingerprints(browser: str) -> list[str]:
    """What a row knows a browser's secret by, today's first: the secret itself lies in the browser alone."""
    return signatures("kept-post-browser", browser.encode())


class KeptPostQuerySet(models.QuerySet["KeptPost"]):
    def of(self, browser: str, user: Any, *, now: datetime) -> "KeptPostQuerySet":
        """What this person may still have back in this browser, newest first."""
        found = self.filter(browser__in=fingerprints(browser), user=user, expires_at__gt=now)
        return found.select_related("data_key").order_by("-kept_at")

    def erase(self) -> int:
        """Take rows and keys away; without its key nothing opens, in a backup neither. Returns how many."""
        with transaction.atomic():
            keys = list(self.values_list("data_key_id", flat=True))
            self.model.objects.filter(data_key__in=keys).delete()
            DataKey.objects.filter(pk__in=keys).delete()
        return len(keys)


class KeptPost(models.Model):
    """One post: where it goes (`path`), the page its form stood on (`page`), and what was typed, sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    browser = models.CharField(max_length=64, db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    path = models.TextField()
    page = models.TextField()
    typed = SealedField()
    kept_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    objects = KeptPostQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-kept_at"]

    def __str__(self) -> str:
        return f"kept post {self.id}"

    @property
    def content(self) -> Typed:
        """What was typed, opened."""
        found: Typed = self.typed
        return found


def fits(typed: Typed) -> bool:
    """Whether it is short enough to be kept."""
    values = sum(len(text) for texts in typed["fields"].values() for text in texts)
    return values + sum(map(len, typed["fields"])) + sum(map(len, typed["files"])) <= MOST_CHARACTERS


@transaction.atomic
def keep(typed: Typed, *, browser: str, user_id: int, path: str, page: str, now: datetime) -> KeptPost:
    """Seal it. An earlier one for the same address is replaced; of a browser's only the newest stay."""
    mine = KeptPost.objects.filter(browser__in=fingerprints(browser))
    mine.filter(user_id=user_id, path=path).erase()
    surplus = list(mine.order_by("-kept_at").values_list("pk", flat=True)[MOST_A_BROWSER - 1 :])
    KeptPost.objects.filter(pk__in=surplus).erase()
    kept = KeptPost(data_key=DataKey.objects.make(), browser=fingerprints(browser)[0], user_id=user_id)
    kept.path, kept.page, kept.typed = path, page, typed
    kept.kept_at, kept.expires_at = now, now + LASTS
    kept.save(force_insert=True)
    return kept
