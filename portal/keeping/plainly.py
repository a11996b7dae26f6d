"""What can go wrong at a server, said so that whoever runs a command knows what to do; never a traceback."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError
from django.db import DatabaseError

from forms.vault import VaultError
from portal.keeping.archive import Unreadable

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Refused(Exception):
    """It was not done; the message says why and what to do."""


@contextmanager
def plainly(what: str) -> Iterator[None]:
    """Turn foreseeable faults into a CommandError. `what` is said first: "The backup was not made." """
    try:
        yield
    except (Refused, Unreadable, ImproperlyConfigured, VaultError) as error:
        raise CommandError(f"{what} {error}") from error
    except DatabaseError as error:
        raise CommandError(f"{what} {_of_database(error)}") from error
    except OSError as error:
        raise CommandError(f"{what} {_of_system(error)}") from error


def _of_database(error: DatabaseError) -> str:
    said = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    lower = said.lower()
    if "disk is full" in lower or "no space left" in lower:
        return "The disk is full. Make room and run it again."
    if "no such table" in lower or "no such column" in lower or "does not exist" in lower:
        return f"The tables are not there or not up to date ({said}). Run manage.py migrate first."
    if "locked" in lower:
        return "The database is locked by another process for too long. Run it again when that one is done."
    return f"The database does not answer as it should: {said}. Check DATABASE_URL and PORTAL_DATA_DIR."


def _of_system(error: OSError) -> str:
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in FULL:
        return f"The disk is full{where}. Make room and run it again."
    if isinstance(error, FileNotFoundError):
        return f"There is no such file or folder{where}."
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return f"This account may not read or write there{where}. Change its rights, or run it as the portal's account."
    if isinstance(error, IsADirectoryError):
        return f"This is a folder, not a file{where}."
    return f"{error.strerror or error}{where}."
