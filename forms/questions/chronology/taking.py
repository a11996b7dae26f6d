"""What was pasted or uploaded joins the rows of its question, in what was typed: each line once, none lost."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext, ngettext

from forms.definition.shape import MOST_ROWS, Question, Step
from forms.definition.wording import quoted
from forms.questions.chronology.columns import Matched, Row, matched
from forms.questions.chronology.tables import NotATable, Table, of_text
from forms.questions.fields import PASTE, ROW_COLUMNS, PartError

Typed = dict[str, list[str]]


@dataclass(frozen=True)
class Sheet:
    """A file that came for a question: its lines, or why it is not read."""

    name: str
    table: Table = field(default_factory=list)
    refusal: str = ""


@dataclass
class Taken:
    """What became of it: `told` to the person, `refusals` by question, `names` of the questions that got rows."""

    told: list[str] = field(default_factory=list)
    refusals: list[tuple[str, PartError]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Whether there was anything to take in."""
        return bool(self.told or self.refusals)

    def refuse(self, question: Question, message: str) -> None:
        self.refusals.append((question["name"], PartError(PASTE, message)))


def take_in(step: Step, typed: Typed, sheets: Mapping[str, Sheet]) -> Taken:
    """Make rows of the files and of what stands in the boxes for pasting; what is not taken stays in its box."""
    taken = Taken()
    for question in step["questions"]:
        if question["kind"] == "chronology":
            _from_sheet(question, typed, sheets.get(question["name"]), taken)
            _from_box(question, typed, taken)
    return taken


def _from_sheet(question: Question, typed: Typed, sheet: Sheet | None, taken: Taken) -> None:
    if sheet is None:
        return
    if sheet.refusal:
        taken.refuse(question, f"{quoted(sheet.name)} {sheet.refusal}")
    elif not sheet.table:
        taken.refuse(
            question,
            gettext("%(name)s holds no rows. Choose a file with a line for each event") % {"name": quoted(sheet.name)},
        )
    else:
        _add(question, typed, matched(sheet.table), taken)


def _from_box(question: Question, typed: Typed, taken: Taken) -> None:
    box = f"{question['name']}-{PASTE}"
    text = "".join(typed.get(box, ()))
    if not text.strip():
        typed.pop(box, None)
        return
    try:
        found = matched(of_text(text))
    except NotATable as refusal:
        taken.refuse(question, gettext("What you pasted %(refusal)s") % {"refusal": refusal})
        return
    if _add(question, typed, found, taken):
        del typed[box]


def _add(question: Question, typed: Typed, found: Matched, taken: Taken) -> bool:
    """All of the rows or, where they are too many, none: half of a list would be taken for the whole."""
    rows = rows_of(question["name"], typed)
    new = list({tuple(row.values()): row for row in found.rows if row not in rows}.values())
    room = most_of(question) - len(rows)
    if len(new) > room:
        told = ngettext(
            "There is %(number)s event, and only %(room)s more can be added here. Leave some out and try again",
            "There are %(number)s events, and only %(room)s more can be added here. Leave some out and try again",
            len(new),
        )
        taken.refuse(question, told % {"number": f"{len(new):,}", "room": room})
        return False
    put(question["name"], typed, [*rows, *new])
    taken.names.append(question["name"])
    taken.told.append(_account(len(new), len(found.rows) - len(new), found.beside))
    return True


def _account(new: int, again: int, beside: tuple[str, ...]) -> str:
    added = ngettext(
        "%(number)s event was added. Check them below.", "%(number)s events were added. Check them below.", new
    )
    told = [added % {"number": new}]
    if again:
        there = ngettext(
            "%(number)s stood here already and was not added again.",
            "%(number)s stood here already and were not added again.",
            again,
        )
        told.append(there % {"number": again})
    if beside:
        names = ", ".join(quoted(name) for name in beside)
        into = ngettext(
            "The column %(names)s went into the comments.", "The columns %(names)s went into the comments.", len(beside)
        )
        told.append(into % {"names": names})
    return " ".join(told)


def rows_of(name: str, typed: Typed) -> list[Row]:
    """The rows in which something is typed."""
    columns = [typed.get(f"{name}-{column}", []) for column in ROW_COLUMNS]
    height = max(map(len, columns))
    full = [column + [""] * (height - len(column)) for column in columns]
    rows = [dict(zip(ROW_COLUMNS, row, strict=True)) for row in zip(*full, strict=True)]
    return [row for row in rows if any(text.strip() for text in row.values())]


def put(name: str, typed: Typed, rows: list[Row]) -> None:
    """These rows in place of those that stand there."""
    for column in ROW_COLUMNS:
        typed[f"{name}-{column}"] = [row[column] for row in rows]


def most_of(question: Question) -> int:
    """How many rows the question takes."""
    return min(question["rules"].get("most_rows", MOST_ROWS), MOST_ROWS)
