"""What the repository says about itself: its pages, and the docstrings and comments of what runs."""

import ast
import io
import re
import subprocess
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath

from tests.repository import ROOT

PACKAGES = ("forms", "workflow", "portal")
# Pages that people write: what was true of an older release stands in the changelog for ever.
UNCHANGING = ("CHANGELOG.md",)

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
SCRIPT_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", re.S)
TEMPLATE_COMMENT = re.compile(r"\{#.*?#\}|\{% comment.*?endcomment %\}", re.S)
SHELL_COMMENT = re.compile(r"^\s*#(?!!)[^\n]*", re.M)


@dataclass(frozen=True)
class Passage:
    """A stretch of prose, and where it begins. `language`: of a block of code that stands in a page."""

    path: str
    line: int
    text: str
    language: str | None = None

    def where(self, offset: int = 0) -> str:
        return f"{self.path}:{self.line + self.text.count(chr(10), 0, offset)}"


@cache
def files() -> tuple[str, ...]:
    """Every file that is in the repository or about to be."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    return tuple(sorted({name for name in listed if name and (ROOT / name).is_file()}))


@cache
def text_of(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def is_product(path: str) -> bool:
    return path.startswith((*(f"{package}/" for package in PACKAGES), "templates/")) and "/migrations/" not in path


def pages() -> list[str]:
    return [path for path in files() if path.endswith(".md") and path not in UNCHANGING]


def rooms() -> list[str]:
    """The folders of the product in which something is written, two deep: a failure then names a room."""
    return sorted({"/".join(PurePosixPath(path).parent.parts[:2]) for path in files() if is_product(path)})


def of_room(room: str) -> Iterator[Passage]:
    for path in files():
        if is_product(path) and "/".join(PurePosixPath(path).parent.parts[:2]) == room:
            yield from passages(path)


def of_tools() -> Iterator[Passage]:
    """The comments of what builds, checks and runs the portal."""
    for path in files():
        if path == "Makefile" or path.startswith((".", "scripts/")):
            yield from passages(path)


def passages(path: str) -> Iterator[Passage]:
    suffix = PurePosixPath(path).suffix
    if suffix == ".md":
        yield from _page(path)
    elif suffix == ".py":
        yield from _docstrings(path)
        yield from _comments(path)
    elif suffix in (".js", ".scss", ".css"):
        yield from _found(path, SCRIPT_COMMENT)
    elif suffix == ".html":
        yield from _found(path, TEMPLATE_COMMENT)
    elif suffix in ("", ".yaml"):
        yield from _found(path, SHELL_COMMENT)


def _page(path: str) -> Iterator[Passage]:
    text = text_of(path)
    for fence in FENCE.finditer(text):
        yield Passage(path, text.count("\n", 0, fence.start(2)) + 1, fence[2], language=fence[1])
    # Blank lines in place of code keep the numbers of the lines.
    yield Passage(path, 1, FENCE.sub(lambda fence: "\n" * fence[0].count("\n"), text))


def _docstrings(path: str) -> Iterator[Passage]:
    for node in ast.walk(ast.parse(text_of(path))):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node):
            first = node.body[0]
            yield Passage(path, first.lineno, ast.get_docstring(node, clean=False) or "")


def _comments(path: str) -> Iterator[Passage]:
    """Comments, those on lines that follow each other together: a name may stand across the end of a line."""
    began, lines = 0, list[str]()
    for token in tokenize.generate_tokens(io.StringIO(text_of(path)).readline):
        if token.type == tokenize.COMMENT:
            if lines and token.start[0] != began + len(lines):
                yield Passage(path, began, "\n".join(lines))
                lines = []
            began = began if lines else token.start[0]
            lines.append(token.string.lstrip("# "))
    if lines:
        yield Passage(path, began, "\n".join(lines))


def _found(path: str, pattern: re.Pattern[str]) -> Iterator[Passage]:
    text = text_of(path)
    for comment in pattern.finditer(text):
        yield Passage(path, text.count("\n", 0, comment.start()) + 1, comment[0])
