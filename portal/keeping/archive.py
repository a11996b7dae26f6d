"""The form of a backup: one encrypted file, written and read as a stream, however large what it holds is.

    PORTAL BACKUP 1
    {"key": print of the backup key, "made_at": ISO, "salt": 64 hexadecimal digits}
    chunks of a mebibyte, each sealed with AES-256-GCM

The key of a file is derived (HKDF-SHA256) from the backup key and the file's salt, so that no nonce comes twice: the
nonce is the chunk's number and whether it is the last. The two lines are the associated data of every chunk. So a chunk
that was changed, moved, left out or cut off does not open, and neither does one of another file.

Inside, one after the other, lie entries: a name, blocks, and the SHA-256 of what was in the blocks. The last entry is
the manifest.
"""

import hashlib
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from forms.vault import key_print

FIRST_LINE = b"PORTAL BACKUP 1\n"
CHUNK, TAG = 1024 * 1024, 16
# A head longer than this is none of ours.
LONGEST_HEAD = 1000
# No block and no name is longer; whoever reads never holds more.
LONGEST_BLOCK = 4 * CHUNK
MANIFEST = "manifest"


class Unreadable(Exception):
    """What was offered as a backup cannot be used; the message is for whoever offered it."""


CUT = "The backup is cut off or damaged: {where}. Nothing was changed. Use another backup."


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt, b"portal backup").derive(key))


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11) + bytes([is_last])


class Writer:
    """Writes entries into a file that is open for writing. Call `close` when the last one is written."""

    def __init__(self, file: IO[bytes], key: bytes, *, made_at: str) -> None:
        salt = secrets.token_bytes(32)
        told = {"key": key_print(key), "made_at": made_at, "salt": salt.hex()}
        head = FIRST_LINE + json.dumps(told, sort_keys=True).encode() + b"\n"
        self._file, self._cipher, self._number, self._waiting = file, _cipher(key, salt), 0, bytearray()
        self._bound_to = hashlib.sha256(head).digest()
        file.write(head)

    @contextmanager
    def entry(self, name: str) -> Iterator["Entry"]:
        """An entry of that name, to write blocks into."""
        made = Entry(self, hashlib.sha256())
        self._block(name.encode())
        yield made
        self._write((0).to_bytes(4))
        self._write(made.digest.digest())

    def close(self) -> None:
        self._seal(bytes(self._waiting), is_last=True)

    def _block(self, content: bytes) -> None:
        self._write(len(content).to_bytes(4))
        self._write(content)

    def _write(self, content: bytes) -> None:
        self._waiting += content
        # The last chunk is only known when the file is closed, so one always waits.
        while len(self._waiting) > CHUNK:
            self._seal(bytes(self._waiting[:CHUNK]), is_last=False)
            del self._waiting[:CHUNK]

    def _seal(self, plain: bytes, *, is_last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, is_last=is_last), plain, self._bound_to))
        self._number += 1


@dataclass
class Entry:
    """What is being written: its size so far, and its digest."""

    writer: Writer
    digest: Any
    size: int = 0

    def write(self, content: bytes) -> None:
        for start in range(0, len(content), CHUNK):
            block = content[start : start + CHUNK]
            self.digest.update(block)
            self.size += len(block)
            self.writer._block(block)


class Reader:
    """Reads the entries of a file from its beginning. Raises Unreadable with what is wrong, in plain words."""

    def __init__(self, file: IO[bytes], key: bytes) -> None:
        first = file.readline(LONGEST_HEAD)
        second = file.readline(LONGEST_HEAD)
        if first != FIRST_LINE:
            raise Unreadable("This file is no backup of this portal.")
        try:
            told = json.loads(second)
            salt, of_key, self.made_at = bytes.fromhex(told["salt"]), str(told["key"]), str(told["made_at"])
        except (ValueError, KeyError, TypeError) as error:
            raise Unreadable(CUT.format(where="its first lines cannot be read")) from error
        if of_key != key_print(key):
            raise Unreadable(
                f"This backup was made with another backup key: the print of its key is {of_key}, that of "
                f"PORTAL_BACKUP_KEY is {key_print(key)}. Set the key of that time and try again."
            )
        self._file, self._cipher, self._plain, self._number = file, _cipher(key, salt), bytearray(), 0
        self._bound_to, self._ended = hashlib.sha256(first + second).digest(), False
        self._ahead = file.read(CHUNK + TAG)

    def entries(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Each entry's name and blocks, in their order. What is not read of an entry is read past, and checked."""
        while (name := self._name()) is not None:
            blocks = self._blocks(name)
            yield name, blocks
            for _rest in blocks:
                pass

    def _name(self) -> str | None:
        if not self._plain and not self._fill():
            return None
        return self._take(self._length("the name of a part")).decode()

    def _blocks(self, name: str) -> Iterator[bytes]:
        digest = hashlib.sha256()
        while length := self._length(name):
            block = self._take(length)
            digest.update(block)
            yield block
        if self._take(32) != digest.digest():
            raise Unreadable(CUT.format(where=f"{name} is not what was written"))

    def _length(self, where: str) -> int:
        length = int.from_bytes(self._take(4))
        if length > LONGEST_BLOCK:
            raise Unreadable(CUT.format(where=f"{where} cannot be told"))
        return length

    def _take(self, length: int) -> bytes:
        while len(self._plain) < length:
            if not self._fill():
                raise Unreadable(CUT.format(where="its end is missing"))
        taken = bytes(self._plain[:length])
        del self._plain[:length]
        return taken

    def _fill(self) -> bool:
        """Open the next chunk. False where there was none any more."""
        if self._ended:
            return False
        sealed, self._ahead = self._ahead, self._file.read(CHUNK + TAG)
        self._ended = not self._ahead
        try:
            self._plain += self._cipher.decrypt(_nonce(self._number, is_last=self._ended), sealed, self._bound_to)
        except (InvalidTag, ValueError) as error:
            where = "its end is missing or was changed" if self._ended else f"part {self._number + 1} was changed"
            raise Unreadable(CUT.format(where=where)) from error
        self._number += 1
        return True
