"""Start-up checks: a notice whose wording nothing can fill in, and a rule that names an unknown occasion, are found
before they are needed.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from workflow.calendar import Unit
from workflow.models.rules import DeadlineRule, NoticeTemplate, Occasion, wording_fault
from workflow.procedures import shipped


@register("workflow")
def check_shipped_procedures(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """The files in this folder name only what exists."""
    found: list[CheckMessage] = []
    for document in shipped():
        for rule in document["rules"]:
            found += _rule_errors(document["key"], rule["key"], rule["unit"], rule["starts_on"], rule["met_by"])
        for notice in document["notices"]:
            found += _notice_errors(document["key"], notice["key"], notice["subject"], notice["body"])
    return found


@register(Tags.database)
def check_procedures_in_database(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """What staff entered names only what exists. Runs with `migrate` and `check --database default`."""
    found: list[CheckMessage] = []
    for alias in databases or []:
        tables = set(connections[alias].introspection.table_names())
        if not {DeadlineRule._meta.db_table, NoticeTemplate._meta.db_table} <= tables:
            continue
        for rule in DeadlineRule.objects.using(alias).values_list(
            "procedure__key", "key", "unit", "starts_on", "met_by"
        ):
            found += _rule_errors(*rule)
        for notice in NoticeTemplate.objects.using(alias).values_list("procedure__key", "key", "subject", "body"):
            found += _notice_errors(*notice)
    return found


def _rule_errors(procedure: str, key: str, unit: str, *occasions: str) -> Iterator[CheckMessage]:
    for occasion in occasions:
        if occasion not in Occasion.values:
            yield Error(
                f"The rule {key!r} of {procedure!r} names the occasion {occasion!r}, which does not exist.",
                hint=f"Use one of: {', '.join(Occasion.values)}.",
                id="workflow.E101",
            )
    if unit not in list(Unit):
        yield Error(f"The rule {key!r} of {procedure!r} counts in {unit!r}, which is no unit.", id="workflow.E102")


def _notice_errors(procedure: str, key: str, subject: str, body: str) -> Iterator[CheckMessage]:
    for text in (subject, body):
        if fault := wording_fault(text):
            yield Error(f"The notice {key!r} of {procedure!r}: {fault}", id="workflow.E103")
