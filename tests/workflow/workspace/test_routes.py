"""Every address of the workspace × who asks × own and other. An address that is missing here fails."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from forms import present
from forms.models import Draft, FormRelease
from tests.factories.meeting import invite
from tests.factories.party import AgencyFactory, actor
from tests.factories.submission import form_page
from tests.one_frame import one_frame
from tests.workflow.desk.scene import Area, far_along, signed_in
from tests.workflow.desk.test_routes import exchange_of
from workflow.intake.writing_for import of_agency
from workflow.parties.roles import Role
from workflow.workspace.urls import urlpatterns

# 2 a page, 3 a redirect, - it does not exist (404), 9 not at this stage (409).
WHO = ["submitter", "colleague", "lead", "council", "other_lead", "officer", "publisher", "editor", "auditor"]
ROWS = {
    "home": "222222222",
    "cases": "222222222",
    "drafts": "222222222",
    "sent": "222222222",
    "label": "3333-----",
    "draft_people": "---2-----",
    "approve": "---------",
    "agency": "--2-2----",
    "notify": "---2-----",
    "case": "2222-----",
    "start_return": "333------",
    "request_pdf": "222------",
    "step": "222------",
    "step_referral": "9-9------",
    "step_office": "---------",
    "copy_sheet": "---2-----",
    "messages": "222------",
    "message_settled": "333------",
    "message_file": "222------",
    "meeting_calendar": "222------",
    "answer_invitation": "222------",
}
POSTED = {"start_return", "label", "message_settled"}
CODES = {"2": 200, "3": 302, "4": 403, "-": 404, "9": 409}


def address(name: str, made: dict[str, Any], draft: Draft) -> str:
    reference, returned, referral = made["case"].reference, made["agency_return"], made["referral"]
    exchange = exchange_of(made)
    if not exchange["meeting"].invitations.exists():
        invite(exchange["meeting"], agency=returned.agency)
    arguments: dict[str, list[Any]] = {
        "messages": [reference, returned.agency_id],
        "message_settled": [reference, returned.agency_id],
        "message_file": [reference, returned.agency_id, exchange["file"].pk],
        "meeting_calendar": [reference, exchange["meeting"].pk],
        "answer_invitation": [reference, exchange["meeting"].pk],
        "home": [],
        "cases": [],
        "drafts": [],
        "sent": [],
        "label": [reference],
        "draft_people": [draft.pk],
        "approve": [draft.pk],
        "agency": [],
        "notify": [],
        "copy_sheet": [draft.pk],
        "case": [reference],
        "start_return": [reference, returned.pk],
        "request_pdf": [reference, returned.pk],
        "step": [reference, "agency_return", returned.pk, "mark_not_involved"],
        "step_referral": [reference, "referral", referral.pk, "add_information"],
        "step_office": [reference, "agency_return", returned.pk, "remind"],
    }
    return reverse(f"workspace:{name.partition('_ref')[0].partition('_off')[0]}", args=arguments[name])


def notification_draft(place: Area, case: Any) -> Draft:
    """A notification that the council's submitter is filling in."""
    page, now = form_page("submit_notification", place.partnership), present.now()
    draft = Draft(data_key=case.data_key, owns_key=False, page=page, owner=place.people["council"])
    draft.version, draft.subject = FormRelease.objects.live(page.pk).version, str(case.pk)
    draft.answers, draft.working, draft.made_at = {}, {}, now
    draft.written_for = of_agency(place.council.pk)
    draft.keep_until(now)
    draft.save(force_insert=True)
    return draft


def answers(place: Area, made: dict[str, Any], draft: Draft, name: str) -> str:
    """The row of this address as it is."""
    found, url = "", address(name, made, draft)
    for who in WHO:
        client = place.browser(who)
        # What one of them did, nobody finds after them.
        with transaction.atomic():
            response = client.post(url) if name in POSTED else client.get(url)
            transaction.set_rollback(True)
        assert "no-store" in response.headers["Cache-Control"], (name, who)
        found += {code: sign for sign, code in CODES.items()}.get(response.status_code, f"[{response.status_code}]")
    return found


def peopled(place: Area) -> Area:
    """Also with the lead of another agency that serves the same partnership."""
    other = AgencyFactory(of=place.partnership)
    place.people["other_lead"] = actor(Role.LEAD, other).user
    return place


@pytest.fixture(autouse=True)
def _one_frame(site: None) -> Iterator[None]:
    """Hundreds of pages, and nothing on them that the frame tells of changes."""
    with one_frame():
        yield


def test_every_address_is_in_the_table() -> None:
    assert {pattern.name for pattern in urlpatterns} == {name for name in ROWS if not name.startswith("step_")}
    assert {len(row) for row in ROWS.values()} == {len(WHO)}


def test_an_agency_sees_its_own_only(here: Area) -> None:
    place, made = peopled(here), far_along(here)
    form_page("agency_return", here.partnership)
    draft = notification_draft(here, made["case"])

    assert {name: answers(place, made, draft, name) for name in ROWS} == ROWS


def test_a_case_of_another_area_does_not_exist(here: Area, elsewhere: Area) -> None:
    place, made = peopled(here), far_along(elsewhere)
    draft = notification_draft(elsewhere, made["case"])

    for name in ROWS.keys() - {"home", "notify", "cases", "drafts", "sent", "agency"}:
        assert answers(place, made, draft, name) == "-" * len(WHO), name


def test_nobody_comes_in_without_signing_in(here: Area, client: Any) -> None:
    made = far_along(here)
    draft = notification_draft(here, made["case"])

    for name in ROWS:
        url = address(name, made, draft)
        response = client.post(url) if name in POSTED else client.get(url)
        assert response.headers["Location"].startswith("/accounts/login/"), name


def test_an_expired_draft_has_no_copy_sheet(here: Area, clock: Any) -> None:
    made = far_along(here)
    draft = notification_draft(here, made["case"])
    clock.shift(timedelta(days=61))

    response = signed_in(here.people["council"]).get(reverse("workspace:copy_sheet", args=[draft.pk]))

    assert response.status_code == 404
