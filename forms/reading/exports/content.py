"""What the file writers need to know of what they write: tables with their rows, and what the file says of itself."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from forms.reading.exports.layout import Table
from forms.reading.exports.records import Row


class Rows(Protocol):
    """Tables and their rows. `rows()` may be asked for once a table."""

    @property
    def tables(self) -> Sequence[Table]: ...

    def rows(self) -> Iterator[Row]: ...


class Lines(Protocol):
    """What a file says of itself before anything else: label and text."""

    def lines(self) -> list[tuple[str, str]]: ...
