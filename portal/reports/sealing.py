"""What is written of a report before it is published: sealed under its case's key, and never in a column of the CMS.

A revision of a draft holds the ciphertext, the name of its key and a neutral title; the row of the page says what the
public reads, or nothing yet (docs/adr/0017-drafts-of-reports-lie-sealed.md). `portal.reports.lock` calls this.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from forms.vault import DataKey, VaultError, seal, unseal
from workflow.machines.review.machine import Review

SEALED, KEY = "sealed", "data_key"
# What a sealed revision is called in its row: that is how those that lie open are found (portal.reports.closing).
DRAFT_NAME = "Draft of a review report"


def sealed(page: Any, content: Mapping[str, Any], *, title: str) -> dict[str, Any]:
    """What a revision keeps in place of its content. `title`: the neutral one."""
    key = key_for(page)
    plain = json.dumps(content, cls=DjangoJSONEncoder, separators=(",", ":")).encode()
    ciphertext = seal(key.unwrap(), plain, context_of(page))
    return {"pk": page.pk, "title": title, KEY: key.pk, SEALED: base64.b64encode(ciphertext).decode()}


def is_sealed(content: Mapping[str, Any]) -> bool:
    return SEALED in content


def opened(page: Any, content: Mapping[str, Any]) -> dict[str, Any] | None:
    """The content of a sealed revision of this page; None where its case was erased, and the text with it.

    Raises VaultError where it was changed, or is another page's.
    """
    key = DataKey.objects.filter(pk=content.get(KEY)).first()
    if key is None:
        raise VaultError(f"The key of a draft of page {page.pk} is gone.")
    if key.wrapped is None:
        return None
    try:
        ciphertext = base64.b64decode(content[SEALED], validate=True)
    except (binascii.Error, TypeError, ValueError) as error:
        raise VaultError(f"The sealed value at {context_of(page)} could not be opened.") from error
    found: dict[str, Any] = json.loads(unseal(key.unwrap(), ciphertext, context_of(page)))
    return found


def context_of(page: Any) -> str:
    """The associated data of a draft: that of another page does not open here."""
    return f"{page._meta.db_table}:{page.pk}:draft"


def key_for(page: Any) -> DataKey:
    """The key of the report's case. A report without one, or whose case was erased while it stays published, gets a key
    of its own, and keeps it from draft to draft.
    """
    reviews = Review.objects.select_related("case__data_key").filter(
        pk=page.review_id, case__data_key__wrapped__isnull=False
    )
    if page.review_id is not None and (review := reviews.first()) is not None:
        return review.case.data_key
    newest = page.latest_revision
    known = newest.content.get(KEY) if newest is not None else None
    return DataKey.objects.filter(pk=known, wrapped__isnull=False).first() or DataKey.objects.make()
