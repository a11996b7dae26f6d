"""What follows a step where it only tells somebody: made of a wording's key, for the tables of the machines."""

from collections.abc import Callable
from typing import Any

from workflow import notices
from workflow.engine.door import Consequence, Context
from workflow.notices.agencies import mailbox, tell_agency, tell_joined_referrers
from workflow.notices.composing import Recipient
from workflow.notices.outside import involved_bodies, tell_asked_body, tell_news
from workflow.notices.recipients import members, office, tell, tell_bodies, tell_on_desk, told_of
from workflow.parties.roles import Group

# Members of a group, or whom a function finds for the record's case.
Told = Group | Callable[[Any], Recipient | list[Recipient]]


def desk_told(key: str, *told: Told) -> Consequence:
    """All of them get this notice in this order, with the link to the case on the desk."""

    def tell(context: Context[Any]) -> None:
        found = [members(context.case, who) if isinstance(who, Group) else who(context.case) for who in told]
        recipients = [one for each in found for one in (each if isinstance(each, list) else [each])]
        tell_on_desk(context, key, recipients)

    return _named(key, tell)


def agency_told(key: str, whom: Callable[[Any], Recipient]) -> Consequence:
    """One agency of the record gets this notice: its answer, or a question."""
    return _named(key, lambda context: tell_agency(context, key, [whom(context.record)]))


def asked_agency_told(key: str, due: str) -> Consequence:
    """The agency that the record asks gets this notice, with the day in that field of the record."""

    def tell(context: Context[Any]) -> None:
        agency, day = context.record.agency, getattr(context.record, due)
        if agency.is_outside:
            tell_asked_body(context, key, agency, due=day)
        else:
            tell_agency(context, key, [mailbox(agency)], due=day)

    return _named(key, tell)


def joined_referrers_told(key: str) -> Consequence:
    """Who referred the same incident gets the same answer."""
    return _named(key, lambda context: tell_joined_referrers(context, key))


def bodies_told(key: str, *duties: str) -> Consequence:
    """The national bodies of these duties get this notice, with its letter."""
    return _named(key, lambda context: tell_bodies(context, key, *duties))


def involved_bodies_told(key: str) -> Consequence:
    """The bodies outside the portal that are involved get this letter (D26)."""
    return _named(key, lambda context: tell(context, "", key, involved_bodies(context.case)))


def everybody_told(key: str, *topics: str) -> Consequence:
    """The support office, and whoever was told of these topics before, get this notice; bodies outside the portal that
    are involved get a letter.

    Agencies and partners alike: the link leads each to their own start page.
    """

    def tell(context: Context[Any]) -> None:
        tell_on_desk(context, key, [office(context.case)])
        for to in told_of(context.case, *topics):
            context.notify(notices.compose(context.case, key, to=to, now=context.now, record=context.record))
        tell_news(context)

    return _named(key, tell)


def _named(key: str, tell: Consequence) -> Consequence:
    """By which a list of what follows can tell one from another."""
    tell.__name__ = f"tell {key}"
    return tell
