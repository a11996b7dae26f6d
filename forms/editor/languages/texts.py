"""Every wording of a form draft with what it is in the second language, and where that stands in the stored blocks."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from forms.definition.block_values import html_of
from forms.definition.shape import TOLD_KINDS
from forms.questions.blocks.offered import GUIDANCE_FEATURES, MESSAGES

Block = dict[str, Any]
PROSE = ("introduction", "confirmation")
OF_PAGE = {
    "title": "Title",
    "urgent_warning": "Warning",
    "introduction": "Introduction",
    "confirmation": "Confirmation",
}
# What each wording is called, and how long it may be.
CALLED = {
    "title": ("Title", 200),
    "noun": ("Asked once for each…", 60),
    "label": ("Question", 300),
    "hint": ("Hint", 500),
    "example": ("Example", 200),
    "guidance": ("Guidance", None),
}
RULES = dict(MESSAGES)


@dataclass
class Text:
    """One wording. `key`: what its box is called, the same as long as it is the same wording. `holder`: where the
    second language's stands, under `name`. `rich`: which buttons it is written with, where it is HTML.
    """

    key: str
    called: str
    first: str
    second: str
    holder: dict[str, Any]
    name: str
    longest: int | None = None
    rich: tuple[str, ...] = ()

    @property
    def is_missing(self) -> bool:
        return bool(self.first and not self.second)

    @property
    def basis(self) -> str:
        """What somebody saw who translates this: both wordings, in short."""
        return self.basis_with(self.second)

    def basis_with(self, second: str) -> str:
        return sha256(f"{self.first}\0{second}".encode()).hexdigest()[:16]

    def put(self, second: str) -> None:
        """Write it into the block that holds it."""
        self.holder[self.name] = second


@dataclass
class Owner:
    """What has wordings: the form's own page, a step, a group or a question. `heading`: what it is called."""

    heading: str
    texts: list[Text] = field(default_factory=list)


@dataclass
class Part:
    """The form's own texts, or a step with everything in it. `key`: "form", or the id of the step's block."""

    key: str
    title: str
    owners: list[Owner] = field(default_factory=list)

    @property
    def texts(self) -> list[Text]:
        return [text for owner in self.owners for text in owner.texts]

    @property
    def missing(self) -> int:
        return sum(text.is_missing for text in self.texts)


def key_of(*place: str) -> str:
    """A name for the box of this wording, which scripts can look up: what is stored may hold any character."""
    return f"t{sha256('.'.join(place).encode()).hexdigest()[:16]}"


def parts_of(page: Any, steps: list[Block]) -> list[Part]:
    """The form's own texts, then each step. `steps`: the page's blocks as stored; what is put goes into them, and into
    the fields of the page.
    """
    return [Part("form", "The form itself", [_of_page(page)]), *(_of_step(block) for block in steps)]


def _of_page(page: Any) -> Owner:
    fields = vars(page)
    found = [
        Text(
            key_of("form", name),
            called,
            _plain(fields[name], rich=name in PROSE),
            _plain(fields[f"second_{name}"], rich=name in PROSE),
            fields,
            f"second_{name}",
            255 if name == "title" else None,
            ("h2", "h3", *GUIDANCE_FEATURES) if name in PROSE else (),
        )
        for name, called in OF_PAGE.items()
    ]
    return Owner("", _said(found))


def _of_step(block: Block) -> Part:
    value = block["value"]
    title = _plain(value.get("title"))
    part = Part(block["id"], title or "A step without a title")
    noun = (value.get("repeat") or {}).get("noun")
    part.owners.append(Owner("The step", _said([*_own(block, "title", "guidance"), *_noun(block, noun)])))
    for inner in value.get("questions") or []:
        part.owners += _of_group(inner) if inner["type"] == "group" else [_of_question(inner)]
    part.owners = [owner for owner in part.owners if owner.texts]
    return part


