"""Cells of a workbook as a reader sees them, dates included; hidden sheets, rows and columns like all others."""

import io
import re
import warnings
from collections import defaultdict
from datetime import date, datetime
from typing import Any

from portal.identification.reading.told import Bounds, Look, Reading, Text
from portal.identification.reading.whole import NOT_WHOLE

MOST_CELLS = 400_000
MOST_COLUMNS = 200
LITERAL = re.compile(r'"((?:[^"]|"")*)"')


def read_sheets(content: bytes, bounds: Bounds) -> Reading:
    """Every sheet by rows, then by columns; formulas with what they put together."""
    import openpyxl  # noqa: PLC0415 - loaded for workbooks only

    for data_only in (True, False):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                book = openpyxl.load_workbook(io.BytesIO(content), data_only=data_only, read_only=True)
                for sheet in book.worksheets:
                    yield from _sheet(sheet, bounds)
                book.close()
        except (ArithmeticError, AttributeError, LookupError, OSError, SyntaxError, TypeError, ValueError):
            # The parts of the package are read as they stand in any case.
            yield Look("a sheet", NOT_WHOLE)
            return


def _sheet(sheet: Any, bounds: Bounds) -> Reading:
    hidden = "" if sheet.sheet_state == "visible" else "hidden "
    rows, columns, cells = list[str](), defaultdict[int, list[str]](list), 0
    # A sheet may say that it has a million empty rows.
    for number, row in enumerate(sheet.iter_rows(values_only=True)):
        if number % 200 == 0:
            bounds.pause()
        texts = [(place, cell(value)) for place, value in enumerate(row) if value is not None]
        cells += len(texts)
        rows.append(" ".join(text for _place, text in texts))
        for place, text in texts:
            if place < MOST_COLUMNS:
                columns[place].append(text)
        if cells > MOST_CELLS:
            yield Look(f"{hidden}sheet “{sheet.title}”", NOT_WHOLE)
            break
    yield Text(f"{hidden}sheet “{sheet.title}”", "\n".join([sheet.title, *filter(None, rows)]))
    down = "\n\n".join("\n".join(one) for one in columns.values() if len(one) > 1)
    yield Text(f"{hidden}sheet “{sheet.title}”, by columns", down)


def cell(value: Any) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    if text.startswith("="):
        together = "".join(one.replace('""', '"') for one in LITERAL.findall(text))
        return f"{text} {together}" if together else text
    if text.endswith(".0") and text[:-2].isdigit():
        return text[:-2]
    return text
