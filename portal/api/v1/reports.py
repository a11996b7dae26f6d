"""Published reports as their pages show them, the themes they are sorted by, and the figures that are open data."""

from datetime import date
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Router
from pydantic import Field
from wagtail.rich_text import expand_db_html

from forms import present
from portal.api.v1 import converters  # noqa: F401 - registers what the addresses below are written with
from portal.api.v1.auth import anybody
from portal.api.v1.forms import area_of, partnerships
from portal.api.v1.pages import A_PAGE, page_of
from portal.api.v1.schemas import Cursor, FiguresOut, Limit, ReportOut, ReportsOut, Slug, ThemeOut
from portal.library.open_data import figures, files
from portal.reports.pages import ReportTheme, ReviewReportPage
from portal.reports.search import ReportSearch
from workflow.parties.party import Partnership

router = Router(tags=["Reports"], auth=[anybody])
Kind = Literal["local", "learning", "national"]
AgeBand = Literal["unborn", "1-4", "5-10", "11-15", "16-17", "several"]
Year = Annotated[int, Field(ge=1900, le=2199)]
Words = Annotated[str, Field(max_length=200)]


def published() -> Any:
    """What is on the public site now: never a draft, what was taken down, or what lies behind a restriction."""
    return ReviewReportPage.objects.live().public().filter(published_on__isnull=False)


@router.get(
    "/reports",
    response=ReportsOut,
    summary="Published reports, the newest first",
    description="With words to look for (`q`), the best come first and there is one page.",
    url_name="reports",
)
def list_reports(
    request: HttpRequest,
    partnership: Slug | None = None,
    year: Year | None = None,
    theme: Slug | None = None,
    age_band: AgeBand | None = None,
    kind: Kind | None = None,
    q: Words = "",
    limit: Limit = A_PAGE,
    cursor: Cursor = "",
) -> Any:
    found = published().prefetch_related("themes")
    asked = {"published_on__year": year, "themes__slug": theme, "age_band": age_band, "kind": kind}
    found = found.filter(**{name: value for name, value in asked.items() if value is not None})
    if partnership is not None:
        home = Partnership.objects.filter(slug=partnership, home__isnull=False).select_related("home").first()
        found = found.descendant_of(home.home) if home is not None and home.home is not None else found.none()
    areas = partnerships()

    def show(page: Any) -> dict[str, Any]:
        return row_of(page, areas)

    search = ReportSearch.from_query({"q": q}, choices={})
    if search.words:
        return {"items": [show(page) for page in search.results(found)[:limit]], "next": None}
    return page_of(request, found, by="published_on", read=date.fromisoformat, limit=limit, cursor=cursor, show=show)


def row_of(page: Any, areas: list[Partnership]) -> dict[str, Any]:
    return {
        "id": page.pk,
        "title": page.title,
        "kind": page.kind,
        "partnership": area_of(page, areas),
        "published_on": page.published_on,
        "age_band": page.age_band,
        "themes": sorted(theme.slug for theme in page.themes.all()),
        "shown": page.shown,
        "summary": page.summary,
        "url": page.full_url or "",
    }


@router.get("/reports/{page_number:report_id}", response=ReportOut, summary="One published report", url_name="report")
def get_report(request: HttpRequest, report_id: int) -> Any:
    page = published().filter(pk=report_id).first()
    if page is None:
        raise Http404
    # After its year a report is there on request: its page says no more than that, and neither is more said here.
    is_there = page.shown != ReviewReportPage.Shown.ON_REQUEST
    return {
        **row_of(page, partnerships()),
        **{
            name: expand_db_html(getattr(page, name)) if is_there else ""
            for name in ("improvements", "analysis", "learning")
        },
        "recommendations": [_texts(block, ("what", "who", "by_when", "outcome")) for block in page.recommendations]
        if is_there
        else [],
        "corrections": [_texts(block, ("made_on", "what")) for block in page.corrections] if is_there else [],
    }


def _texts(block: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: block.value[name] for name in names}


@router.get("/themes", response=list[ThemeOut], summary="The themes by which reports are sorted", url_name="themes")
def list_themes(request: HttpRequest) -> Any:
    return list(ReportTheme.objects.order_by("name").values("slug", "name"))


@router.get(
    "/open-data",
    response=FiguresOut,
    summary="The figures that partnerships publish, a year each",
    description="Those of the libraries' open data, rounded and with small numbers left out. Each partnership decides.",
    url_name="open_data",
)
def open_data(request: HttpRequest) -> Any:
    public = figures.public_partnerships()
    rows = files.figure_rows(figures.rows(public, public, present.today())) if public else []
    columns = [{"name": name, "kind": kind, "means": means} for name, kind, means in files.FIGURE_COLUMNS]
    return {"columns": columns, "rows": list(rows)}
