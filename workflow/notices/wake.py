"""Waking the sweepers. The tables are the truth: a wake-up that is lost costs half a minute, never a notice."""

from django.db import connection, transaction
from django_q.tasks import async_task


def wake() -> None:
    """Ask the worker to sweep as soon as this transaction commits: one row, in the same transaction, without
    arguments.
    """
    async_task("workflow.worker.jobs.sweep", save=False)


def send_canary() -> None:
    """A job that does nothing: that it is taken says that jobs are taken."""
    async_task("workflow.worker.jobs.canary", save=False)


def wake_once() -> None:
    """The same, and only once however often it is asked for within one transaction."""
    # Django forgets what a savepoint asked for when it is rolled back, and with it the wake-up's row went too.
    if connection.in_atomic_block and any(asked[1] is _woken for asked in connection.run_on_commit):
        return
    wake()
    if connection.in_atomic_block:
        transaction.on_commit(_woken)


def _woken() -> None:
    """Stands among what happens on commit as the sign that the wake-up is queued."""
