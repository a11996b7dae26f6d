"""Everything that keeps a version from being published, each with the place where it stands.

One judge for all ways in: the editor's pages, publishing, import, the shipped files and the start-up checks.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError

from forms.definition import meanings
from workflow.calendar import Unit
from workflow.procedures import addressees, needed
from workflow.procedures.document import columns
from workflow.procedures.occasions import Occasion
from workflow.procedures.parts import TITLES, VOTING, Part, Setting, group_of, list_of
from workflow.procedures.referral_kinds import REFERRAL_KINDS
from workflow.procedures.version import DeadlineRule, NoticeTemplate

Path = tuple[str | int, ...]
# No limit of the procedure is nearly as long; a slip of the finger is.
LONGEST = {Unit.DAYS: 366, Unit.MONTHS: 120, Unit.YEARS: 100}
LONGEST_IN_DAYS = 260
FURTHEST_REMINDER = 260
MOST_REMINDERS = 20
AGE = re.compile(r"[0-9]{0,3}")
DUTIES = frozenset(f"D{number}" for number in range(1, 48))


class Fault(NamedTuple):
    """What is wrong, and where: ("rules", 3, "length")."""

    path: Path
    text: str


def faults_of(document: Mapping[str, Any], *, shipped: Mapping[str, Any]) -> list[Fault]:
    """Everything wrong with a complete document. `shipped` is the edition that names what the program asks for."""
    return [
        *_head(document),
        *_rows("rules", document["rules"], rule_faults, needed.RULES, needed.why_rule),
        *_rows(
            "notices",
            document["notices"],
            notice_faults,
            notice_keys(shipped),
            lambda key: needed.why_notice(key, [key]),
        ),
        *_recipients(document["notices"], document["content"]),
        *_content(document["content"], shipped),
    ]


def _head(document: Mapping[str, Any]) -> Iterator[Fault]:
    for name, missing in (("title", "Enter a title"), ("source", "Enter the guidance that this version follows")):
        if not str(document[name]).strip():
            yield Fault((name,), f"{missing}.")
    if not document["effective_from"]:
        yield Fault(("effective_from",), "Enter the day from which this version is in force.")
        return
    try:
        date.fromisoformat(document["effective_from"])
    except ValueError:
        yield Fault(("effective_from",), "Write the day as year, month, day: 2026-09-01.")


def _rows(
    part: str,
    rows: list[dict[str, Any]],
    faults_in: Callable[[dict[str, Any]], dict[str, str]],
    asked: Iterable[str],
    why: Callable[[str], str],
) -> Iterator[Fault]:
    """What is wrong with the limits or the wordings, and which of those that the program asks for are not there."""
    yield from _doubles(part, [row["key"] for row in rows])
    for place, row in enumerate(rows):
        for name, text in faults_in(row).items():
            yield Fault((part, place, name), text)
    for key in sorted(set(asked) - {row["key"] for row in rows}):
        yield Fault((part,), why(key).replace("cannot be removed", "is missing"))


# --- Limits -------------------------------------------------------------------------------------------------------


def rule_faults(row: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with one limit, by the name of its field."""
    found = _by_model(DeadlineRule, row)
    if "length" not in found and (fault := _length_fault(row)):
        found["length"] = fault
    if "reminder_offsets" not in found and (fault := offsets_fault(row["reminder_offsets"])):
        found["reminder_offsets"] = fault
    if row["starts_on"] and row["starts_on"] == row["met_by"]:
        found.setdefault("met_by", "A limit is not met by what starts it. Choose another day.")
    if row["met_by"] == Occasion.ADVICE_ASKED:
        found.setdefault("met_by", "No step by itself asks for advice, so nothing would meet it. Choose another day.")
    return found


def _length_fault(row: Mapping[str, Any]) -> str:
    length, unit = row["length"], row["unit"]
    if not isinstance(length, int) or isinstance(length, bool):
        return "Write a whole number."
    least = 0 if unit in (Unit.WORKING_DAYS, Unit.DAYS) else 1
    most = LONGEST.get(unit, LONGEST_IN_DAYS)
    if not least <= length <= most:
        return f"Write a number from {least} to {most}."
    return ""


