"""What of a page is shown, and what it has from the branch of the page tree that it hangs on."""

from typing import Any

import pikepdf

from portal.identification.reading.pdf.geometry import NOWHERE, Box, box_of, common


def page_boxes(page: Any) -> Box:
    """What of the page is shown: its crop box within its media box."""
    media = box_of(inherited(page, "/MediaBox")) or (0, 0, 612, 792)
    crop = box_of(inherited(page, "/CropBox")) or media
    shown = common(media, crop)
    return shown if shown != NOWHERE else media


def inherited(page: Any, key: str) -> Any:
    node = page
    for _ in range(50):
        if not isinstance(node, pikepdf.Dictionary):
            return None
        if key in node:
            return node.get(key)
        node = node.get("/Parent")
    return None
