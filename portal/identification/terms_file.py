"""What to look for, from a file: `[{"kind": "name", "value": "Jane Smith"}, …]`."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from workflow.machines.publication.identification.identifiers import KINDS_OF_TERMS, Identifier, identifiers_of

EXAMPLE = '[{"kind": "name", "value": "Jane Smith"}]'
MOST_BYTES = 20_000_000
# What the file calls the kinds that the records call otherwise.
AS_WRITTEN = {kind: name for name, kind in KINDS_OF_TERMS.items() if name != kind}


class TermsRefused(Exception):
    """In plain English: what is wrong with the file and what to do."""


class Terms:
    """The identifiers to look for, and the term that each was made of."""

    def __init__(self, terms: list[dict[str, str]]) -> None:
        self._values: dict[tuple[str, str], list[str]] = {}
        for number, term in enumerate(terms, 1):
            for one in _made_of(number, term):
                values = self._values.setdefault((one.kind, one.text), [])
                if term["value"] not in values:
                    values.append(term["value"])
        self.identifiers = [Identifier(kind, text) for kind, text in sorted(self._values)]

    def of(self, kind: str, found: str) -> Iterator[str]:
        """The terms, as the file has them, that a find names: several where people share a name."""
        told = [found] if (kind, found) in self._values else found.split("; ")
        yield from dict.fromkeys(value for one in told for value in self._values.get((kind, one), [one]))


def _made_of(number: int, term: dict[str, str]) -> list[Identifier]:
    try:
        return identifiers_of([term])
    except ValueError as error:
        raise TermsRefused(str(error).replace("Term 1", f"Term {number}", 1)) from error


def read_terms(name: str) -> Terms:
    """Raises TermsRefused."""
    try:
        with Path(name).open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise TermsRefused(f"The file of terms, {name}, cannot be read: {error.strerror}.") from error
    if len(content) > MOST_BYTES:
        raise TermsRefused(f"The file of terms, {name}, is larger than 20 MB. Give the terms alone.")
    try:
        terms: Any = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise TermsRefused(f"The file of terms, {name}, is not written in UTF-8. Save it as UTF-8.") from error
    except (ValueError, RecursionError) as error:
        at = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise TermsRefused(f"The file of terms, {name}, is not JSON{at}. It looks like this: {EXAMPLE}") from error
    if not isinstance(terms, list) or not all(isinstance(term, dict) for term in terms):
        raise TermsRefused(f"The file of terms, {name}, is not a list of terms. It looks like this: {EXAMPLE}")
    if not terms:
        raise TermsRefused(f"The file of terms, {name}, is empty: there is nothing to look for.")
    try:
        return Terms(terms)
    except TermsRefused as error:
        raise TermsRefused(f"{name}: {error}") from error
