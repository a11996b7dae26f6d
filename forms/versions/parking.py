"""A scheduled version that could not be published at its time: set aside, and said so where its editors look."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from wagtail.log_actions import LogActionRegistry, log
from wagtail.log_actions import LogFormatter as Formatter
from wagtail.models import PageLogEntry

if TYPE_CHECKING:
    from forms.models.form_page import FormPage

PARKED = "forms.park"
SETTLED = ("wagtail.publish", "wagtail.publish.schedule", "wagtail.publish.scheduled", "wagtail.schedule.cancel")


@dataclass(frozen=True)
class Parked:
    at: datetime
    problems: tuple[str, ...]


class ParkedEntry(Formatter):
    """How it reads in the page's history."""

    label = "Not published at its time"

    def format_message(self, entry: Any) -> str:
        """The reasons, a sentence each."""
        return " ".join(["Not published at its time:", *entry.data.get("problems", [])])


def register(actions: LogActionRegistry) -> None:
    """Tell Wagtail's history of this kind of entry."""
    actions.register_action(PARKED)(ParkedEntry)


def park(revision: Any, problems: list[str]) -> None:
    """Take the revision off the schedule and leave a note in the page's history. The live form stays as it is."""
    revision.approved_go_live_at = None
    revision.save(update_fields=["approved_go_live_at"])
    log(instance=revision.content_object, action=PARKED, data={"problems": problems}, revision=revision)


def parked(page: "FormPage") -> Parked | None:
    """What was set aside last; None where somebody has published or scheduled since."""
    entries = PageLogEntry.objects.filter(page_id=page.pk, action__in=(PARKED, *SETTLED))
    last = entries.order_by("-timestamp", "-pk").first()
    if last is None or last.action != PARKED:
        return None
    return Parked(last.timestamp, tuple(last.data.get("problems", [])))
