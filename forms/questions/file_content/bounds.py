"""How much of a file is unpacked and looked at, all files inside it counted together."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from forms.questions.file_content.refusals import NESTED, TOO_MUCH, UNPACKED, NotAllowed

MEGABYTE = 1024 * 1024
# One part of a file, and everything in it: a hundred pages of text are one megabyte, a photograph is ten.
MOST_PART, MOST_UNPACKED = 64 * MEGABYTE, 128 * MEGABYTE
# A mail in a mail with a document that has a table inside.
MOST_DEPTH = 5
MOST_PARTS, MOST_OBJECTS = 10_000, 3_000_000
MOST_SECONDS = 8


class Budget:
    """What is left for one file that somebody sent. Each method raises NotAllowed where nothing is."""

    def __init__(self) -> None:
        self._bytes, self._parts, self._depth = MOST_UNPACKED, MOST_PARTS, MOST_DEPTH
        self._objects = MOST_OBJECTS
        self._until = time.monotonic() + MOST_SECONDS

    def take(self, size: int) -> None:
        """So many bytes were unpacked."""
        self._bytes -= size
        if self._bytes < 0:
            raise NotAllowed(UNPACKED)
        self.look()

    def look(self) -> None:
        """Still in time?"""
        if time.monotonic() > self._until:
            raise NotAllowed(TOO_MUCH)

    def part(self) -> None:
        """One more part."""
        self._parts -= 1
        if self._parts < 0:
            raise NotAllowed(TOO_MUCH)
        self.look()

    def part_of_many(self) -> None:
        """One more of the small things that a file may have very many of. The time is looked at now and then."""
        self._objects -= 1
        if self._objects < 0:
            raise NotAllowed(TOO_MUCH)
        if self._objects % 1000 == 0:
            self.look()

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """Within this block one looks into a file inside the file."""
        if self._depth == 0:
            raise NotAllowed(NESTED)
        self._depth -= 1
        try:
            yield
        finally:
            self._depth += 1
