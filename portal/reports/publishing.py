"""The report desk: draws a review's draft page and moves it on and off the public site, when the machine says so.

`workflow` calls it through `workflow.report_seam`, inside perform()'s transaction; nothing else may move a report
(portal.reports.lock).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Revision

from portal.identification.checking import check, clear_files, digest_of, files_as_published, not_whole
from portal.reports.lock import moved_by_machine
from portal.reports.pages import ReportIndexPage, ReviewReportPage
from portal.reports.pdf import print_report
from workflow.engine.step import Refused
from workflow.machines.publication.identification.identifiers import Identifier
from workflow.machines.publication.machine import Publication
from workflow.machines.review.machine import Review
from workflow.parties.party import Partnership
from workflow.parties.roles import Actor
from workflow.report_seam import Found, PublishedText, RecommendationContent, ReportContent

# What stays off the site, in the page row itself and so in search and the API, when only a part is shown.
HIDDEN_BY_IMPROVEMENTS_ONLY: Mapping[str, Any] = {"summary": "", "analysis": "", "learning": ""}
HIDDEN_ON_REQUEST: Mapping[str, Any] = {"improvements": "", "analysis": "", "learning": "", "recommendations": []}


class PageReportDesk:
    """`workflow.report_seam.ReportDesk` on Wagtail pages."""

    def draft(self, review: Review, *, by: Actor, now: datetime) -> None:
        """An empty, unpublished page below the partnership's report index (D28); nothing when there is one."""
        if _page_of(review) is not None:
            return
        index = _index_of(review.case.partnership)
        page = ReviewReportPage(
            title=f"Review {review.case.reference}",
            # The address is public one day: it carries neither the case's reference nor a word of its title.
            slug=f"review-{review.pk.hex[:10]}",
            review_id=review.pk,
            kind=review.kind,
            live=False,
            has_unpublished_changes=True,
        )
        index.add_child(instance=page)
        # Nobody's name: whoever orders the draft is not its author.
        page.save_revision(log_action=False)

    def content(self, review: Review) -> ReportContent | None:
        page = _page_of(review)
        return None if page is None else _content(page)

    def contents(self, reviews: Sequence[Review]) -> dict[Any, ReportContent]:
        """One query for all pages, and what each draft takes."""
        pages = ReviewReportPage.objects.filter(review_id__in=[review.pk for review in reviews])
        return {page.review_id: _content(page) for page in pages.select_related("latest_revision")}

    def find(self, publication: Publication, identifiers: Sequence[Identifier]) -> list[Found]:
        """In the newest draft, in what its HTML hides, and in every file that it shows or links."""
        page = _newest(publication.review)
        left_out = HIDDEN_BY_IMPROVEMENTS_ONLY if publication.improvements_chosen else {}
        return check(page, identifiers, left_out=left_out, partnership=publication.case.partnership)

    def note_correction(self, publication: Publication, note: str, *, published: int, by: Actor, now: datetime) -> None:
        """In the name of who wrote it: they do not clear, approve or publish their own words."""
        page = _newest(publication.review)
        kept = list(page.corrections)[:published]
        blocks = [{"type": "correction", "value": dict(block.value)} for block in kept]
        written = {"type": "correction", "value": {"made_on": timezone.localdate(now), "what": note}}
        page.corrections = [*blocks, written]
        page.save_revision(user=by.user, log_action=False)

    def publish(self, publication: Publication, *, by: Actor, now: datetime) -> PublishedText:
        """The newest draft as it stands."""
        return self._show(publication, ReviewReportPage.Shown.FULL, {}, by=by, now=now)

    def improvements_only(self, publication: Publication, *, by: Actor, now: datetime) -> PublishedText:
        """Only what should improve (D37): the rest never reaches the public row."""
        shown = ReviewReportPage.Shown.IMPROVEMENTS
        return self._show(publication, shown, HIDDEN_BY_IMPROVEMENTS_ONLY, by=by, now=now)

    def move_to_on_request(self, publication: Publication, *, by: Actor, now: datetime) -> PublishedText:
        """After its year (D42): title and summary stay, with how to ask for the report."""
        return self._show(publication, ReviewReportPage.Shown.ON_REQUEST, HIDDEN_ON_REQUEST, by=by, now=now)

    def put_back(self, publication: Publication, revision_id: int | None, *, by: Actor, now: datetime) -> PublishedText:
        """The very text that the public read before; the newest draft where none was kept."""
        if revision_id is None:
            back = self.improvements_only if publication.improvements_chosen else self.publish
            return back(publication, by=by, now=now)
        page = _page_or_refuse(publication.review)
        revision = Revision.objects.get(pk=revision_id)
        before = revision.as_object()
        _refuse_other_text(publication, before, revision_id)
        _refuse_changed_files(before)
        with moved_by_machine():
            revision.publish(user=by.user, skip_permission_checks=True, log_action=False)
            # Wagtail may count what was published before as the newest draft: the draft stays what it was.
            ReviewReportPage.objects.filter(pk=page.pk).update(latest_revision=page.latest_revision_id)
        clear_files(before)
        return _published(before, revision_id)

    def version_url(self, publication: Publication, number: int) -> str:
        return reverse("report_version", args=[publication.review_id, number])

    def copy(self, review: Review, *, improvements_only: bool, now: datetime) -> tuple[str, bytes]:
        """The newest draft on paper, for those who get it before and after publication (D39 to D41, D43)."""
        newest = _newest(review)
        partnership = review.case.partnership
        return print_report(newest, partnership=partnership, improvements_only=improvements_only, now=now)

    def take_down(self, publication: Publication, *, by: Actor, now: datetime, reason: str) -> None:
        """Off the site at once. The reason stays in the case's log, sealed; the CMS's log says only that it went."""
        page = _page_or_refuse(publication.review)
        if page.live:
            with moved_by_machine():
                UnpublishPageAction(page, user=by.user).execute(skip_permission_checks=True)

    def _show(
        self, publication: Publication, shown: str, hidden: Mapping[str, Any], *, by: Actor, now: datetime
    ) -> PublishedText:
        page = _page_or_refuse(publication.review)
        newest = page.get_latest_revision_as_object()
        _refuse_changed_files(newest)
        _date_corrections(newest, page if page.first_published_at else None, timezone.localdate(now))
        newest.published_on = page.published_on or timezone.localdate(now)
        whole = {name: getattr(newest, name) for name in hidden}
        text = _published(newest, 0)
        for name, empty in hidden.items():
            setattr(newest, name, empty)
        newest.shown = shown
        with moved_by_machine():
            revision = newest.save_revision(log_action=False, changed=False)
            revision.publish(user=by.user, skip_permission_checks=True)
        if hidden:
            # The draft keeps the whole text: it can be corrected, or come back. It differs from the page, and Wagtail
            # must know: else it takes the page for the newest draft.
            draft = revision.as_object()
            for name, value in whole.items():
                setattr(draft, name, value)
            draft.shown = ReviewReportPage.Shown.FULL
            draft.save_revision(log_action=False)
        clear_files(newest)
        return replace(text, revision_id=revision.pk)


