"""Whether a form file has the shape that form-file.schema.json describes, and where not, in words.

The schema marks what JSON Schema has no word for: "x-known", a key that this portal must have, "x-rich", which HTML is
allowed, and "x-says", what a person reads when a pattern does not fit.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path as File
from typing import Any

from jsonschema import Draft202012Validator, ValidationError, validators

from forms.editor.transfer import known, prose
from forms.editor.transfer.lines import Path

SCHEMA_FILE = File(__file__).parent / "form-file.schema.json"
TYPES = {
    "string": 'text in "double quotes"',
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list in [ ]",
    "object": "an object in { }",
    "null": "null",
}


def faults(value: Any) -> Iterator[tuple[Path, str]]:
    """Where the value is not as the schema of form files says, and what is wrong there."""
    return _told(_validator(), value)


def faults_by(schema: Mapping[str, Any], value: Any) -> Iterator[tuple[Path, str]]:
    """The same by another schema, for files of another kind."""
    return _told(_kind()(schema), value)


def _told(validator: Any, value: Any) -> Iterator[tuple[Path, str]]:
    for error in validator.iter_errors(value):
        path: Path = tuple(error.absolute_path)
        yield from _SAID.get(str(error.validator), _said_otherwise)(path, error)


@cache
def _validator() -> Any:
    return _kind()(json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))


@cache
def _kind() -> Any:
    return validators.extend(
        Draft202012Validator,
        {"x-known": _known, "x-rich": _rich},
        # JSON Schema takes 3.0 for a whole number; a rule of a question does not.
        type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", _is_whole),
    )


def _is_whole(_checker: Any, value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _known(_validator: Any, what: str, value: Any, _schema: Any) -> Iterator[ValidationError]:
    if isinstance(value, str) and (fault := known.fault_of(what, value)):
        yield ValidationError(fault)


def _rich(_validator: Any, features: str, value: Any, _schema: Any) -> Iterator[ValidationError]:
    for fault in prose.faults_of(value, features) if isinstance(value, str) else []:
        yield ValidationError(fault)


Told = Iterator[tuple[Path, str]]


def _said_otherwise(path: Path, error: ValidationError) -> Told:
    yield path, error.message


def _wrong_type(path: Path, error: ValidationError) -> Told:
    types = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    yield path, f"must be {' or '.join(TYPES[one] for one in types)}"


def _missing(path: Path, error: ValidationError) -> Told:
    # jsonschema reports each missing key by itself, and names it in its message only.
    yield path, f"“{error.message.split(chr(39))[1]}” is missing"


def _unknown_keys(path: Path, error: ValidationError) -> Told:
    allowed = list(error.schema["properties"])
    for key in error.instance:
        if key not in allowed:
            near = get_close_matches(key, allowed, 1)
            hint = f"Did you mean “{near[0]}”?" if near else f"Known here: {', '.join(allowed)}."
            yield (*path, key), f"“{key[:60]}” is not known here. {hint}"


def _not_among(path: Path, error: ValidationError) -> Told:
    yield path, f"{_shown(error.instance)} is not known here. Use one of: {', '.join(error.validator_value)}"


def _pattern(path: Path, error: ValidationError) -> Told:
    yield path, f"{_shown(error.instance)} cannot be used: {error.schema['x-says']}"


def _length(path: Path, error: ValidationError) -> Told:
    if error.validator == "minLength":
        yield path, "must not be empty"
    else:
        yield path, f"must have {error.validator_value:,} characters or fewer, not {len(error.instance):,}"


def _size(path: Path, error: ValidationError) -> Told:
    yield path, f"must be {error.validator_value} or {'more' if error.validator == 'minimum' else 'less'}"


def _twice(path: Path, error: ValidationError) -> Told:
    yield path, "holds the same thing twice"


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"“{text[:60]}”"


_SAID: dict[str, Callable[[Path, ValidationError], Told]] = {
    "type": _wrong_type,
    "required": _missing,
    "additionalProperties": _unknown_keys,
    "enum": _not_among,
    "pattern": _pattern,
    "minLength": _length,
    "maxLength": _length,
    "minimum": _size,
    "maximum": _size,
    "uniqueItems": _twice,
}
