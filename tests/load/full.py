"""Fills a portal in a process of its own, as it is served, and measures its pages: for each number that comes in, that
many cases in all, then JSON with CPU milliseconds, queries, the answer and the milliseconds in which the database
answered of each page. Begins with `ready`.

Started with an empty migrated database in PORTAL_DATA_DIR or DATABASE_URL. Within a test's transaction nothing would be
remembered, and statistics counted anew.
"""

import json
import os
import sys
from contextlib import redirect_stdout
from statistics import median
from time import perf_counter
from typing import Any

ROUNDS = 7
# Whose page, and how many queries it may take however many cases there are.
PAGES: list[tuple[str, str, int]] = [
    ("officer", "/desk/overview/", 20),
    ("officer", "/desk/?tab=open", 20),
    ("officer", "/desk/?tab=mine", 20),
    ("officer", "/desk/?tab=closed", 20),
    ("officer", "/desk/?tab=all", 20),
    ("officer", "/desk/?tab=all&sort=newest", 20),
    ("officer", "/desk/?tab=all&page=20", 20),
    ("officer", "/desk/?tab=all&q=Ash Ba", 20),
    ("officer", "/desk/?tab=all&q=2024", 20),
    ("officer", "/desk/?tab=all&q=NSCP-2026-0001", 20),
    ("officer", "/desk/?tab=open&waits=office&when=late", 20),
    ("officer", "/desk/?tab=open&stage=rapid_review", 20),
    ("officer", "/desk/?tab=open&due=overdue", 20),
    ("officer", "/desk/{case}/", 24),
    ("officer", "/desk/{case}/timeline/", 24),
    ("officer", "/desk/{case}/decision/", 24),
    ("officer", "/desk/returns/", 20),
    ("officer", "/desk/publications/", 20),
    ("officer", "/desk/statistics/", 20),
    ("officer", "/desk/forms/", 20),
    ("officer", "/desk/my-tasks/", 20),
    ("officer", "/desk/health/", 20),
    ("auditor", "/desk/log/", 20),
    ("seat-police", "/desk/", 20),
    ("health", "/my/", 20),
    ("health", "/my/cases/", 20),
    ("health", "/my/sent/", 20),
    ("health-lead", "/my/cases/", 20),
    ("health-lead", "/my/sent/", 20),
]


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from portal.database.planning import look_now
    from portal.start.load.cases import load
    from workflow.desk.statistics.kept.mark import compact
    from workflow.models import Case

    with redirect_stdout(sys.stderr):
        call_command("demo_content")
    say("ready")
    for line in sys.stdin:
        more = int(line) - Case.objects.count()
        if more > 0:
            load(more, seed=1, now=timezone.now(), progress=lambda done: None)
        # What the worker, and PostgreSQL's own, would have seen to.
        compact(timezone.now())
        look_now()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
        say(json.dumps(_measured()))


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _measured() -> dict[str, Any]:
    from django.db import connection

    from tests.load.bare.measure import milliseconds
    from tests.load.filling import person
    from workflow.models import Case

    case = Case.objects.filter(partnership__code="NSCP", rapid_reviews__isnull=False, state=Case.OPEN).first()
    assert case is not None
    browsers: dict[str, Any] = {}
    found = {}
    for key, path, _most in PAGES:
        browser = browsers.setdefault(key, person(key))
        address = path.format(case=case.reference)
        # The first time fills what is remembered.
        browser.get(address)
        waited = []
        for _round in range(ROUNDS):
            asked: list[float] = []
            with connection.execute_wrapper(_timed(asked)):
                answer = browser.get(address)
            waited.append(1000 * sum(asked))
        took = median(milliseconds(lambda: browser.get(address), rounds=1) for _round in range(ROUNDS))  # noqa: B023 - asked at once
        found[f"{key} {path}"] = [took, len(asked), answer.status_code, median(waited)]
    return found


def _timed(to: list[float]) -> Any:
    """Notes how long each statement took. A server has then found all of it, SQLite the first row."""

    def note(execute: Any, *args: Any) -> Any:
        began = perf_counter()
        try:
            return execute(*args)
        finally:
            to.append(perf_counter() - began)

    return note


if __name__ == "__main__":
    main()
