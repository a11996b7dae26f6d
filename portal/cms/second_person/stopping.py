"""Looks at what an editor uploads or publishes, and keeps what names somebody of a case from the public."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import strip_tags
from wagtail.images import get_image_model
from wagtail.models import Page

from forms import present
from forms.versions.parking import PARKED
from portal.identification import everybody, making
from portal.identification.apart import ReaderApart
from portal.identification.public_files import AgreedContent, PublicFile
from portal.identification.reading.told import Text
from portal.identification.rebuilding.rebuilt import Rebuilt
from portal.reports.lock import MachineMoved
from workflow.report_seam import Found

STOPPED = (
    "This page was not published: it may name somebody of a case. Your draft is kept. Take the name out, or ask an "
    "officer of the support office to look at it under “Second person” in the menu; then publish again."
)
PICTURE_STOPPED = (
    "This page was not published: the title, the description or the name of a picture on it may name somebody of a "
    "case. Your draft is kept. Change the picture's words, or ask an officer of the support office to look at it under "
    "“Second person” in the menu; then publish again."
)
# What Wagtail keeps of a page beside what is read on it.
NOT_TEXT = {
    "pk", "path", "url_path", "draft_title", "translation_key", "latest_revision_created_at", "first_published_at",
    "last_published_at", "go_live_at", "expire_at", "locked_at",
}  # fmt: skip
# For how long a text that names nobody is not looked at again: the button asks, and the page asks as it goes live.
ASKED_JUST_NOW = 60


# --- Documents --------------------------------------------------------------------------------------------------------


def document_saved(sender: Any, instance: Any, **_kwargs: Any) -> None:
    """Receiver of post_save: makes the public file of what was uploaded, and asks about it where it names somebody."""
    known = PublicFile.objects.filter(document=instance).first()
    if known is None or not making.is_whole(instance) or known.name_of_document != _told(instance):
        examine_document(instance)


def examine_document(document: Any) -> PublicFile:
    now = present.now()
    looked_for = everybody.of_all_cases()
    with ReaderApart() as reader:
        made = making.make(document, clean=everybody.is_clean(looked_for), now=now, reader=reader)
        made.name_of_document = _told(document)
        made.save(update_fields=["name_of_document"])
        finds = everybody.naming(texts_of_document(document, made, reader), looked_for)
    if made.digest:
        ask(AgreedContent.Kind.DOCUMENT, document.pk, made.digest, finds, by=document.uploaded_by_user)
    return made


def texts_of_document(document: Any, made: PublicFile, reader: ReaderApart) -> Iterator[tuple[str, str]]:
    """Of what the public would get: its title, its name, everything in the public file."""
    yield "Title", document.title
    yield "Name of the file", PurePosixPath(document.filename).stem
    content = making.made_content(made)
    if content is not None:
        yield from ((one.where, one.text) for one in reader.read(made.name, content) if isinstance(one, Text))


def _told(document: Any) -> str:
    """A mark of the words that the public reads of a document beside its file."""
    return hashlib.sha256(f"{document.title}\n{document.filename}".encode()).hexdigest()


# --- Pictures ---------------------------------------------------------------------------------------------------------


def picture_saved(sender: Any, instance: Any, **_kwargs: Any) -> None:
    """Receiver of pre_save: of a picture that is uploaded only its points are kept. The site would hand on the rest."""
    file = instance.file
    if not file or getattr(file, "_committed", True):
        return
    name = PurePosixPath(file.name).name
    content = file.read()
    file.seek(0)
    with ReaderApart() as reader:
        made = reader.rebuild(name, content, clean=lambda _text: True)
    if (
        isinstance(made, Rebuilt)
        and PurePosixPath(made.name).suffix.casefold() == PurePosixPath(name).suffix.casefold()
    ):
        instance.file = ContentFile(made.content, name)
        instance.file_size, instance.file_hash = len(made.content), hashlib.sha1(made.content).hexdigest()  # noqa: S324 - as Wagtail tells files apart
    elif isinstance(made, Rebuilt):
        instance.file = ContentFile(made.content, made.name)
        instance.file_size, instance.file_hash = len(made.content), hashlib.sha1(made.content).hexdigest()  # noqa: S324 - as above


def picture_told(sender: Any, instance: Any, **_kwargs: Any) -> None:
    """Receiver of post_save: asks about a picture whose words name somebody. Only the newest words are asked about."""
    texts = list(texts_of_picture(instance))
    waiting = AgreedContent.objects.filter(kind=AgreedContent.Kind.IMAGE, object_id=instance.pk, agreed_at=None)
    waiting.exclude(digest=digest_of(texts)).delete()
    finds = everybody.naming(texts)
    if finds:
        ask(AgreedContent.Kind.IMAGE, instance.pk, digest_of(texts), finds, by=instance.uploaded_by_user)


def texts_of_picture(picture: Any) -> Iterator[tuple[str, str]]:
    """What the public reads of it beside what it shows."""
    yield "Title", picture.title
    yield "Description", str(getattr(picture, "description", "") or "")
    yield "Name of the file", PurePosixPath(picture.file.name).stem


# --- Pages ------------------------------------------------------------------------------------------------------------


def page_published(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Hook before_publish_page: says so where the button was pressed. Reports have a check of their own."""
    specific = page.specific_deferred if isinstance(page, Page) else page
    if isinstance(specific, MachineMoved):
        return None
    reason = why_not(page.get_latest_revision_as_object(), by=request.user)
    if reason is None:
        return None
    messages.error(request, reason)
    return redirect("wagtailadmin_pages:edit", page.pk)


