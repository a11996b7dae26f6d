"""Opens a PDF with the bounds that qpdf knows: no stream unpacks without end, no nesting is too deep."""

import io
import logging
from typing import Any

import pikepdf

MOST_STREAM = 120_000_000
LIMITS: dict[str, Any] = {
    "doc_max_warnings": 2_000,
    "parser_max_nesting": 200,
    # Damaged drawing is read as far as it goes, not given up after a few errors.
    "parser_max_errors": 0,
    "parser_max_container_size_damaged": 200_000,
    "max_stream_filters": 12,
    "flate_max_memory": MOST_STREAM,
    "png_max_memory": MOST_STREAM,
    "run_length_max_memory": MOST_STREAM,
    "tiff_max_memory": MOST_STREAM,
    "dct_max_memory": 400_000_000,
}


# What qpdf says of a damaged file may tell what stands in it.
logging.getLogger("pikepdf").setLevel(logging.CRITICAL)


class Locked(Exception):
    """A password is needed to open it."""


def opened(content: bytes) -> pikepdf.Pdf:
    """Raises Locked, or pikepdf.PdfError where there is nothing to open."""
    pikepdf.settings.set_qpdf_limits(**LIMITS)
    try:
        return pikepdf.open(io.BytesIO(content), suppress_warnings=True)
    except pikepdf.PasswordError as error:
        raise Locked from error