def offsets_fault(offsets: Any) -> str:
    """What is wrong with the days on which people are reminded, "" when nothing is."""
    if not isinstance(offsets, list) or any(not isinstance(one, int) or isinstance(one, bool) for one in offsets):
        return "Write whole numbers, for example -2, 0, 1."
    if any(abs(one) > FURTHEST_REMINDER for one in offsets):
        return f"A reminder is at most {FURTHEST_REMINDER} working days away from the due date."
    if len(set(offsets)) != len(offsets):
        return "A day stands twice. Each reminder goes out once."
    return f"Name at most {MOST_REMINDERS} days." if len(offsets) > MOST_REMINDERS else ""


# --- Wordings -----------------------------------------------------------------------------------------------------


def notice_keys(shipped: Mapping[str, Any]) -> set[str]:
    """The wordings that the program sends."""
    return {notice["key"] for notice in shipped["notices"]}


def notice_faults(row: Mapping[str, Any], content: Mapping[str, Any] | None = None) -> dict[str, str]:
    """What is wrong with one wording, by the name of its field; with its recipients, where the version's content is
    there to look at.
    """
    found = _by_model(NoticeTemplate, row)
    if content is not None and row["recipients"] and (fault := addressees.fault_of(row["recipients"], content)):
        found.setdefault("recipients", fault)
    return found


def _recipients(rows: list[dict[str, Any]], content: Mapping[str, Any]) -> Iterator[Fault]:
    for place, row in enumerate(rows):
        if row["recipients"] and (fault := addressees.fault_of(row["recipients"], content)):
            yield Fault(("notices", place, "recipients"), fault)


# --- Lists and settings -------------------------------------------------------------------------------------------


def _content(content: Mapping[str, Any], shipped: Mapping[str, Any]) -> Iterator[Fault]:
    for name, wanted in shipped["content"].items():
        if name not in content:
            # What a version does not say at all stands as it is shipped.
            if name == REFERRAL_KINDS:
                continue
            what = "list" if isinstance(wanted, list) else "group of settings"
            yield Fault(("content",), f"The {what} “{name}” is missing.")
        elif type(content[name]) is not type(wanted):
            yield Fault(("content", name), "It must be a list." if isinstance(wanted, list) else "It must be settings.")
    for name, value in content.items():
        if isinstance(value, list):
            yield from list_faults(name, value)
        elif isinstance(value, dict) and name != TITLES.name:
            yield from (Fault(("content", name, key), text) for key, text in settings_faults(name, value, content))
    yield from _title_faults(content.get("titles", {}))


def list_faults(name: str, entries: list[Any]) -> Iterator[Fault]:
    """What is wrong with one list: keys, texts, choices, and what the program needs of it."""
    if not entries:
        yield Fault(("content", name), "Nothing is in this list. Add at least one entry.")
    if any(not isinstance(one, dict) for one in entries):
        yield Fault(("content", name), "Each entry has a key and a text.")
        return
    yield from _doubles("content", [entry.get("key") for entry in entries], name)
    for place, entry in enumerate(entries):
        for column, text in _entry_faults(list_of(name), entry):
            yield Fault(("content", name, place, column), text)
    for text in needed.missing_in_list(name, entries):
        yield Fault(("content", name), text)


