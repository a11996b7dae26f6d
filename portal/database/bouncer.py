"""What PgBouncer has to bring along, because it takes no settings of the server from its clients.

Its [databases] has two entries that lead to the same database: the one that DATABASE_URL names, for workers and
commands, and one with WEB behind its name, for web processes, which wait less. The settings of each stand in
connect_query (docs/operations.md).
"""

from django.db.backends.base.base import BaseDatabaseWrapper

from portal.settings import waits

WEB = "_web"


def wrong_limits(connection: BaseDatabaseWrapper, wait: waits.Wait) -> str:
    """What the connections lack, and what to write into pgbouncer.ini, in words; "" where nothing. One query.

    Raises DatabaseError where the database does not answer.
    """
    wanted = waits.limits(wait)
    shown = ", ".join(f"current_setting('{name}')" for name in wanted)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {shown}")
        found = dict(zip(wanted, cursor.fetchone(), strict=True))
    if all(_same(found[name], value) for name, value in wanted.items()):
        return ""
    name = connection.settings_dict["NAME"]
    query = " ".join(f"SET {name} = ''{value}'';" for name, value in wanted.items())
    told = ", ".join(f"{name} {value}" for name, value in found.items())
    return (
        f"PgBouncer's connections for “{name}” come with {told}. In pgbouncer.ini, below [databases], write "
        f"connect_query='{query}' behind “{name}”, and restart PgBouncer."
    )


def _same(found: str, wanted: str) -> bool:
    """PostgreSQL says 15s for 15000ms and 0 for 0s."""
    return found == wanted or (found, wanted) == ("0", "0s")
