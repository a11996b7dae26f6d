"""What can be done beside the log: to states, votes and roles, past the steps that change them."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import Group as CmsGroup
from django.db import models

from portal.accounts.people import holding
from tests.factories.case import MONDAY
from tests.factories.party import PartnershipFactory, UserFactory
from tests.factories.rapid_review import RapidReviewFactory
from tests.workflow.engine.tampering.scene import Scene, tampering
from workflow.engine.machine import machines
from workflow.models import Case, Membership, RapidReview, Vote
from workflow.parties.roles import SYSTEM, Role

# --- What stands beside the log ---------------------------------------------------------------------------------------


def set_state(record: Any, state: str) -> None:
    models.QuerySet(type(record)).filter(pk=record.pk).update(state=state)


@tampering("the state of a machine changed")
def _state(scene: Scene) -> None:
    set_state(scene.rapid_review, RapidReview.CONCLUDED)


@tampering("the state of a case changed")
def _case_state(scene: Scene) -> None:
    set_state(scene.rapid_review.case, Case.CLOSED_STATE)


@tampering("a machine added")
def _added(scene: Scene) -> None:
    RapidReviewFactory(case=scene.rapid_review.case, notification=False)


@tampering("a machine deleted")
def _deleted(scene: Scene) -> None:
    model = machines()["notification"]
    models.QuerySet(model).filter(case=scene.rapid_review.case)._raw_delete("default")


def _vote(seat: str = "police") -> Any:
    return Vote.objects.filter(seat=seat)


@tampering("what was voted changed")
def _choice(scene: Scene) -> None:
    _vote().update(choice="no_review")


@tampering("the reason of a vote replaced")
def _reason(scene: Scene) -> None:
    vote = _vote().get()
    vote.reason = "Another."
    _vote().update(reason=vote.__dict__["reason"])


@tampering("who voted changed")
def _voter(scene: Scene) -> None:
    _vote().update(by=scene.table.officer.user)


@tampering("when it was voted changed")
def _moment(scene: Scene) -> None:
    _vote().update(at=MONDAY - timedelta(days=3))


@tampering("a vote given to another seat")
def _seat(scene: Scene) -> None:
    _vote().update(seat="local_authority")


@tampering("a vote moved to another round")
def _round(scene: Scene) -> None:
    _vote().update(round=2)


@tampering("a vote set aside")
def _set_aside(scene: Scene) -> None:
    _vote().update(set_aside_at=MONDAY)


@tampering("a vote deleted")
def _no_vote(scene: Scene) -> None:
    _vote().delete()


@tampering("a vote added")
def _one_more_vote(scene: Scene) -> None:
    vote = _vote().get()
    reason = vote.reason
    vote.pk, vote.seat = uuid4(), "local_authority"
    vote.reason = reason
    vote.save(force_insert=True)


def _membership(scene: Scene) -> Any:
    return Membership.objects.filter(user=scene.table.reviewer.user)


@tampering("a role added to somebody")
def _one_more_role(scene: Scene) -> None:
    Membership.objects.create(user=scene.table.reviewer.user, role=Role.OFFICER, partnership=PartnershipFactory())


@tampering("a role given to somebody new")
def _somebody_new(scene: Scene) -> None:
    Membership.objects.create(user=UserFactory(), role=Role.OFFICER, partnership=PartnershipFactory())


@tampering("a role changed into another")
def _role(scene: Scene) -> None:
    _membership(scene).update(role=Role.OFFICER)


@tampering("a role moved to another partnership")
def _elsewhere(scene: Scene) -> None:
    _membership(scene).update(partnership=PartnershipFactory(slug="elsewhere"))


@tampering("a role handed to another person")
def _another(scene: Scene) -> None:
    _membership(scene).update(user=scene.table.scrutineer.user)


@tampering("a role deleted")
def _no_role(scene: Scene) -> None:
    _membership(scene)._raw_delete("default")


@tampering("a role ended without a step")
def _ended(scene: Scene) -> None:
    _membership(scene).update(ended_at=MONDAY, cms_group=None)


@tampering("the last day of a role moved")
def _last_day(scene: Scene) -> None:
    _membership(scene).update(until=MONDAY.date() + timedelta(days=900))


@tampering("a role that had ended taken up again")
def _again(scene: Scene) -> None:
    holding.end(_membership(scene).get(), by=SYSTEM, now=MONDAY, reason="Left.")
    _membership(scene).update(ended_at=None)


@tampering("somebody put into a CMS group that their role is not in")
def _cms_group(scene: Scene) -> None:
    _membership(scene).update(cms_group=CmsGroup.objects.create(name="Whoever"))


@tampering("the e-mail address of a person changed")
def _address(scene: Scene) -> None:
    user = scene.table.officer.user
    type(user).objects.filter(pk=user.pk).update(email="mallory@elsewhere.example")
