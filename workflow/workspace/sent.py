"""What a person sent, and for a lead what their agency's people sent: who sent what, and when."""

from django.db.models import Q, QuerySet

from forms.models import Submission
from forms.models.submission import theirs
from workflow.desk.narrowing import named_by
from workflow.intake.writing_for import of_agency
from workflow.parties.roles import Actor, Role

# What a lead reads of what their agency's people send (the handlers' `may_read`).
READ_BY_LEADS = ("open_case", "submit_notification", "agency_return")


def sent(actor: Actor, *, search: str = "") -> "QuerySet[Submission]":
    """The newest first, with form and sender. `search`: a reference, or part of a sender's name."""
    led = [of_agency(one.agency_id) for one in actor.memberships if one.role == Role.LEAD and one.agency_id]
    ways = [Submission.objects.filter(theirs(actor.user))]
    if led:
        ways.append(Submission.objects.filter(written_for__in=led, page__handler__in=READ_BY_LEADS))
    for word in search.split():
        by_name = Q(owner__first_name__icontains=word) | Q(owner__last_name__icontains=word)
        ways = [way.filter(Q(reference__icontains=word) | by_name) for way in ways]
    found = Submission.objects.select_related("version", "owner").defer("answers")
    return named_by(found, *ways).order_by("-submitted_at", "-pk")
