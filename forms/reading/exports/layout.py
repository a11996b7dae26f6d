"""Which tables and columns an export has: worked out from the form's versions alone."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from forms.definition.shape import (
    CHOICE_KINDS,
    PERSON_LABELS,
    PERSON_PARTS,
    Definition,
    Question,
    Step,
    other_choice,
    other_key,
)

FORMS, ADDITIONS = "form", "additions"
# A full stop and a colon stand in no question's name, so none of these can meet one.
ABOUT = (
    ("form.id", "Submission"),
    ("form.reference", "Reference"),
    ("form.sent_at", "Sent at"),
    ("form.sent_by", "Sent by"),
    ("form.agency", "Agency"),
    ("form.state", "State"),
    ("form.version", "Version of the form"),
    ("form.language", "Language"),
    ("form.additions", "Additions made later"),
    ("form.on_behalf", "Recorded on behalf of"),
)
WHICH = ABOUT[:2]
ENTRY, ROW = ("form.entry", "Entry"), ("form.row", "Row")
ADDED = (
    ("addition.step", "Step"),
    ("addition.entry", "Entry"),
    ("addition.question", "Question"),
    ("addition.wording", "Wording of the question"),
    ("addition.answer", "What was added"),
    ("addition.reason", "Reason"),
    ("addition.by", "Added by"),
    ("addition.at", "Added at"),
)
CHRONOLOGY = (
    ("date", "Date"),
    ("time", "Time"),
    ("source", "Source"),
    ("event", "Event"),
    ("action", "Action or outcome"),
    ("comment", "Comment"),
)

# The kinds whose answer is shown in an editor's words, or in those of a list kept elsewhere.
WORDED_KINDS = (*CHOICE_KINDS, "agency")

Column = tuple[str, str]


@dataclass(frozen=True)
class Table:
    """One kind of row. `columns`: key and wording, in order."""

    key: str
    title: str
    columns: tuple[Column, ...]


def tables(definitions: Sequence[Definition]) -> list[Table]:
    """The tables of a form with these versions, newest first: forms, repeating steps and chronologies, additions."""
    main: dict[str, str] = dict(ABOUT)
    others: dict[str, tuple[str, dict[str, str]]] = {}
    for definition in definitions:
        for step in definition["steps"]:
            own = main
            if step["repeat"] is not None:
                main.setdefault(step["name"], f"{step['title']}: how many")
                own = others.setdefault(step["name"], (step["title"], dict([*WHICH, ENTRY])))[1]
            for question in step["questions"]:
                for key, wording in columns_of(question):
                    own.setdefault(key, wording)
                if question["kind"] == "chronology":
                    others.setdefault(question["name"], (question["label"], dict(chronology_columns(step, question))))
    found = [Table(FORMS, "Forms", tuple(main.items()))]
    found += [Table(key, title, tuple(columns.items())) for key, (title, columns) in others.items()]
    return [*found, Table(ADDITIONS, "Additions", (*WHICH, *ADDED))]


def columns_of(question: Question) -> Iterator[Column]:
    """The columns of one question where it is asked; of a chronology only how many rows it has."""
    name, label = question["name"], question["label"]
    match question["kind"]:
        case "guidance":
            return
        case "chronology":
            yield name, f"{label}: how many"
        case "person":
            yield f"{name}.name", f"{label}: name"
            for part in person_parts(question):
                yield f"{name}.{part}", f"{label}: {PERSON_LABELS[part].lower()}"
        case kind:
            yield name, label
            if has_bands(question):
                yield band_key(name), f"{label}: band"
            if kind in WORDED_KINDS:
                yield stored_key(name), f"{label}: stored value"
            if kind == "checkboxes":
                for choice in question["choices"]:
                    yield choice_key(name, choice["value"]), f"{label}: {choice['label']}"
            if other_choice(question) is not None:
                yield other_key(name), f"{label}: other"


def stored_key(name: str) -> str:
    """The column of what is stored, beside the wording: the wording may change, this never does."""
    return f"{name}:stored"


def has_bands(question: Question) -> bool:
    """Whether the values of a sum or a score are called by names."""
    return bool((question.get("calculation") or {"bands": []}).get("bands"))


def band_key(name: str) -> str:
    """The column of what the value is called, beside the number."""
    return f"{name}.band"


def choice_key(name: str, value: str) -> str:
    """The column that says whether this choice of several was ticked."""
    return f"{name}.{value}"


def person_parts(question: Question) -> list[str]:
    """The parts that are asked besides the name, always in the same order."""
    asked = set(question.get("parts") or ())
    return [part for part in PERSON_PARTS if part in asked]


def chronology_columns(step: Step, question: Question) -> Iterable[Column]:
    """The columns of a chronology's own table."""
    where = (*WHICH, ENTRY, ROW) if step["repeat"] is not None else (*WHICH, ROW)
    return (*where, *((f"{question['name']}.{part}", wording) for part, wording in CHRONOLOGY))


def one_table(found: Sequence[Table]) -> tuple[Column, ...]:
    """All columns of all tables in one row, each once, after what kind of row it is: the CSV file's."""
    columns: dict[str, str] = {"record": "Record", **dict(ABOUT), **dict([ENTRY, ROW])}
    for table in found:
        for key, wording in table.columns:
            columns.setdefault(key, wording)
    return tuple(columns.items())
