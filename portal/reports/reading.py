"""What the page of a report says besides the report's own words: progress, related reports, how to cite it, its facts
for search engines. Worked out where the page asks for it, in a bounded number of queries.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from forms import present
from forms.models.form_page import FormPage
from workflow.machines.recommendation.machine import Recommendation
from workflow.parties.party import Partnership

if TYPE_CHECKING:
    from portal.reports.pages import ReviewReportPage

RELATED = 3
# What a form page names as its handler that asks for a report (portal.library.requests.handler).
FORM_OF_REQUESTS = "ask_for_report"
LONGEST_DESCRIPTION = 300
# Nothing in a data block may end it or begin a comment (https://html.spec.whatwg.org/#restrictions-for-contents).
IN_SCRIPT = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@dataclass(frozen=True)
class Progress:
    """How far one recommendation is, in the public's words. `colour` is that of a GOV.UK tag."""

    words: str
    colour: str
    on: date | None = None


class Reading:
    """One report as somebody reads it. `public`: the page on the site, not a draft or a version that was."""

    def __init__(self, page: "ReviewReportPage", request: HttpRequest, *, public: bool) -> None:
        self.page, self.request, self.public = page, request, public

    @cached_property
    def partnership(self) -> Partnership | None:
        return Partnership.objects.for_page(self.page)

    @cached_property
    def address(self) -> str:
        """The whole address of the page, for citing; "" where it has none."""
        return (self.page.get_full_url(self.request) or "") if self.public else ""

    @cached_property
    def ancestors(self) -> list[Any]:
        """The pages above, from the top: for the way there, and for the list that it stands in."""
        return list(self.page.get_ancestors())

    @property
    def library_url(self) -> str:
        """The list of reports that this one stands in."""
        return (self.ancestors[-1].get_url(self.request) or "") if self.ancestors else ""

    @cached_property
    def themes(self) -> list[Any]:
        return sorted(self.page.themes.all(), key=lambda theme: theme.name.casefold())

    @cached_property
    def recommendations(self) -> list[tuple[Any, Progress | None]]:
        """Each recommendation of the report with how far it is (D32, D44); None where it is not followed here."""
        return list(self._with_progress())

    def _with_progress(self) -> Iterator[tuple[Any, Progress | None]]:
        blocks = list(self.page.recommendations)
        followed: dict[int, Recommendation] = {}
        if self.public and blocks and self.page.review_id is not None:
            rows = Recommendation.objects.filter(review_id=self.page.review_id)
            followed = {row.number: row for row in rows.only("number", "state", "by_when", "evidenced_on")}
        for number, block in enumerate(blocks, 1):
            row = followed.get(number)
            yield block.value, None if row is None else progress_of(row, present.today())

    @cached_property
    def related(self) -> list["ReviewReportPage"]:
        """Up to three other reports on the site with a theme of this one: those with most in common first."""
        if not self.public or not self.themes:
            return []
        others: QuerySet[Any] = type(self.page).objects.live().public().exclude(pk=self.page.pk)
        same_age = Case(When(age_band=self.page.age_band, then=Value(1)), default=Value(0), output_field=IntegerField())
        found = others.filter(tagged_items__tag__in=[theme.pk for theme in self.themes]).annotate(
            shared=Count("tagged_items__tag", distinct=True), same_age=same_age
        )
        return list(found.order_by("-shared", "-same_age", "-published_on", "-pk")[:RELATED])

    @cached_property
    def request_url(self) -> str:
        """Where the public asks for what is not on the site, "" where an editor has made no such page."""
        if self.page.shown != self.page.Shown.ON_REQUEST or self.partnership is None or self.partnership.home is None:
            return ""
        form = (
            FormPage.objects.live_for(FORM_OF_REQUESTS, below=self.partnership.home).public().order_by("path").first()
        )
        return form.start_url(str(self.page.pk)) if form else ""

    @property
    def citation(self) -> str:
        """One line that a reader copies."""
        author = self.partnership.name if self.partnership else ""
        year = f"({self.page.published_on.year})" if self.page.published_on else ""
        said = [" ".join(filter(None, (author, year))), self.page.title, str(self.page.get_kind_display())]
        line = ". ".join(part.rstrip(".") for part in said if part) + "."
        available = _("Available at")
        return f"{line} {available}: {self.address}" if self.address else line

    @property
    def description(self) -> str:
        """For search engines and previews of links."""
        return Truncator(self.page.search_description or self.page.summary).chars(LONGEST_DESCRIPTION)

    @property
    def data(self) -> SafeString:
        """The facts as schema.org's Report, safe in a `script` element that is data and never runs."""
        page = self.page
        facts: dict[str, Any] = {
            "@context": "https://schema.org",
            "@type": "Report",
            "name": page.title,
            "description": self.description,
            "url": self.address,
            "inLanguage": "en-GB",
            "genre": str(page.get_kind_display()),
            "datePublished": page.published_on.isoformat() if page.published_on else None,
            "dateModified": page.last_published_at.date().isoformat() if page.last_published_at else None,
            "about": [theme.name for theme in self.themes],
            "audience": {"@type": "Audience", "audienceType": "People who work with children"},
        }
        if self.partnership is not None:
            facts["publisher"] = {"@type": "Organization", "name": self.partnership.name}
        text = json.dumps({name: value for name, value in facts.items() if value}, ensure_ascii=False)
        return mark_safe(text.translate(IN_SCRIPT))  # noqa: S308 - nothing in it ends a script element

    @property
    def language(self) -> str:
        """Of the words around the report, which itself is in English."""
        return get_language() or ""


def progress_of(row: Recommendation, today: date) -> Progress:
    """What the public is told of a recommendation: no agency's name, no reason that the office gave."""
    if row.state == Recommendation.CLOSED_STATE:
        return Progress(_("Done") if row.evidenced_on else _("Closed"), "green", row.evidenced_on)
    if row.state == Recommendation.EVIDENCED:
        return Progress(_("Evidence given"), "turquoise", row.evidenced_on)
    if row.is_overdue(today):
        return Progress(_("Past its date"), "orange", row.by_when)
    return Progress(_("In progress"), "blue")
