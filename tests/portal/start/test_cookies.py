"""The page about cookies names those that there are, and no other."""

import re
from pathlib import Path

from django.conf import settings

from portal.start import guidance

ROOT = Path(__file__).resolve().parents[3]
OWN = re.compile(r'^COOKIE\b.*?= "(\w+)"', re.MULTILINE)
# Django's, and the one of Wagtail's menu.
OTHERS = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "messages", "wagtail_sidebar_collapsed"}


def test_the_page_about_cookies_names_every_cookie() -> None:
    sources = [path.read_text() for room in ("portal", "workflow", "forms") for path in (ROOT / room).rglob("*.py")]
    own = {name for source in sources for name in OWN.findall(source)}
    said = "".join(block["value"] for block in guidance.read("shared", "cookies", {}).body)
    assert set(re.findall(r"<b>(\w+)</b>", said)) == own | OTHERS
