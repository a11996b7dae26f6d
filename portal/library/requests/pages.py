"""The form by which the public asks for a report: its words and questions are an editor's."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from portal.library.requests.filling import fill

MOST_QUESTIONS = 12


class AskedBlock(blocks.StructBlock):
    """A question of the form besides those that every request answers (which report, name, e-mail address)."""

    label = blocks.CharBlock(max_length=160, label="Question")
    hint = blocks.CharBlock(max_length=250, required=False)
    required = blocks.BooleanBlock(required=False, label="Must be answered")


class ChoiceBlock(AskedBlock):
    choices = blocks.ListBlock(blocks.CharBlock(max_length=120), min_num=2, max_num=12)


class QuestionsBlock(blocks.StreamBlock):
    line = AskedBlock(label="A line of text", icon="edit")
    text = AskedBlock(label="A longer text", icon="pilcrow")
    choice = ChoiceBlock(label="One of several", icon="list-ul")

    class Meta:
        required = False
        max_num = MOST_QUESTIONS


class ReportRequestPage(Page):
    """Anybody sends it, without an account; the support office answers at the desk (portal.library.requests)."""

    lead = models.TextField(blank=True, help_text="Shown large below the title.")
    questions = StreamField(QuestionsBlock(), blank=True)
    button = models.CharField("text of the button", max_length=40, default=gettext_noop("Send the request"))
    thanks = models.TextField(
        "what the page says afterwards",
        blank=True,
        default=gettext_noop("The support office answers by e-mail, usually within five working days."),
    )

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        "lead",
        FieldPanel(
            "questions",
            help_text="Every request says which report is wanted, and the name and e-mail address of who asks.",
        ),
        MultiFieldPanel(["button", "thanks"], heading="Sending"),
    ]
    template = "portal/report_request.html"
    parent_page_types: ClassVar[list[str]] = ["portal.HomePage"]
    subpage_types: ClassVar[list[str]] = []

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return fill(self, request)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        return fill(self, request)
