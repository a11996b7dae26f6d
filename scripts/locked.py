"""What is locked: the packages of requirements/*.txt and package-lock.json, each with the lists that name it."""

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# What is on the machine of a portal that runs, or in what it sends to browsers; everything else builds and checks it.
RUNNING = {"base", "front end"}
# Of the front end's packages these reach the browser; the others build.
SENT_TO_BROWSERS = {"govuk-frontend", "dejavu-fonts-ttf"}
PINNED = re.compile(r"(?m)^([A-Za-z0-9_.-]+)==([^ ;\\\n]+)")


@dataclass(frozen=True, order=True)
class Package:
    """One version of one package. `source`: pypi or npm, as package URLs call them; `licence`: as npm's lock has it."""

    source: str
    name: str
    version: str
    lists: tuple[str, ...]
    integrity: str = ""
    licence: str = ""

    @property
    def is_running(self) -> bool:
        return bool(RUNNING.intersection(self.lists))


def packages() -> list[Package]:
    """Every locked package once, by name. Where two versions are locked for two Pythons, both."""
    return sorted([*_of_python(), *_of_the_front_end()])


def lists() -> list[Path]:
    """The locked lists of Python packages."""
    return sorted((ROOT / "requirements").glob("*.txt"))


def direct() -> set[tuple[str, str]]:
    """Source and name of what the project asks for itself."""
    asked = {
        ("pypi", re.split(r"[^A-Za-z0-9_.-]", line, maxsplit=1)[0].lower())
        for path in (ROOT / "requirements").glob("*.in")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line and line[0].isalpha()
    }
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    return asked | {("npm", name) for part in ("dependencies", "devDependencies") for name in package[part]}


def _of_python() -> list[Package]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for path in lists():
        for name, version in PINNED.findall(path.read_text(encoding="utf-8")):
            found[name.lower(), version].append(path.stem)
    return [Package("pypi", name, version, tuple(stems)) for (name, version), stems in found.items()]


def _of_the_front_end() -> list[Package]:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    found = []
    for path, told in lock.items():
        if not path:
            continue
        name = path.rpartition("node_modules/")[2]
        needed = "front end" if name in SENT_TO_BROWSERS else "dev" if told.get("dev") else "build"
        found.append(
            Package("npm", name, told["version"], (needed,), told.get("integrity", ""), told.get("license", ""))
        )
    return found
