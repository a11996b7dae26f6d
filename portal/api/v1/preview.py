"""A draft of a page by its token, for a separate front end that an editor opened from the CMS."""

import json
from typing import Annotated, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest
from ninja import Header, Router
from wagtail.api import APIField
from wagtail.fields import RichTextField, StreamField
from wagtail.rich_text import expand_db_html

from forms.definition.block_values import definition_of
from forms.definition.schema import schema_of
from forms.models.form_page import FormPage
from portal.api.preview import page_of
from portal.api.v1.auth import anybody
from portal.api.v1.schemas import DraftPageOut

router = Router(tags=["Preview"], auth=[anybody])
PreviewToken = Annotated[str, Header(alias="Preview-Token", max_length=500)]


@router.get(
    "/preview",
    response=DraftPageOut,
    summary="The draft of one page",
    description="By the token that the CMS gives to the front end, in the header Preview-Token: good for an hour.",
    url_name="preview",
)
def get_preview(request: HttpRequest, preview_token: PreviewToken = "") -> Any:
    page = page_of(preview_token)
    if page is None:
        raise Http404
    return {
        "id": page.pk,
        "type": page._meta.label,
        "title": page.title,
        "language": page.locale.language_code,
        "saved_at": page.latest_revision_created_at,
        "content": content_of(page),
    }


def content_of(page: Any) -> dict[str, Any]:
    """What the page's own API tells of a published one; of a form, its questions."""
    if isinstance(page, FormPage):
        texts = {name: expand_db_html(getattr(page, name)) for name in ("introduction", "confirmation")}
        return {**texts, "warning": page.urgent_warning, "schema": schema_or_none(page)}
    names = [one.name if isinstance(one, APIField) else str(one) for one in getattr(page, "api_fields", [])]
    return {name: _value(page, name) for name in names}


def schema_or_none(page: FormPage) -> dict[str, Any] | None:
    """None while the questions cannot be published."""
    try:
        return schema_of(definition_of(page))
    except (ValueError, KeyError):
        return None


def _value(page: Any, name: str) -> Any:
    field = next((one for one in page._meta.get_fields() if one.name == name), None)
    value = getattr(page, name)
    if isinstance(field, RichTextField):
        return expand_db_html(value)
    if isinstance(field, StreamField):
        return json.loads(json.dumps(field.stream_block.get_api_representation(value), cls=DjangoJSONEncoder))
    if hasattr(value, "all"):
        return [str(one) for one in value.all()]
    return value
