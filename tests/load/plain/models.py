"""A page of wagtail.contrib.forms, in this portal's frame, with the template of Wagtail's own documentation."""

from typing import Any

from django.db import models
from django.template import engines
from modelcluster.fields import ParentalKey
from wagtail.contrib.forms.models import AbstractForm, AbstractFormField

TEMPLATE = engines["django"].from_string("""{% extends "base.html" %}
{% block content %}
  <h1>{{ page.title }}</h1>
  <form action="{{ page.url }}" method="post">{% csrf_token %}{{ form.as_p }}<input type="submit"></form>
{% endblock content %}""")


class PlainField(AbstractFormField):
    page = ParentalKey("plain.PlainPage", on_delete=models.CASCADE, related_name="form_fields")

    class Meta(AbstractFormField.Meta):
        app_label = "plain"


class PlainPage(AbstractForm):
    class Meta:
        app_label = "plain"

    def get_template(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        return TEMPLATE
