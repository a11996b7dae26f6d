"""Waking the sweepers. The tables are the truth: a wake-up that is lost costs half a minute, never a notice."""

from django_q.tasks import async_task


def wake() -> None:
    """Ask the worker to sweep as soon as this transaction commits: one row, in the same transaction, without
    arguments.
    """
    async_task("workflow.jobs.sweep", save=False)
