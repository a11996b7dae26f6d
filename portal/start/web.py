"""What a web process does before its first request."""

import logging

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections
from django.urls import get_resolver

from forms.vault import VaultError
from portal.accounts.unavailable import keys
from portal.settings import waits
from workflow.faults import Fault, fault_of

log = logging.getLogger(__name__)


class NotToBeServed(Exception):
    """The keys are not those of the database; says so in plain words."""


def begin() -> None:
    """Load every page; wait for the database no longer than a person does, and hold the vault's keys against it.

    Where the database is away the process begins all the same and says so to whoever asks; the keys are verified
    with the first request that reaches it. Raises NotToBeServed.
    """
    answer_in_time()
    # All views, before gunicorn forks: the first request does not wait for them, and every worker shares them.
    get_resolver().url_patterns  # noqa: B018 - reading it is what loads them
    try:
        keys.verify()
    except (ImproperlyConfigured, VaultError) as error:
        raise NotToBeServed(f"{error} The web process did not start.") from error
    except DatabaseError as error:
        fault = fault_of(error) or Fault.GONE
        log.error("%s. %s The web process answers that it is not available until then.", fault.word, fault.advice)
    finally:
        connections.close_all()


def answer_in_time() -> None:
    """From now on the connections of this process wait as a request may: their settings are read when they open."""
    for alias in connections:
        settings = connections.settings[alias]
        settings["OPTIONS"].update(waits.options(settings["ENGINE"], waits.WEB))
        connections[alias].close()
