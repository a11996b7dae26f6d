"""Measures the portal in a process of its own, as the yardstick is measured (tests/load/bare/measure.py): for each line
that comes in, a line of JSON with milliseconds of CPU. Begins with `ready` and the bytes of its report page.

No test's transaction and no test's instruments stand around it: pages remember what they would when they are served.
Started with an empty migrated database in PORTAL_DATA_DIR or DATABASE_URL, which it fills with the demonstration.
"""

import json
import os
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from statistics import median
from typing import Any
from urllib.parse import urlsplit

ROUNDS = 6


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
    import django

    django.setup()
    from django.core.management import call_command

    from portal.start.collecting import settle

    with redirect_stdout(sys.stderr):
        call_command("demo_content")
    work = _work()
    # Twice: the first time fills what is remembered, the second finds it.
    for one in [*work.values(), *work.values()]:
        one()
    # As a process does that serves it.
    settle()
    say(f"ready {work.pop('length')():.0f}")
    for line in sys.stdin:
        say(json.dumps(_profiled(work, line.split()[1])) if line.startswith("profile") else json.dumps(_turn(work)))


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _turn(work: dict[str, Callable[[], float]]) -> dict[str, float]:
    return {name: median(one() for _round in range(ROUNDS)) for name, one in work.items()}


def _profiled(work: dict[str, Callable[[], float]], name: str) -> dict[str, Any]:
    """Where the time of one of them goes, for whoever works on it: `profile step` writes to the standard error."""
    import cProfile
    import pstats

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        work[name]()
        queries = [one["sql"] for one in asked.captured_queries]
    with cProfile.Profile() as profile:
        for _round in range(ROUNDS):
            work[name]()
    for order in ("cumulative", "tottime"):
        pstats.Stats(profile, stream=sys.stderr).sort_stats(order).print_stats(90)
    return {"queries": queries}


def _work() -> dict[str, Callable[[], float]]:
    """Each one prepares what it needs and gives the milliseconds of what is measured."""
    from django.test import Client

    from portal.reports.pages import ReviewReportPage
    from tests.load.bare.measure import milliseconds
    from tests.load.filling import Filling, Referring, person
    from workflow.models import Case

    def get(client: Client, address: str) -> Callable[[], float]:
        def ask() -> None:
            assert client.get(address).status_code == 200, address

        return lambda: milliseconds(ask, rounds=1)

    def prepared(prepare: Callable[[], Any], then: Callable[[Any], None]) -> Callable[[], float]:
        def ask() -> float:
            found = prepare()
            return milliseconds(lambda: then(found), rounds=1)

        return ask

    def reader(**cookies: str) -> Client:
        """A visitor. Whoever has a session, be it over, gets each page drawn."""
        browser = Client(SERVER_NAME="localhost")
        browser.cookies.load(cookies)
        return browser

    report = ReviewReportPage.objects.live().first()
    case = Case.objects.filter(partnership__code="NSCP", rapid_reviews__isnull=False).first()
    assert report is not None
    assert case is not None
    address = urlsplit(report.url).path
    officer, nurse, filling = person("officer"), person("health"), Filling()
    referring = Referring()
    return {
        "length": lambda: len(reader().get(address).content),
        "cached": get(reader(), address),
        "report": get(reader(sessionid="of nobody"), address),
        "report_of_person": get(nurse, address),
        "start": get(nurse, urlsplit(referring.page.url).path),
        "step": get(filling.browser, filling.address(filling.begun())),
        "save": prepared(filling.opened, filling.save),
        "send": prepared(filling.filled, filling.send),
        "refer": prepared(referring.filled, referring.send),
        "queue": get(officer, "/desk/"),
        "case": get(officer, f"/desk/{case.reference}/"),
        "work": get(nurse, "/my/"),
    }


if __name__ == "__main__":
    main()
