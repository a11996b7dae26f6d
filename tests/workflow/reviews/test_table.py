"""State by transition by role, against tables written by hand from the procedure, not from the code."""

from itertools import product
from typing import Any

import pytest

from tests.factories.assignment import assigned
from tests.factories.parallel_process import ParallelProcessFactory
from tests.factories.party import AgencyFactory, PartnershipFactory, actor
from tests.factories.publication import PublicationFactory
from tests.factories.publication_hold import PublicationHoldFactory
from tests.factories.rapid_review_audit import RapidReviewAuditFactory
from tests.factories.recommendation import RecommendationFactory
from tests.factories.recommendation_action import RecommendationActionFactory
from tests.factories.review import ReviewFactory
from tests.workflow.reviews.steps import at, refused
from workflow.engine.door import option
from workflow.engine.machine import steps_of, target_of
from workflow.models import Membership
from workflow.parties.roles import AGENCY_ROLES, Actor, Group, Role

NOW = at("2026-03-02")
STAYS = None
BEFORE = "planned identification_check cleared advance_copy_sent"

# transition: roles, states from which, state to which
UNDER_WAY = "commissioned scoping evidence drafting sign_off"
ON_FILE = f"{UNDER_WAY} signed_off"
SUPERVISED = "scoping evidence drafting sign_off"
REVIEW = {
    "begin_scoping": ("O", "commissioned", "scoping"),
    "change_reviewer": ("O", "scoping evidence drafting", STAYS),
    "reviewer_left": ("O", "scoping evidence drafting", STAYS),
    "tell_family": ("O", UNDER_WAY, STAYS),
    "wait_to_tell_family": ("O", UNDER_WAY, STAYS),
    "agree_to_wait": ("DG", UNDER_WAY, STAYS),
    "list_family_member": ("O", ON_FILE, STAYS),
    "record_family_contact": ("OR", ON_FILE, STAYS),
    "tell_bodies": ("O", "scoping evidence drafting", STAYS),
    "bodies_letter_went": ("", "scoping evidence drafting", STAYS),
    "agree_terms": ("O", "scoping evidence drafting", STAYS),
    "record_advice": ("OG", "commissioned scoping evidence drafting", STAYS),
    "record_practitioners": ("OR", "scoping evidence drafting", STAYS),
    "record_briefing": ("O", "commissioned scoping evidence drafting", STAYS),
    "record_progress": ("OG", SUPERVISED, STAYS),
    "ask_reviewer": ("ODG", SUPERVISED, STAYS),
    "answer_request": ("OR", SUPERVISED, STAYS),
    "declare_interests": ("ODGIR", ON_FILE, STAYS),
    "share_learning": ("OG", ON_FILE, STAYS),
    "report_risk": ("OGR", ON_FILE, STAYS),
    "strike_out": ("O", ON_FILE, STAYS),
    "gather_evidence": ("O", "scoping", "evidence"),
    "ask_agencies": ("O", "scoping evidence drafting", STAYS),
    "begin_drafting": ("O", "evidence", "drafting"),
    "submit_for_sign_off": ("OR", "drafting", "sign_off"),
    "sign_off": ("G", "sign_off", "signed_off"),
    "back_to_scoping": ("O", "evidence", "scoping"),
    "back_to_evidence": ("O", "drafting", "evidence"),
    "send_back": ("G", "sign_off", "drafting"),
    "resume_drafting": ("", "signed_off", "drafting"),
    "hold": ("O", UNDER_WAY, STAYS),
    "approve_hold": ("DG", UNDER_WAY, STAYS),
    "refuse_hold": ("DG", UNDER_WAY, STAYS),
    "approve_delay": ("G", UNDER_WAY, STAYS),
    "release_hold": ("O", UNDER_WAY, STAYS),
    "stop": ("G", UNDER_WAY, "stopped"),
    "take_up_again": ("G", "stopped", "scoping"),
    "wait_for_decision": ("", UNDER_WAY, STAYS),
    "go_on": ("", UNDER_WAY, STAYS),
    "end_with_decision": ("", UNDER_WAY, "stopped"),
    "tell_family_of_end": ("O", "stopped", STAYS),
    "discuss_scope": ("O", "commissioned scoping evidence", STAYS),
    "record_strategic_told": ("O", "commissioned scoping evidence", STAYS),
    "begin_cooperation": ("O", "commissioned scoping", "evidence"),
    "record_cooperation": ("O", "evidence", STAYS),
    "record_panel_published": ("O", "evidence", "concluded"),
}
PARALLEL_PROCESS = {
    "update_known": ("O", "open", STAYS),
    "end": ("O", "open", "ended"),
    "reopen": ("O", "ended", "open"),
}
PUBLICATION = {
    "begin_identification_check": ("O", "planned", "identification_check"),
    "check_again": ("O", "identification_check", STAYS),
    "resolve_hits": ("O", "identification_check", STAYS),
    "plan_impact": ("O", BEFORE, STAYS),
    "clear": ("O", "identification_check", "cleared"),
    "take_clearing_back": ("O", "cleared", "identification_check"),
    "return_for_changes": ("O", BEFORE, "planned"),
    "send_advance_copy": ("O", "cleared", "advance_copy_sent"),
    "call_advance_copy_back": ("O", "advance_copy_sent", "cleared"),
    "advance_copy_went": ("", "advance_copy_sent", STAYS),
    "postpone": ("O", BEFORE, STAYS),
    "approve": ("DG", "cleared advance_copy_sent", STAYS),
    "take_approval_back": ("DG", "cleared advance_copy_sent", STAYS),
    "publish": ("U", "cleared advance_copy_sent", "published"),
    "publish_improvements": ("U", "cleared advance_copy_sent", "improvements_only"),
    "record_nspcc_copy": ("O", "published improvements_only on_request", STAYS),
    "nspcc_copy_went": ("", "published improvements_only on_request", STAYS),
    "move_to_on_request": ("O", "published improvements_only", "on_request"),
    "hold": ("O", BEFORE, STAYS),
    "withhold": ("G", BEFORE, "withheld"),
    "choose_improvements": ("G", f"{BEFORE} withheld", "planned"),
    "reinstate": ("G", "withheld", "planned"),
    "correct": ("O", "published improvements_only", "planned"),
    "take_down": ("UOD", f"published improvements_only on_request {BEFORE}", "taken_down"),
    "keep_down": ("G", "taken_down", "withheld"),
    "correct_first": ("G", "taken_down", "planned"),
    "put_back": ("G", "taken_down on_request", "published"),
    "put_improvements_back": ("G", "taken_down on_request", "improvements_only"),
    "report_findings": ("OG", "published improvements_only on_request withheld", STAYS),
}
HOLD = {
    "approve": ("G", "proposed", "approved"),
    "decline": ("G", "proposed", "declined"),
    "release": ("O", "proposed approved", "released"),
    "look_again": ("O", "proposed approved", STAYS),
    "lapse": ("", "proposed approved", "released"),
}
RECOMMENDATION = {
    "assign": ("O", "open evidenced", STAYS),
    "note_evidence": ("", "open", "evidenced"),
    "await_evidence": ("", "evidenced", "open"),
    "close": ("O", "open evidenced", "closed"),
    "reopen": ("O", "closed", "open"),
}
ACTION = {
    "add_evidence": ("SLO", "open sent_back evidenced", "evidenced"),
    "accept": ("O", "evidenced", "accepted"),
    "send_back": ("O", "evidenced", "sent_back"),
    "change_date": ("O", "open sent_back evidenced", STAYS),
    "chase": ("O", "open sent_back", STAYS),
    "withdraw": ("O", "open sent_back evidenced", "lapsed"),
    "lapse": ("", "open sent_back evidenced", "lapsed"),
    "reopen": ("O", "accepted lapsed", "open"),
}
AUDIT = {
    "score": ("OA", "sampled scored", "scored"),
    "exclude": ("O", "sampled", "excluded"),
    "report": ("O", "scored", "reported"),
}
TABLES = [
    pytest.param(ReviewFactory, REVIEW, "commissioned", id="review"),
    pytest.param(ParallelProcessFactory, PARALLEL_PROCESS, "open", id="parallel_process"),
    pytest.param(PublicationFactory, PUBLICATION, "planned", id="publication"),
    pytest.param(PublicationHoldFactory, HOLD, "proposed", id="publication_hold"),
    pytest.param(RecommendationFactory, RECOMMENDATION, "open", id="recommendation"),
    pytest.param(RecommendationActionFactory, ACTION, "open", id="recommendation_action"),
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
    own = {"agency": agency} if factory is RecommendationActionFactory else {}
    records = records_of(factory, first, **own)
    people = people_of(records[first].case.partnership, agency)
    for record, role in product(records.values(), "IR"):
        assigned(record.case, people[role])
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
    own = {"agency": agency} if factory is RecommendationActionFactory else {}
    records = records_of(factory, first, **own)
    people = people_of(records[first].case.partnership, agency)
    for record, role in product(records.values(), "IR"):
        assigned(record.case, people[role])
    for name, (roles, states, _) in table.items():
        for state, record in records.items():
            if roles and state not in states.split():
                assert "Not at this stage" in refused(record, name, people[roles[0]], kind="state")


@pytest.mark.parametrize(("factory", "table", "first"), TABLES)
def test_the_table_is_whole(factory: Any, table: dict[str, Any], first: str) -> None:
    model = factory._meta.model
    assert {name: target_of(model, name) for name in steps_of(model)} == {name: row[2] for name, row in table.items()}


@pytest.mark.django_db
def test_a_reviewer_of_another_review_takes_no_step() -> None:
    record = ReviewFactory(drafting=True)
    stranger = people_of(record.case.partnership, AgencyFactory())["R"]
    for name, (roles, _, _) in REVIEW.items():
        if "R" in roles:
            assert "assigned to this case" in refused(record, name, stranger, kind="role")


@pytest.mark.django_db
@pytest.mark.parametrize(("factory", "table", "first"), TABLES)
def test_roles_of_another_partnership_do_not_count(factory: Any, table: dict[str, Any], first: str) -> None:
    record = factory()
    strangers = people_of(PartnershipFactory(slug="elsewhere", code="ELSE"), AgencyFactory())
    for name, (roles, _, _) in table.items():
        for role in roles:
            refused(record, name, strangers[role], kind="role")
