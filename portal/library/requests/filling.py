"""Drawing a request page and taking what was sent. It is the page's `serve`, kept apart from what an editor sees."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from forms import present
from portal.library import limits
from portal.library.alerts.keeping import digest_of
from portal.library.requests.forms import RequestForm
from portal.library.requests.keeping import receive
from portal.reports.pages import ReviewReportPage
from workflow.parties.party import Partnership

SENT = "sent"


def fill(page: Any, request: HttpRequest) -> HttpResponse:
    """GET draws it, for one report where the address names one (`?report=its-address`); POST keeps the request."""
    partnership = Partnership.objects.for_page(page)
    reports = _reports(page)
    posted = request.method == "POST"
    chosen = next((str(one.pk) for one in reports if one.slug == request.GET.get("report")), "")
    form = RequestForm(
        request.POST if posted else None,
        reports=[(one.pk, one.title) for one in reports],
        questions=page.questions,
        initial={"report": chosen},
    )
    if posted and partnership is not None and form.is_valid():
        told = form.cleaned_data
        if limits.allowed(request, "request", digest_of(told["email"], 0, {})):
            report = next(one for one in reports if str(one.pk) == told["report"])
            asked = {"email": told["email"], "name": told["name"], "answers": form.answers}
            receive(partnership, report, asked, now=present.now())
            return redirect(f"{page.get_url(request)}?{SENT}=yes")
        form.add_error(None, _("You have asked very often. Wait an hour, then ask again."))
    context = {
        **page.get_context(request),
        "form": form,
        "reports": reports,
        "sent": SENT in request.GET and not posted,
    }
    return TemplateResponse(request, page.template, context, status=400 if form.errors else 200)


def _reports(page: Any) -> list[ReviewReportPage]:
    """Those of the partnership whose report is not on the site any more, the newest first."""
    found = ReviewReportPage.objects.live().public().descendant_of(page.get_parent())
    return list(found.filter(shown=ReviewReportPage.Shown.ON_REQUEST).order_by("-published_on", "-pk"))
