"""What follows a step where it only tells somebody: made of a wording's key, for the tables of the machines."""

from collections.abc import Callable
from typing import Any

from workflow.engine.door import Consequence
from workflow.notices.agencies import deciders, tell_agency, tell_joined_referrers
from workflow.notices.composing import Recipient
from workflow.notices.recipients import office, tell_on_desk


def office_told(key: str) -> Consequence:
    """The support office gets this notice, with the link to the case on its desk."""
    return lambda context: tell_on_desk(context, key, [office(context.case)])


def deciders_told(key: str) -> Consequence:
    """Whoever holds one of the three seats gets this notice."""
    return lambda context: tell_on_desk(context, key, deciders(context.case))


def agency_told(key: str, recipient: Callable[[Any], Recipient]) -> Consequence:
    """One agency of the record gets this notice: its answer, or a question."""
    return lambda context: tell_agency(context, key, [recipient(context.record)])


def joined_referrers_told(key: str) -> Consequence:
    """Who referred the same incident gets the same answer."""
    return lambda context: tell_joined_referrers(context, key)
