"""Submissions that were stored and receipted but not accepted: where they are, and who may see them."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from forms.models import Submission, SubmissionState
from workflow.parties.party import Partnership


def held_in(partnerships: Iterable[Partnership]) -> "QuerySet[Submission]":
    """Held submissions made on the forms of these partnerships, the longest waiting first."""
    below = Q(pk__in=[])
    for partnership in partnerships:
        if partnership.home is not None:
            below |= Q(page__path__startswith=partnership.home.path)
    found = Submission.objects.filter(below, state=SubmissionState.HELD).order_by("submitted_at")
    return found.select_related("page", "version", "owner", "data_key")
