"""A page of text, and a form page with the template of Wagtail's documentation."""

from typing import Any

from django.db import models
from django.template import engines
from modelcluster.fields import ParentalKey
from wagtail.contrib.forms.models import AbstractForm, AbstractFormField
from wagtail.fields import RichTextField
from wagtail.models import Page

FRAME = """<!doctype html><html lang="en"><head><title>{{ page.title }}</title></head><body>
{% load wagtailcore_tags %}<main><h1>{{ page.title }}</h1>CONTENT</main></body></html>"""
TEXT = FRAME.replace("CONTENT", "{{ page.body|richtext }}")
FORM = FRAME.replace(
    "CONTENT",
    '<form action="{% pageurl page %}" method="post">{% csrf_token %}{{ form.as_p }}<input type="submit"></form>',
)
THANKS = FRAME.replace("CONTENT", "Thank you.")


class BareText(Page):
    body = RichTextField()

    def get_template(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        return engines["django"].from_string(TEXT)


class BareField(AbstractFormField):
    page = ParentalKey("bare.BareForm", on_delete=models.CASCADE, related_name="form_fields")


class BareForm(AbstractForm):
    def get_template(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        return engines["django"].from_string(FORM)

    def get_landing_page_template(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        return engines["django"].from_string(THANKS)