def pages_published(request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any) -> HttpResponse | None:
    """Hook before_bulk_action: where one of the pages is stopped, none of them goes live."""
    if action_type != "publish":
        return None
    chosen = [one for one in objects if isinstance(one, Page)]
    below = [page for one in chosen for page in one.get_descendants()] if "include_descendants" in request.POST else []
    for page in [*chosen, *below]:
        newest = page.get_latest_revision_as_object()
        if isinstance(newest, MachineMoved) or (reason := why_not(newest, by=request.user)) is None:
            continue
        messages.error(request, f"“{newest.title}”: {reason}")
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


def page_saved(sender: Any, instance: Any, update_fields: Any = None, **_kwargs: Any) -> None:
    """Receiver of pre_save, where every way to make a text public ends: button, agreement, clock, many at once.

    Raises ValidationError where it is stopped: the clock and an agreement set the draft aside with it.
    """
    if not isinstance(instance, Page) or isinstance(instance, MachineMoved):
        return
    if not instance.live or instance.live_revision_id is None or update_fields is not None:
        return
    known = Page.objects.filter(pk=instance.pk).values_list("live", "live_revision_id").first()
    if known == (True, instance.live_revision_id):
        return
    if reason := why_not(instance, by=getattr(instance.live_revision, "user", None)):
        raise ValidationError(reason)


def page_set_aside(sender: Any, instance: Any, created: bool, **_kwargs: Any) -> None:
    """Receiver of post_save of the page's history: asks a second person about a draft that was set aside.

    What was asked while the clock or an agreement tried to publish it went with that transaction.
    """
    if created and instance.action == PARKED and instance.revision is not None:
        page = instance.revision.as_object()
        if not isinstance(page, MachineMoved):
            is_agreed(page, by=instance.revision.user)


def why_not(page: Page, *, by: Any) -> str | None:
    """Why this text may not become public: it names somebody, or a picture's words do, and no second person agreed."""
    if not is_agreed(page, by=by):
        return STOPPED
    return PICTURE_STOPPED if _waiting_pictures(page) else None


def is_agreed(page: Page, *, by: Any) -> bool:
    """Whether the page names nobody, or a second person has agreed to this very text."""
    texts = list(texts_of_page(page))
    digest = digest_of(texts)
    known = AgreedContent.objects.filter(kind=AgreedContent.Kind.PAGE, object_id=page.pk, digest=digest).first()
    if known is not None:
        return known.agreed_at is not None
    if cache.get(f"names-nobody:{digest}"):
        return True
    finds = everybody.naming(texts)
    if finds:
        ask(AgreedContent.Kind.PAGE, page.pk, digest, finds, by=by)
        return False
    cache.set(f"names-nobody:{digest}", True, ASKED_JUST_NOW)
    return True


def _waiting_pictures(page: Page) -> bool:
    """Whether a picture on the page waits for a second person."""
    shown = set(_pictures_on(page))
    waiting = AgreedContent.objects.filter(kind=AgreedContent.Kind.IMAGE, object_id__in=shown, agreed_at=None)
    return bool(shown) and waiting.exists()


def _pictures_on(page: Page) -> Iterator[int]:
    pictures = get_image_model()
    for field in page._meta.get_fields():
        if getattr(field, "related_model", None) is pictures and getattr(field, "many_to_one", False):
            yield from filter(None, [getattr(page, field.attname)])
        elif hasattr(field, "extract_references"):
            for model, object_id, *_where in field.extract_references(field.value_from_object(page)):
                if model is pictures:
                    yield int(object_id)


def texts_of_page(page: Page) -> Iterator[tuple[str, str]]:
    """Every text in every field of the page, blocks included: as it is read, and with what its HTML hides."""
    for field, value in page.serializable_data().items():
        if field in NOT_TEXT:
            continue
        text = "\n".join(_strings(value))
        if text.strip():
            plain = strip_tags(text.replace("</p>", "\n").replace("<br/>", "\n"))
            yield field.replace("_", " ").capitalize(), plain if plain == text else f"{plain}\n\n{text}"


def _strings(value: Any) -> Iterator[str]:
    stack = [value]
    while stack:
        one = stack.pop()
        if isinstance(one, str):
            if one[:1] in "[{":
                try:
                    stack.append(json.loads(one))
                    continue
                except ValueError:
                    pass
            yield one
        elif isinstance(one, dict):
            stack += [inner for key, inner in reversed(one.items()) if key not in ("id", "type")]
        elif isinstance(one, list):
            stack += reversed(one)


def digest_of(texts: list[tuple[str, str]]) -> str:
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest()


# --- Asking -----------------------------------------------------------------------------------------------------------


def ask(kind: str, object_id: int, digest: str, finds: list[Found], *, by: Any) -> AgreedContent:
    """The question about this very content, where it names somebody; an answer that was given stands."""
    known = AgreedContent.objects.filter(kind=kind, object_id=object_id, digest=digest).first()
    if known is not None:
        return known
    asked = AgreedContent(kind=kind, object_id=object_id, digest=digest, asked_at=present.now())
    asked.finds = sum(find.count for find in finds)
    asked.asked_by = by if getattr(by, "pk", None) else None
    if finds:
        asked.save()
    return asked
