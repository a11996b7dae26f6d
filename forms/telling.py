"""Who is told, besides those a procedure names, that a form was sent: chosen on the form's own page.

The page keeps e-mail addresses and the keys of roles; what a role is, and how somebody is told, another package knows,
which registers its roles here and listens to `forms.handlers.submission_sent`.
"""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from forms.definition.wording import quoted
from forms.registry import Registry
from forms.same_text import plain

MOST_ADDRESSES = 20
SEPARATORS = re.compile(r"[\n;,]+")


@dataclass(frozen=True)
class ToldRole:
    """People who hold a role, or the address of an office: what an editor ticks."""

    key: str
    label: str


roles: Registry[ToldRole] = Registry()


def addresses_in(text: str) -> list[str]:
    """The addresses that are written here, each once, however it is spelt: one a line, or with commas between."""
    found: dict[str, str] = {}
    for one in map(plain, SEPARATORS.split(text)):
        if one:
            found.setdefault(one.casefold(), one)
    return list(found.values())


def checked(text: str) -> str:
    """The addresses as they are kept, one a line. Raises ValidationError, which names each that is none."""
    addresses = addresses_in(text)
    wrong = [one for one in addresses if not _is_address(one)]
    if wrong:
        named = ", ".join(quoted(one) for one in wrong[:5])
        are = "is not a full e-mail address" if len(wrong) == 1 else "are not full e-mail addresses"
        raise ValidationError(f"{named} {are}. Write one address on each line, like name@example.org")
    if len(addresses) > MOST_ADDRESSES:
        told = f"There are {len(addresses)} addresses, and at most {MOST_ADDRESSES} can be told"
        raise ValidationError(f"{told}. Use an address that several people read.")
    return "\n".join(addresses)


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254