def _entry_faults(part: Part, entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for column in ("key", "text"):
        if not isinstance(entry.get(column), str) or not entry[column].strip():
            yield column, f"Enter the {column}."
    for one in part.columns:
        value = entry.get(one.name)
        if one.choices and value not in dict(one.choices):
            yield one.name, "Choose one of: " + ", ".join(f"“{words}”" for _, words in one.choices) + "."
        if one.several and (not isinstance(value, list) or not value):
            yield one.name, f"Enter the {one.label.lower()}."
        if one.name == "up_to_age" and not AGE.fullmatch(str(value)):
            yield one.name, "Write a whole number of years, or leave it empty."
        if one.name == "duties" and isinstance(value, list):
            for unknown in sorted({str(duty) for duty in value} - DUTIES):
                yield one.name, f"“{unknown}” is no duty of the procedure. Write for example D39."
        if one.name == "meanings" and isinstance(value, list):
            for unknown in sorted({str(meaning) for meaning in value} - set(meanings.registry.keys())):
                yield one.name, f"“{unknown}” is no meaning of a question."


def settings_faults(name: str, settings: Mapping[str, Any], content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with a group of settings, by the name of its value. `content`: the version around it."""
    if name == VOTING.name:
        yield from voting_faults(settings)
        return
    for setting in group_of(name).settings:
        value = settings.get(setting.name)
        if setting.is_offsets and (fault := offsets_fault(value)):
            yield setting.name, fault
        if setting.least is not None and (fault := _number_fault(setting, value)):
            yield setting.name, fault
        if setting.chosen_from:
            known = {entry.get("key") for entry in content.get(setting.chosen_from, []) if isinstance(entry, dict)}
            if not isinstance(value, list) or not value:
                yield setting.name, "Choose at least one."
            elif unknown := [str(one) for one in value if one not in known]:
                yield setting.name, f"“{unknown[0]}” is not in the list “{list_of(setting.chosen_from).title}”."


def _number_fault(setting: Setting, value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and (setting.least or 0) <= value <= (setting.most or 0):
        return ""
    return f"Write a number from {setting.least} to {setting.most}."


def voting_faults(voting: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with the voting rules, by name."""
    seats = voting.get("seats")
    known = dict(VOTING.settings[0].choices)
    if not isinstance(seats, list) or not seats or set(seats) - known.keys() or len(set(seats)) != len(seats):
        yield "seats", "Choose the deciding seats."
        return
    for setting in VOTING.settings:
        value = voting.get(setting.name)
        if setting.least is None:
            continue
        if fault := _number_fault(setting, value):
            yield setting.name, fault
        elif value is not None and setting.name in ("majority", "least_seats") and value > len(seats):
            yield setting.name, f"There are only {len(seats)} deciding seats."
        elif value is not None and setting.name == "majority" and 2 * value <= len(seats):
            yield setting.name, "Half of the seats or fewer are no majority."
    for name in ("advice_before_majority", "delegates"):
        if not isinstance(voting.get(name), bool):
            yield name, "Say yes or no."


def _title_faults(titles: Any) -> Iterator[Fault]:
    known = {setting.name for setting in TITLES.settings}
    if not isinstance(titles, dict):
        yield Fault(("content", "titles"), "It must be settings.")
        return
    for name, value in titles.items():
        if name not in known:
            yield Fault(("content", "titles", name), f"“{name}” is no title. Known are {', '.join(sorted(known))}.")
        elif not isinstance(value, str):
            yield Fault(("content", "titles", name), "Write the title as text.")


# --- Shared -------------------------------------------------------------------------------------------------------


def _doubles(part: str, keys: list[Any], name: str = "") -> Iterator[Fault]:
    seen: set[Any] = set()
    for place, key in enumerate(keys):
        if key in seen:
            where: Path = (part, name, place, "key") if name else (part, place, "key")
            yield Fault(where, f"The key “{key}” stands twice. Give this one another key.")
        seen.add(key)


def _by_model(model: Any, row: Mapping[str, Any]) -> dict[str, str]:
    """What the model itself says of the row: lengths, choices, placeholders, and whatever its `clean` looks at."""
    empty = {name for name, one in columns(model).items() if one.has_default() and row[name] == one.get_default()}
    try:
        # What stands at its default may be empty: no reminders is an answer.
        model(**row).full_clean(exclude={"procedure", *empty}, validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        by_field = error.message_dict
    else:
        by_field = {}
    return {(name if name in row else "key"): " ".join(texts) for name, texts in by_field.items()}
