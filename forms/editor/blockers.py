"""What keeps a draft from being published: its questions, a field of the page, a lock, or whoever has to agree."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.list_block import ListBlock
from wagtail.blocks.stream_block import BaseStreamBlock
from wagtail.blocks.struct_block import BaseStructBlock

from forms.models.form_page import FormPage
from forms.versions import publishing
from forms.versions.agreement import may_publish, who_publishes


def blockers(page: FormPage, draft: FormPage, user: Any) -> list[str]:
    """A sentence each, in the order in which to go about them; empty where this person may publish the draft now."""
    return [
        *_faults_of_fields(draft),
        *_faults_of_blocks(draft),
        *publishing.problems_of(draft),
        *_waiting(page),
        *([] if may_publish(page, user) else [who_publishes(page)]),
    ]


def _faults_of_fields(draft: FormPage) -> Iterator[str]:
    try:
        # What happens when it is sent, and the questions, are told in sentences of their own.
        draft.full_clean(exclude=["handler", "steps"])
    except ValidationError as error:
        for name, told in error.message_dict.items():
            label = str(draft._meta.get_field(name).verbose_name) if name != "__all__" else "The page"
            yield from (f"{label[0].upper()}{label[1:]}: {one}" for one in told)


def _faults_of_blocks(draft: FormPage) -> Iterator[str]:
    block = draft.steps.stream_block
    try:
        block.clean(draft.steps)
    except ValidationError as error:
        yield from _told(block, draft.steps, error, "")


def _told(block: Any, value: Any, error: Any, where: str) -> Iterator[str]:
    """Every fault below this block. `where`: the steps, questions and fields around it, ready to go on from."""
    inner = getattr(error, "block_errors", None)
    if not inner:
        yield from (f"{where or 'The form'}: {one}" for one in error.messages)
        return
    for key, fault in inner.items() if isinstance(inner, dict) else enumerate(inner):
        if fault is None:
            continue
        if isinstance(block, BaseStructBlock):
            child, held, name = block.child_blocks[key], value[key], _of_field(block.child_blocks[key])
        elif isinstance(block, BaseStreamBlock):
            child, held = value[key].block, value[key].value
            name = _of_child(value[key], key)
        else:
            child, held, name = block.child_block, value[key], ""
        yield from _told(child, held, fault, ", ".join(filter(None, (where, name))))
    yield from (f"{where or 'The form'}: {one}" for one in getattr(error, "non_block_errors", None) or [])


def _of_field(block: blocks.Block) -> str:
    """A row of questions says nothing of its own: each question is named."""
    return "" if isinstance(block, BaseStreamBlock | ListBlock) else f"“{block.label}”"


def _of_child(child: Any, place: int) -> str:
    named = child.value.get("title") or child.value.get("label")
    kind = {"step": "Step", "group": "group"}.get(child.block_type, "question")
    return f"{kind} “{named}”" if named else f"{kind} {place + 1}"


def _waiting(page: FormPage) -> Iterator[str]:
    if page.workflow_in_progress:
        task = page.current_workflow_task
        asked = task.name if task is not None else "somebody"
        yield f"It was handed in and waits for: {asked}. Whoever agrees to it publishes it."
    elif page.locked:
        yield f"The form is locked by {page.locked_by or 'somebody'}. Ask them to unlock it."
