"""A procedure file read whole or refused whole, with the line of everything that is wrong."""

from functools import partial
from typing import Any

from forms.editor.transfer.lines import Located
from forms.editor.transfer.refusal import FileRefused, located, refuse
from workflow.procedures import shape
from workflow.procedures.document import FORMAT, KIND, Document, completed
from workflow.procedures.editions import edition
from workflow.procedures.faults import faults_of
from workflow.procedures.places import in_words

MOST_TOLD = 50
NOT_A_PROCEDURE = (
    'This is not a procedure file: it has no "rules" and "notices". Export a version of the procedure to see one.'
)


def read(data: bytes) -> Document:
    """The whole document in the file. Raises FileRefused."""
    found = located(data)
    _refuse_foreign(found)
    refuse_procedure = partial(refuse, found, in_words=in_words, most=MOST_TOLD)
    refuse_procedure(found.faults)
    refuse_procedure(found.at_lines(shape.faults(found.value)))
    refuse_procedure(found.at_lines(faults_of(_in_file_order(found.value), shipped=edition())))
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
