"""How full the tables are, told to SQLite: without it, it takes any index for as good as the next, and a list may be
sorted whole for a page of it. PostgreSQL sees to that by itself.
"""

from datetime import date, datetime

from django.db import connection

from workflow.engine.step import local_date

# As many rows of each index are looked at: some thirty milliseconds for 100,000 cases, in which nobody else writes. All
# of them would be worse: of a state that nearly all letters have, SQLite keeps an average, and walks over all letters.
ROWS = 1000
_done_on: list[date] = []


def look_at_tables(now: datetime) -> None:
    """A step of the worker's sweep: once a day, and once after the worker starts."""
    today = local_date(now)
    if connection.vendor != "sqlite" or _done_on == [today]:
        return
    look_now()
    _done_on[:] = [today]


def look_now() -> None:
    """The same at once, for who has just filled many tables."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit = {ROWS}")
        cursor.execute("ANALYZE")
