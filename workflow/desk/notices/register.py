"""The register of a case: who was told what, when, which way, with which proof; and its file, without facts."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from forms.reading.exports import csv_file
from forms.same_text import plain, same
from workflow import notices
from workflow.machines.case.machine import Case
from workflow.notices.notice import Notice
from workflow.notices.sealed.links import CODE_MARK, LINK_MARK
from workflow.notices.sealed.opening import openings_of
from workflow.notices.sealed_copy import SealedCopy
from workflow.procedures.version import Topic

# In the place of what only the e-mail carried.
NOT_KEPT = {
    LINK_MARK: "(a link that stood in the e-mail only)",
    CODE_MARK: "(a code that stood in the e-mail only)",
}
EVERYTHING = ("", "All")


class RegisterFilter(forms.Form):
    """What of the register is shown; whatever is left empty narrows nothing."""

    to = forms.CharField(label="Told", required=False, max_length=160, help_text="A part of the name or the address.")
    about = forms.ChoiceField(label="Of what", required=False, choices=[EVERYTHING, *Topic.choices])
    state = forms.ChoiceField(label="Where it stands", required=False, choices=[EVERYTHING, *Notice.State.choices])
    channel = forms.ChoiceField(label="By which way", required=False, choices=[EVERYTHING, *Notice.Channel.choices])

    def narrow(self, found: QuerySet[Notice], topics: Mapping[str, str]) -> QuerySet[Notice]:
        """The notices that fit. What was not asked sensibly narrows nothing."""
        asked = self.cleaned_data if self.is_valid() else {}
        if to := plain(asked.get("to", "")):
            found = found.filter(Q(recipient_name__in=_named(found, to)) | Q(recipient_email__icontains=to))
        if about := asked.get("about"):
            found = found.filter(key__in=[key for key, topic in topics.items() if topic == about])
        for name in ("state", "channel"):
            if value := asked.get(name):
                found = found.filter(**{name: value})
        return found

    @property
    def is_used(self) -> bool:
        return self.is_valid() and any(self.cleaned_data.values())


def _named(found: QuerySet[Notice], text: str) -> list[str]:
    """The recipients' names that hold this text, however both are written: databases compare letter by letter."""
    names = found.order_by().values_list("recipient_name", flat=True).distinct()
    return [name for name in names if same(text) in same(name)]


# Of an e-mail that went and has no text any more (workflow.worker.retention).
GONE = "The text was erased when its time was over."


@dataclass(frozen=True)
class Row:
    """One notice as the register shows it."""

    notice: Notice
    about: str
    body: str
    copy: SealedCopy | None
    copy_status: str
    openings: Sequence[datetime]
    corrected_at: datetime | None

    @property
    def has_letter(self) -> bool:
        # Asked of the row, not of the seal: nothing is opened to draw a list.
        return self.notice.__dict__.get("letter") is not None

    @property
    def may_be_corrected(self) -> bool:
        sent = self.notice.state in (Notice.State.SENT, Notice.State.SENT_BY_HAND)
        return sent and self.corrected_at is None


def all_of(case: Case) -> QuerySet[Notice]:
    """Every notice of the case, the newest first."""
    related = ("sent_by", "sealed_copy__report", "corrects")
    return Notice.objects.filter(case=case).select_related(*related).order_by("-queued_at", "recipient_name")


def rows(case: Case, found: Iterable[Notice], *, now: datetime) -> list[Row]:
    """The notices with what the register says of each: two queries however many."""
    labels = dict(Topic.choices)
    topics = notices.topics(case.procedure)
    openings = openings_of(case)
    corrected = dict(Notice.objects.filter(case=case, corrects__isnull=False).values_list("corrects_id", "queued_at"))
    made = []
    for notice in found:
        # One case and one key for all: neither is fetched again for a proof or a letter.
        notice.case = case
        copy = notice.sealed_copy
        made.append(
            Row(
                notice=notice,
                about=str(labels.get(topics.get(notice.key, ""), "")),
                body=as_kept(notice.body) or (GONE if notice.state in Notice.WENT else ""),
                copy=copy,
                copy_status=copy.status(now) if copy is not None else "",
                openings=openings.get(copy.pk, []) if copy is not None else [],
                corrected_at=corrected.get(notice.pk),
            )
        )
    return made


def as_kept(body: str) -> str:
    """The wording of an e-mail with words in the place of what only the e-mail carried."""
    for mark, words in NOT_KEPT.items():
        body = body.replace(mark, words)
    return body


def _moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


def _sent(notice: Notice) -> str:
    """Of what a person sent, the day is what is known."""
    if notice.state == Notice.State.SENT_BY_HAND and notice.sent_at:
        return f"{timezone.localtime(notice.sent_at):%Y-%m-%d}"
    return _moment(notice.sent_at)


# The file's columns, and what each says of a row.
COLUMNS: dict[str, Callable[[Row], object]] = {
    "Queued": lambda row: _moment(row.notice.queued_at),
    "Told": lambda row: row.notice.recipient_name,
    "Address": lambda row: row.notice.recipient_email,
    "Of what": lambda row: row.about,
    "Subject": lambda row: row.notice.subject,
    "Way": lambda row: row.notice.get_channel_display(),
    "Where it stands": lambda row: row.notice.get_state_display(),
    "Sent": lambda row: _sent(row.notice),
    "Sent by": lambda row: row.notice.sent_by or "",
    "Proof recorded": lambda row: "Yes" if row.notice.__dict__.get("proof") is not None else "",
    "Copy": lambda row: row.copy_status,
    "Copy first opened": lambda row: _moment(row.openings[0] if row.openings else None),
    "Times opened": lambda row: len(row.openings) or "",
}


def csv_of(case: Case, found: Iterable[Row]) -> bytes:
    """The register as a CSV file: what was told to whom and when, and no fact of the case; proofs are typed, so not."""
    rows = ([str(say(row)) for say in COLUMNS.values()] for row in found)
    return csv_file.whole([[f"Register of notices, {case.reference}"], list(COLUMNS), *rows])
