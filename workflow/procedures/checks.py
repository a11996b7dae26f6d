"""Start-up checks: what a version names wrongly is found before it is needed.

A shipped file must be whole. Of what staff entered, a name that nothing knows is an error in drafts too, since it can
only have come there past the pages; what a published version does not say at all is a warning, because an update of
the portal may ask for more than its versions say, and its migration adds that.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections

from workflow.procedures import edition, shipped
from workflow.procedures.document import completed, document_of
from workflow.procedures.faults import Fault, faults_of
from workflow.procedures.places import in_words
from workflow.procedures.version import DeadlineRule, NoticeTemplate, ProcedureVersion

OCCASIONS = ("starts_on", "met_by")


@register("workflow")
def check_shipped_procedures(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """The files in this folder are whole and name only what exists."""
    found: list[CheckMessage] = []
    for document in shipped():
        whole = completed(document)
        for fault in faults_of(whole, shipped=edition()):
            found.append(Error(_said(fault, whole), id=_number_of(fault) or "workflow.E104"))
    return found


@register(Tags.database)
def check_procedures_in_database(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """What staff entered names only what exists. Runs with `migrate` and `check --database default`."""
    found: list[CheckMessage] = []
    for alias in databases or []:
        if _is_migrated(alias):
            for procedure in ProcedureVersion.objects.using(alias):
                found += _messages_about(procedure)
    return found


def _is_migrated(alias: str) -> bool:
    """Whether every column is there: `migrate` runs this check before it adds those of an update."""
    connection = connections[alias]
    tables = set(connection.introspection.table_names())
    for model in (ProcedureVersion, DeadlineRule, NoticeTemplate):
        if model._meta.db_table not in tables:
            return False
        with connection.cursor() as cursor:
            there = {one.name for one in connection.introspection.get_table_description(cursor, model._meta.db_table)}
        if not {field.column for field in model._meta.concrete_fields} <= there:
            return False
    return True


def _messages_about(procedure: ProcedureVersion) -> Iterator[CheckMessage]:
    document = document_of(procedure)
    in_use = procedure.is_published and procedure.withdrawn_at is None
    for fault in faults_of(document, shipped=edition()):
        if number := _number_of(fault):
            yield Error(_said(fault, document), id=number)
        elif in_use:
            yield Warning(
                _said(fault, document),
                hint="Make a copy of this version as a draft in the CMS, mend it there and have it published.",
                id="workflow.W104",
            )


def _number_of(fault: Fault) -> str:
    """The number of an error that names what does not exist, "" for any other fault."""
    part, column = fault.path[0], fault.path[-1]
    if part == "rules" and column in OCCASIONS:
        return "workflow.E101"
    if part == "rules" and column == "unit":
        return "workflow.E102"
    return "workflow.E103" if part == "notices" and len(fault.path) > 1 else ""


def _said(fault: Fault, document: dict[str, Any]) -> str:
    return f"The procedure {document['key']!r}: {in_words(fault.path, document)}: {fault.text}"
