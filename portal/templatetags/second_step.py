"""Whether the person is invited to set up a second step to sign in."""

from django import template

from portal.accounts.second_step_offer import is_offered

register = template.Library()


@register.simple_tag(takes_context=True)
def second_step_is_offered(context: template.RequestContext) -> bool:
    return is_offered(context["request"])
