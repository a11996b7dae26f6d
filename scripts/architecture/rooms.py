"""The rooms of the three packages, read from the tree: what each says it is for, how often it imports which other.

A room is a folder or a module directly below a package. Their order is worked out, not told: whoever imports stands
above what it imports, and where two rooms import each other, the one that does so more often.
"""

import ast
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import grimp

from scripts.architecture import ROOT
from scripts.architecture.imports import PACKAGES

# What Django and Wagtail find by its name. It wires the rooms together and is none itself.
FOUND_BY_NAME = {"apps", "checks", "models", "templatetags", "urls", "wagtail_hooks", "wsgi"}


@dataclass(frozen=True)
class Room:
    """`path`: as it is imported. `imports`: how many imports lead to which room, the most first."""

    path: str
    says: str
    modules: int
    inner: tuple[str, ...]
    imports: Mapping[str, int]

    @property
    def package(self) -> str:
        return self.path.partition(".")[0]

    @property
    def name(self) -> str:
        return self.path.partition(".")[2]


@dataclass(frozen=True)
class Storey:
    """One package: its rooms from top to bottom, and what wires them."""

    package: str
    modules: int
    rooms: tuple[Room, ...]
    wiring: tuple[str, ...]
    # How many imports lead to each other package.
    imports: Mapping[str, int]


def storeys(found: grimp.ImportGraph) -> list[Storey]:
    return [_storey(found, package) for package in PACKAGES]


def _storey(found: grimp.ImportGraph, package: str) -> Storey:
    modules = sorted(module for module in found.modules if module.startswith(f"{package}."))
    # A folder in which nothing is written, left to hold commands that are to come, is no room yet.
    paths = sorted({room_of(module) for module in modules if file_of(module).stat().st_size})
    wiring = [path for path in paths if _is_wiring(path)]
    rooms = {path: _room(found, path, modules) for path in paths if path not in wiring}
    order = top_to_bottom(
        {path: {to: n for to, n in room.imports.items() if to in rooms} for path, room in rooms.items()}
    )
    outside = _counted(found, modules, lambda path: path.partition(".")[0], besides=package)
    names = tuple(path.partition(".")[2] for path in wiring)
    return Storey(package, len(modules), tuple(rooms[path] for path in order), names, outside)


def room_of(module: str) -> str:
    return ".".join(module.split(".")[:2])


def _is_wiring(path: str) -> bool:
    """A package of its own with tables (`forms.models`) is a room; a module that only gathers them is wiring."""
    name = path.partition(".")[2]
    return name in FOUND_BY_NAME and (name != "models" or file_of(path).name != "__init__.py")


def file_of(module: str) -> Path:
    path = ROOT.joinpath(*module.split("."))
    face = path / "__init__.py"
    return face if face.exists() else path.with_suffix(".py")


def _room(found: grimp.ImportGraph, path: str, modules: Iterable[str]) -> Room:
    own = [module for module in modules if module == path or module.startswith(f"{path}.")]
    packages = {module.split(".")[2] for module in own if module.count(".") > 2}
    imports = _counted(found, own, room_of, besides=path)
    return Room(path, first_line(path), len(own), tuple(sorted(packages)), imports)


def first_line(module: str) -> str:
    """Why a module exists, as its docstring begins."""
    text = ast.get_docstring(ast.parse(file_of(module).read_text(encoding="utf-8"))) or ""
    return text.partition("\n")[0]


def _counted(
    found: grimp.ImportGraph, modules: Iterable[str], place: Callable[[str], str], *, besides: str
) -> dict[str, int]:
    counted = Counter(
        place(imported) for module in modules for imported in found.find_modules_directly_imported_by(module)
    )
    del counted[besides]
    return dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))


def top_to_bottom(imports: Mapping[str, Mapping[str, int]]) -> list[str]:
    """Rooms in an order in which imports run down, and as few as possible run up (after Eades, Lin and Smyth)."""
    left, top, bottom = set(imports), list[str](), list[str]()
    while left:
        out = {room: sum(n for to, n in imports[room].items() if to in left) for room in left}
        into = {room: sum(imports[other].get(room, 0) for other in left) for room in left}
        if sinks := sorted(room for room in left if not out[room]):
            bottom = sinks + bottom
            left.difference_update(sinks)
        else:
            first = min(left, key=lambda room: (bool(into[room]), into[room] - out[room], room))
            top.append(first)
            left.remove(first)
    return top + bottom


def without_shortcuts(imports: Mapping[str, Mapping[str, int]], order: Iterable[str]) -> dict[tuple[str, str], int]:
    """The imports that run down, without those that a longer way tells already."""
    below = dict[str, set[str]]()
    kept = dict[tuple[str, str], int]()
    places = {room: place for place, room in enumerate(order)}
    for room in sorted(places, key=lambda one: -places[one]):
        down = [to for to in imports[room] if places.get(to, -1) > places[room]]
        further = {last for to in down for last in below[to]}
        kept.update({(room, to): imports[room][to] for to in down if to not in further})
        below[room] = further | set(down)
    return kept
