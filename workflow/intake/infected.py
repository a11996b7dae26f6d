"""A file that was kept turns out to have a virus: its sender and the office of its case are told, without a fact."""

from datetime import datetime, timedelta
from typing import Any

from forms.models.attachment import Attachment, SealedFile
from workflow.machines.case.machine import Case
from workflow.machines.case.messages.thread import MessageFile
from workflow.notices import private_mail
from workflow.notices.recipients import office_of
from workflow.parties.party import Partnership

LASTS = timedelta(days=3)
SUBJECT = "A file has a virus and stays locked"
TO_SENDER = (
    "The virus check found a virus in a file that you sent on {day}{about}. The file stays locked: nobody can open it. "
    "Everything else that you sent is kept.\n\n"
    "Check your computer, and send the file again from a clean copy. Where it is not yours, ask\n"
    "whoever gave it to you.\n"
)
TO_OFFICE = (
    "The virus check found a virus in a file that came on {day}{about}. The file stays locked: nobody can open it. "
    "Whoever sent it was told.\n\n"
    "Ask for a clean copy. If it was opened before, tell whoever looks after your computers.\n"
)


def tell_of_virus(*, file: SealedFile, now: datetime, **_signal: Any) -> None:
    case = Case.objects.filter(data_key=file.data_key_id).select_related("partnership").first()
    about = f" in case {case.reference}" if case is not None else ""
    told = {"day": f"{file.added_at:%-d %B %Y}", "about": about}
    sender, office = _sender(file), _office(file, case)
    for to, body in ((sender, TO_SENDER), (office, TO_OFFICE)):
        if to:
            private_mail.post(to, subject=SUBJECT, body=body.format(**told), lasts=LASTS, now=now)


def _sender(file: SealedFile) -> str:
    person: Any
    if isinstance(file, Attachment):
        person = file.draft.owner
    elif isinstance(file, MessageFile):
        person = file.message.by if file.message is not None else None
    else:
        person = getattr(file, "by", None)
    return person.email if person is not None and person.is_active else ""


def _office(file: SealedFile, case: Case | None) -> str:
    """Of a form that nobody sent yet the office knows nothing."""
    if case is not None:
        return office_of(case.partnership).email
    if not isinstance(file, Attachment) or file.draft.submitted_at is None:
        return ""
    partnership = Partnership.objects.for_page(file.draft.page)
    return office_of(partnership).email if partnership is not None else ""
