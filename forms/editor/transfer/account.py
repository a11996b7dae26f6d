"""What an import would change, told before anything is saved."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from django.utils.html import strip_tags
from wagtail.models import Page

from forms.definition.difference import Change, differences
from forms.definition.shape import digest, questions
from forms.editor.transfer.form_file import Content, definition_in
from forms.editor.transfer.pages import FIELDS, SECOND_FIELDS, content_of
from forms.editor.transfer.prose import linked_pages
from forms.models.form_page import FormPage
from forms.versions.publishing import problems_in

NOTHING = "(nothing)"


@dataclass(frozen=True)
class TextChange:
    """A text or setting of the page: as people read it, before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Account:
    """`page`: the draft that was compared with, None for a new form. `same`: the import would change nothing at all.

    `problems`: what would keep the form from being published. `notices`: what to look at.
    """

    content: Content
    page: FormPage | None
    same: bool
    texts: list[TextChange]
    questions: list[Change]
    problems: list[str]
    notices: list[str] = field(default_factory=list)

    @property
    def size(self) -> tuple[int, int]:
        """How many steps and questions the form in the file has."""
        return len(self.content["steps"]), sum(1 for _one in questions(definition_in(self.content)))

    def lines(self) -> Iterator[str]:
        """The account as plain text, a line each."""
        steps, asked = self.size
        if self.page is None:
            yield f"A new form: “{self.content['title']}”, {steps} steps, {asked} questions."
        elif self.same:
            yield "Nothing would change: the form is like this file already."
        for change in self.texts:
            yield f"{change.label}: {change.after} (was: {change.before})"
        for told in self.questions:
            yield f"{told.label}: {told.subject} – {told.detail}"
        if self.page is not None and not (self.same or self.texts or self.questions):
            yield "Only settings that people do not see would change."
        yield from self.notices
        for problem in self.problems:
            yield f"Before it can be published: {problem}"


def account_of(content: Content, page: FormPage | None = None) -> Account:
    """What would change on this page object, the latest draft; or what a new form would be."""
    definition = definition_in(content)
    found = problems_in(definition, content["handler"])
    if page is None:
        return Account(content, None, False, [], [], found, list(_notices(content)))
    before = content_of(page)
    old = definition_in(before)
    texts = list(_text_changes(before, content))
    # What concerns the form as a whole is among the texts.
    changes = [change for change in differences(old, definition) if change.step]
    same = not texts and digest(old) == digest(definition)
    return Account(content, page, same, texts, changes, found, list(_notices(content, page)))


def _text_changes(before: Content, after: Content) -> Iterator[TextChange]:
    for labels, old, new in ((FIELDS, before, after), (SECOND_FIELDS, before["second"], after["second"])):
        for key, (_field, label) in labels.items():
            if old[key] != new[key]:
                was, now = _plain(old[key]), _plain(new[key])
                # Where only the HTML differs, a person sees the same words twice.
                yield TextChange(label, was, now if was != now else f"{now} (laid out anew)")


def _plain(value: Any) -> str:
    # A space for each element, so that paragraphs do not run into each other.
    text = " ".join(unescape(strip_tags(str(value).replace("<", " <"))).split()) if value is not None else ""
    return text or NOTHING


def _notices(content: Content, page: FormPage | None = None) -> Iterator[str]:
    """What to look at before saying yes. Links go by a page's number, which may be another page here."""
    if page is not None and page.slug != content["slug"]:
        yield f"The file is of a form with the address “{content['slug']}”. This form keeps its own, “{page.slug}”."
    numbers = linked_pages(content)
    titles = dict(Page.objects.filter(pk__in=numbers).values_list("pk", "title")) if numbers else {}
    for number in sorted(numbers):
        link = f"A text links to page {number}, which is"
        if number in titles:
            yield f"{link} “{titles[number]}” here. Check that it is the page that is meant."
        else:
            yield f"{link} not on this portal. Choose another page for the link."
