"""What follows a step where it only tells somebody: made of a wording's key, for the tables of the machines."""

from collections.abc import Callable
from typing import Any

from workflow.engine.door import Consequence, Context
from workflow.notices.agencies import deciders, tell_agency, tell_joined_referrers
from workflow.notices.composing import Recipient
from workflow.notices.recipients import office, tell_on_desk


def office_told(key: str) -> Consequence:
    """The support office gets this notice, with the link to the case on its desk."""
    return _told_on_desk(key, lambda case: [office(case)])


def deciders_told(key: str) -> Consequence:
    """Whoever holds one of the three seats gets this notice."""
    return _told_on_desk(key, deciders)


def agency_told(key: str, recipient: Callable[[Any], Recipient]) -> Consequence:
    """One agency of the record gets this notice: its answer, or a question."""

    def tell(context: Context[Any]) -> None:
        tell_agency(context, key, [recipient(context.record)])

    return tell


def joined_referrers_told(key: str) -> Consequence:
    """Who referred the same incident gets the same answer."""

    def tell(context: Context[Any]) -> None:
        tell_joined_referrers(context, key)

    return tell


def _told_on_desk(key: str, recipients: Callable[[Any], list[Recipient]]) -> Consequence:
    def tell(context: Context[Any]) -> None:
        tell_on_desk(context, key, recipients(context.case))

    return tell
