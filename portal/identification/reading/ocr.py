"""Letters in pictures, read by tesseract where it is installed: a help for whoever looks, never instead of looking."""

import logging
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

log = logging.getLogger(__name__)
SECONDS = 20
POINTS_AN_INCH = 200
MOST_SIDE = 4000


@cache
def tesseract() -> str:
    """Where it is, "" where it is not installed."""
    return shutil.which("tesseract") or ""


@cache
def pdftoppm() -> str:
    return shutil.which("pdftoppm") or ""


def text_of_picture(content: bytes) -> str:
    """What tesseract reads; "" where it is not installed or cannot. Raises nothing."""
    if not tesseract():
        return ""
    with tempfile.TemporaryDirectory(prefix="look-") as folder:
        picture = Path(folder) / "picture"
        picture.write_bytes(content)
        return _run(picture)


def text_of_page(pdf: bytes, number: int) -> str:
    """What tesseract reads of one page of a PDF, drawn by pdftoppm; "" where one of them is not installed."""
    if not (tesseract() and pdftoppm()):
        return ""
    with tempfile.TemporaryDirectory(prefix="look-") as folder:
        file, drawn = Path(folder) / "file.pdf", Path(folder) / "page"
        file.write_bytes(pdf)
        size = ["-scale-to", str(MOST_SIDE // 2), "-gray", "-png", "-singlefile"]
        command = [pdftoppm(), "-f", str(number), "-l", str(number), *size, str(file), str(drawn)]
        if _ran(command) is None:
            return ""
        picture = drawn.with_suffix(".png")
        return _run(picture) if picture.exists() else ""


def _run(picture: Path) -> str:
    return _ran([tesseract(), str(picture), "stdout", "--psm", "11"]) or ""


def _ran(command: list[str]) -> str | None:
    try:
        # One thread: the check shares the machine with those who fill in forms.
        environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
        done = subprocess.run(  # noqa: S603 - a program of the system on a file of our own, no shell
            command, capture_output=True, timeout=SECONDS, check=False, env=environment
        )
    except (OSError, subprocess.SubprocessError):
        log.info("A picture could not be read by tesseract.")
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None
