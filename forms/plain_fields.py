"""Columns whose text is figures or an address: what is pasted along unseen is cleaned before anything is checked.

To the database and to migrations they are Django's own columns; only what is typed into their forms differs.
"""

from typing import Any

from django import forms
from django.db import models

from forms.same_text import plain


class PlainEmailInput(forms.EmailField):
    """The box of an e-mail address."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(plain(value) if isinstance(value, str) else value)


class PlainTextInput(forms.CharField):
    """The box of a telephone number or a reference."""

    def to_python(self, value: Any) -> str:
        return super().to_python(plain(value) if isinstance(value, str) else value) or ""


def _as_djangos(deconstructed: tuple[str, str, Any, Any], column: str) -> tuple[str, str, Any, Any]:
    name, _path, args, kwargs = deconstructed
    return name, f"django.db.models.{column}", args, kwargs


class PlainEmailField(models.EmailField):  # type: ignore[type-arg]  # takes no parameters at run time
    """An e-mail address."""

    def deconstruct(self) -> Any:
        return _as_djangos(super().deconstruct(), "EmailField")

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": PlainEmailInput, **kwargs})


class PlainCharField(models.CharField):  # type: ignore[type-arg]  # takes no parameters at run time
    """A telephone number, or a reference."""

    def deconstruct(self) -> Any:
        return _as_djangos(super().deconstruct(), "CharField")

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": PlainTextInput, **kwargs})
