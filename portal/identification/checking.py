"""One check of one report: its passages and the files as they would be published, searched; and the digest that says
whether all of it is still the same.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Page

from portal.identification import making
from portal.identification.apart import ReaderApart
from portal.identification.files import BY_EYE, passages_of_file
from portal.identification.passages import PLAIN, RICH, STREAMS, files_of, links_elsewhere, passages_of
from portal.identification.public_files import PublicFile
from portal.identification.search import Passage, Search
from workflow.machines.publication.identification.identifiers import Identifier
from workflow.parties.party import Partnership
from workflow.report_seam import FileContent, Found, Place

# Everything of the page that the public would see or that a search engine reads.
PUBLISHED = (*PLAIN, "kind", "age_band", *RICH, *STREAMS, "tagged_items")
NOT_PUBLISHED = "nothing of this file is published, and the link to it leads nowhere"
ELSEWHERE = (
    "The page leads to a file that is not checked and may be changed by others: look at it, or take the link out"
)


def check(
    page: Page,
    identifiers: Sequence[Identifier],
    *,
    left_out: Mapping[str, Any],
    partnership: Partnership,
    now: datetime | None = None,
) -> list[Found]:
    """What may identify somebody, and what only a person can look at (kind "unreadable").

    Makes the public files of the page's documents anew: they are what is searched, and what would be served.
    """
    search = Search(identifiers, area=(partnership.name, partnership.local_authority_name))
    with ReaderApart() as reader:
        passages = [
            *passages_of(page, left_out=left_out),
            *_file_passages(page, left_out, search, reader, now or timezone.now()),
        ]
    found = search.run(passage for passage in passages if passage.where != BY_EYE)
    by_eye = [passage.text for passage in passages if passage.where == BY_EYE]
    by_eye += [f"{ELSEWHERE}: {address}" for address in links_elsewhere(page, left_out=left_out)]
    return [*found, *(Found("unreadable", text, text, (Place(text, ""),), 1) for text in dict.fromkeys(by_eye))]


def _file_passages(
    page: Page, left_out: Mapping[str, Any], search: Search, reader: ReaderApart, now: datetime
) -> Iterator[Passage]:
    for found in files_of(page, left_out=left_out):
        name = PurePosixPath(found.file.name).name
        yield Passage(f"File “{name}”, its title", found.title)
        yield Passage(f"File “{name}”, its description", str(getattr(found, "description", "") or ""))
        if isinstance(found, get_document_model()):
            yield from _document_passages(name, found, search, reader, now)
        else:
            yield from passages_of_file(name, making.content_of(found), reader=reader)


def _document_passages(
    name: str, document: Any, search: Search, reader: ReaderApart, now: datetime
) -> Iterator[Passage]:
    made = making.make(document, clean=lambda text: not search.run([Passage("", text)]), now=now, reader=reader)
    content = making.made_content(made)
    if content is not None:
        yield from passages_of_file(made.name, content, reader=reader)
        return
    yield Passage(BY_EYE, f"File “{name}”: {NOT_PUBLISHED}: {made.refused}")
    # Whoever makes another file of it wants to know what stands in this one.
    yield from passages_of_file(name, making.content_of(document), reader=reader)


def files_as_published(page: Page) -> tuple[FileContent, ...]:
    """The page's documents as the last check made them. One query beside those of the page's links."""
    documents = [one for one in files_of(page, left_out={}) if isinstance(one, get_document_model())]
    made = {one.document_id: one for one in PublicFile.objects.filter(document__in=documents)}
    return tuple(
        FileContent(one.title, f"{one.url}?made", tuple(found.dropped), found.refused, found.digest)
        for one in documents
        if (found := made.get(one.pk)) is not None
    )


def not_whole(page: Page) -> list[str]:
    """The titles of files that are not, byte by byte, what was checked: changed in the store, or never made."""
    documents = [one for one in files_of(page, left_out={}) if isinstance(one, get_document_model())]
    return [one.title for one in documents if not making.is_whole(one)]


def clear_files(page: Page) -> None:
    """What the report publishes, its case has cleared."""
    documents = [one.pk for one in files_of(page, left_out={}) if isinstance(one, get_document_model())]
    for made in PublicFile.objects.filter(document__in=documents):
        made.cleared_digest = made.digest
        made.save(update_fields=["cleared_digest"])


def digest_of(page: Page) -> str:
    """SHA-256 of what would be published, files, themes and titles included; the day of a correction is set on
    publication.
    """
    data = page.serializable_data()
    content = {name: _plain(data.get(name)) for name in PUBLISHED}
    files = files_of(page, left_out={})
    made = dict(PublicFile.objects.filter(document__in=_documents(files)).values_list("document_id", "original"))
    content["files"] = [_file(found, made) for found in files]
    content["themes"] = sorted(theme.name for theme in page.themes.all())
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def _documents(files: list[Any]) -> list[Any]:
    return [one for one in files if isinstance(one, get_document_model())]


def _file(found: Any, made: dict[int, str]) -> list[str]:
    words = [str(found), str(getattr(found, "description", "") or ""), PurePosixPath(found.file.name).name]
    original = made.get(found.pk, "") if isinstance(found, get_document_model()) else ""
    return [*words, found.get_file_hash(), original]


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
