"""State by transition by role, against tables written by hand from the procedure, not from the code."""

from itertools import product
from typing import Any

import pytest

from tests.factories.agency_return import AgencyReturnFactory
from tests.factories.assignment import assigned
from tests.factories.case import MONDAY, CaseFactory
from tests.factories.extension import ExtensionFactory
from tests.factories.notification import NotificationFactory
from tests.factories.party import AgencyFactory, PartnershipFactory, actor
from tests.factories.rapid_review import RapidReviewFactory
from tests.factories.referral import ReferralFactory
from tests.workflow.reviews.steps import refused
from workflow.engine.door import option
from workflow.engine.machine import machines, steps_of, target_of
from workflow.models import AgencyReturn, Case, Extension, Notification, RapidReview, Referral
from workflow.parties.roles import AGENCY_ROLES, ASSIGNED_ROLES, SYSTEM, Actor, Group, Role

STAYS = None

# transition: roles ("+" stands for the program), states from which, state to which
CASE = {
    "open_rapid_review": ("O", "open", STAYS),
    "propose_extension": ("O", "open", STAYS),
    "record_parallel_process": ("O", "open", STAYS),
    "commission_review": ("O", "open", STAYS),
    "close": ("O", "open", "closed"),
    "reopen": ("O+", "closed", "open"),
    "move_procedure": ("O", "open", STAYS),
    "sample_for_audit": ("OA", "open closed", STAYS),
    "choose_learning_review": ("O", "open", STAYS),
    "drop_learning_review": ("O", "open", STAYS),
    "correct_child": ("O", "open", STAYS),
    "add_child": ("O", "open", STAYS),
    "settle_difference": ("O", "open", STAYS),
    "answer_namesake": ("O", "open closed", STAYS),
    "involve_area": ("O", "open", STAYS),
    "release_area": ("O", "open closed", STAYS),
    "pass_lead": ("O", "open", STAYS),
    "involve_body": ("O", "open", STAYS),
    "release_body": ("O", "open closed", STAYS),
    "pass_lead_out": ("O", "open", "closed"),
    "take_lead_back": ("O", "closed", "open"),
    "record_milestone": ("O", "open", STAYS),
    "take_case": ("O", "open closed", STAYS),
    "give_case": ("O+", "open closed", STAYS),
    "lay_down_case": ("O+", "open closed", STAYS),
    "add_task": ("O", "open closed", STAYS),
    "change_task": ("O+", "open closed", STAYS),
    "finish_task": ("ODIR", "open closed", STAYS),
    "reopen_task": ("ODIR", "open closed", STAYS),
    "write_note": ("O", "open closed", STAYS),
    "correct_note": ("O", "open closed", STAYS),
    "strike_note": ("O", "open closed", STAYS),
    "write_message": ("O", "open closed", STAYS),
    "write_to_office": ("SLDIR", "open closed", STAYS),
    "remind_of_message": ("O", "open closed", STAYS),
    "settle_message": ("SLODIR", "open closed", STAYS),
    "plan_meeting": ("O", "open closed", STAYS),
    "change_meeting": ("O", "open closed", STAYS),
    "cancel_meeting": ("O", "open closed", STAYS),
    "answer_invitation": ("SLDGIR", "open closed", STAYS),
    "set_agenda": ("O", "open closed", STAYS),
    "record_attendance": ("O", "open closed", STAYS),
    "write_minutes": ("O", "open closed", STAYS),
    "add_action": ("O", "open closed", STAYS),
    "remind_people": ("O", "open closed", STAYS),
    "keep_document": ("O", "open closed", STAYS),
    "replace_document": ("O", "open closed", STAYS),
    "change_document": ("O", "open closed", STAYS),
    "withdraw_document": ("O", "open closed", STAYS),
    "assign_scrutineer": ("O+", "open closed", STAYS),
    "assign_reviewer": ("O+", "open closed", STAYS),
    "end_assignment": ("O+", "open closed", STAYS),
    "place_legal_hold": ("O", "open closed", STAYS),
    "lift_legal_hold": ("O", "open closed", STAYS),
    "propose_erasure": ("O", "closed", STAYS),
    "refuse_erasure": ("OD", "closed", STAYS),
    "approve_erasure": ("D", "closed", "erased"),
    "erase_again": ("+", "open closed erased", "erased"),
}
REFERRAL = {
    "begin_screening": ("O", "received", "screening"),
    "ask_more": ("O", "received screening", "more_information"),
    "remind": ("O", "more_information", STAYS),
    "add_information": ("SLO", "screening more_information", "screening"),
    "ask_to_withdraw": ("L", "received screening more_information", None),
    "accept": ("O", "received screening", "accepted"),
    "decline": ("O", "received screening", "not_accepted"),
    "withdraw": ("O", "received screening more_information", "withdrawn"),
    "join": ("O", "received screening", "joined"),
    "reopen": ("O", "not_accepted withdrawn accepted", "screening"),
    "separate": ("O+", "joined", "screening"),
    "follow_notification": ("+", "received screening more_information accepted", "joined"),
}
NOTIFICATION = {
    "submit": ("SL", "clock_running", "submitted"),
    "note_arrival": ("O", "clock_running", STAYS),
    "take_back_arrival": ("O", "clock_running", STAYS),
    "submit_on_behalf": ("O", "clock_running", "submitted"),
    "withdraw": ("SLO", "clock_running submitted", "withdrawn"),
    "mark_not_required": ("SLO+", "clock_running", "not_required"),
    "reopen": ("O+", "not_required withdrawn", "clock_running"),
    "reinstate": ("SLO", "withdrawn", "submitted"),
    "record_death": ("SLO", "submitted", STAYS),
    "remind": ("O", "clock_running", STAYS),
    "correct_awareness": ("SLO", "clock_running submitted", STAYS),
    "join": ("O", "submitted", "joined"),
    "separate": ("O", "joined", "submitted"),
    "panel_told_of_joining": ("+", "joined", STAYS),
    "panel_told_of_separation": ("+", "submitted", STAYS),
}
RAPID_REVIEW = {
    "request_returns": ("O", "opened gathering meeting", "gathering"),
    "hold_meeting": ("O", "gathering", "meeting"),
    "draft": ("O", "opened gathering meeting drafted", "drafted"),
    "back_to_gathering": ("O", "meeting drafted", "gathering"),
    "weigh": ("O", "drafted reconsidering", STAYS),
    "name_delegate": ("DO", "opened gathering meeting drafted reconsidering", STAYS),
    "end_delegation": ("DO", "opened gathering meeting drafted reconsidering", STAYS),
    "record_absence": ("O", "opened gathering meeting drafted reconsidering", STAYS),
    "end_absence": ("O", "opened gathering meeting drafted reconsidering", STAYS),
    "declare_conflict": ("D", "opened gathering meeting drafted reconsidering", STAYS),
    "end_conflict": ("O", "opened gathering meeting drafted reconsidering", STAYS),
    "vote": ("D", "drafted reconsidering", STAYS),
    "vote_as_delegate": ("GR", "drafted reconsidering", STAYS),
    "advise": ("I", "drafted reconsidering", STAYS),
    "record_advice": ("O", "drafted reconsidering", STAYS),
    "go_without_advice": ("O", "drafted reconsidering", STAYS),
    "second_round": ("O", "drafted reconsidering", STAYS),
    "decide": ("O", "drafted", "decided"),
    "put_again": ("O", "concluded", "reconsidering"),
    "reopen_decision": ("O", "decided", "drafted"),
    "communicate": ("O", "decided sent awaiting_panel reconsidering concluded", STAYS),
    "send": ("O", "decided", "sent"),
    "panel_copy_went": ("+", "sent", STAYS),
    "confirm_sent": ("O", "sent", "awaiting_panel"),
    "panel_agrees": ("O", "awaiting_panel", "concluded"),
    "panel_disagrees": ("O", "awaiting_panel", "reconsidering"),
    "panel_national": ("O", "awaiting_panel reconsidering concluded", "concluded"),
    "panel_declines_national": ("O", "awaiting_panel reconsidering concluded", STAYS),
    "agree_beside": ("O", "concluded", STAYS),
    "panel_silent": ("O", "awaiting_panel", "concluded"),
    "await_panel_again": ("O", "concluded", "awaiting_panel"),
    "another_answer": ("O", "concluded reconsidering", STAYS),
    "reconsider": ("+", "concluded reconsidering", "reconsidering"),
    "reconvene": ("O", "reconsidering", STAYS),
    "decide_again": ("O", "reconsidering", "concluded"),
    "propose_stop": ("O", "opened gathering meeting drafted", STAYS),
    "approve_stop": ("D", "opened gathering meeting drafted", "stopped"),
    "stop_as_joined": ("+", "opened gathering meeting drafted", "stopped"),
    "go_on_apart": ("+", "stopped", "gathering"),
    "refuse_stop": ("D", "opened gathering meeting drafted", STAYS),
    "reopen_rapid_review": ("O", "stopped", "gathering"),
}
AGENCY_RETURN = {
    "start": ("SL+", "requested sent_back", "started"),
    "submit": ("SL", "requested started sent_back", "submitted"),
    "note_arrival": ("O", "requested started sent_back", STAYS),
    "take_back_arrival": ("O", "requested started sent_back", STAYS),
    "take_back_recorded": ("O", "submitted accepted", "requested"),
    "submit_on_behalf": ("O", "requested started sent_back", "submitted"),
    "send_back": ("O", "submitted", "sent_back"),
    "accept": ("O", "submitted", "accepted"),
    "mark_not_involved": ("SLO", "requested started sent_back", "not_involved"),
    "remind": ("O+", "requested started sent_back", STAYS),
    "escalate": ("O+", "requested started sent_back", STAYS),
    "change_date": ("O", "requested started sent_back", STAYS),
    "recall": ("O+", "requested started sent_back submitted", "recalled"),
    "ask_again": ("O", "recalled", "requested"),
    "reopen": ("O", "accepted", "sent_back"),
    "find_involved": ("SLO", "not_involved", "requested"),
}
EXTENSION = {
    "approve": ("DG", "proposed", "approved"),
    "decline": ("DG", "proposed", "declined"),
    "withdraw": ("O", "proposed", "withdrawn"),
    "take_back": ("DG", "approved", "taken_back"),
}
TABLES = [
    pytest.param(ExtensionFactory, Extension, EXTENSION, id="extension"),
    pytest.param(CaseFactory, Case, CASE, id="case"),
    pytest.param(ReferralFactory, Referral, REFERRAL, id="referral"),
    pytest.param(NotificationFactory, Notification, NOTIFICATION, id="notification"),
    pytest.param(RapidReviewFactory, RapidReview, RAPID_REVIEW, id="rapid_review"),
    pytest.param(AgencyReturnFactory, AgencyReturn, AGENCY_RETURN, id="agency_return"),
]
Table = dict[str, tuple[str, str, str | None]]


