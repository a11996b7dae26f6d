"""A form page as the content of a form file, and the content put into a page."""

import json
from types import SimpleNamespace
from typing import Any

from forms.definition.block_values import definition_of, steps_from
from forms.definition.compact import full
from forms.definition.shape import FORMAT, Definition
from forms.editor.transfer.form_file import KIND, SCHEMA_NAME, SECOND, Content, definition_in
from forms.models.form_page import FormPage

# The key in the file, and the page's field.
FIELDS = {
    "title": "title",
    "introduction": "introduction",
    "warning": "urgent_warning",
    "minutes": "minutes",
    "confirmation": "confirmation",
    "handler": "handler",
    "grace_days": "grace_days",
    "second_language": "second_language",
}
SECOND_FIELDS = {
    "title": "second_title",
    "introduction": "second_introduction",
    "warning": "second_urgent_warning",
    "confirmation": "second_confirmation",
}


def content_of(page: FormPage) -> Content:
    """The form as it stands on this page object: live or draft."""
    return {
        "$schema": SCHEMA_NAME,
        "format": FORMAT,
        "kind": KIND,
        "slug": page.slug,
        **{key: getattr(page, field) for key, field in FIELDS.items()},
        "second": full({key: getattr(page, field) for key, field in SECOND_FIELDS.items()}, SECOND),
        "steps": definition_of(page)["steps"],
    }


def fields_of(content: Content) -> dict[str, Any]:
    """The page's fields and their values: everything of the file but the address."""
    return {
        **{field: content[key] for key, field in FIELDS.items()},
        **{field: content["second"][key] for key, field in SECOND_FIELDS.items()},
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
