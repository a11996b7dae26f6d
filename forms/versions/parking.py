"""A version that could not be published when its time came or somebody agreed to it: set aside, and said so where its
editors look.

Wagtail's models import this module while they are loaded themselves (WAGTAIL_FINISH_WORKFLOW_ACTION), so it asks for
them when it needs them.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.log_actions import LogActionRegistry, log
from wagtail.log_actions import LogFormatter as Formatter
from wagtail.workflows import publish_workflow_state

if TYPE_CHECKING:
    from forms.models.form_page import FormPage

PARKED = "forms.park"
SETTLED = ("wagtail.publish", "wagtail.publish.schedule", "wagtail.publish.scheduled", "wagtail.schedule.cancel")


@dataclass(frozen=True)
class Parked:
    """`agreed`: somebody had agreed to it; else it was scheduled."""

    at: datetime
    problems: tuple[str, ...]
    agreed: bool = False

    @property
    def said(self) -> str:
        """What happened, in a sentence."""
        if self.agreed:
            return "The version of this form that was handed in was agreed to and could not be published."
        return "The scheduled version of this form was not published at its time."


class ParkedEntry(Formatter):
    """How it reads in the page's history."""

    label = "Not published at its time"

    def format_message(self, entry: Any) -> str:
        """The reasons, a sentence each."""
        when = "Agreed to, and not published:" if entry.data.get("agreed") else "Not published at its time:"
        return " ".join([when, *entry.data.get("problems", [])])


def register(actions: LogActionRegistry) -> None:
    """Tell Wagtail's history of this kind of entry."""
    actions.register_action(PARKED)(ParkedEntry)


def park(revision: Any, problems: list[str], *, agreed: bool = False) -> None:
    """Take the revision off the schedule and leave a note in the page's history. The live form stays as it is."""
    revision.approved_go_live_at = None
    revision.save(update_fields=["approved_go_live_at"])
    data = {"problems": problems, **({"agreed": True} if agreed else {})}
    log(instance=revision.content_object, action=PARKED, data=data, revision=revision)


def parked(page: "FormPage") -> Parked | None:
    """What was set aside last; None where somebody has published or scheduled since."""
    entries = apps.get_model("wagtailcore", "PageLogEntry").objects.filter(
        page_id=page.pk, action__in=(PARKED, *SETTLED)
    )
    last = entries.order_by("-timestamp", "-pk").first()
    if last is None or last.action != PARKED:
        return None
    return Parked(last.timestamp, tuple(last.data.get("problems", [])), bool(last.data.get("agreed")))


def publish_agreed(workflow_state: Any, user: Any = None) -> None:
    """What follows the last agreement (WAGTAIL_FINISH_WORKFLOW_ACTION): the revision is published.

    Where it cannot be, because a duty came to need something meanwhile, say, it is set aside with its reasons.
    """
    revision = workflow_state.content_object.get_latest_revision()
    try:
        with transaction.atomic():
            publish_workflow_state(workflow_state, user=user)
    except ValidationError as error:
        park(revision, list(error.messages), agreed=True)
