"""The definition, each criterion and each circumstance is weighed with its reason before votes are cast (D10)."""

from typing import Any

import pytest

from tests.factories.case import MONDAY, CaseFactory
from tests.factories.party import actor
from tests.factories.rapid_review import RapidReviewFactory
from tests.factories.submission import SubmissionFactory
from tests.workflow.machines.rapid_review.voting import Table
from tests.workflow.procedure import edition
from tests.workflow.reviews.steps import notices_of, refused, take
from tests.workflow.weighing import weighed
from workflow.machines.rapid_review.questions import PARTS, WEIGHED
from workflow.machines.rapid_review.voting.weighing import LOCAL, WeighForm
from workflow.models import Event
from workflow.parties.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.duty("D10")]

VOTED = {"choice": "local_review", "reason": "Because."}


@pytest.fixture
def unweighed() -> Any:
    return RapidReviewFactory(unweighed=True)


@pytest.fixture
def table(unweighed: Any) -> Table:
    return Table.of(unweighed.case.partnership)


def sent(rapid_review: Any, **said: Any) -> Any:
    case = rapid_review.case
    written = dict.fromkeys(PARTS, "Written.") | dict.fromkeys(WEIGHED, "no")
    return SubmissionFactory(
        handler="complete_rapid_review",
        partnership=case.partnership,
        subject=str(case.pk),
        data_key=case.data_key,
        said={**written, **said},
    )


@pytest.mark.duty("D12")
def test_nobody_votes_and_nothing_is_decided_before(unweighed: Any, table: Table) -> None:
    assert "weighed one by one" in refused(unweighed, "vote", table.seats["police"], kind="guard", **VOTED)
    voted = RapidReviewFactory(unweighed=True, case__partnership=unweighed.case.partnership, votes="x x x")
    assert "weighed one by one" in refused(voted, "decide", table.officer, kind="guard", rationale="Because.")


def test_once_weighed_the_partners_are_asked_and_vote(unweighed: Any, table: Table) -> None:
    ready = take(unweighed, "weigh", table.officer, **weighed(unweighed.case))
    everybody = sorted(str(seat.user) for seat in table.seats.values())
    assert notices_of(unweighed.case, "decision-awaited") == everybody
    assert (ready.weighed_by, ready.weighed_at) == (table.officer.user, MONDAY)
    asked = {(one["list"], one["key"]) for one in ready.weighing}
    assert asked == {(name, entry["key"]) for name in LOCAL for entry in ready.case.procedure.entries(name)}
    table.vote(ready, police="local_review")


def test_each_needs_an_answer_and_a_reason(unweighed: Any, table: Table) -> None:
    whole = weighed(unweighed.case)
    for name in whole:
        reason = refused(unweighed, "weigh", table.officer, kind="data", **{**whole, name: ""})
        assert ("enter why" in reason) if name.endswith("_reason") else ("choose an answer" in reason)
    refused(unweighed, "weigh", table.officer, kind="data", **{**whole, "local_criteria_improvements": "perhaps"})


def test_weighed_again_the_log_keeps_each_and_nobody_is_asked_twice(unweighed: Any, table: Table) -> None:
    ready = take(unweighed, "weigh", table.officer, **weighed(unweighed.case))
    again = take(ready, "weigh", table.officer, **weighed(unweighed.case, "On second thoughts.", answer="no"))
    assert {one["answer"] for one in again.weighing} == {"no"}
    kept = [event.data["weighing"][0]["answer"] for event in Event.objects.filter(kind="rapid_review.weigh")]
    assert kept == ["may", "no"]
    assert len(notices_of(unweighed.case, "decision-awaited")) == 3


@pytest.mark.duty("D12")
def test_a_new_text_is_weighed_anew(unweighed: Any, table: Table) -> None:
    ready = take(unweighed, "weigh", table.officer, **weighed(unweighed.case))
    again = take(ready, "draft", table.officer, submission=sent(ready).pk)
    assert not again.is_weighed
    refused(again, "vote", table.seats["police"], kind="guard", **VOTED)


def test_it_begins_with_what_the_form_says(unweighed: Any, table: Table) -> None:
    said = {
        "rapid_review.criterion_themes": "may",
        "rapid_review.criterion_themes_reason": "Seen twice before.",
        "rapid_review.circumstance_institutions": "yes",
        "incident.abuse_or_neglect": "suspected",
        "incident.harm": "seriously_harmed",
    }
    drafted = take(unweighed, "draft", table.officer, submission=sent(unweighed, **said).pk)
    fields = WeighForm(record=drafted, by=table.officer, now=MONDAY).fields
    assert fields["local_criteria_recurrent_themes"].initial == "may"
    assert fields["local_criteria_recurrent_themes_reason"].initial == "Seen twice before."
    assert fields["local_circumstances_institutional"].initial == "yes"
    assert fields["local_criteria_improvements"].initial == "no"
    assert fields["definition_abuse_or_neglect"].initial == fields["definition_died_or_harmed"].initial == "yes"
    ready = take(drafted, "weigh", table.officer, **weighed(drafted.case, "As weighed."))
    again = WeighForm(record=ready, by=table.officer, now=MONDAY).fields
    assert again["local_criteria_recurrent_themes_reason"].initial == "As weighed."


def test_another_editions_criteria_are_asked_without_code() -> None:
    criteria = [{"key": "hope", "text": "The case gives hope"}]
    case = CaseFactory(procedure=edition("of-hope", local_criteria=criteria, local_circumstances=[]))
    drafted = RapidReviewFactory(case=case, unweighed=True)
    officer = actor(Role.OFFICER, case.partnership)
    assert "Criterion 1: choose an answer" in refused(
        drafted, "weigh", officer, kind="data", **{**weighed(case), "local_criteria_hope": ""}
    )
    ready = take(drafted, "weigh", officer, **weighed(case))
    assert [one["key"] for one in ready.weighing] == ["abuse_or_neglect", "died_or_harmed", "hope"]


@pytest.mark.duty("D12", "D14")
def test_another_edition_lets_the_partners_decide_something_else() -> None:
    types = [
        {"key": "thematic", "text": "Thematic review", "leads_to": "learning"},
        {"key": "nothing", "text": "Nothing", "leads_to": ""},
    ]
    case = CaseFactory(procedure=edition("thematic", response_types=types))
    drafted = RapidReviewFactory(case=case, drafted=True)
    table = Table.of(case.partnership)
    assert "one of the decisions shown" in refused(drafted, "vote", table.seats["police"], kind="data", **VOTED)
    decided = take(table.all_vote(drafted, "thematic"), "decide", table.officer, rationale="Because.")
    assert (decided.decided_review, decided.choice_label) == ("learning", "Thematic review")
