"""When a form goes live, and nothing about when it would come off: a form is not taken off the site by the clock."""

from typing import Any

from wagtail.admin.panels import PublishingPanel


class GoLivePanel(PublishingPanel):
    """Wagtail's panel for the schedule without the date on which a page expires."""

    children: list[Any]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.children = [child for child in self.children if child.field_name == "go_live_at"]
