"""Where in a document something stands, in words."""

from typing import Any

from forms.editor.transfer.refusal import called, inside
from workflow.procedures.faults import Path
from workflow.procedures.parts import list_of

WHOLE = {"rules": "Limits", "notices": "Wordings", "content": "Lists and settings"}
PARTS = {"rules": "limit", "notices": "wording"}


def in_words(path: Path, document: Any) -> str:
    """Limit 3 “Send the advance copy”, length. Local criteria, entry 2 “improvements”, text."""
    if len(path) == 1 and path[0] in WHOLE:
        return WHOLE[str(path[0])]
    words: list[str] = []
    value = document
    for place, key in enumerate(path):
        value = inside(value, key)
        if isinstance(key, int):
            part = PARTS.get(str(path[place - 1]), "entry") if place else "part"
            number = f"{part} {key + 1}{called(value, 'label', 'key')}"
            words[-1:] = [number] if part != "entry" else [*words[-1:], number]
        elif place == 1 and path[0] == "content":
            words[-1:] = [list_of(key).title]
        else:
            words.append(key[:60])
    said = ", ".join(words)
    return said[:1].upper() + said[1:]
