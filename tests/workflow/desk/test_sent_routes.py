"""Every address about a form that was sent × who asks × own and other. An address that is missing here fails."""

from typing import Any

from django.urls import reverse

from forms.urls import urlpatterns
from tests.factories.party import AgencyFactory, actor
from tests.workflow.desk.scene import Area, far_along
from workflow.parties.roles import Role

# Its sender is "submitter", of the agency that "lead" leads.
WHO = [
    "submitter",
    "lead",
    "officer",
    "decider",
    "scrutineer",
    "reviewer",
    "colleague",
    "other_lead",
    "council",
    "sign_off",
    "strategic",
    "publisher",
    "auditor",
    "editor",
    "administrator",
]
# 2 a page or file, 4 readable but not theirs to add to (403), - it does not exist (404).
READ, ADD = "222222---------", "222444---------"
ROWS = {
    "receipt": READ,
    "receipt_pdf": READ,
    "copy": READ,
    "copy_pdf": READ,
    "add_note": ADD,
    "add_to_answer": ADD,
    "add_to_entry": ADD,
}
CODES = {200: "2", 302: "3", 403: "4", 404: "-"}


def address(name: str, submission: Any) -> str:
    steps = submission.version.definition["steps"]
    plain = next(one for one in steps if one["repeat"] is None)
    repeating = next(one for one in steps if one["repeat"] is not None and submission.answers.get(one["name"]))
    more: dict[str, list[Any]] = {
        "add_to_answer": [plain["name"], plain["questions"][0]["name"]],
        "add_to_entry": [repeating["name"], 1, repeating["questions"][0]["name"]],
    }
    return reverse(f"forms:{name}", args=[submission.pk, *more.get(name, [])])


def answers(name: str, place: Area, submission: Any) -> str:
    """The row of this address as it is."""
    found = ""
    for who in WHO:
        response = place.browser(who).get(address(name, submission))
        assert "no-store" in response.headers["Cache-Control"], (name, who)
        found += CODES.get(response.status_code, f"[{response.status_code}]")
    return found


def peopled(place: Area) -> Area:
    """Also with the lead of another agency that serves the same partnership."""
    place.people["other_lead"] = actor(Role.LEAD, AgencyFactory(of=place.partnership)).user
    return place


def test_every_address_is_in_the_table() -> None:
    about_sent = {one.name for one in urlpatterns if "submission_id" in str(one.pattern)}
    assert about_sent == set(ROWS)
    assert {len(row) for row in ROWS.values()} == {len(WHO)}


def test_who_may_read_and_add(here: Area) -> None:
    place, made = peopled(here), far_along(here)
    assert {name: answers(name, place, made["submission"]) for name in ROWS} == ROWS


def test_a_form_of_another_area_does_not_exist(here: Area, elsewhere: Area) -> None:
    place, made = peopled(here), far_along(elsewhere)
    nobody = "-" * len(WHO)
    assert {name: answers(name, place, made["submission"]) for name in ROWS} == dict.fromkeys(ROWS, nobody)


def test_nobody_comes_in_without_signing_in(here: Area, client: Any) -> None:
    submission = far_along(here)["submission"]
    for name in ROWS:
        response = client.get(address(name, submission))
        assert response.headers["Location"].startswith("/accounts/login/"), name
