"""What runs while something happens: each call from a room of the portal into another, in its order."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from inspect import getattr_static
from types import FrameType
from typing import Any

from scripts.architecture.imports import PACKAGES
from scripts.architecture.rooms import room_of


@dataclass
class Call:
    """Calls from one room into a module of another. `caller`: "" where Django or the browser calls."""

    caller: str
    module: str
    functions: list[str]

    @property
    def room(self) -> str:
        return room_of(self.module)


@dataclass
class Recording:
    calls: list[Call] = field(default_factory=list)

    def take(self, caller: str, module: str, function: str) -> None:
        """Calls into one module are told once, where they began, with the names of all functions."""
        found = next((call for call in self.calls if (call.caller, call.module) == (caller, module)), None)
        if found is None:
            self.calls.append(Call(caller, module, [function]))
        elif function not in found.functions:
            found.functions.append(function)


@contextmanager
def recording() -> Iterator[Recording]:
    made = Recording()

    def see(frame: FrameType, event: str, argument: Any) -> None:
        if event != "call" or not _is_ours(frame):
            return
        module, caller = frame.f_globals["__name__"], _caller(frame)
        if room_of(module) != room_of(caller) and (function := _name(frame)):
            made.take(room_of(caller), module, function)

    sys.setprofile(see)
    try:
        yield made
    finally:
        sys.setprofile(None)


def _is_ours(frame: FrameType) -> bool:
    return str(frame.f_globals.get("__name__", "")).partition(".")[0] in PACKAGES


def _caller(frame: FrameType) -> str:
    """The module of ours that called, through whatever of Django lies between."""
    before = frame.f_back
    while before is not None and not _is_ours(before):
        before = before.f_back
    return str(before.f_globals["__name__"]) if before else ""


def _name(frame: FrameType) -> str:
    """What a function is called; "" for one that nobody wrote, and for a value that is read from a record."""
    name = frame.f_code.co_qualname.partition(".<locals>")[0]
    if "<" in name or name.startswith("__"):
        return ""
    owner, _, last = name.rpartition(".")
    kept = getattr_static(frame.f_globals.get(owner, object), last, None)
    if isinstance(kept, property):
        return ""
    # What Python calls by itself (an object made, a field read or written) is told by the name of its class.
    return owner if last.startswith("__") else name
