"""The vault: everything that says what happened to a child is encrypted here before it reaches a table or a disk.

Two layers. A *data key* encrypts the fields of one draft, submission or case; it lies in the table of `DataKey`,
wrapped by a *key-encryption key* that comes from the environment (`VAULT_KEYS`, "id:base64", the first one wraps, all
unwrap). Destroying a data key erases what it encrypted, in every backup too. The table, row and column of a value are
its associated data: a ciphertext moved to another row or column does not open.

What has to be found again without being opened is found by marks, made with the *index key* (`VAULT_INDEX_KEY`). Keys
are changed while the portal runs (`manage.py rotate_keys`): a former key opens, and finds, for as long as it is listed.

A model keeps ciphertext in a `SealedField` and reads and writes it through the attribute of the same name:

    class Draft(models.Model):
        id = models.UUIDField(primary_key=True, default=uuid4)
        data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT)
        answers = SealedField()

    draft = Draft(data_key=DataKey.objects.make()); draft.answers = {"name": "..."}   # any JSON value
"""

import base64
import functools
import hashlib
import hmac
import json
import secrets
from contextlib import suppress
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, models, transaction
from django.db.models.query_utils import DeferredAttribute

from forms.same_text import same

NONCE_BYTES = 12
KEY_BYTES = 32


class VaultError(Exception):
    """A value could not be opened: the key is destroyed or wrong, or the ciphertext was changed or moved."""


def _decode_key(encoded: str, name: str) -> bytes:
    try:
        key = base64.urlsafe_b64decode(encoded)
    except ValueError as error:
        raise ImproperlyConfigured(f"The vault key {name!r} is not URL-safe base64.") from error
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured(f"The vault key {name!r} must be {KEY_BYTES} bytes long, it is {len(key)}.")
    return key


@functools.lru_cache(maxsize=4)
def _parse_keys(entries: tuple[str, ...]) -> dict[str, bytes]:
    keys: dict[str, bytes] = {}
    for entry in entries:
        identifier, separator, encoded = entry.partition(":")
        if not separator or not identifier or len(identifier) > 40:
            raise ImproperlyConfigured("Each vault key is written id:base64, the id at most 40 characters.")
        keys[identifier] = _decode_key(encoded, identifier)
    if not keys:
        raise ImproperlyConfigured("No vault key is set. Set PORTAL_VAULT_KEYS: see docs/operations.md.")
    return keys


def key_encryption_keys() -> dict[str, bytes]:
    """The key-encryption keys by id, the one that wraps first. Raises ImproperlyConfigured where one is unusable."""
    return _parse_keys(tuple(settings.VAULT_KEYS))


def index_keys() -> list[bytes]:
    """The key that makes marks, then the former ones. Raises ImproperlyConfigured where one is unusable."""
    former = [_decode_key(one, "PORTAL_FORMER_INDEX_KEYS") for one in settings.VAULT_FORMER_INDEX_KEYS]
    return [_decode_key(settings.VAULT_INDEX_KEY, "PORTAL_INDEX_KEY"), *former]


def key_print(key: bytes) -> str:
    """By what a key is told from others without being shown: 16 hexadecimal digits."""
    return hmac.new(key, b"portal key print", hashlib.sha256).hexdigest()[:16]


