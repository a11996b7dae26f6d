"""Writing a letter: its wording filled in and frozen, as JSON that is sealed with its notice.

A letter that is read years later says what it said on the day it went out, whatever became of the case.
"""

import re
from collections.abc import Mapping
from string import Formatter
from typing import Any

from workflow.engine.step import local_date
from workflow.notices.letters.contents import Contents
from workflow.procedures.placeholders import LETTER_PLACEHOLDERS
from workflow.procedures.version import NoticeTemplate

NOT_RECORDED = "[not recorded]"
# What may be empty without anything missing from the letter.
MAY_BE_EMPTY = frozenset({"added", "request", "office_phone", "recipient_role", "due", "title"})

Frozen = dict[str, Any]


def write(template: NoticeTemplate, contents: Contents) -> Frozen:
    """The letter in this wording, filled in with these contents, as it is kept.

    `blocks`: `{"kind": "heading" | "text", "text": …}`; `missing`: the labels of what the wording names and the case
    does not say.
    """
    values, missing = _values(f"{template.letter_title}\n{template.letter}", contents)
    blocks = [filled for block in _blocks(template.letter) if (filled := _fill(block, values))["text"]]
    partnership = contents.case.partnership
    return {
        "title": template.letter_title.format_map(values),
        "blocks": blocks,
        "to": [line for line in (contents.recipient_name, contents.recipient_role) if line],
        "from": [line for line in (partnership.name, partnership.contact_email, partnership.contact_phone) if line],
        "reference": contents.case.reference,
        "date": local_date(contents.now).isoformat(),
        "missing": missing,
    }


def _values(wording: str, contents: Contents) -> tuple[Mapping[str, str], list[str]]:
    """What each placeholder of the wording stands for, and the labels of those that the case says nothing of."""
    names = dict.fromkeys(name for _, name, _, _ in Formatter().parse(wording) if name)
    values, missing = {}, []
    for name in names:
        text = contents.text(name).strip()
        if not text and name not in MAY_BE_EMPTY:
            missing.append(LETTER_PLACEHOLDERS[name].label)
            text = NOT_RECORDED
        values[name] = text
    return values, missing


def _blocks(text: str) -> list[Mapping[str, str]]:
    """Paragraphs and headings of a wording, before anything is filled in: a typed “#” makes no heading."""
    found: list[Mapping[str, str]] = []
    for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        is_heading = part.startswith("#")
        found.append({"kind": "heading" if is_heading else "text", "text": part.lstrip("# ") if is_heading else part})
    return found


def _fill(block: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
    return {"kind": block["kind"], "text": block["text"].format_map(values).strip()}