def _noun(block: Block, noun: Any) -> Iterator[Text]:
    called, longest = CALLED["noun"]
    second = _second(block)
    yield Text(key_of(block["id"], "noun"), called, _plain(noun), _plain(second.get("noun")), second, "noun", longest)


def _of_group(block: Block) -> list[Owner]:
    heading = f"The group “{_plain(block['value'].get('title'))}”"
    inner = [_of_question(one) for one in block["value"].get("questions") or []]
    return [Owner(heading, _said(_own(block, "title", "guidance"))), *inner]


def _of_question(block: Block) -> Owner:
    value, kind = block["value"], block["type"]
    names = ["label", "hint", "example", "guidance"]
    if kind in TOLD_KINDS:
        names = ["label", "guidance"] if kind == "guidance" else ["label", "hint", "guidance"]
    found = [*_own(block, *names), *_choices(block), *_bands(block)]
    if kind not in TOLD_KINDS:
        found += _messages(block)
    return Owner(_plain(value.get("label")) or "A question without a wording", _said(found))


def _own(block: Block, *names: str) -> Iterator[Text]:
    second = _second(block)
    for name in names:
        called, longest = CALLED[name]
        rich = name == "guidance"
        more = ("h3",) if block["type"] == "guidance" else ()
        yield Text(
            key_of(block["id"], name),
            called,
            _plain(block["value"].get(name), rich=rich),
            _plain(second.get(name), rich=rich),
            second,
            name,
            longest,
            (*more, *GUIDANCE_FEATURES) if rich else (),
        )


def _choices(block: Block) -> Iterator[Text]:
    for place, choice in enumerate(_items(block["value"].get("choices"))):
        first, stored = _plain(choice.get("label")), _plain(choice.get("value"))
        key = key_of(block["id"], "choice", stored or first or str(place))
        yield Text(key, "Choice", first, _plain(choice.get("second")), choice, "second", 200)


def _bands(block: Block) -> Iterator[Text]:
    calculation = block["value"].get("calculation") or {}
    for band in _items(calculation.get("bands") if calculation.get("what") in ("sum", "score") else []):
        first = _plain(band.get("label"))
        key = key_of(block["id"], "band", first)
        yield Text(key, "Band", first, _plain(band.get("second")), band, "second", 100)


def _messages(block: Block) -> Iterator[Text]:
    """A message of the second language is in a list of its own: it is made there when it is first written."""
    own = {one.get("rule"): _plain(one.get("text")) for one in _items(block["value"].get("messages"))}
    second = _second(block)
    written = {one.get("rule"): one for one in _items(second.get("messages"))}
    for rule, first in own.items():
        holder = written.get(rule) or _Message(second, str(rule))
        called = f"Message when {RULES.get(str(rule), 'something is wrong')}"
        key = key_of(block["id"], "message", str(rule))
        yield Text(key, called, first, _plain(holder.get("text")), holder, "text", 200)


class _Message(dict[str, Any]):
    """A message that is added to its list when a text is put into it."""

    def __init__(self, second: Block, rule: str) -> None:
        super().__init__(rule=rule, text="")
        self._second = second

    def __setitem__(self, name: str, value: Any) -> None:
        super().__setitem__(name, value)
        rows = self._second.get("messages") or []
        if value and not any(row is self for row in rows):
            self._second["messages"] = [*rows, self]


def _second(block: Block) -> Block:
    """The block's texts in the second language; the place for them where there is none yet."""
    found = block["value"].get("second")
    if not isinstance(found, dict):
        found = block["value"]["second"] = {}
    return found


def _items(rows: Any) -> list[Block]:
    """The values of a list block, however old it is: Wagtail once stored them without identifiers."""
    found = (row["value"] if isinstance(row, dict) and row.get("type") == "item" else row for row in rows or [])
    return [one for one in found if isinstance(one, dict)]


def _plain(text: Any, *, rich: bool = False) -> str:
    return html_of(text) if rich else str(text or "").strip()


def _said(found: Any) -> list[Text]:
    """Those that say something in either language."""
    return [text for text in found if text.first or text.second]
