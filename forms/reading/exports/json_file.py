"""The JSON file: the marking, the form's questions in every version, each submission with its answers as stored.

{"contains_personal_data": true, "export": {…}, "columns": [{"table", "key", "wording"}…], "versions": [{"number",
"definition"}…], "submissions": [{"id", "reference", …, "answers": {…}, "additions": […]}…]}
"""

import json
from collections.abc import Iterator
from typing import Any

from forms.definition.shape import Answers, questions
from forms.reading.exports.layout import ABOUT, ADDITIONS
from forms.reading.exports.marking import Marking
from forms.reading.exports.records import Record, Source

TYPE = "application/json"


def stream(source: Source, marking: Marking) -> Iterator[bytes]:
    """The file, a submission at a time."""
    head = {
        "contains_personal_data": True,
        "export": dict(marking.lines()),
        "columns": [
            {"table": table.key, "key": key, "wording": wording}
            for table in source.tables
            for key, wording in table.columns
        ],
        "versions": [
            {"number": version.number, "definition": version.definition} for version in source.versions.values()
        ],
    }
    yield _written(head)[:-1].encode() + b',"submissions":['
    separator = b""
    for record in source.records():
        yield separator + _written(_submission(record)).encode()
        separator = b",\n"
    yield b"]}\n"


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _submission(record: Record) -> dict[str, Any]:
    rows = list(record.rows())
    about = rows[0][1]
    found: dict[str, Any] = {key.removeprefix("form."): about[key] for key, _wording in ABOUT}
    found["answers"] = None if record.answers is None else _named(record, record.answers)
    found["in_words"] = {key: value for key, value in about.items() if not key.startswith("form.")}
    found["additions"] = [
        {key.removeprefix("addition."): value for key, value in cells.items() if key.startswith("addition.")}
        for table, cells in rows
        if table == ADDITIONS
    ]
    return found


def _named(record: Record, answers: Answers) -> Answers:
    """The answers as stored, each file by its name instead of its number here."""
    takes_files = {question["name"] for _step, question in questions(record.definition) if question["kind"] == "file"}

    def named(entry: Answers) -> Answers:
        return {key: record.file_names(value) if key in takes_files else value for key, value in entry.items()}

    repeating = {step["name"] for step in record.definition["steps"] if step["repeat"] is not None}
    return {
        key: [named(entry) for entry in value] if key in repeating else named({key: value})[key]
        for key, value in answers.items()
    }
