"""Two people at the same moment: one answer counts, one membership is made, one administrator stays."""

from collections.abc import Callable
from datetime import datetime

import pytest

from portal.accounts.people import holding, inviting
from portal.accounts.people.accepting import accept
from portal.accounts.people.invitation import Invitation
from portal.accounts.people.place import Place
from tests.factories.party import AgencyFactory, PartnershipFactory
from tests.portal.accounts.people.scene import NOW, holder, invited, links, secret_in
from tests.workflow.worker.test_sweeps_together import together
from workflow.engine.event import Event
from workflow.engine.step import Refused
from workflow.parties.party import Membership
from workflow.parties.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)


def outcomes(*works: Callable[[], object]) -> list[str]:
    """What came of works that are begun at the same moment, one a thread."""
    waiting, found = list(works), []

    def work(now: datetime) -> None:
        try:
            waiting.pop()()
        except Refused as refused:
            found.append(refused.kind)
        else:
            found.append("done")

    together(work, NOW)
    return sorted(found)


def test_two_approvals_at_once_send_one_link() -> None:
    area = PartnershipFactory()
    made = invited(Place(Role.OFFICER, area), holder(Role.ADMINISTRATOR))
    seconds = [holder(Role.OFFICER, area), holder(Role.DECISION_MAKER, area)]
    works = [lambda by=by: inviting.approve(made, by=by, now=NOW) for by in seconds]
    assert outcomes(*works) == ["done", "stale"]
    assert len(links()) == Invitation.objects.get().times_sent == 1
    assert Event.objects.filter(kind="invitation.approve").count() == 1


def test_a_link_opened_twice_at_once_makes_one_membership() -> None:
    agency = AgencyFactory()
    invited(Place(Role.SUBMITTER, agency=agency), holder(Role.LEAD, agency))
    secret = secret_in(links()[0])

    def join() -> None:
        accept(secret, signed_in=None, first_name="Jo", last_name="Lee", password="", now=NOW)

    assert outcomes(join, join) == ["done", "stale"]
    assert Membership.objects.filter(role=Role.SUBMITTER).count() == 1


def test_two_administrators_who_end_each_other_leave_one() -> None:
    one, other = holder(Role.ADMINISTRATOR), holder(Role.ADMINISTRATOR)
    works = [
        lambda by=by, of=of: holding.end(of.memberships[0], by=by, now=NOW, reason="x")
        for by, of in ((one, other), (other, one))
    ]
    assert outcomes(*works) == ["done", "guard"]
    assert Membership.objects.filter(role=Role.ADMINISTRATOR, ended_at=None).count() == 1
