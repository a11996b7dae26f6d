"""Draws the pictures of docs/architecture.md from the code, and that of docs/security/threat-model.md.

    python -m scripts.architecture            draw them into docs/architecture/ (make architecture)
    python -m scripts.architecture --check    fail where they are not what the code says (make check)

How often a room imports another changes with nearly every line of code. The numbers are those of the day of drawing; a
check looks at everything else.
"""

import argparse
import importlib
import logging
import os
import re
import sys
import tempfile
from typing import Any

import django

from scripts.architecture import ROOT, imports, rooms, rooms_picture, trust_picture, way_picture

FOLDER = ROOT / "docs" / "architecture"


def drawn() -> dict[str, str]:
    """Every picture by the name of its file."""
    storeys = rooms.storeys(imports.graph())
    return {
        "rooms.svg": rooms_picture.draw(storeys),
        "referral.svg": way_picture.draw(walked(), storeys),
        "trust.svg": trust_picture.draw(),
    }


def walked() -> Any:
    """The way of a referral. Its modules can be imported only once Django is set up: for the suite, on SQLite."""
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        os.environ.pop("DATABASE_URL", None)
        os.environ.update(DJANGO_SETTINGS_MODULE="portal.settings.test", PORTAL_DATA_DIR=folder)
        django.setup()
        return importlib.import_module("scripts.architecture.referral").walk()


def shown(picture: str | None) -> tuple[int, list[str]] | None:
    """What a picture shows, whatever the numbers in it: how many lines, and every word."""
    if picture is None:
        return None
    said = " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", picture))
    return picture.count("<path"), sorted(re.findall(r"[^\W\d]+", said))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m scripts.architecture", description=__doc__)
    parser.add_argument("--check", action="store_true", help="Change nothing; fail where a picture is out of date.")
    pictures = drawn()
    if not parser.parse_args().check:
        FOLDER.mkdir(exist_ok=True)
        for name, picture in pictures.items():
            (FOLDER / name).write_text(picture, encoding="utf-8")
        print(f"Drew {len(pictures)} pictures.")
        return
    before = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.svg")}
    if stale := sorted(name for name in {*before, *pictures} if shown(before.get(name)) != shown(pictures.get(name))):
        sys.exit(f"Out of date in docs/architecture, run make architecture: {', '.join(stale)}")


if __name__ == "__main__":
    main()