def states_of(model: Any) -> list[str]:
    return [value for value, _ in model._meta.get_field("state").choices]


def records_of(factory: Any, model: Any, agency: Any) -> dict[str, Any]:
    """One record in each state of the machine, all in the same partnership and, where it is asked, of this agency."""
    own = {"agency": agency} if model in (Referral, AgencyReturn) else {}
    first = model._meta.get_field("state").default
    made = {state: factory(**own, **({} if state == first else {state: True})) for state in states_of(model)}
    if model is Case:
        for case in made.values():
            ReferralFactory(case=case, agency=agency)
    return made


def people_of(partnership: Any, agency: Any) -> dict[str, Actor]:
    """One person a role; the agency refers, is asked and notifies, so that only role and state decide."""
    extra: dict[Role, dict[str, Any]] = {
        Role.GROUP: {"group": Group.STRATEGIC},
        Role.DECISION_MAKER: {"seat": "police"},
    }
    return {
        role.value: actor(role, agency if role in AGENCY_ROLES else partnership, **extra.get(role, {})) for role in Role
    }


def assign(records: dict[str, Any], people: dict[str, Actor]) -> None:
    """The scrutineer and the reviewer to every case: the tables say what a role may do where it has to do with one."""
    for record, role in product(records.values(), sorted(ASSIGNED_ROLES)):
        assigned(record.case, people[role])


