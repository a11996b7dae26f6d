"""The days of grace: for how long a draft that was begun before may still be sent with its own questions."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from forms.definition.difference import Change
from forms.models.submission import Draft
from forms.models.version import FormRelease, FormVersion
from forms.versions.following import Following
from forms.versions.publishing import lacks_what_a_duty_needs


@dataclass(frozen=True)
class Grace:
    """A draft that stays with the questions it was begun with. `changes`: what those of `version`
    would ask of its owner."""

    changed_at: datetime
    until: datetime
    changes: list[Change]
    version: FormVersion


def grace_of(draft: Draft, live: FormRelease, *, now: datetime) -> Grace | None:
    """The grace that the draft has from the live release; None where it goes on with the live questions now.

    None too where the old questions lack what the procedure needs today: a duty gives no grace.
    """
    days, old = draft.page.grace_days, draft.version
    if not days or old is None:
        return None
    changes = Following(old.definition, live.version.definition).asking
    if not changes or lacks_what_a_duty_needs(old.definition, draft.page.handler):
        return None
    changed_at = _replaced_at(draft, live)
    until = changed_at + timedelta(days=days)
    return Grace(changed_at, until, changes, live.version) if now < until else None


def _replaced_at(draft: Draft, live: FormRelease) -> datetime:
    """Since when the draft's questions are not asked any more.

    Of several releases the first one that asked anew counts, so that publishing often does not make the grace longer;
    a version that was made live again starts anew.
    """
    releases = FormRelease.objects.filter(page_id=draft.page_id).order_by("pk")
    last = releases.filter(version_id=draft.version_id).last()
    if last is None or draft.version is None:
        return live.since
    for release in releases.filter(pk__gt=last.pk).select_related("version"):
        if Following(draft.version.definition, release.version.definition).asking:
            return release.since
    return live.since
