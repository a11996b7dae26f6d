"""State by transition by role, against tables written by hand from the procedure, not from the code."""

from itertools import product
from typing import Any

import pytest

from tests.factories.party import AgencyFactory, PartnershipFactory, actor
from tests.factories.publication import PublicationFactory
from tests.factories.rapid_review_audit import RapidReviewAuditFactory
from tests.factories.recommendation import RecommendationFactory
from tests.factories.review import ReviewFactory
from tests.workflow.reviews.steps import at, refused
from workflow.models import Membership
from workflow.roles import AGENCY_ROLES, Actor, Group, Role
from workflow.transitions import option, steps_of, target_of

NOW = at("2026-03-02")
STAYS = None
BEFORE = "planned identification_check cleared advance_copy_sent"

# transition: roles, states from which, state to which
REVIEW = {
    "begin_scoping": ("O", "commissioned", "scoping"),
    "tell_family": ("O", "commissioned scoping", STAYS),
    "tell_bodies": ("O", "scoping", STAYS),
    "agree_terms": ("O", "scoping", STAYS),
    "gather_evidence": ("O", "scoping", "evidence"),
    "begin_drafting": ("O", "evidence", "drafting"),
    "submit_for_sign_off": ("OR", "drafting", "sign_off"),
    "sign_off": ("G", "sign_off", "signed_off"),
    "send_back": ("G", "sign_off", "drafting"),
    "resume_drafting": ("", "signed_off", "drafting"),
    "stop": ("G", "commissioned scoping evidence drafting sign_off", "stopped"),
}
PUBLICATION = {
    "begin_identification_check": ("O", "planned", "identification_check"),
    "clear": ("O", "identification_check", "cleared"),
    "return_for_changes": ("O", BEFORE, "planned"),
    "send_advance_copy": ("O", "cleared", "advance_copy_sent"),
    "postpone": ("O", BEFORE, STAYS),
    "approve": ("DG", "cleared advance_copy_sent", STAYS),
    "publish": ("U", "advance_copy_sent", "published"),
    "publish_improvements": ("U", "advance_copy_sent", "improvements_only"),
    "record_nspcc_copy": ("O", "published improvements_only on_request", STAYS),
    "move_to_on_request": ("O", "published improvements_only", "on_request"),
    "hold": ("O", BEFORE, STAYS),
    "approve_hold": ("G", BEFORE, STAYS),
    "release_hold": ("O", BEFORE, STAYS),
    "withhold": ("G", BEFORE, "withheld"),
    "choose_improvements": ("G", f"{BEFORE} withheld", "planned"),
    "reinstate": ("G", "withheld", "planned"),
    "take_down": ("UOD", "published improvements_only", "withheld"),
}
RECOMMENDATION = {
    "assign": ("O", "open", STAYS),
    "add_evidence": ("SLO", "open evidenced", "evidenced"),
    "close": ("O", "evidenced", "closed"),
    "reopen": ("O", "evidenced closed", "open"),
}
AUDIT = {
    "score": ("O", "sampled", "scored"),
    "report": ("O", "scored", "reported"),
}
TABLES = [
    pytest.param(ReviewFactory, REVIEW, "commissioned", id="review"),
    pytest.param(PublicationFactory, PUBLICATION, "planned", id="publication"),
    pytest.param(RecommendationFactory, RECOMMENDATION, "open", id="recommendation"),
    pytest.param(RapidReviewAuditFactory, AUDIT, "sampled", id="rapid_review_audit"),
]


def records_of(factory: Any, first: str, **fields: Any) -> dict[str, Any]:
    """One record in each state of the machine, all in the same partnership."""
    states = [value for value, _ in factory._meta.model.STATES]
    return {state: factory(**fields, **({} if state == first else {state: True})) for state in states}


def people_of(partnership: Any, agency: Any) -> dict[str, Actor]:
    """One person a role; the group member sits in both groups, so that only role and state decide here."""
    extra = {Role.GROUP: {"group": Group.SIGN_OFF}, Role.DECISION_MAKER: {"seat": "police"}}
    people = {}
    for role in Role:
        made = actor(role, agency if role in AGENCY_ROLES else partnership, **extra.get(role, {}))
        if role == Role.GROUP:
            Membership.objects.create(user=made.user, role=role, partnership=partnership, group=Group.STRATEGIC)
            del made.user._actor
            made = Actor.of(made.user)
        people[role.value] = made
    return people


@pytest.mark.django_db
@pytest.mark.parametrize(("factory", "table", "first"), TABLES)
def test_who_may_do_what_in_which_state(factory: Any, table: dict[str, Any], first: str) -> None:
    agency = AgencyFactory()
    own = {"owner": agency} if factory is RecommendationFactory else {}
    records = records_of(factory, first, **own)
    people = people_of(records[first].case.partnership, agency)
    wrong = []
    for name, (roles, states, _) in table.items():
        for (state, record), (role, person) in product(records.items(), people.items()):
            found = option(record, name, by=person, now=NOW).kind
            expected = "role" if role not in roles else "state" if state not in states.split() else "open"
            if ("open" if found in (None, "guard") else found) != expected:
                wrong.append((state, name, role, found))
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.parametrize(("factory", "table", "first"), TABLES)
def test_a_forged_step_is_refused_and_changes_nothing(factory: Any, table: dict[str, Any], first: str) -> None:
    agency = AgencyFactory()
    own = {"owner": agency} if factory is RecommendationFactory else {}
    records = records_of(factory, first, **own)
    people = people_of(records[first].case.partnership, agency)
    for name, (roles, states, _) in table.items():
        for state, record in records.items():
            if roles and state not in states.split():
                assert "Not at this stage" in refused(record, name, people[roles[0]], kind="state")


@pytest.mark.parametrize(("factory", "table", "first"), TABLES)
def test_the_table_is_whole(factory: Any, table: dict[str, Any], first: str) -> None:
    model = factory._meta.model
    assert {name: target_of(model, name) for name in steps_of(model)} == {name: row[2] for name, row in table.items()}


@pytest.mark.django_db
@pytest.mark.parametrize(("factory", "table", "first"), TABLES)
def test_roles_of_another_partnership_do_not_count(factory: Any, table: dict[str, Any], first: str) -> None:
    record = factory()
    strangers = people_of(PartnershipFactory(slug="elsewhere", code="ELSE"), AgencyFactory())
    for name, (roles, _, _) in table.items():
        for role in roles:
            refused(record, name, strangers[role], kind="role")