@pytest.fixture
def agency() -> Any:
    partnership = PartnershipFactory()
    return AgencyFactory(of=partnership, notifies_for=partnership)


@pytest.mark.django_db
@pytest.mark.parametrize(("factory", "model", "table"), TABLES)
def test_who_may_do_what_in_which_state(factory: Any, model: Any, table: Table, agency: Any) -> None:
    records = records_of(factory, model, agency)
    people = people_of(PartnershipFactory(), agency) | {"+": SYSTEM}
    assign(records, people)
    wrong = []
    for name, (roles, states, _) in table.items():
        for (state, record), (role, person) in product(records.items(), people.items()):
            found = option(record, name, by=person, now=MONDAY).kind
            expected = "role" if role not in roles else "state" if state not in states.split() else "open"
            if ("open" if found in (None, "guard") else found) != expected:
                wrong.append((state, name, role, found))
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.parametrize(("factory", "model", "table"), TABLES)
def test_a_forged_step_is_refused_and_changes_nothing(factory: Any, model: Any, table: Table, agency: Any) -> None:
    records = records_of(factory, model, agency)
    people = people_of(PartnershipFactory(), agency) | {"+": SYSTEM}
    assign(records, people)
    for name, (roles, states, _) in table.items():
        for state, record in records.items():
            if state not in states.split():
                assert "Not at this stage" in refused(record, name, people[roles[0]], kind="state")


