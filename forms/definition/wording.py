"""How a message names the question it is about, without repeating a long wording."""

LONGEST = 60
# A wording that begins so is a sentence, not a name: “Tell us the date must be …” would read oddly.
ORDERS = frozenset(
    ["add", "choose", "confirm", "describe", "enter", "explain", "give", "list", "name", "provide", "say", "select"]
    + ["state", "tell", "tick", "type", "upload", "write"]
)


def subject(label: str, usual: str) -> str:
    """The question's own wording where it is the short name of a thing, “Date of birth”; else what is usual for it."""
    first = label.partition(" ")[0].lower()
    plain = len(label) <= LONGEST and not label.rstrip().endswith(("?", ".", ":")) and first not in ORDERS
    return label if plain else usual


def quoted(label: str) -> str:
    """The wording in quotation marks, cut short between words where it is long."""
    if len(label) <= LONGEST:
        return f"“{label}”"
    cut = label[:LONGEST].rpartition(" ")[0] or label[:LONGEST]
    return f"“{cut.rstrip(' ,;:')}…”"
