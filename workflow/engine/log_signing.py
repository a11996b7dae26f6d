"""What a row's digest covers, and the signatures of the log: made with a key that no table holds.

The key is derived from the vault's. Which one it was stands beside each signature, so that keys can be changed
(log_anchors). What is signed says for what: a row's signature is none of the head's, an anchor's or a checkpoint's.
"""

import hashlib
import hmac
import json
from typing import Literal

from forms.vault import VaultError, derived_key
from workflow.engine.event import Event

PURPOSE = "audit-record"
What = Literal["row", "head", "anchor", "checkpoint"]


def digest_of(event: Event) -> str:
    """SHA-256 over the row's content, the previous row's digest included. 64 hexadecimal digits."""
    canonical = json.dumps(event.content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def signed(what: What, position: int, digest: str) -> tuple[str, str]:
    """The id of the newest key and the signature made with it, 64 hexadecimal digits."""
    key_id, key = derived_key(PURPOSE)
    return key_id, _mac(key, what, position, digest)


def is_genuine(what: What, position: int, digest: str, *, key_id: str, signature: str) -> bool | None:
    """Whether the signature is that of the key; None where nothing was signed or the key is not set any more."""
    if not key_id and not signature:
        return None
    try:
        _id, key = derived_key(PURPOSE, key_id or "-")
    except VaultError:
        return None
    return hmac.compare_digest(_mac(key, what, position, digest), signature)


def _mac(key: bytes, what: What, position: int, digest: str) -> str:
    return hmac.new(key, f"{what}:{position}:{digest}".encode(), hashlib.sha256).hexdigest()
