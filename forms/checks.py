"""Start-up checks: every live form names a handler and meanings that exist, and the vault's keys open its data.

They read the database, so they run with `migrate` and `check --database default`, never at import.
"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections

from forms import handlers
from forms.definition import meanings
from forms.definition.shape import Definition
from forms.models import FormRelease
from forms.models.form_page import FormPage
from forms.vault import verify_keys


def register() -> None:
    """Called once, when the app is ready."""
    checks.register(live_forms, checks.Tags.database)
    checks.register(vault_keys, checks.Tags.database)
    checks.register(virus_check, checks.Tags.security, deploy=True)


def live_forms(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Each live form's handler and meanings are registered."""
    if not _ready(databases, "forms_formrelease"):
        return []
    found: list[checks.CheckMessage] = []
    for page in FormPage.objects.live():
        if page.handler not in handlers.registry:
            found.append(_error("forms.E001", page, f"names the handler {page.handler!r}, which is not registered"))
        if (release := FormRelease.objects.live(page.pk)) is not None:
            unknown = sorted(_meanings_in(release.version.definition) - set(meanings.registry.keys()))
            if unknown:
                found.append(
                    _error("forms.E002", page, f"names meanings that are not registered: {', '.join(unknown)}")
                )
    return found


def vault_keys(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """The keys that are set open the data that is there."""
    # The newest of the tables that are asked: before its migration there is nothing to compare.
    if not _ready(databases, "forms_indexkey"):
        return []
    try:
        verify_keys()
    except ImproperlyConfigured as error:
        return [checks.Error(str(error), id="forms.E003")]
    return []


def virus_check(**kwargs: Any) -> list[checks.CheckMessage]:
    """Files that people send are scanned by somebody."""
    if settings.CLAMD_ADDRESS:
        return []
    if settings.FILES_SCANNED_ELSEWHERE:
        return [
            checks.Info(
                "Files that people send are not scanned by the portal: it was told that they are scanned elsewhere.",
                hint="PORTAL_FILES_SCANNED_ELSEWHERE is set. Make sure that it is still true.",
                id="forms.I001",
            )
        ]
    return [
        checks.Warning(
            "No virus scanner is set: files that people send are kept, and nobody can open them.",
            hint="Set PORTAL_CLAMD, or PORTAL_FILES_SCANNED_ELSEWHERE=yes where something in front of the portal scans "
            "them: see docs/operations.md.",
            id="forms.W001",
        )
    ]


def _ready(databases: Sequence[str] | None, table: str) -> bool:
    if not databases:
        return False
    try:
        return table in connections["default"].introspection.table_names()
    except DatabaseError:
        return False


def _meanings_in(definition: Definition) -> set[str]:
    found = {step["meaning"] for step in definition["steps"]}
    found |= {question["meaning"] for step in definition["steps"] for question in step["questions"]}
    return found - {""}


def _error(identifier: str, page: FormPage, fault: str) -> checks.Error:
    return checks.Error(
        f"The form “{page.title}” (page {page.pk}) {fault}.",
        hint="Choose another in the page editor and publish, or restore the package that registers it.",
        id=identifier,
    )
