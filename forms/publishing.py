"""Freezing a form: publishing a page makes an immutable version of its questions and a release that makes it live."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from forms import handlers, present
from forms.definition import Definition, definition_of, digest
from forms.models.version import FormRelease, FormVersion
from forms.validation import problems


def problems_of(page: Any) -> list[str]:
    """Why this page's form could not be published as it stands, a readable sentence each; empty when it can."""
    found = problems(definition_of(page), required_meanings_of(page.handler))
    if page.handler not in handlers.registry:
        found.insert(0, "Choose what happens when this form is sent.")
    return found


def required_meanings_of(handler_key: str) -> tuple[str, ...]:
    """The meanings that a form with this handler must ask for."""
    return handlers.get(handler_key).required_meanings if handler_key in handlers.registry else ()


def freeze_published(sender: type, instance: Any, revision: Any = None, **kwargs: Any) -> None:
    """Receiver of Wagtail's page_published: the button, the schedule, a copy kept live and code all send it."""
    freeze(instance, by=getattr(revision, "user", None), now=present.now())


@transaction.atomic
def freeze(page: Any, *, by: Any, now: datetime) -> FormRelease:
    """Make the page's questions the live version. The same questions reuse their version.

    Raises ValidationError, every problem in it, and then changes nothing.
    """
    if found := problems_of(page):
        raise ValidationError({"steps": found})
    version = _version_of(page, definition_of(page), now)
    live = FormRelease.objects.live(page.pk)
    if live is not None and live.version_id == version.pk:
        return live
    return FormRelease.objects.create(page_id=page.pk, version=version, since=now, by=by)


def _version_of(page: Any, definition: Definition, now: datetime) -> FormVersion:
    number = FormVersion.objects.filter(page_id=page.pk).aggregate(last=Max("number"))["last"] or 0
    version, _made = FormVersion.objects.get_or_create(
        page_id=page.pk,
        digest=digest(definition),
        defaults={"number": number + 1, "definition": definition, "made_at": now},
    )
    return version
