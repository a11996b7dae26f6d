"""What a web process does before its first request."""

import logging

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections
from django.urls import get_resolver

from forms.vault import VaultError
from portal.accounts.unavailable import keys
from portal.database.bouncer import WEB, wrong_limits
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
        if settings.PGBOUNCER and (wrong := wrong_limits(connection, waits.WEB)):
            raise NotToBeServed(f"{wrong} The web process did not start.")
        keys.verify()
    except (ImproperlyConfigured, VaultError) as error:
        raise NotToBeServed(f"{error} The web process did not start.") from error
    except DatabaseError as error:
        fault = fault_of(error) or Fault.GONE
        log.error("%s. %s The web process answers that it is not available until then.", fault.word, fault.advice)
    finally:
        connections.close_all()
    keep_a_pool()


def answer_in_time() -> None:
    """From now on the connections of this process wait as a request may: their settings are read when they open."""
    for alias in connections:
        asked = connections.settings[alias]
        # A replica is reached by itself.
        bounced = settings.PGBOUNCER and alias == DEFAULT_DB_ALIAS
        asked["OPTIONS"].update(waits.options(asked["ENGINE"], waits.WEB, bouncer=bounced))
        if bounced and not str(asked["NAME"]).endswith(WEB):
            asked["NAME"] += WEB
        connections[alias].close()


def keep_a_pool() -> None:
    """Each process that is forked from here makes a pool of its own with its first query: the threads of one that was
    made before would be left behind. Workers have one thread, and no use for a pool.
    """
    if size := settings.DATABASE_POOL:
        for alias in connections:
            connections.settings[alias]["OPTIONS"]["pool"] = {
                "min_size": 1,
                "max_size": size,
                # A request that finds all of them taken is told within five seconds, as of a database that is away.
                "timeout": waits.WEB.lock,
                # After so long of trying in vain, the next request tries anew.
                "reconnect_timeout": waits.WEB.lock,
            }