def _refuse_changed_files(page: ReviewReportPage) -> None:
    """Byte by byte: what lies in the store is what was checked and cleared (D36)."""
    if changed := not_whole(page):
        raise Refused(
            f"The file “{changed[0]}” is not the one that was checked: it was changed or is gone. Upload it again, and "
            "return the report for changes, so that it is checked again (D36).",
            "guard",
        )


def _refuse_other_text(publication: Publication, before: ReviewReportPage, revision_id: int) -> None:
    """The same words with another picture, document or theme behind them are another text."""
    version = publication.versions.filter(revision_id=revision_id).first()
    if version is not None and version.digest and version.digest != digest_of(before):
        raise Refused(
            "A file, a picture or a theme of the report was changed since the public read it. Correct the report, so "
            "that it is checked again (D36).",
            "guard",
        )


def _date_corrections(newest: ReviewReportPage, public: ReviewReportPage | None, today: date) -> None:
    """A correction that readers have not seen yet is of the day on which they see it."""
    seen = len(public.corrections) if public is not None else 0
    for number, block in enumerate(newest.corrections):
        if number >= seen:
            block.value["made_on"] = today


def _published(page: ReviewReportPage, revision_id: int) -> PublishedText:
    notes = [str(block.value.get("what") or "") for block in page.corrections]
    return PublishedText(revision_id, digest_of(page), len(notes), notes[-1] if notes else "")


def _page_of(review: Review) -> ReviewReportPage | None:
    return ReviewReportPage.objects.filter(review_id=review.pk).first()


def _content(page: ReviewReportPage) -> ReportContent:
    newest = page.get_latest_revision_as_object()
    return ReportContent(
        title=newest.title,
        has_improvements=_says_something(newest.improvements),
        has_analysis=_says_something(newest.analysis),
        recommendations=tuple(_recommendation(block.value) for block in newest.recommendations),
        author_ids=_author_ids(page),
        edit_url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
        preview_url=reverse("report_draft", args=[page.review_id]),
        public_url=page.url or "" if page.live else "",
        digest=digest_of(newest),
        corrections=len(newest.corrections),
        files=files_as_published(newest),
    )


def _page_or_refuse(review: Review) -> ReviewReportPage:
    page = _page_of(review)
    if page is None:
        raise Refused("There is no report page yet. Begin to draft the report first.", "guard")
    return page


def _newest(review: Review) -> ReviewReportPage:
    return _page_or_refuse(review).get_latest_revision_as_object()


def _index_of(partnership: Partnership) -> ReportIndexPage:
    index = ReportIndexPage.objects.descendant_of(partnership.home).first() if partnership.home else None
    if index is None:
        raise Refused(
            f"{partnership} has no page that lists its reports. Ask a content editor to add one below its home page.",
            "guard",
        )
    return index


def _says_something(rich_text: str) -> bool:
    return bool(strip_tags(rich_text).strip())


def _recommendation(value: Mapping[str, Any]) -> RecommendationContent:
    words = {name: value.get(name) or "" for name in ("what", "who", "outcome")}
    return RecommendationContent(**words, by_when=value.get("by_when"))


def _author_ids(page: ReviewReportPage) -> frozenset[int]:
    """Whoever saved a draft of it."""
    content_type = ContentType.objects.get_for_model(page, for_concrete_model=False)
    revisions = Revision.objects.filter(content_type=content_type, object_id=str(page.pk), user__isnull=False)
    return frozenset(revisions.values_list("user_id", flat=True))
