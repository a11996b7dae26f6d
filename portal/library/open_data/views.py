"""The page of the open data and its files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from forms import present
from portal.library.found import library_or_404
from portal.library.open_data import figures, files

TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


@require_safe
def page(request: HttpRequest, library_id: int) -> HttpResponse:
    """What there is, and what each column means."""
    library = library_or_404(library_id)
    _all, told = figures.told_of(library)
    context = {
        "page": library,
        "files": files.addresses(library_id, figures=bool(told)),
        "tables": [("reports", files.REPORT_COLUMNS), *([("figures", files.FIGURE_COLUMNS)] if told else [])],
    }
    return render(request, "portal/library/data.html", context)


@require_safe
@cache_control(public=True, no_cache=True)
@conditional_page
def file(request: HttpRequest, library_id: int, what: str, kind: str) -> HttpResponse:
    """One file. 404 for what there is none of, and for figures that no partnership of this library publishes."""
    library = library_or_404(library_id)
    if what not in files.FILES or kind not in TYPES:
        raise Http404
    if what == "reports":
        columns: tuple[files.Column, ...] = files.REPORT_COLUMNS
        rows = files.report_rows(list(library.reports().prefetch_related("themes")), request)
    else:
        everybody, told = figures.told_of(library)
        if not told:
            raise Http404
        columns, rows = files.FIGURE_COLUMNS, files.figure_rows(figures.rows(everybody, told, present.today()))
    if kind == "csv":
        content = files.as_csv(columns, rows)
    else:
        content = files.as_json(columns, rows, title=f"{library.title}: {what}", request=request)
    headers = {"Content-Disposition": f'attachment; filename="{what}.{kind}"', "Access-Control-Allow-Origin": "*"}
    return HttpResponse(content, content_type=TYPES[kind], headers=headers)
