"""What a public page costs on its way to a telephone: all but pictures, compressed, and no script that blocks."""

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from portal.reports.pages import ReviewReportPage
from workflow.parties.party import Partnership

pytestmark = pytest.mark.django_db

MOST_BYTES = 60_000
BUILT = Path(settings.BASE_DIR) / "portal" / "static_built"
IMPORTED = re.compile(r'(?:from|import)\s*"(\./[^"]+)"')
PROSE = "<p>" + "Nobody spoke with the family about where the baby slept after each of their moves. " * 12 + "</p>"


def file_of(address: str) -> Path:
    path = address.removeprefix(settings.STATIC_URL)
    found = [BUILT / path, *(Path(settings.BASE_DIR) / app / "static" / path for app in ("forms", "workflow"))]
    return next(one for one in found if one.exists())


def with_imports(script: Path, seen: set[Path]) -> set[Path]:
    """The script and every one that it loads."""
    if script not in seen:
        seen.add(script)
        for name in IMPORTED.findall(script.read_text(encoding="utf-8")):
            with_imports((script.parent / name).resolve(), seen)
    return seen


def packed(content: bytes) -> int:
    return len(gzip.compress(content, 6))


@pytest.mark.parametrize("path", ["/", "/north/", "/north/reports/", "/north/reports/?q=family", "/north/reports/r/"])
@pytest.mark.parametrize("prefix", ["", "/cy"])
def test_a_public_page_is_under_sixty_kilobytes_and_nothing_blocks_it(
    client: Client, partnership: Partnership, published: Callable[..., ReviewReportPage], path: str, prefix: str
) -> None:
    published(slug="r", improvements=PROSE * 6, analysis=PROSE * 12, learning=PROSE * 6)
    for number in range(11):
        published(title=f"One more {number}", summary=PROSE[3:400])
    html = client.get(prefix + path).content
    text = html.decode()
    scripts = re.findall(r"<script\b([^>]*)>", text)
    for attributes in scripts:
        assert re.search(r'type="(module|application/ld\+json)"|\bdefer\b|\basync\b', attributes), attributes
    files = {
        file_of(found) for found in re.findall(rf'<link rel="stylesheet"\s+href="({settings.STATIC_URL}[^"]+)"', text)
    }
    for address in re.findall(rf'<script[^>]*src="({settings.STATIC_URL}[^"]+)"', text):
        files |= with_imports(file_of(address), set())
    assert len(files) >= 3
    sizes = {file.name: packed(file.read_bytes()) for file in files}
    fonts = re.findall(r"@font-face", (BUILT / "portal" / "main.css").read_text(encoding="utf-8"))
    assert not fonts, "a font counts too"
    brand = sum(packed(client.get(address).content) for address in re.findall(r'href="(/brand/[^"?]+)', text))
    total = packed(html) + brand + sum(sizes.values())
    assert total < MOST_BYTES, (total, packed(html), sizes)
