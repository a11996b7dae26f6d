"""Django's `{% url %}` and `|date`, which remember what they answered: built in, so that no template says otherwise."""

from datetime import date
from typing import Any

from django import template
from django.template import defaultfilters, defaulttags
from django.template.base import Parser, Token
from django.template.context import Context
from django.urls import NoReverseMatch
from django.utils.html import conditional_escape

from forms.addresses import found
from forms.definition.dates import written

register = template.Library()


class RememberedURLNode(defaulttags.URLNode):
    """The same, but that it asks `forms.addresses`."""

    def render(self, context: Context) -> str:
        name = self.view_name.resolve(context)
        args = tuple(one.resolve(context) for one in self.args)
        named = {key: one.resolve(context) for key, one in self.kwargs.items()}
        # As Django's own: the request's application, else the one that its view is in.
        request = getattr(context, "request", None)
        match = getattr(request, "resolver_match", None)
        current_app = getattr(request, "current_app", getattr(match, "namespace", None))
        address = ""
        try:
            address = found(name, args, named, current_app)
        except NoReverseMatch:
            if self.asvar is None:
                raise
        if self.asvar:
            context[self.asvar] = address
            return ""
        return conditional_escape(address) if context.autoescape else address


@register.tag
def url(parser: Parser, token: Token) -> RememberedURLNode:
    """`{% url "desk:case" case.reference %}`, as Django's."""
    node = defaulttags.url(parser, token)
    return RememberedURLNode(node.view_name, node.args, node.kwargs, node.asvar)


@register.filter("date", expects_localtime=True, is_safe=False)
def date_filter(value: Any, arg: str | None = None) -> str:
    """`{{ day|date:"j F Y" }}`, as Django's."""
    if isinstance(value, date) and arg:
        return written(value, arg)
    return defaultfilters.date(value, arg)
