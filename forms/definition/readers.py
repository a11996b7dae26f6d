"""Who reads an answer besides people: the package that reads a meaning says so here, and editors are told before a
question goes that somebody would miss it."""

from collections.abc import Iterable
from dataclasses import dataclass

from forms.registry import Registry

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

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"{self.kind!r} is no kind of reader. Choose one of: {', '.join(KINDS)}.")

    @property
    def key(self) -> str:
        return f"{self.kind}: {self.label} ({', '.join((*self.meanings, *self.handlers))})"

    @property
    def kind_label(self) -> str:
        return KINDS[self.kind]

    def reads(self, meaning: str) -> bool:
        """Whether it reads answers with this meaning."""
        return any(
            meaning.startswith(key[: -len("*")]) if key.endswith(EVERYTHING_BELOW) else meaning == key
            for key in self.meanings
        )


class ReaderRegistry(Registry[Reader]):
    """The readers, asked in the order of KINDS."""

    def of(self, meanings: Iterable[str], handler: str = "") -> list[Reader]:
        """Who reads any of these meanings; with a handler, in a form that has it."""
        wanted = [meaning for meaning in meanings if meaning]
        found = [
            reader
            for reader in self.values()
            if any(reader.reads(meaning) for meaning in wanted)
            and not (handler and reader.handlers and handler not in reader.handlers)
        ]
        return sorted(found, key=lambda reader: list(KINDS).index(reader.kind))


registry = ReaderRegistry()
register = registry.register
readers_of = registry.of
