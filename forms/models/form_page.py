"""FormPage: the page an editor writes a form on and the public starts it from."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.forms.models import FormMixin
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet

from forms import present
from forms.definition.block_values import definition_of
from forms.definition.language import SECOND_LANGUAGES
from forms.definition.shape import questions
from forms.filling.pages import preview, start
from forms.models.submission import Submission
from forms.questions.blocks.steps import StepsBlock
from forms.versions import publishing
from forms.versions.agreement import FormPermissions
from forms.versions.page_form import FormPageForm
from forms.versions.schedule_panel import GoLivePanel

PROSE = ["h2", "h3", "bold", "ol", "ul", "link"]


class FormPageQuerySet(PageQuerySet):
    def live_for(self, handler_key: str, *, below: Page) -> "FormPageQuerySet":
        """The live form pages of this handler in the branch of a page."""
        return self.live().descendant_of(below).filter(handler=handler_key)


def start_at(page_url: str | None, subject: str = "") -> str:
    """Where a person starts the form that stands at this address, about an existing record where one is named."""
    return f"{page_url}?{urlencode({'about': subject})}" if subject else page_url or ""


class FormPage(RoutablePageMixin, FormMixin, Page):
    """A form: its start page and, as blocks, its steps and questions. Publishing freezes them (versions.publishing)."""

    introduction = RichTextField(
        features=PROSE, blank=True, help_text="What the form is for and what people need to have ready."
    )
    minutes = models.PositiveSmallIntegerField(
        "minutes to complete", null=True, blank=True, help_text="Shown on the start page. Leave empty to say nothing."
    )
    urgent_warning = models.TextField(
        "warning",
        blank=True,
        help_text="Shown first on the start page. Like: what to do when a child is in danger now.",
    )
    handler = models.CharField("what happens when it is sent", max_length=60)
    grace_days = models.PositiveSmallIntegerField(
        "days of grace",
        default=0,
        validators=[MaxValueValidator(365)],
        help_text="After new questions are published: for how many days a form that was begun before may still be sent "
        "with the questions it was begun with. 0: the new questions are asked at once.",
    )
    confirmation = RichTextField(
        features=PROSE, blank=True, help_text="Shown on the receipt, below what the case desk says happens next."
    )
    tell_addresses = models.TextField(
        "e-mail addresses",
        blank=True,
        help_text="One on each line. Each gets a message with the reference and a link, never with anything from the "
        "form. Whoever opens the link signs in, and sees only what they may.",
    )
    tell_roles = models.JSONField("roles of the partnership", default=list, blank=True)
    second_language = models.CharField(
        max_length=8,
        blank=True,
        choices=SECOND_LANGUAGES,
        help_text="Every text of the form can then be given in this language too. People choose which they read.",
    )
    second_title = models.CharField("title in the second language", max_length=255, blank=True)
    second_introduction = RichTextField("introduction in the second language", features=PROSE, blank=True)
    second_urgent_warning = models.TextField("warning in the second language", blank=True)
    second_confirmation = RichTextField("confirmation in the second language", features=PROSE, blank=True)
    steps = StreamField(StepsBlock(), blank=True, help_text="Each step is a page of questions.")

    objects: ClassVar = PageManager.from_queryset(FormPageQuerySet)()

    content_panels: ClassVar = [
        *Page.content_panels,
        MultiFieldPanel(
            [FieldPanel("urgent_warning"), FieldPanel("introduction"), FieldPanel("minutes")], heading="Start page"
        ),
        FieldPanel("steps", heading="Steps and questions"),
        MultiFieldPanel([FieldPanel("handler"), FieldPanel("confirmation")], heading="When it is sent"),
        MultiFieldPanel(
            [FieldPanel("tell_roles"), FieldPanel("tell_addresses")],
            heading="Who else is told that it came",
            classname="collapsed",
        ),
        MultiFieldPanel([FieldPanel("grace_days")], heading="When new questions are published"),
        MultiFieldPanel(
            [
                FieldPanel("second_language"),
                FieldPanel("second_title"),
                FieldPanel("second_urgent_warning"),
                FieldPanel("second_introduction"),
                FieldPanel("second_confirmation"),
            ],
            heading="In a second language",
            classname="collapsed",
        ),
    ]
    settings_panels: ClassVar = [GoLivePanel(), *Page.settings_panels[1:]]
    base_form_class = FormPageForm
    subpage_types: ClassVar[list[str]] = []
    template = "forms/start.html"

    preview_modes: ClassVar = [("start", "Start page"), ("questions", "All questions")]
    default_preview_mode = "questions"

    class Meta:
        verbose_name = "form"

    def start_url(self, subject: str = "") -> str:
        """Where a person starts this form, about an existing record where one is named."""
        return start_at(self.url, subject)

    def permissions_for_user(self, user: Any) -> FormPermissions:
        return FormPermissions(user, self)

    def publish(self, revision: Any, user: Any = None, **kwargs: Any) -> Any:
        """Publish all of it or nothing. Whoever agreed to the revision is named in the release, not who wrote it."""
        revision.agreed_by = user
        with transaction.atomic():
            return super().publish(revision, user=user, **kwargs)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A save that puts a revision live freezes its questions with it, together or not at all.

        Every way Wagtail publishes a page ends here: the button, an agreement, the schedule.
        """
        # A form is never taken off the site by the clock: somebody has to mean it.
        self.expire_at = None
        with transaction.atomic():
            goes_live = self._goes_live(kwargs.get("update_fields"))
            super().save(*args, **kwargs)
            if goes_live:
                publishing.freeze(self, by=publishing.publisher_of(self.live_revision), now=present.now())

    def _goes_live(self, fields: Any) -> bool:
        if fields is not None or not self.live or self.pk is None or self.live_revision_id is None:
            return False
        return publishing.lock(self.pk) != self.live_revision_id

    @path("", name="start_page")
    def start_page(self, request: HttpRequest) -> HttpResponse:
        """The public start page."""
        return start.start_page(request, self)

    @path("start/", name="start")
    def start(self, request: HttpRequest) -> HttpResponse:
        """Make a draft (POST), or offer to, with the drafts there are (GET)."""
        return start.start(request, self)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The real form from unpublished content: the start page, or every step with every question."""
        if mode_name == "start":
            return start.start_page(request, self)
        return preview.all_questions(request, self)

    def get_submission_class(self) -> type[Submission]:
        return Submission

    def get_data_fields(self) -> list[tuple[str, str]]:
        """Name and wording of each question as it stands on this page object."""
        return [(question["name"], question["label"]) for _step, question in questions(definition_of(self))]

    def serve_submissions_list_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Editors do not read submissions: those who may find them on the case desk."""
        raise PermissionDenied("Submissions are read on the case desk.")
