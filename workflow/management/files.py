"""A file that was named on the command line."""

import sys
from pathlib import Path

from django.core.management.base import CommandError

from forms.editor.transfer.lines import MOST_BYTES


def bytes_of(name: str) -> bytes:
    """A little more than such a file may hold, so that one that is too large is refused and not cut."""
    if name == "-":
        return sys.stdin.buffer.read(MOST_BYTES + 1)
    try:
        with Path(name).open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}.") from None
