"""What an editor is told when a draft was saved: what in it names a question or an answer that is gone.

A browser asks before it deletes (static/forms/editor_dependants.js); this tells whoever deleted all the same, changed a
choice, or works in another way. A draft takes anything, so nothing is refused here.
"""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join

from forms.definition.block_values import definition_of
from forms.definition.dangling import dangling
from forms.models.form_page import FormPage
from forms.versions.former_wordings import former_wordings


def say_what_is_gone(request: HttpRequest, page: FormPage) -> None:
    """A warning with a sentence for each; nothing while the editor saves by itself."""
    if not request.accepts("text/html"):
        return
    found = dangling(definition_of(page), former_wordings(page))
    if found:
        told = format_html_join("", "<li>{}</li>", ((sentence,) for sentence in found))
        messages.warning(
            request,
            format_html("Your draft is saved. Before it can be published, mend what lost a question:<ul>{}</ul>", told),
        )
