"""What the background worker runs. Thin: each job asks the time once and calls the rooms that do the work.

django-q2 only wakes these jobs. What is due stands in the tables, so a wake-up that is lost, doubled or late changes
nothing. No job takes an argument: arguments lie readable in the queue.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from django_q.models import Schedule

from forms.present import now as present_now
from workflow import clocks
from workflow.clocks import reminders
from workflow.machines.audit import rounds as audit_rounds
from workflow.notices import delivery, private_mail
from workflow.waiting import keeping
from workflow.worker import (
    chasing,
    expiry,
    health,
    record_watch,
    retention,
    return_reminders,
    scheduling,
    stored_files,
)

log = logging.getLogger(__name__)

SWEEP = "workflow.worker.jobs.sweep"
Step = Callable[[datetime], object]
STEPS: tuple[Step, ...] = (
    # First: what the rest of the sweep adds is in the next checkpoint.
    record_watch.watch,
    clocks.apply_bank_holidays,
    keeping.keep_whole,
    reminders.sweep_due,
    chasing.chase_actions,
    chasing.ask_about_holds,
    return_reminders.remind_due,
    audit_rounds.prompt_due,
    retention.prompt,
    retention.warn,
    private_mail.send_waiting,
    delivery.deliver_due,
    expiry.expire_drafts,
    expiry.expire_kept_posts,
    expiry.expire_sessions,
    retention.let_go,
    scheduling.publish_scheduled,
    stored_files.check_waiting,
    stored_files.sweep_store,
)
# Steps of the portal, which knows this package and is not known by it.
joined: list[Step] = []


def join(step: Step) -> None:
    """Let the sweep do this too, after its own steps."""
    if step not in joined:
        joined.append(step)


def sweep() -> None:
    """Do everything that is due: deadlines first, then the notices that they caused. A step that fails stops no
    other.
    """
    now, seen = present_now(), None
    for step in (*STEPS, *joined):
        seen = health.beat(seen)
        try:
            step(now)
        except Exception:
            log.exception("The sweep's step %s failed; it runs again with the next sweep.", step.__name__)


def canary() -> None:
    """Nothing to do: whoever took it works (workflow.worker.pulse)."""


def send_private_mail() -> None:
    """Mail of signing in does not wait for the rest of a sweep: people sit in front of the page that asks for it."""
    private_mail.send_waiting(present_now())


def ensure_schedules() -> None:
    """See that the sweep runs every minute under any cluster, also one started without `manage.py worker`.
    Idempotent.
    """
    Schedule.objects.update_or_create(
        name="sweep", defaults={"func": SWEEP, "schedule_type": Schedule.MINUTES, "minutes": 1, "repeats": -1}
    )
