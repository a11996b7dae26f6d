"""Who else is in a draft that several people write: shown at each step, so that nobody starts what another is at."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy

from forms.filling.places import step_of
from forms.models.step_link import DraftPresence, StepLink
from forms.models.submission import Draft

# Whoever did nothing for so long is taken to have gone.
LASTS = timedelta(minutes=10)
BY_LINK = gettext_lazy("A colleague with a link")


@dataclass(frozen=True)
class Present:
    """Somebody else, and when they last opened or saved the step."""

    name: str
    at: datetime


def note(draft: Draft, place: str, *, now: datetime, user: Any = None, link: StepLink | None = None) -> None:
    """This person is at this step or entry now. Nothing where the draft has one writer only."""
    if getattr(draft, "is_shared", True):
        DraftPresence.objects.update_or_create(
            draft_id=draft.pk, user=user, link=link, defaults={"place": place[:100], "at": now}
        )


def others(draft: Draft, *, now: datetime, user: Any = None, link: StepLink | None = None) -> dict[str, list[Present]]:
    """By step, who else was there within the last minutes, the latest first. No query for a draft of one."""
    found: dict[str, list[Present]] = defaultdict(list)
    if not getattr(draft, "is_shared", True):
        return found
    there = DraftPresence.objects.filter(draft_id=draft.pk, at__gt=now - LASTS).select_related("user")
    for one in there.order_by("-at"):
        if (one.user_id, one.link_id) != (getattr(user, "pk", None), getattr(link, "pk", None)):
            found[step_of(one.place)].append(Present(str(one.user or BY_LINK), one.at))
    return found
