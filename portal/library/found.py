"""Which library an address speaks of: one that the public may see now."""

from django.http import Http404

from portal.reports.pages import ReportIndexPage

# Of the numbers that pages have; a database refuses to compare bigger ones.
BIGGEST = 2**31 - 1


def library_or_404(number: int) -> ReportIndexPage:
    """The live, unrestricted page that lists reports. Raises Http404."""
    found: ReportIndexPage | None = None
    if number <= BIGGEST:
        found = ReportIndexPage.objects.live().public().filter(pk=number).first()
    if found is None:
        raise Http404
    return found
