"""A procedure file read whole or refused whole, with the line of everything that is wrong."""

from collections.abc import Iterable
from operator import itemgetter
from typing import Any

from forms.editor.transfer import lines
from forms.editor.transfer.lines import Broken, Located
from workflow.procedures import shape
from workflow.procedures.document import FORMAT, KIND, Document, completed
from workflow.procedures.editions import edition
from workflow.procedures.faults import Path, faults_of
from workflow.procedures.places import in_words

MOST_TOLD = 50
NOT_A_PROCEDURE = (
    'This is not a procedure file: it has no "rules" and "notices". Export a version of the procedure to see one.'
)


class FileRefused(Exception):
    """The file was not taken and nothing was changed. `problems`: one line each, at most the first fifty."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read(data: bytes) -> Document:
    """The whole document in the file. Raises FileRefused."""
    try:
        found = lines.read(lines.text_of(data))
    except Broken as error:
        raise FileRefused([str(error)]) from None
    _refuse_foreign(found)
    _refuse(found, [(path, what, line) for path, line, what in found.faults])
    _refuse(found, [(path, f"{what}.", None) for path, what in shape.faults(found.value)])
    document = _in_file_order(found.value)
    _refuse(found, [(fault.path, fault.text, None) for fault in faults_of(document, shipped=edition())])
    return completed(found.value)


def _in_file_order(value: Any) -> Document:
    # Faults name a row by its place in the file, so the rows keep it until all is well.
    document = completed(value)
    for part in ("rules", "notices"):
        by_key: dict[Any, list[Any]] = {}
        for row in document[part]:
            by_key.setdefault(row["key"], []).append(row)
        document[part] = [by_key[row["key"]].pop(0) for row in value[part]]
    return document


def _refuse_foreign(found: Located) -> None:
    value = found.value
    if not isinstance(value, dict) or not {"rules", "notices"} & value.keys() or value.get("kind", KIND) != KIND:
        raise FileRefused([f"Line 1: {NOT_A_PROCEDURE}"])
    if value.get("format") != FORMAT:
        raise FileRefused(
            [f'Line {found.line(("format",))}: "format" must be {FORMAT}. Another one is of another release.']
        )


def _refuse(found: Located, faults: Iterable[tuple[Path, str, int | None]]) -> None:
    """Raises FileRefused where there is any fault, in the order of the lines."""
    told = [(line or found.line(path), path, what) for path, what, line in faults]
    if not told:
        return
    told.sort(key=itemgetter(0))
    problems = []
    for line, path, what in told[:MOST_TOLD]:
        where = in_words(path, found.value)
        problems.append(f"Line {line}: {where}{': ' if where else ''}{what.rstrip('.')}.")
    if len(told) > MOST_TOLD:
        problems.append(f"And {len(told) - MOST_TOLD} more.")
    raise FileRefused(problems)
