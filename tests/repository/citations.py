"""Finds what prose names of this repository, and says which of it is not there.

A path, a module, a name in backticks, a command, a make target, the number of a decision or a duty, a link, a heading.
What is named without backticks is looked at only where nothing else can be meant: a path with a known ending, a dotted
name below one of the packages.
"""

import ast
import re
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from tests.repository import existing
from tests.repository.existing import Names, resolves
from tests.repository.prose import PACKAGES, Passage, is_product, passages

ENDINGS = r"py|md|html|js|json|svg|css|scss|toml|txt|in|sh|yaml"
TOP = "|".join([*PACKAGES, "tests", "scripts", "docs", "templates", "requirements"])
BACKTICKS = re.compile(r"`([^`]+)`")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
PATH = re.compile(
    rf"(?<![\w/.:<>=-])(?:[\w*-]+/)*[\w*.-]*[\w*]\.(?:{ENDINGS})(?![\w/.]\w)|(?<![\w/.-])(?:{TOP})/[\w/*.-]*\w/?"
)
DOTTED = re.compile(rf"(?<![\w/.@-])(?:{'|'.join(PACKAGES)}|tests)(?:\.[A-Za-z_]\w*)+(?![\w/])")
IS_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")
IS_WORD = re.compile(r"[A-Za-z_]\w*")
MEMBER = re.compile(r"\.([A-Za-z_]\w*)(?:\(|$)")
CALL = re.compile(r"([A-Za-z_][\w.]*)\(.*\)", re.S)
WORDS = re.compile(r"[A-Za-z_]\w*(?:[ ,|/]+[A-Za-z_]\w*)+")
MAKE = re.compile(r"\bmake ([a-z][\w-]*)")
MANAGE = re.compile(r"\bmanage\.py ([a-z_]+)")
RUN = re.compile(r"python3? -m ([\w.]+)")
NPM = re.compile(r"\bnpm run ([\w-]+)")
DECISION = re.compile(r"\bADRs? (\d{4})")
MIGRATION = re.compile(r"\bmigration (\d{4})\b")
DUTY = re.compile(r"(?<![\w#])D\d{1,2}\b")
HEADING = re.compile(r"\((?:see )?(docs/[\w/-]+\.md), ([^)]+)\)")

# What is named and lies elsewhere.
ELSEWHERE = {
    "demo.json": "the demonstration's accounts, written into the data folder",
    "erasures.jsonl": "in the data folder",
    "pgbouncer.in": "pgbouncer.ini, PgBouncer's own settings",
    "portal.env": "settings and keys of a real portal, written by scripts/new-environment",
    "portal.example": "an address, in examples",
    "PORTAL_BIND": "read by scripts/web",
    "PORTAL_WEB_WORKERS": "read by scripts/web",
    "portal.sqlite3": "the database, in the data folder",
    "portal/static_built": "made by scripts/front-end",
    "portal/static_built/portal": "made by scripts/front-end",
    ".venv": "made by scripts/make-venv",
    "robots.txt": "an address that portal/public.py answers",
    "var/sbom.cdx.json": "the bill of materials, written by make sbom",
}
# What a page tells its reader to make; the names that its examples define are not looked for either.
NEW = {
    "docs/adding-a-step.md": {"tests/workflow/machines/extension/test_asking_why.py"},
    "docs/api.md": {"is_from_the_portal"},
}
# Words that a page names to say that nothing is called so here.
UNWANTED = {"utils", "helpers", "misc", "common", "manager"}


DIFFERENT = " is another in the code"


@dataclass(frozen=True, order=True)
class Dead:
    """Something that is named and is not there."""

    where: str
    cited: str

    def __str__(self) -> str:
        return f"{self.where}: {self.cited}"


def dead_in(passage: Passage) -> Iterator[Dead]:
    """What a passage names in vain. Tests may be named everywhere, names that only tests use not in the product."""
    new = _made_by_the_reader(passage.path)
    yield from (dead for dead in _dead_in(passage) if dead.cited.removesuffix(DIFFERENT) not in new)


