"""Opening one step of a draft to a colleague without an account: made, found by what stands in the link, revoked."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from forms.definition.shape import Step
from forms.filling.journey import Journey
from forms.models.step_link import StepLink
from forms.models.submission import Draft

LASTS = timedelta(days=3)
# More than that at once is a draft that should be handed over.
MOST_OPEN = 10


def may_be_opened(step: Step) -> bool:
    """A plain step without files: a list of children shows more than one of them, and files are another's to read."""
    return step["repeat"] is None and all(question["kind"] != "file" for question in step["questions"])


def steps_to_open(journey: Journey) -> list[Step]:
    return [step for step in journey.steps if may_be_opened(step)]


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def make(draft: Draft, step: str, for_whom: str, *, by: Any, now: datetime) -> tuple[StepLink, str]:
    """The link and what stands in it, which is shown once and kept nowhere."""
    token = secrets.token_urlsafe(32)
    link = StepLink(data_key=draft.data_key, draft=draft, step=step, digest=digest_of(token), made_by=by)
    link.for_whom, link.made_at, link.expires_at = for_whom, now, now + LASTS
    link.save(force_insert=True)
    return link, token


def find(token: str, *, now: datetime) -> StepLink | None:
    """The link that still opens its step; None where it is unknown, over, revoked, or its draft was sent."""
    found = StepLink.objects.select_related("draft").filter(digest=digest_of(token), draft__submitted_at=None).first()
    return found if found is not None and found.is_open(now) else None
