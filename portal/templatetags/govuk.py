"""Draws a Django form field as a GOV.UK component: label, hint, error, and the attributes that tie them together."""

from typing import Any

from django import forms, template
from django.forms import BoundField

register = template.Library()


@register.inclusion_tag("components/field.html")
def govuk_field(field: BoundField) -> dict[str, Any]:
    """One field with its label, hint and errors. Works for text, choices, ticks and text areas."""
    widget = field.field.widget
    kind = _kind(widget)
    described = [f"{field.auto_id}-hint"] if field.help_text else []
    described += [f"{field.auto_id}-error"] if field.errors else []
    attrs: dict[str, str | bool] = {"class": _classes(field, kind)}
    if described and kind in ("input", "textarea", "select", "checkbox"):
        attrs["aria-describedby"] = " ".join(described)
    control = "" if kind in ("radios", "checkboxes") else field.as_widget(attrs=attrs)
    return {"field": field, "kind": kind, "control": control, "described": " ".join(described)}


def _kind(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "checkboxes"
    if isinstance(widget, forms.RadioSelect):
        return "radios"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.Textarea):
        return "textarea"
    return "select" if isinstance(widget, forms.Select) else "input"


def _classes(field: BoundField, kind: str) -> str:
    name = {"checkbox": "govuk-checkboxes__input"}.get(kind, f"govuk-{kind}")
    classes = [field.field.widget.attrs.get("class", ""), name]
    if field.errors and kind != "checkbox":
        classes.append(f"govuk-{kind}--error")
    if kind == "input" and isinstance(field.field, forms.IntegerField):
        classes.append("govuk-input--width-4")
    return " ".join(name for name in classes if name)