def _made_by_the_reader(page: str) -> frozenset[str]:
    if page not in NEW:
        return frozenset()
    examples = [passage.text for passage in passages(page) if passage.language == "python"]
    defined = {word for text in examples for node in ast.walk(_parsed(text)) for word in _defined(node)}
    return frozenset(NEW[page] | defined)


def _defined(node: ast.AST) -> list[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.Assign(targets=[ast.Name(id=name)]):
            return [name]
    return []


def _dead_in(passage: Passage) -> Iterator[Dead]:
    known = existing.names(with_tests=not is_product(passage.path))
    if passage.language == "python":
        yield from _dead_in_example(passage, known)
        return
    if passage.language is None:
        yield from _dead_in_prose(passage, known)
    yield from _missing(passage, MANAGE, existing.commands())
    yield from _missing(passage, NPM, existing.npm_scripts())
    # "To make sure" is no target: outside of backticks and blocks of commands nobody can tell.
    if passage.language in ("sh", ""):
        yield from _missing(passage, MAKE, existing.make_targets())


def _missing(passage: Passage, pattern: re.Pattern[str], there: frozenset[str]) -> Iterator[Dead]:
    for found in pattern.finditer(passage.text):
        if found[pattern.groups] not in there:
            yield Dead(passage.where(found.start()), found[0])


def _dead_in_prose(passage: Passage, known: Names) -> Iterator[Dead]:
    text = passage.text
    if passage.path.endswith(".md"):
        yield from _dead_links(passage)
        text = LINK.sub(lambda link: " " * len(link[0]), text)
    for quoted in BACKTICKS.finditer(text):
        cited = " ".join(quoted[1].split())
        if not _is_alive(cited, known):
            yield Dead(passage.where(quoted.start()), cited)
    bare = BACKTICKS.sub(lambda quoted: " " * len(quoted[0]), text)
    for path in PATH.finditer(bare):
        if not _is_path_alive(path[0]):
            yield Dead(passage.where(path.start()), path[0])
    for dotted in DOTTED.finditer(bare):
        if not (PATH.fullmatch(dotted[0]) or dotted[0] in ELSEWHERE or known.know(dotted[0]) or resolves(dotted[0])):
            yield Dead(passage.where(dotted.start()), dotted[0])
    yield from _missing(passage, DECISION, existing.decisions())
    yield from _missing(passage, MIGRATION, existing.migrations(passage.path.split("/")[0]))
    yield from _missing(passage, DUTY, existing.duties())
    for heading in HEADING.finditer(text):
        if not _is_heading(heading[1], heading[2]):
            yield Dead(passage.where(heading.start()), f"{heading[1]}, heading {heading[2]}")


def _is_heading(page: str, wanted: str) -> bool:
    wanted = " ".join(wanted.split()).strip("“”\"'").lower()
    return existing.is_place(page) and any(heading.lower().startswith(wanted) for heading in existing.headings(page))


def _dead_links(passage: Passage) -> Iterator[Dead]:
    folder = PurePosixPath(passage.path).parent
    for link in LINK.finditer(passage.text):
        target, _, wanted = link[1].partition("#")
        if ":" in target:
            continue
        path = str(_joined(folder, target)) if target else passage.path
        if path not in existing.places() or (wanted and wanted not in map(existing.anchor, existing.headings(path))):
            yield Dead(passage.where(link.start()), link[1])


def _joined(folder: PurePosixPath, target: str) -> PurePosixPath:
    parts: list[str] = []
    for part in (folder / target).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return PurePosixPath(*parts)


def _is_path_alive(cited: str) -> bool:
    return cited.rstrip("/") in ELSEWHERE or existing.is_place(cited)


def _is_alive(cited: str, known: Names) -> bool:
    """Whether what stands in backticks is there. What is no name (an address, JSON, a sentence) is not judged."""
    if cited in ELSEWHERE or cited in UNWANTED or known.know(cited):
        return True
    if found := MAKE.match(cited):
        return found[1] in existing.make_targets()
    if NPM.match(cited):  # Judged with the whole text.
        return True
    if found := RUN.match(cited):
        return resolves(found[1])
    if found := MEMBER.match(cited):
        return found[1] in known.members
    if PATH.fullmatch(cited):
        return _is_path_alive(cited)
    if IS_DOTTED.fullmatch(cited):
        return _is_dotted_alive(cited, known)
    if IS_WORD.fullmatch(cited):
        return _is_word_alive(cited)
    if call := CALL.fullmatch(cited):
        return _is_alive(call[1], known)
    if WORDS.fullmatch(cited):
        return all(_is_alive(word, known) for word in IS_WORD.findall(cited))
    return True


def _is_word_alive(word: str) -> bool:
    """A word that no code uses can still be a folder, a module, a command, a target, or a module of Python's own."""
    here = word in existing.plain_names() | existing.commands() | existing.make_targets()
    return here or word in sys.stdlib_module_names


def _is_dotted_alive(cited: str, known: Names) -> bool:
    first, *rest = cited.split(".")
    if first in (*PACKAGES, "tests", "scripts") or (first in known.imported and first not in known.members):
        return resolves(cited)
    if first in known.classes:
        return any(resolves(f"{module}.{cited}") for module in known.classes[first])
    for module in existing.modules():
        if module.endswith(f".{first}") and resolves(f"{module}.{'.'.join(rest)}"):
            return True
    # Not the module of that name, then, but something that is called so: what is read from it must be a member.
    return all(part in known.members for part in rest)


def _dead_in_example(passage: Passage, known: Names) -> Iterator[Dead]:
    """An example in Python: its names are used somewhere, its functions take what they take, a protocol is whole."""
    try:
        tree = _parsed(passage.text)
    except SyntaxError as fault:
        yield Dead(f"{passage.path}:{passage.line + (fault.lineno or 1) - 1}", "an example that is no Python")
        return
    for node in ast.walk(tree):
        for word in _words_of(node):
            if not known.know(word):
                yield Dead(f"{passage.path}:{passage.line + getattr(node, 'lineno', 1) - 1}", word)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            told = list(_differences(node, known))
            yield from (Dead(f"{passage.path}:{passage.line + node.lineno - 1}", one) for one in told)


def _parsed(example: str) -> ast.Module:
    """An example as it stands in its file: a method shown with its indent, an entry of a table."""
    text = textwrap.dedent(example)
    try:
        return ast.parse(text)
    except SyntaxError as fault:
        try:
            return ast.parse(f"{{{text}}}")
        except SyntaxError:
            raise fault from None


def _words_of(node: ast.AST) -> list[str]:
    match node:
        case ast.Name(id=name) | ast.arg(arg=name) | ast.keyword(arg=str(name)) | ast.Attribute(attr=name):
            return [name]
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
    return []


def _differences(node: ast.FunctionDef | ast.ClassDef, known: Names) -> list[str]:
    """How an example differs from the code that it shows: from the nearest, where several have its name."""
    same = [real for real in known.definitions.get(node.name, []) if type(real) is type(node)]
    if isinstance(node, ast.FunctionDef):
        alike = [real for real in same if _taken(real) == _taken(node) and _decorators(node) <= _decorators(real)]
        return [] if alike else [f"{node.name}{DIFFERENT}"]
    told = [_class_differences(node, real) for real in same]
    return min(told, key=len, default=[f"class {node.name}"])


def _class_differences(node: ast.ClassDef, real: ast.ClassDef) -> list[str]:
    shown, there = ({part.name: part for part in one.body if isinstance(part, ast.FunctionDef)} for one in (node, real))
    found = [f"{node.name}.{name}" for name in shown if name not in there or _taken(shown[name]) != _taken(there[name])]
    if any(isinstance(base, ast.Name) and base.id == "Protocol" for base in node.bases):
        found += [
            f"{node.name}.{name} is not shown" for name in there if name not in shown and not name.startswith("_")
        ]
    return found


def _taken(function: ast.FunctionDef) -> list[str]:
    return [argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)]


def _decorators(function: ast.FunctionDef) -> set[str]:
    """What a function is declared with, by its name."""
    called = [one.func if isinstance(one, ast.Call) else one for one in function.decorator_list]
    return {ast.unparse(one) for one in called}
