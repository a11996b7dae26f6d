"""The button of single sign-on, where a provider is configured."""

from typing import Any

from django import template
from django.conf import settings
from django.template import RequestContext

register = template.Library()


@register.inclusion_tag("account/single_sign_on/button.html", takes_context=True)
def single_sign_on(context: RequestContext) -> dict[str, Any]:
    told = settings.SINGLE_SIGN_ON
    passed_on = {name: context.get(name) for name in ("redirect_field", "csrf_token")}
    return {"provider_name": told["name"] if told else "", **passed_on}
