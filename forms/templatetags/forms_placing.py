"""A question where a page has it."""

from django import template
from django.utils.safestring import SafeString

from forms.questions.drawing import Drawn
from forms.questions.placing import placed

register = template.Library()


@register.simple_tag
def place(question: Drawn) -> SafeString:
    """`{% place question %}`: its label, hint, errors and boxes."""
    return placed(question)
