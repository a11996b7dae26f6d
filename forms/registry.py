"""What other packages bring to the forms when the app is ready, by key: handlers, meanings, readers, what is known."""

from typing import Protocol, TypeVar


class Keyed(Protocol):
    @property
    def key(self) -> str: ...

    @property
    def label(self) -> str: ...


Kept = TypeVar("Kept", bound=Keyed)


class Registry(dict[str, Kept]):
    """One kind of them. A key is taken once; a test makes a registry of its own."""

    def register(self, *new: Kept) -> None:
        """Add them. Raises ValueError when a key is taken."""
        for one in new:
            if one.key in self:
                raise ValueError(f"{one.key!r} is registered already.")
            self[one.key] = one

    def __missing__(self, key: str) -> Kept:
        raise LookupError(f"{key!r} is not registered. Registered: {', '.join(sorted(self)) or 'none'}.")

    def choices(self) -> list[tuple[str, str]]:
        """Key and label, for a select in the editor."""
        return sorted(((one.key, one.label) for one in self.values()), key=lambda pair: pair[1])
