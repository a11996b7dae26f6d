"""Asks the public databases whether a locked package has a known weakness (make check).

    python -m scripts.advisories

Where a database cannot be reached within seconds it says so in one line: that is no failure. What may stay for a while
stands in requirements/allowed-advisories.toml, each with a reason and a day.
"""

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from scripts.locked import ROOT, lists

ALLOWED = ROOT / "requirements" / "allowed-advisories.toml"
LONGEST = timedelta(days=180)
# Seconds: for one answer of a database, and for all of them together.
ANSWER, ALTOGETHER = 5, 60

PIP_AUDIT = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--format=json"]
PIP_AUDIT += ["--desc=off", "--aliases=on", "--progress-spinner=off", f"--timeout={ANSWER}"]
NPM_AUDIT = ["npm", "audit", "--json", "--package-lock-only", "--logs-max=0"]
NPM_AUDIT += [f"--fetch-timeout={ANSWER * 1000}", "--fetch-retries=0"]


class NotAsked(Exception):
    """A database could not be reached, or does not know our packages; the words say which."""


@dataclass(frozen=True)
class Advisory:
    """A known weakness of a locked package, by all of its names."""

    package: str
    names: frozenset[str]
    mended_in: str = ""

    def __str__(self) -> str:
        return f"{self.package}: {', '.join(sorted(self.names))}" + (self.mended_in and f", mended in {self.mended_in}")


@dataclass(frozen=True)
class Allowance:
    """An advisory that may stay until the end of a day."""

    id: str
    why: str
    until: date


def allowances(text: str) -> list[Allowance]:
    """The entries of the file. Raises ValueError in plain words where one lacks something."""
    try:
        entries = tomllib.loads(text).get("allowed", [])
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"requirements/allowed-advisories.toml cannot be read: {error}") from error
    found = []
    for entry in entries:
        allowance = Allowance(entry.get("id", ""), entry.get("why", "").strip(), entry.get("until"))
        if not (allowance.id and allowance.why and type(allowance.until) is date):
            raise ValueError(f"requirements/allowed-advisories.toml: {entry} needs an id, a why and a day (until).")
        found.append(allowance)
    return found


def overdue(allowed: Iterable[Allowance], today: date) -> list[str]:
    """What is wrong with the days of the entries, in words."""
    wrong = []
    for one in allowed:
        if one.until < today:
            wrong.append(f"{one.id} was allowed until {one.until}: update the package, or look at it again.")
        elif one.until - today > LONGEST:
            wrong.append(f"{one.id} is allowed until {one.until}: more than {LONGEST.days} days ahead.")
    return wrong


def of_python(answer: str) -> list[Advisory]:
    """What pip-audit's JSON tells. Raises NotAsked where there is none, or no package was found in the database."""
    told = _json(answer)
    packages = told.get("dependencies", [])
    asked = [package for package in packages if "vulns" in package]
    if not asked:
        raise NotAsked("the database of Python packages could not be asked")
    if len(asked) < len(packages):
        print(f"{len(packages) - len(asked)} of {len(packages)} Python packages are not in the database.")
    return [
        Advisory(
            f"{package['name']} {package['version']}",
            frozenset([weakness["id"], *weakness.get("aliases", [])]),
            ", ".join(weakness.get("fix_versions", [])),
        )
        for package in asked
        for weakness in package["vulns"]
    ]


def of_npm(answer: str) -> list[Advisory]:
    """What npm's JSON tells. Raises NotAsked where it is no report."""
    told = _json(answer)
    if "vulnerabilities" not in told:
        raise NotAsked("the database of npm packages could not be asked")
    # A package that only depends on a weak one names that one; the weakness itself is an object with its address.
    return [
        Advisory(name, frozenset([weakness["url"].rpartition("/")[2]]))
        for name, package in told["vulnerabilities"].items()
        for weakness in package["via"]
        if isinstance(weakness, dict)
    ]


def _json(answer: str) -> dict[str, Any]:
    try:
        told = json.loads(answer)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def ask(command: Sequence[str]) -> str:
    """What a program prints on its standard output, nothing where it is not there or takes too long."""
    # As scripts/front-end does: where the machine has no npm, the locked one.
    path = os.pathsep.join([str(ROOT / ".venv" / "bin"), os.environ.get("PATH", "")])
    try:
        done = subprocess.run(  # noqa: S603 - our own words
            command, cwd=ROOT, env={**os.environ, "PATH": path}, capture_output=True, text=True, timeout=ALTOGETHER
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout


def judged(found: Iterable[Advisory], allowed: Iterable[Allowance], *, all_asked: bool) -> tuple[list[str], list[str]]:
    """What fails, and what is only said."""
    found, allowed = list(found), list(allowed)
    ids = {one.id for one in allowed}
    fails = [str(advisory) for advisory in found if not advisory.names & ids]
    said = [f"Allowed until {one.until}: {one.id} ({one.why})" for one in allowed if _is_found(one, found)]
    if all_asked:
        unused = [one.id for one in allowed if not _is_found(one, found)]
        said += [f"{id_} is allowed and no locked package has it any more: take it out." for id_ in unused]
    return fails, said


def _is_found(one: Allowance, found: Iterable[Advisory]) -> bool:
    return any(one.id in advisory.names for advisory in found)


def main() -> None:
    try:
        allowed = allowances(ALLOWED.read_text(encoding="utf-8"))
    except ValueError as error:
        sys.exit(str(error))
    found, asked = list[Advisory](), 0
    named = [option for path in lists() for option in ("--requirement", str(path.relative_to(ROOT)))]
    for read, command in ((of_python, [*PIP_AUDIT, *named]), (of_npm, NPM_AUDIT)):
        try:
            found += read(ask(command))
            asked += 1
        except NotAsked as error:
            print(f"Not checked for known weaknesses: {error}.")
    fails, said = judged(found, allowed, all_asked=asked == 2)
    if said:
        print("\n".join(said))
    if fails := [*overdue(allowed, datetime.now(UTC).date()), *fails]:
        sys.exit("\n".join(fails))


if __name__ == "__main__":
    main()
