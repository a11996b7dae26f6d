"""What there is in the repository for its pages and docstrings to name: files, modules, names, commands, duties."""

import ast
import importlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management import get_commands

from tests.repository import ROOT
from tests.repository.prose import PACKAGES, SCRIPT_COMMENT, TEMPLATE_COMMENT, files, is_product, text_of

WORD = re.compile(r"[A-Za-z_]\w*")
IN_TAGS = re.compile(r"\{[{%].*?[%}]\}|<[^>]*>", re.S)
Definition = ast.FunctionDef | ast.ClassDef
ONE_WORD = re.compile(r"[\w.:/*-]{1,80}")


@dataclass
class Names:
    """The names that code uses. A name only a comment speaks of is none of them."""

    words: set[str] = field(default_factory=set)
    # Whole strings without a space: keys of events, meanings and steps.
    strings: set[str] = field(default_factory=set)
    # What a class has, or what is read from a record: not what is read from a module.
    members: set[str] = field(default_factory=set)
    classes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    definitions: dict[str, list[Definition]] = field(default_factory=lambda: defaultdict(list))
    imported: set[str] = field(default_factory=set)

    def read(self, path: str) -> None:
        suffix, text = PurePosixPath(path).suffix, text_of(path)
        if suffix == ".py":
            self._python(module_of(path), ast.parse(text))
        elif suffix == ".js":
            self.words.update(WORD.findall(SCRIPT_COMMENT.sub("", text)))
        elif suffix == ".html":
            self.words.update(WORD.findall(" ".join(IN_TAGS.findall(TEMPLATE_COMMENT.sub("", text)))))
        elif suffix == ".json":
            self.strings.update(_strings_in(json.loads(text)))

    def _python(self, module: str, tree: ast.Module) -> None:
        modules = set()
        attributes = list[ast.Attribute]()
        for node in ast.walk(tree):
            match node:
                case ast.Import(names=names) | ast.ImportFrom(names=names):
                    self.words.update(name.asname or name.name for name in names)
                    modules.update((name.asname or name.name).partition(".")[0] for name in names)
                    source = node.module if isinstance(node, ast.ImportFrom) else names[0].name
                    self.imported.add((source or "").partition(".")[0])
                case ast.ClassDef(name=name):
                    self.words.add(name)
                    self.classes[name].append(module)
                    self.definitions[name].append(node)
                    self.members.update(_members(node))
                case ast.FunctionDef(name=name):
                    self.words.add(name)
                    self.definitions[name].append(node)
                case ast.Name(id=name) | ast.arg(arg=name):
                    self.words.add(name)
                case ast.keyword(arg=str(name)):
                    self.words.add(name)
                case ast.Attribute(attr=name):
                    self.words.add(name)
                    attributes.append(node)
                case ast.Constant(value=str(value)) if ONE_WORD.fullmatch(value):
                    self.strings.add(value)
        for read in attributes:
            if not (isinstance(read.value, ast.Name) and read.value.id in modules):
                self.members.add(read.attr)

    def know(self, word: str) -> bool:
        return word in self.words or word in self.strings


def _members(node: ast.ClassDef) -> Iterator[str]:
    for part in node.body:
        match part:
            case ast.FunctionDef(name=name) | ast.AnnAssign(target=ast.Name(id=name)) | ast.ClassDef(name=name):
                yield name
            case ast.Assign(targets=targets):
                yield from (name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name))


def _strings_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from _strings_in(part)
    elif isinstance(value, str):
        yield value


@cache
def names(*, with_tests: bool) -> Names:
    if with_tests:
        # What judges names is no place where they are used, nor are the files that people sent, which are as they came.
        suite = (path for path in files() if path.startswith(("tests/", "scripts/")))
        return _read(
            (path for path in suite if not path.startswith(("tests/repository/", "tests/forms/files/"))),
            names(with_tests=False),
        )
    beside = ("portal/static_src/", "docs/")
    return _read(path for path in files() if is_product(path) or (path.startswith(beside) and path.endswith(".json")))


def _read(paths: Iterable[str], before: Names | None = None) -> Names:
    found = deepcopy(before) if before else Names()
    for path in paths:
        found.read(path)
    return found


def module_of(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@cache
def modules() -> frozenset[str]:
    found = {module_of(path) for path in files() if path.endswith(".py")}
    return frozenset(found | {module.rpartition(".")[0] for module in found} - {""})


@cache
def places() -> frozenset[str]:
    """Every file and every folder."""
    return frozenset(files()) | {str(up) for path in files() for up in PurePosixPath(path).parents} - {"."}


@cache
def ends() -> frozenset[str]:
    """Every place by every end of its path: a page that speaks of one room leaves out what all of it shares."""
    parts = [place.split("/") for place in places()]
    return frozenset("/".join(path[cut:]) for path in parts for cut in range(len(path)))


@cache
def plain_names() -> frozenset[str]:
    """What files and folders are called, without an ending."""
    return frozenset(PurePosixPath(place).stem for place in places())


def is_place(cited: str) -> bool:
    """Whether a path, or the end of one, leads to a file or a folder: `forms/urls.py`, `urls.py`, `editions/*.json`."""
    wanted = cited.rstrip("/").removeprefix("./")
    return wanted in ends() or ("*" in wanted and any(fnmatchcase(end, wanted) for end in ends()))


def resolves(dotted: str) -> bool:
    """Whether a full dotted name leads from a module to something that is there."""
    parts = dotted.split(".")
    for cut in range(len(parts), 0, -1):
        name, rest = ".".join(parts[:cut]), parts[cut:]
        try:
            found: Any = importlib.import_module(name)
        except ImproperlyConfigured:  # Production settings, in the suite: what they hold is not looked into.
            return name in modules()
        except ImportError:
            continue
        return _has(found, rest)
    return False


def _has(found: Any, rest: list[str]) -> bool:
    for index, part in enumerate(rest):
        if hasattr(found, part):
            found = getattr(found, part)
        elif isinstance(found, type) and any(part in vars(up).get("__annotations__", {}) for up in found.__mro__):
            # A field without a default: what it holds is not known from here.
            return all(name in names(with_tests=True).members for name in rest[index + 1 :])
        else:
            return False
    return True


@cache
def make_targets() -> frozenset[str]:
    return frozenset(re.findall(r"(?m)^([a-z][\w-]*):", text_of("Makefile")))


@cache
def commands() -> frozenset[str]:
    return frozenset(get_commands())


@cache
def decisions() -> frozenset[str]:
    return frozenset(path.name[:4] for path in (ROOT / "docs" / "adr").glob("[0-9]*.md"))


@cache
def migrations(package: str) -> frozenset[str]:
    """The numbers of a package's migrations; of all of them for what lies in none."""
    paths = [path for path in files() if package not in PACKAGES or path.startswith(f"{package}/")]
    return frozenset(found[1] for path in paths if (found := re.search(r"/migrations/(\d{4})_", path)))


@cache
def npm_scripts() -> frozenset[str]:
    return frozenset(json.loads(text_of("package.json"))["scripts"])


@cache
def duties() -> frozenset[str]:
    return frozenset(row["number"] for row in json.loads(text_of("docs/duties.json")))


@cache
def headings(page: str) -> tuple[str, ...]:
    return tuple(re.findall(r"(?m)^#+ (.+)$", text_of(page)))


def anchor(heading: str) -> str:
    """The part of an address after `#` that a heading gets where pages are shown."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")
