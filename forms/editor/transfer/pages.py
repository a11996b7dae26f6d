"""A form page as the content of a form file, and the content put into a page."""

import json
from types import SimpleNamespace
from typing import Any

from forms.definition.block_values import definition_of, steps_from
from forms.definition.compact import full
from forms.definition.shape import FORMAT, Definition
from forms.editor.transfer.form_file import KIND, SCHEMA_NAME, SECOND, SECOND_TEXTS, Content, definition_in
from forms.models.form_page import FormPage

# By its key in the file: the page's field, and what people call it.
FIELDS = {
    "title": ("title", "Title"),
    "introduction": ("introduction", "Introduction"),
    "warning": ("urgent_warning", "Warning"),
    "minutes": ("minutes", "Minutes to complete"),
    "confirmation": ("confirmation", "Confirmation"),
    "handler": ("handler", "What happens when it is sent"),
    "grace_days": ("grace_days", "Days of grace"),
    "second_language": ("second_language", "Second language"),
}
SECOND_FIELDS = {
    key: (f"second_{field}", f"{label} in the second language")
    for key, (field, label) in FIELDS.items()
    if key in SECOND_TEXTS
}


def content_of(page: FormPage) -> Content:
    """The form as it stands on this page object: live or draft."""
    return {
        "$schema": SCHEMA_NAME,
        "format": FORMAT,
        "kind": KIND,
        "slug": page.slug,
        **{key: getattr(page, field) for key, (field, _label) in FIELDS.items()},
        "second": full({key: getattr(page, field) for key, (field, _label) in SECOND_FIELDS.items()}, SECOND),
        "steps": definition_of(page)["steps"],
    }


def fields_of(content: Content) -> dict[str, Any]:
    """The page's fields and their values: everything of the file but the address."""
    return {
        **{field: content[key] for key, (field, _label) in FIELDS.items()},
        **{field: content["second"][key] for key, (field, _label) in SECOND_FIELDS.items()},
        "steps": json.dumps(steps_from(definition_in(content))),
    }


def put(page: FormPage, content: Content) -> None:
    """Give the page everything of the file but its address, which other pages and letters name."""
    for field, value in fields_of(content).items():
        setattr(page, field, value)
    page.draft_title = page.title


def as_edited(content: Content) -> Definition:
    """The definition that a page makes of the content: what the editor has no place for is gone."""
    blocks = FormPage._meta.get_field("steps").stream_block
    return definition_of(
        SimpleNamespace(
            title=content["title"],
            second_language=content["second_language"],
            second_title=content["second"]["title"],
            steps=blocks.to_python(steps_from(definition_in(content))),
        )
    )