def seal(key: bytes, plaintext: bytes, context: str) -> bytes:
    """Nonce and AES-256-GCM ciphertext of the plaintext, bound to the context."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plaintext, context.encode())


def unseal(key: bytes, ciphertext: bytes, context: str) -> bytes:
    """The plaintext. Raises VaultError when key, ciphertext or context is not the one it was sealed with."""
    try:
        return AESGCM(key).decrypt(ciphertext[:NONCE_BYTES], ciphertext[NONCE_BYTES:], context.encode())
    except InvalidTag as error:
        raise VaultError(f"The sealed value at {context} could not be opened.") from error


def seal_text(text: str, context: str) -> str:
    """A short-lived or single text sealed with the first key-encryption key itself: "key id:base64"."""
    key_id, key = next(iter(key_encryption_keys().items()))
    return f"{key_id}:{base64.urlsafe_b64encode(seal(key, text.encode(), context)).decode()}"


def unseal_text(sealed: str, context: str) -> str:
    """The text. Raises VaultError where its key is not set, or it was changed or moved."""
    key_id, _separator, encoded = sealed.rpartition(":")
    key = key_encryption_keys().get(key_id)
    if key is None:
        raise VaultError(f"The key-encryption key {key_id!r} is not among PORTAL_VAULT_KEYS.")
    try:
        return unseal(key, base64.urlsafe_b64decode(encoded), context).decode()
    except ValueError as error:
        raise VaultError(f"The sealed value at {context} could not be opened.") from error


def is_sealed_by_former(sealed: str) -> bool:
    """Whether a text of `seal_text` waits to be sealed anew: it lies under another key than the first."""
    return bool(sealed) and sealed.rpartition(":")[0] != next(iter(key_encryption_keys()))


def reseal_text(sealed: str, context: str) -> str:
    """The same text under the first key-encryption key. Raises VaultError."""
    return seal_text(unseal_text(sealed, context), context)


class DataKeyManager(models.Manager["DataKey"]):
    def make(self) -> "DataKey":
        """A fresh data key, saved."""
        key_id, wrapping_key = next(iter(key_encryption_keys().items()))
        row = DataKey(key_id=key_id)
        row.wrapped = seal(wrapping_key, secrets.token_bytes(KEY_BYTES), row.context)
        row.save(force_insert=True)
        return row


class DataKey(models.Model):
    """One wrapped data key; the drafts, submissions and cases that it encrypts point here."""

    # Not an auto number: the identifier is part of the associated data and must be known before the first save.
    id = models.CharField(primary_key=True, max_length=32, default=functools.partial(secrets.token_hex, 16))
    key_id = models.CharField(max_length=40, help_text="Which key-encryption key wraps this key.")
    wrapped = models.BinaryField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    destroyed_at = models.DateTimeField(null=True, blank=True)

    objects = DataKeyManager()

    def __str__(self) -> str:
        return f"data key {self.id}"

    @property
    def context(self) -> str:
        return f"forms_datakey:{self.id}:wrapped"

    def unwrap(self) -> bytes:
        """The 32 bytes that encrypt. Raises VaultError when the key was destroyed or its wrapping key is not set."""
        if self.wrapped is None:
            raise VaultError("The key of this record has been destroyed: its content is erased.")
        wrapping_key = key_encryption_keys().get(self.key_id)
        if wrapping_key is None:
            raise VaultError(f"The key-encryption key {self.key_id!r} is not among PORTAL_VAULT_KEYS.")
        return unseal(wrapping_key, bytes(self.wrapped), self.context)

    def rewrap(self) -> bool:
        """Wrap again with the first key-encryption key. Returns whether that changed anything; the caller saves."""
        key_id, wrapping_key = next(iter(key_encryption_keys().items()))
        if self.wrapped is None or self.key_id == key_id:
            return False
        plain = self.unwrap()
        self.key_id, self.wrapped = key_id, seal(wrapping_key, plain, self.context)
        return True


class SealedValue(DeferredAttribute):
    """The attribute behind a SealedField: plain JSON in the program, ciphertext in the row."""

    field: "SealedField"

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        raw = super().__get__(instance, owner)
        if instance is None or raw is None:
            return raw
        return json.loads(unseal(instance.data_key.unwrap(), bytes(raw), self.field.context(instance)))

    def __set__(self, instance: Any, value: Any) -> None:
        # What comes out of the database arrives as bytes; what the program assigns is JSON.
        if value is not None and not isinstance(value, bytes | memoryview):
            plain = json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode()
            value = seal(instance.data_key.unwrap(), plain, self.field.context(instance))
        instance.__dict__[self.field.attname] = value


class SealedField(models.BinaryField):  # type: ignore[type-arg]  # BinaryField takes no parameters at run time
    """A JSON value encrypted under the row's `data_key`. The model needs a primary key that is known before saving.

    In a constructor, name `data_key` and the primary key before the sealed field: Django assigns in field order.
    """

    descriptor_class = SealedValue

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"null": True, "blank": True, **kwargs})

    def context(self, instance: models.Model) -> str:
        return f"{instance._meta.db_table}:{instance.pk}:{self.column}"

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        return model_instance.__dict__.get(self.attname)


class IndexKey(models.Model):
    """An index key that marks in this database were made with, known by its print: a wrong one does not start.

    `retired_at`: when `manage.py rotate_keys` found no mark of it left. The rows are few and hold no key.
    """

    print = models.CharField(primary_key=True, max_length=16)
    noted_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"index key {self.print}"


def blind_index(purpose: str, text: str) -> str:
    """A keyed fingerprint by which an encrypted text can be found again, however a name is written (same_text.same).

    The purpose ("child-name") keeps fingerprints of different columns apart. 64 hexadecimal digits. Where what makes
    texts the same changes, `manage.py reindex_names` writes the stored ones anew.
    """
    return sign(purpose, same(text).encode())


def fingerprint(purpose: str, text: str) -> str:
    """A keyed fingerprint that tells whether a text is still the one it was, but for case and spaces."""
    return fingerprints(purpose, text)[0]


def fingerprints(purpose: str, text: str) -> list[str]:
    """The same by every key that may have made it, today's first."""
    return signatures(purpose, " ".join(text.casefold().split()).encode())


