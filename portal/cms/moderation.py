"""Handing in a page is offered only where somebody will see it and can agree to it.

Wagtail comes with a moderation for the whole site whose group nobody belongs to: what an editor handed in there would
wait for ever, locked against them.
"""

from typing import Any

from django.http import HttpRequest

from forms.versions.agreement import can_be_finished

HANDING_IN = "action-submit"


def only_what_can_be_finished(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Receiver of construct_page_action_menu: takes the button away where nobody could answer, on pages and forms."""
    page = context.get("page") or context.get("parent_page")
    if any(item.name == HANDING_IN for item in items) and (page is None or not can_be_finished(page)):
        items[:] = [item for item in items if item.name != HANDING_IN]
