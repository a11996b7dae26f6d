"""Who reads an answer besides people: the package that reads a meaning says so here, and editors are told before a
question goes that somebody would miss it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# In the order in which an editor should worry.
KINDS = {
    "handler": "When the form is sent",
    "guard": "A check",
    "clock": "A deadline",
    "notice": "An e-mail",
    "prefill": "Filled in on another form",
    "page": "Shown to case workers",
    "export": "An export",
    "api": "Another program",
}
EVERYTHING_BELOW = ".*"


@dataclass(frozen=True)
class Reader:
    """Something that reads answers by their meaning.

    `kind`: a key of KINDS. `label`: a sentence that an editor understands. `meanings`: keys of
    forms.definition.meanings; "child.*" stands for every meaning below "child". `handlers`: it reads only forms with
    one of these; empty: any.
    """

    kind: str
    label: str
    meanings: tuple[str, ...]
    handlers: tuple[str, ...] = ()

    @property
    def kind_label(self) -> str:
        return KINDS[self.kind]

    def reads(self, meaning: str) -> bool:
        """Whether it reads answers with this meaning."""
        return any(
            meaning.startswith(key[: -len("*")]) if key.endswith(EVERYTHING_BELOW) else meaning == key
            for key in self.meanings
        )


class ReaderRegistry:
    """The readers, in the order of KINDS."""

    def __init__(self) -> None:
        self._readers: list[Reader] = []

    def register(self, *readers: Reader) -> None:
        """Add readers. Raises ValueError for a kind that does not exist or a reader that is there already."""
        for reader in readers:
            if reader.kind not in KINDS:
                raise ValueError(f"{reader.kind!r} is no kind of reader. Choose one of: {', '.join(KINDS)}.")
            if reader in self._readers:
                raise ValueError(f"The reader {reader.label!r} is registered already.")
            self._readers.append(reader)

    def unregister(self, reader: Reader) -> None:
        """Take a reader out again; for tests."""
        self._readers.remove(reader)

    def __iter__(self) -> Iterator[Reader]:
        order = list(KINDS)
        return iter(sorted(self._readers, key=lambda reader: order.index(reader.kind)))

    def of(self, meanings: Iterable[str], handler: str = "") -> list[Reader]:
        """Who reads any of these meanings; with a handler, in a form that has it."""
        wanted = [meaning for meaning in meanings if meaning]
        return [
            reader
            for reader in self
            if any(reader.reads(meaning) for meaning in wanted)
            and not (handler and reader.handlers and handler not in reader.handlers)
        ]


registry = ReaderRegistry()
register = registry.register
readers_of = registry.of