def sign(purpose: str, message: bytes) -> str:
    """A keyed signature that nobody without the index key can make. 64 hexadecimal digits."""
    return _signed(_decode_key(settings.VAULT_INDEX_KEY, "PORTAL_INDEX_KEY"), purpose, message)


def signatures(purpose: str, message: bytes) -> list[str]:
    """The same by every key that may have made it, today's first: by these a mark is looked for."""
    return [_signed(key, purpose, message) for key in index_keys()]


def _signed(key: bytes, purpose: str, message: bytes) -> str:
    return hmac.digest(key, purpose.encode() + b"\0" + message, "sha256").hex()


@functools.lru_cache(maxsize=32)
def _derived(key: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"portal:" + purpose.encode()).derive(key)


def derived_key(purpose: str, key_id: str = "") -> tuple[str, bytes]:
    """A key for one purpose, made of a key-encryption key: the id of that and 32 bytes that tell nothing of it.

    Of the first one where none is named. Raises VaultError where the named one is not set.
    """
    keys = key_encryption_keys()
    key_id = key_id or next(iter(keys))
    if key_id not in keys:
        raise VaultError(f"The key-encryption key {key_id!r} is not among PORTAL_VAULT_KEYS.")
    return key_id, _derived(keys[key_id], purpose)


def verify_keys() -> None:
    """As `check_keys`, and note the index key of the first start: whatever starts later is held against it."""
    check_keys()
    _note_index_key()


def check_keys() -> None:
    """Refuse a missing or wrong key; writes nothing.

    Every key id that wraps a data key must be set, and must open the newest data key that it wrapped. Every index key
    that made marks here must be set, as today's or a former one. Raises ImproperlyConfigured with what to do.
    """
    index_keys()
    key_encryption_keys()
    for key_id in DataKey.objects.filter(wrapped__isnull=False).values_list("key_id", flat=True).distinct():
        newest = DataKey.objects.filter(key_id=key_id, wrapped__isnull=False).latest("made_at")
        try:
            newest.unwrap()
        except VaultError as error:
            raise ImproperlyConfigured(
                f"The vault key {key_id!r} is missing or is not the one this database was encrypted with. "
                "Nothing was changed. Set the right PORTAL_VAULT_KEYS and start again: see docs/operations.md."
            ) from error
    _check_index_keys()


def _check_index_keys() -> None:
    ours = [key_print(key) for key in index_keys()]
    if missing := sorted(_noted() - set(ours)):
        raise ImproperlyConfigured(
            f"PORTAL_INDEX_KEY is not the key that this database was indexed with (its print is {', '.join(missing)}): "
            "children would not be found by name. Nothing was changed. Set the right key. To change it, list the old "
            "one in PORTAL_FORMER_INDEX_KEYS until manage.py rotate_keys says that it may go: see docs/operations.md."
        )


def _noted() -> set[str]:
    return set(IndexKey.objects.filter(retired_at=None).values_list("print", flat=True))


def _note_index_key() -> None:
    today = key_print(index_keys()[0])
    if today in _noted():
        return
    # A database that cannot be written: what serves it says so, and the key is noted at the next start.
    with suppress(DatabaseError), transaction.atomic():
        IndexKey.objects.update_or_create(print=today, defaults={"retired_at": None})
