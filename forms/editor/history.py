"""The versions of a form as its editors look back on them, and making an earlier one live again."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count

from forms.definition.block_values import steps_from
from forms.definition.difference import Change, differences
from forms.definition.shape import Definition
from forms.models import Draft, FormRelease, FormVersion, Submission
from forms.models.form_page import FormPage
from forms.versions import publishing
from forms.versions.agreement import may_publish


@dataclass(frozen=True)
class Spell:
    """One time that a version was live. `until`: None while it is."""

    since: datetime
    until: datetime | None
    by: Any


@dataclass
class VersionLine:
    """One version in the list. `changes`: from the version before it, None for the first."""

    version: FormVersion
    is_live: bool
    spells: list[Spell] = field(default_factory=list)
    changes: list[Change] | None = None
    drafts: int = 0
    submissions: int = 0


def lines(page_id: int, versions: list[FormVersion], *, now: datetime) -> list[VersionLine]:
    """What there is to say of these versions of a form, in their order. Five queries, however many they are."""
    spells = _spells(page_id)
    release = FormRelease.objects.live(page_id)
    before = _before(page_id, versions)
    drafts = _counted(Draft.objects.filter(submitted_at=None, expires_at__gt=now), versions)
    submissions = _counted(Submission.objects.all(), versions)
    return [
        VersionLine(
            version,
            is_live=release is not None and release.version_id == version.pk,
            spells=spells.get(version.pk, []),
            changes=differences(was.definition, version.definition)
            if (was := before.get(version.number - 1))
            else None,
            drafts=drafts.get(version.pk, 0),
            submissions=submissions.get(version.pk, 0),
        )
        for version in versions
    ]


def _spells(page_id: int) -> dict[int, list[Spell]]:
    found: dict[int, list[Spell]] = {}
    following: FormRelease | None = None
    for release in FormRelease.objects.filter(page_id=page_id).select_related("by").order_by("-pk"):
        spell = Spell(release.since, following.since if following else None, release.by)
        found.setdefault(release.version_id, []).append(spell)
        following = release
    return found


def _before(page_id: int, versions: list[FormVersion]) -> dict[int, FormVersion]:
    at_hand = {version.number: version for version in versions}
    missing = {version.number - 1 for version in versions} - at_hand.keys()
    more = FormVersion.objects.filter(page_id=page_id, number__in=missing)
    return at_hand | {version.number: version for version in more}


def _counted(records: Any, versions: list[FormVersion]) -> dict[int, int]:
    rows = records.filter(version__in=versions).order_by().values_list("version").annotate(count=Count("pk"))
    return dict(rows)


@transaction.atomic
def take_into_draft(page: FormPage, version: FormVersion, *, user: Any) -> Any:
    """Write the questions of an earlier version back to the page as its newest draft, however much they lack today.

    Everything else on the page, its introduction say, stays as it is live; unpublished changes stay in the history.
    """
    publishing.lock(page.pk)
    page = FormPage.objects.get(pk=page.pk)
    write_back(page, version.definition)
    page.go_live_at = None
    return page.save_revision(user=user, log_action=True, clean=False)


@transaction.atomic
def make_live_again(page: FormPage, version: FormVersion, *, user: Any) -> bool:
    """Write the questions of an earlier version back to the page, and publish them.

    True: they are live. False: this person may not publish, so they are saved as the latest draft. Raises
    ValidationError, and changes nothing, where the version lacks what the form needs today. Everything else on the
    page, its introduction say, stays as it is live; unpublished changes stay in the page's history.
    """
    revision = take_into_draft(page, version, user=user)
    if not may_publish(page, user):
        return False
    # The page object that was saved as a revision is not the one that is published: that one is read back from it.
    revision.publish(user=user)
    return True


def write_back(page: FormPage, definition: Definition) -> None:
    """Put these questions onto the page object, so that its definition is this one again."""
    page.title = definition["title"]
    page.steps = json.dumps(steps_from(definition))
    page.second_language = definition.get("second_language", "")
    page.second_title = definition.get("second", {}).get("title", "")


def problems_today(page: FormPage, version: FormVersion) -> list[str]:
    """What keeps an earlier version from being live again: what it lacks for today's duties, say."""
    candidate = FormPage.objects.get(pk=page.pk)
    write_back(candidate, version.definition)
    return publishing.problems_of(candidate)
