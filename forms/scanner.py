"""A small client of the virus scanner clamd (its INSTREAM command), where one is set."""

import logging
import socket
import struct

from django.conf import settings

from forms.models.attachment import ScanState

TIMEOUT_SECONDS, PING_SECONDS = 30, 5
CHUNK = 64 * 1024
log = logging.getLogger(__name__)


def scan(content: bytes) -> str:
    """What the scanner says; quarantined when it is set but does not answer, not scanned when none is set."""
    if not settings.CLAMD_ADDRESS:
        return ScanState.NOT_SCANNED
    try:
        answer = _ask(settings.CLAMD_ADDRESS, content)
    except OSError:
        log.warning("The virus scanner does not answer: the file is quarantined.")
        return ScanState.QUARANTINED
    if answer.endswith("FOUND"):
        return ScanState.INFECTED
    if answer.endswith("OK"):
        return ScanState.CLEAN
    log.warning("The virus scanner could not scan a file: it is quarantined.")
    return ScanState.QUARANTINED


def answers() -> bool:
    """Whether the scanner is set and there."""
    if not settings.CLAMD_ADDRESS:
        return False
    try:
        with _connect(settings.CLAMD_ADDRESS) as connection:
            connection.settimeout(PING_SECONDS)
            connection.sendall(b"zPING\0")
            return connection.recv(16).startswith(b"PONG")
    except OSError:
        return False


def _ask(address: str, content: bytes) -> str:
    with _connect(address) as connection:
        connection.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), CHUNK):
            chunk = content[start : start + CHUNK]
            connection.sendall(struct.pack("!L", len(chunk)) + chunk)
        connection.sendall(struct.pack("!L", 0))
        answer = b""
        while part := connection.recv(4096):
            answer += part
    return answer.decode("utf-8", "replace").strip("\0\n ")


def _connect(address: str) -> socket.socket:
    """`host:port`, or the path of a socket that starts with a slash."""
    if address.startswith("/"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(TIMEOUT_SECONDS)
        connection.connect(address)
        return connection
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=TIMEOUT_SECONDS)
