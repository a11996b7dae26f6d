"""Finds Chromium and says how to get it. Playwright's own download is not used: Debian's package is enough."""

import shutil

# The first draws the same pages without the windows around them: a page opens in a quarter of the time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
MISSING = (
    "Chromium was not found, so no browser test ran. Install Debian's package: apt-get install chromium-headless-shell"
)


def find() -> str | None:
    """The path of the first Chromium on PATH."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)
