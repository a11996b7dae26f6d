"""PgBouncer in transaction mode in front of the drill's database, as docs/operations.md sets it up."""

import os
import pwd
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from portal.database.bouncer import WEB
from portal.settings import waits
from tests.browser.served import free_port
from tests.drills.machines.shared import needed, running

# Fewer than the threads of the machines, so that connections do change hands.
POOL = 6


def entry(name: str, server: str, wait: waits.Wait) -> str:
    query = " ".join(f"SET {one} = ''{value}'';" for one, value in waits.limits(wait).items())
    return f"{name} = {server} connect_query='{query}'"


@contextmanager
def bouncer(database: str) -> Iterator[str]:
    """The address under which the database is reached through it."""
    url, port = urlsplit(database), free_port()
    name = url.path.strip("/")
    server = f"host={url.hostname} port={url.port or 5432} dbname={name}"
    lines = [
        "[databases]",
        entry(name, server, waits.PATIENT),
        entry(f"{name}{WEB}", server, waits.WEB),
        "[pgbouncer]",
        "listen_addr = 127.0.0.1",
        f"listen_port = {port}",
        "unix_socket_dir =",
        "auth_type = any" if not url.username else "auth_type = trust",
        "pool_mode = transaction",
        f"default_pool_size = {POOL}",
        "max_client_conn = 500",
        "query_wait_timeout = 10",
    ]
    # Not below pytest's folder, into which no other account may look; it refuses to run as root.
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "users.txt").write_text(f'"{url.username}" ""\n')
        (folder / "pgbouncer.ini").write_text("\n".join([*lines, f"auth_file = {folder / 'users.txt'}", ""]))
        command = [needed("pgbouncer", "pgbouncer"), str(folder / "pgbouncer.ini")]
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            for path in (folder, *folder.iterdir()):
                shutil.chown(path, account.pw_uid, account.pw_gid)
            command[1:1] = ["-u", account.pw_name]
        address = url._replace(netloc=f"{url.username or 'postgres'}@127.0.0.1:{port}").geturl()

        def answers() -> bool:
            try:
                psycopg.connect(address, connect_timeout=2).close()
            except psycopg.OperationalError:
                return False
            return True

        with running(command, folder / "pgbouncer.log", answers):
            yield address
