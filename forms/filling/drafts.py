"""Drafts as their pages ask for them: one query brings all that a page needs before anything is worked out."""

from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from forms.kept_query import KeptQuery
from forms.models.attachment import Attachment
from forms.models.step_link import StepLink
from forms.models.submission import Draft, DraftWriter, writes
from forms.models.version import FormRelease

# Large, and seldom needed on the way: read when somebody asks, the definition only where `compiled` has it not.
LEFT_OUT = (
    "page__steps",
    "page__introduction",
    "page__second_introduction",
    "page__confirmation",
    "page__second_confirmation",
    "version__definition",
)


def with_circumstances() -> QuerySet[Draft]:
    """Drafts with page, version and key, `live_version_id`, `has_files`: whether any file was added, and `is_shared`:
    whether anybody but the owner may write.
    """
    return _circumstances().all()


def of_writer(draft_id: UUID, user: Any) -> Draft | None:
    """The same of one draft, None where there is none that this person writes. One query."""
    # Somebody without a number has no drafts.
    draft: Any = OF_WRITER.first(draft_id=draft_id, user_id=user.pk) if user.pk is not None else None
    return draft if draft is not None and writes(draft, user, with_others=draft.is_let_in) else None


def _of_writer(draft_id: UUID, user_id: int) -> QuerySet[Draft]:
    let_in = DraftWriter.objects.filter(draft_id=OuterRef("pk"), user=user_id)
    return with_circumstances().annotate(is_let_in=Exists(let_in)).filter(pk=draft_id)


OF_WRITER: KeptQuery[Draft] = KeptQuery(_of_writer, draft_id=UUID, user_id=int)


def to_send(draft_id: UUID, user: Any) -> Draft:
    """The same, locked until the transaction ends. Raises Draft.DoesNotExist."""
    draft: Any = TO_SEND.first(draft_id=draft_id, user_id=user.pk)
    if draft is None or not writes(draft, user, with_others=draft.is_let_in):
        raise Draft.DoesNotExist
    return draft


def locked(draft_id: UUID, owner_id: int) -> Draft:
    """The person's own draft, locked until the transaction ends. Raises Draft.DoesNotExist."""
    draft = LOCKED.first(draft_id=draft_id, owner_id=owner_id)
    if draft is None:
        raise Draft.DoesNotExist
    return draft


def _to_send(draft_id: UUID, user_id: int) -> QuerySet[Draft]:
    return _of_writer(draft_id, user_id).select_for_update(of=("self",))


TO_SEND: KeptQuery[Draft] = KeptQuery(_to_send, draft_id=UUID, user_id=int)
LOCKED: KeptQuery[Draft] = KeptQuery(
    lambda draft_id, owner_id: lockable().filter(pk=draft_id, owner=owner_id), draft_id=UUID, owner_id=int
)


@cache
def _circumstances() -> QuerySet[Draft]:
    """Never asked itself, but copied: putting it together takes longer than the database takes to answer it."""
    newest = FormRelease.objects.filter(page_id=OuterRef("page_id")).order_by("-pk").values("version_id")[:1]
    files = Attachment.objects.filter(draft_id=OuterRef("pk"))
    found = Draft.objects.select_related("page", "version", "data_key").defer(*LEFT_OUT)
    writers, links = (model.objects.filter(draft_id=OuterRef("pk")) for model in (DraftWriter, StepLink))
    return found.annotate(
        live_version_id=Subquery(newest), has_files=Exists(files), is_shared=Exists(writers) | Exists(links)
    )


def lockable() -> QuerySet[Draft]:
    """The same, each draft's row locked until the transaction ends."""
    return with_circumstances().select_for_update(of=("self",))
