"""One check of one report: its passages and files, searched; and the digest that says whether it is still the same."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from wagtail.models import Page

from portal.identification.files import BY_EYE, passages_of_file
from portal.identification.passages import PLAIN, RICH, STREAMS, files_of, passages_of
from portal.identification.search import Passage, Search
from workflow.machines.publication.identification.identifiers import Identifier
from workflow.parties.party import Partnership
from workflow.report_seam import Found, Place

# Everything of the page that the public would see or that a search engine reads.
PUBLISHED = (*PLAIN, "kind", "age_band", *RICH, *STREAMS, "tagged_items")


def check(
    page: Page, identifiers: Sequence[Identifier], *, left_out: Mapping[str, Any], partnership: Partnership
) -> list[Found]:
    """What may identify somebody, and what only a person can look at (kind "unreadable")."""
    area = (partnership.name, partnership.local_authority_name)
    passages = [*passages_of(page, left_out=left_out), *_file_passages(page, left_out)]
    found = Search(identifiers, area=area).run(passage for passage in passages if passage.where != BY_EYE)
    by_eye = [passage.text for passage in passages if passage.where == BY_EYE]
    return [*found, *(Found("unreadable", text, text, (Place(text, ""),), 1) for text in dict.fromkeys(by_eye))]


def _file_passages(page: Page, left_out: Mapping[str, Any]) -> Iterator[Passage]:
    for found in files_of(page, left_out=left_out):
        name = PurePosixPath(found.file.name).name
        yield Passage(f"File “{name}”, its title", found.title)
        yield Passage(f"File “{name}”, its description", str(getattr(found, "description", "") or ""))
        with found.file.open("rb") as opened:
            yield from passages_of_file(name, opened.read())


def digest_of(page: Page) -> str:
    """SHA-256 of what would be published, files included; the day of a correction is set on publication."""
    data = page.serializable_data()
    content = {name: _plain(data.get(name)) for name in PUBLISHED}
    content["files"] = [[str(found), found.get_file_hash()] for found in files_of(page, left_out={})]
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def _plain(value: Any) -> Any:
    """Without what the CMS writes for itself: identifiers of blocks and rows."""
    if isinstance(value, str) and value[:1] in "[{":
        try:
            value = json.loads(value)
        except ValueError:
            return value
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items() if key not in ("id", "pk", "made_on")}
    return value or ""
