"""Freezing a report: the PDF as it is now, sealed under the case's key, with its digest (D39 to D41, D43)."""

import hashlib
import secrets
from datetime import datetime
from typing import Any

from forms.uploads import storage, write_durably
from forms.vault import seal, unseal
from workflow.notices.sealed_copy import FrozenReport
from workflow.report_seam import report_desk


def freeze(publication: Any, *, now: datetime) -> FrozenReport:
    """The report of a publication as it stands now; its improvements only where only they are to be published (D40).

    Call inside the step's transaction: a file that is left behind by one that failed can be opened by nobody.
    """
    case = publication.case
    improvements_only = bool(publication.improvements_chosen)
    name, content = report_desk().copy(publication.review, improvements_only=improvements_only, now=now)
    token = secrets.token_hex(24)
    frozen = FrozenReport(
        case=case,
        data_key=case.data_key,
        publication=publication,
        improvements_only=improvements_only,
        file_name=name,
        size=len(content),
        digest=hashlib.sha256(content).hexdigest(),
        stored_name=f"{token[:2]}/{token}",
        made_at=now,
    )
    write_durably(storage(), frozen.stored_name, seal(case.data_key.unwrap(), content, frozen.content_context))
    frozen.save(force_insert=True)
    return frozen


def content_of(frozen: FrozenReport) -> bytes:
    """The PDF as it was frozen. Raises VaultError when it, or its key, is not what it was, or is destroyed."""
    with storage().open(frozen.stored_name) as file:
        return unseal(frozen.data_key.unwrap(), file.read(), frozen.content_context)
