"""Recording a referral that an agency made outside the portal (D4): whose it is and how it came, then the same form."""

from contextlib import suppress
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from forms import present
from forms.vault import DataKey
from workflow.desk.access import areas, officers, only_area
from workflow.desk.converters import identifier
from workflow.desk.steps.form import StepPage, filled, page_of
from workflow.desk.steps.form_links import live_page
from workflow.engine.fields import SelectField, offer
from workflow.machines.case.arrivals.arrival import take_down
from workflow.machines.case.arrivals.questions import CameForm
from workflow.parties.party import Agency, Partnership
from workflow.parties.roles import Actor, Role

OK, CONFLICT, UNPROCESSABLE = 200, 409, 422
NO_FORM = (
    "The referral form of {} is not published. Ask a content editor to publish it: until then nothing can be sent."
)


class ReferralCameForm(CameForm):
    """The agency is named, in the partnership to which it refers. `record`: the partnerships of the officer."""

    field_order = ("agency",)
    agency = SelectField(
        "Which agency refers?", "Choose the agency that refers.", wrong="Choose one of the agencies in the list."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        serving = Agency.partnerships.through.objects.filter(partnership__in=self.record)
        found = serving.select_related("agency", "partnership__home").order_by("agency__name", "partnership__name")
        self.offered: dict[str, tuple[Partnership, Agency]] = {
            str(one.pk): (one.partnership, one.agency) for one in found
        }
        several = len(self.record) > 1
        named = [
            (key, f"{agency} ({partnership})" if several else agency.name)
            for key, (partnership, agency) in self.offered.items()
        ]
        offer(self, "agency", [("", "Choose an agency"), *named])


@require_http_methods(["GET", "HEAD", "POST"])
@officers
def record_referral(request: HttpRequest, actor: Actor) -> HttpResponse:
    """GET asks how it came; POST keeps that and leads to the referral form, filled in on the agency's behalf."""
    now, partnerships = present.now(), areas(actor, {Role.OFFICER})
    about: dict[str, Any] = {"record": partnerships, "by": actor, "now": now}
    if request.method != "POST":
        return _page(request, page_of(ReferralCameForm(**about)), actor)
    token = identifier(request.POST.get("token", "")) or uuid4()
    form, errors = filled(ReferralCameForm, request.POST, **about)
    if errors:
        page = page_of(form, typed=request.POST, errors=errors)
        return _page(request, page, actor, token=token, status=UNPROCESSABLE)
    partnership, agency = form.offered[form.cleaned_data["agency"]]
    start = live_page("open_case", partnership)
    if start is None or start.url is None:
        page, why = page_of(form, typed=request.POST), NO_FORM.format(partnership)
        return _page(request, page, actor, token=token, reason=why, status=CONFLICT)
    said = {"partnership": partnership, "agency": agency, "said": form.cleaned_data, "by": actor.user, "now": now}
    # The other of two clicks may have been quicker: both lead to the same.
    with suppress(IntegrityError), transaction.atomic():
        take_down(data_key=DataKey.objects.make(), identifier=token, **said)
    return redirect(start.start_url(str(token)))


def _page(
    request: HttpRequest,
    page: StepPage,
    actor: Actor,
    *,
    token: UUID | None = None,
    reason: str = "",
    status: int = OK,
) -> HttpResponse:
    context = {
        "page": page,
        "token": token or uuid4(),
        "reason": reason,
        "partnership": only_area(actor, {Role.OFFICER}),
    }
    return render(request, "workflow/desk/record_referral.html", context, status=status)
