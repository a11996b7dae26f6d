"""Postcodes and NHS numbers, however they are spaced."""

import re
from collections.abc import Iterable, Iterator

from portal.identification.dates import DateFound
from portal.identification.words import Folded, fold
from workflow.machines.publication.identification.identifiers import ADDRESS, NHS_NUMBER, POSTCODE, Identifier

POSTCODE_FORM = re.compile(r"(?<![a-z0-9])([a-z]{1,2}\d[a-z\d]?)[\s\-._]{0,3}(\d[a-z]{2})(?![a-z0-9])")
BETWEEN = r"[\s\-._/]{0,2}"


def find_numbers(text: Folded, identifiers: Iterable[Identifier]) -> Iterator[DateFound]:
    """Each place where one of these stands."""
    for one in identifiers:
        if one.kind == NHS_NUMBER:
            figures = re.sub(r"\D", "", one.text)
            if len(figures) > 5:
                form = re.compile(r"(?<!\d)" + BETWEEN.join(figures) + r"(?!\d)")
                yield from (DateFound(one, match.start(), match.end()) for match in form.finditer(text.text))
        elif one.kind in (POSTCODE, ADDRESS):
            wanted = {match[1] + match[2] for match in POSTCODE_FORM.finditer(fold(one.text))}
            for match in POSTCODE_FORM.finditer(text.text) if wanted else ():
                if match[1] + match[2] in wanted:
                    yield DateFound(one, match.start(), match.end())
