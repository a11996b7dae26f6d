"""Names of PDF as text: they are bytes, and not all programs write UTF-8."""

import re
from typing import Any

SIGN = re.compile(rb"#([0-9A-Fa-f]{2})")


def plain(value: Any) -> str:
    """`str(value)`, also of a name in another encoding: a name begins with its stroke."""
    try:
        return str(value)
    except UnicodeDecodeError:
        written: bytes = value.unparse()
        return SIGN.sub(lambda sign: bytes.fromhex(sign.group(1).decode()), written).decode("latin-1")


def of_key(key: str) -> str:
    """A key of a dictionary, without its stroke."""
    if key.isprintable():
        return key[1:]
    return key[1:].encode("utf-8", "surrogateescape").decode("latin-1")
