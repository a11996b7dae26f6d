"""Which keys a backup needs, told by their prints: the keys themselves are kept apart from it."""

import base64
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import DatabaseError

from forms.vault import DataKey, index_keys, key_encryption_keys, key_print
from portal.keeping.plainly import Refused
from portal.keeping.rotation.sealed_texts import key_ids

HOW_TO_MAKE = (
    'Make one with: python3 -c "import base64, secrets; '
    'print(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())"'
)


def backup_key() -> bytes:
    """The key of PORTAL_BACKUP_KEY. Raises Refused with how to make one."""
    told = settings.BACKUP_KEY
    if not told:
        raise Refused(
            "PORTAL_BACKUP_KEY is not set: it encrypts the backups, and nobody opens them without it. "
            f"{HOW_TO_MAKE} Keep it where the vault keys are kept, apart from the backups."
        )
    try:
        key = base64.urlsafe_b64decode(told)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise Refused(f"PORTAL_BACKUP_KEY must be 32 bytes in URL-safe base64. {HOW_TO_MAKE}")
    return key


def told() -> dict[str, Any]:
    """For the manifest: the prints of the keys without which what it holds cannot be read or found."""
    ours = {name: key_print(key) for name, key in key_encryption_keys().items()}
    return {
        "vault": {name: print_ for name, print_ in ours.items() if name in _in_use(ours)},
        "index": key_print(index_keys()[0]),
        "secret": key_print(settings.SECRET_KEY.encode()),
    }


def _in_use(ours: Mapping[str, str]) -> set[str]:
    try:
        wrapped = DataKey.objects.filter(wrapped__isnull=False).values_list("key_id", flat=True).distinct()
        # The first one too: what is written while the backup is made lies under it.
        return {*wrapped, *key_ids(), next(iter(ours))}
    except DatabaseError:
        # Tables that are not up to date are backed up all the same, for whoever has to put them right.
        return set(ours)


def missing(needed: Mapping[str, Any]) -> list[str]:
    """What is said of each key that the backup needs and that is not set here."""
    ours = {name: key_print(key) for name, key in key_encryption_keys().items()}
    said = []
    for name, wanted in needed["vault"].items():
        if name not in ours:
            said.append(f"the vault key {name} (its print is {wanted}) is not among PORTAL_VAULT_KEYS")
        elif ours[name] != wanted:
            said.append(f"the vault key {name} is another one: its print is {ours[name]}, the backup's {wanted}")
    if needed["index"] not in {key_print(key) for key in index_keys()}:
        said.append(
            f"the index key with the print {needed['index']} is neither PORTAL_INDEX_KEY nor among "
            "PORTAL_FORMER_INDEX_KEYS"
        )
    return said
