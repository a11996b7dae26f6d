"""Draws the pictures of docs/architecture.md from the code.

    python -m scripts.architecture            draw them into docs/architecture/ (make architecture)
    python -m scripts.architecture --check    fail where they are not what the code says (make check)

How often a room imports another changes with nearly every line of code. The numbers are those of the day of drawing; a
check looks at everything else.
"""

import argparse
import re
import sys

from scripts.architecture import ROOT, imports, rooms, rooms_picture

FOLDER = ROOT / "docs" / "architecture"


def drawn() -> dict[str, str]:
    """Every picture by the name of its file."""
    return {"rooms.svg": rooms_picture.draw(rooms.storeys(imports.graph()))}


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
