"""Reads the portal's environment variables and the key files of a development machine.

Every variable is listed in one table in docs/operations.md.
"""

import base64
import os
import secrets
from contextlib import suppress
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(os.environ.get("PORTAL_DATA_DIR") or BASE_DIR / "var").resolve()


def text(name: str, default: str = "") -> str:
    """The variable's value, or the default where it is unset or empty."""
    return os.environ.get(name) or default


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated variable as a list without empty entries."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def flag(name: str, *, default: bool = False) -> bool:
    """A yes/no variable: 1, true, yes and on count as yes."""
    return text(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def number(name: str, default: int) -> int:
    """A whole-number variable. Raises ImproperlyConfigured where it is none."""
    given = text(name, str(default))
    try:
        return int(given)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is “{given}”. Set it to a whole number, like {default}.") from error


def development_secret(name: str) -> str:
    """A secret kept in the data folder, made on first use. Production never calls this.

    The file holds 32 random bytes in URL-safe base64 and is readable by its owner only.
    """
    path = DATA_DIR / "keys" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_once(path, base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())
    return path.read_text().strip()


def _write_once(path: Path, content: str) -> None:
    """The whole file or none, also on a full disk; one that another process wrote meanwhile stays."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(part, path)
    finally:
        part.unlink(missing_ok=True)
