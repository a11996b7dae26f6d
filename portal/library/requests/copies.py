"""The report that was asked for, by the link in the answer."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from forms import present
from portal.library.requests.keeping import kept_text, sent
from workflow.machines.publication.published_version import PublishedVersion


@never_cache
@require_safe
def copy(request: HttpRequest, token: str) -> HttpResponse:
    """The PDF. 404 once the link is over, the report was taken down, or its text is gone."""
    from portal.reports.pdf import print_report  # noqa: PLC0415 - the PDF's engine loads where a PDF is made

    now = present.now()
    asked = sent(token, now)
    version = kept_text(asked.report) if asked is not None and asked.report.live else None
    if asked is None or version is None or version.revision is None:
        raise Http404
    only = version.shown == PublishedVersion.Shown.IMPROVEMENTS
    name, content = print_report(
        version.revision.as_object(), partnership=asked.partnership, improvements_only=only, now=now
    )
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Robots-Tag": "noindex"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
