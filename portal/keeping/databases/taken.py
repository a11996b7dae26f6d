"""What a backup knows of the database that it holds, and what laying one means."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from portal.keeping.plainly import Refused

PREFIX = "database/"
DIFFERS = "What was laid is not what the backup holds: {tables}. Nothing was put into its place."


@dataclass
class Taken:
    """By table its number of rows and their sum; and what the vendor needs besides (`more`)."""

    vendor: str
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    migrations: list[list[str]] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def told(self) -> dict[str, Any]:
        return {"vendor": self.vendor, "tables": self.tables, "migrations": self.migrations, "more": self.more}

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "Taken":
        return cls(told["vendor"], dict(told["tables"]), list(told["migrations"]), dict(told["more"]))


class Laying(Protocol):
    """One restore of a database. `begin`, one `take` an entry, `check`, and `finish` or, where it failed, `give_up`.

    Between `check` and `finish` the portal's own connection leads to what was laid; nobody else sees it.
    `takes_migrations`: whether it can be brought up to date in that time.
    """

    takes_migrations: bool

    def begin(self) -> None: ...

    def take(self, name: str, content: Iterator[bytes]) -> None: ...

    def check(self) -> None: ...

    def finish(self) -> None: ...

    def give_up(self) -> None: ...


def compare(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> None:
    """Raises Refused where a table is not what it was."""
    different = sorted(name for name in {*wanted, *found} if wanted.get(name) != found.get(name))
    if different:
        raise Refused(DIFFERS.format(tables=", ".join(different[:5])))
