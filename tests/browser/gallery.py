"""`make gallery`: every page that the demonstration's people reach by links, as pictures to look at, in one run.

As each account, one page a route, on a desktop and on a phone; forms are also sent empty, to see what they answer.
The pictures and an index lie in var/gallery/, or in the folder that is named.
"""

import contextlib
import html
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django

HERE = Path(__file__).resolve().parent
WIDTHS: dict[str, Any] = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
TALLEST = 6000


@dataclass(frozen=True)
class Picture:
    """One picture: whose, of which route, how wide, and how tall the page is in pixels."""

    person: str
    route: str
    width: str
    file: str
    tall: int


def main() -> None:
    """Serve the demonstration, walk it as everybody, and write the index."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    django.setup()
    from playwright.sync_api import sync_playwright

    from tests import kept_database
    from tests.browser import chromium
    from tests.browser.served import ROOT, ServedPortal, free_port, serving

    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "var" / "gallery"
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as data,
        contextlib.closing(ServedPortal(free_port(), Path(data), None)) as portal,
    ):
        with contextlib.suppress(FileNotFoundError):  # where the suite kept no migrated database
            kept_database.copy_to(Path(data))
        for command in ("migrate", "collectstatic"):
            portal.manage(command, "--noinput", "--verbosity", "0")
        portal.manage("demo_content")
        with serving(portal), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.ARGUMENTS)
            pictures = list(pictures_of(browser, portal, folder))
            browser.close()
    write_index(folder, pictures)
    print(f"{len(pictures)} pictures: {folder / 'index.html'}")  # noqa: T201 - what the command says


def pictures_of(browser: Any, portal: Any, folder: Path) -> Iterator[Picture]:
    """Two of each page. What axe says of a page is printed."""
    from tests.browser.accessibility import violations
    from tests.browser.everywhere import walk_all

    for person, route, page in walk_all(browser, portal):
        for told in violations(page):
            print(f"{person} {route}: {told}", flush=True)  # noqa: T201 - what the command says
        yield from _take(page, person, route, folder)


def _take(page: Any, person: str, route: str, folder: Path) -> Iterator[Picture]:
    for name, size in WIDTHS.items():
        page.set_viewport_size(size)
        tall = int(page.evaluate("document.documentElement.scrollHeight"))
        file = f"{person}-{''.join(sign if sign.isalnum() else '-' for sign in route)}-{name}.png"
        clip = {"x": 0, "y": 0, "width": size["width"], "height": min(tall, TALLEST)}
        page.screenshot(path=str(folder / file), full_page=True, clip=clip)
        yield Picture(person, route, name, file, tall)
    page.set_viewport_size(WIDTHS["desktop"])


def write_index(folder: Path, pictures: list[Picture]) -> None:
    """All of them on one page, by person and route, the tallest marked."""
    rows = "".join(
        f"<figure><a href='{html.escape(one.file)}'><img loading='lazy' src='{html.escape(one.file)}' alt=''></a>"
        f"<figcaption>{html.escape(f'{one.person}: {one.route}, {one.width}, {one.tall} px')}</figcaption></figure>"
        for one in pictures
    )
    style = "figure{display:inline-block;width:300px;margin:8px;vertical-align:top;font:12px sans-serif}img{width:100%}"
    (folder / "index.html").write_text(
        f"<!DOCTYPE html><html lang='en'><meta charset='utf-8'><title>Gallery</title><style>{style}</style>{rows}",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