@pytest.mark.django_db
@pytest.mark.parametrize(("factory", "model", "table"), TABLES)
def test_roles_held_elsewhere_do_not_count(factory: Any, model: Any, table: Table) -> None:
    record = factory()
    elsewhere = PartnershipFactory(slug="elsewhere", code="ELSE")
    strangers = people_of(elsewhere, AgencyFactory(of=elsewhere, notifies_for=elsewhere))
    for name, (roles, _, _) in table.items():
        for role in roles.strip("+"):
            refused(record, name, strangers[role], kind="role")


@pytest.mark.django_db
@pytest.mark.parametrize(("factory", "model", "table"), TABLES)
def test_who_is_not_assigned_takes_no_step(factory: Any, model: Any, table: Table, agency: Any) -> None:
    record, people = factory(), people_of(PartnershipFactory(), agency)
    for name, (roles, _, _) in table.items():
        for role in ASSIGNED_ROLES & set(roles):
            assert "assigned to this case" in refused(record, name, people[role], kind="role")


@pytest.mark.parametrize(("factory", "model", "table"), TABLES)
def test_the_table_is_whole(factory: Any, model: Any, table: Table) -> None:
    assert {name: target_of(model, name) for name in steps_of(model)} == {name: row[2] for name, row in table.items()}
    mentioned = {state for _, states, target in table.values() for state in [*states.split(), target]}
    assert mentioned - {STAYS} <= set(states_of(model))


def test_every_machine_has_a_table() -> None:
    elsewhere = {"review", "parallel_process", "publication", "publication_hold", "recommendation"}
    elsewhere |= {"recommendation_action", "rapid_review_audit"}
    assert {parameters.id for parameters in TABLES} | elsewhere == set(machines())
