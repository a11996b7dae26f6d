"""The Excel workbook (forms.reading.exports.xlsx_sheets), whose library loads with the first one."""

from collections.abc import Iterator

from forms.reading.exports.content import Lines, Rows

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def stream(source: Rows, marking: Lines) -> Iterator[bytes]:
    """The file, piece by piece."""
    from forms.reading.exports import xlsx_sheets  # noqa: PLC0415 - a large library, for workbooks alone

    return xlsx_sheets.stream(source, marking)
