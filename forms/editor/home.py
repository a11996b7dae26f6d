"""An editor's forms on the first page of the CMS: how each stands, in states and numbers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db.models import Count, Q
from django.http import HttpRequest
from wagtail.admin.ui.components import Component
from wagtail.models import Page, Revision
from wagtail.permissions import policy_registry

from forms import handlers, present
from forms.models import Draft, FormRelease, Submission
from forms.models.form_page import FormPage

ON_PAGE = 30
LATELY = timedelta(days=30)
# The root, the site's home, the home of who runs the form, its list of forms.
DEPTH_OF_LISTS = 4


@dataclass(frozen=True)
class State:
    """`stands_out`: somebody has to do something before it is as they meant it."""

    said: str
    stands_out: bool = False


@dataclass(frozen=True)
class FormLine:
    """One form. `sent_lately`: of `sent`, those of the last 30 days. `release`: its last publishing.

    `goes_live_at`: when its scheduled version does. `where`: the page two above it, whose it is.
    """

    page: FormPage
    states: tuple[State, ...]
    release: FormRelease | None
    drafts: int
    sent: int
    sent_lately: int
    goes_live_at: datetime | None
    where: str

    @property
    def what_for(self) -> str:
        """What happens with it when it is sent, in the words of an editor's choice; "" where nothing is chosen."""
        key = self.page.handler
        return handlers.get(key).label if key in handlers.registry else ""


class FormsPanel(Component):
    """The forms that this person may change, the one that was worked on last first."""

    name = "forms"
    template_name = "forms/admin/home.html"
    order = 100

    class Media:
        css: ClassVar = {"all": ["forms/admin.css"]}

    def __init__(self, request: HttpRequest) -> None:
        super().__init__()
        self.request = request

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        mine = forms_of(self.request.user)
        now = present.now()
        return {"lines": lines(mine, now=now), "more": max(0, mine.count() - ON_PAGE), "request": self.request}


def add_forms(request: HttpRequest, panels: list[Any]) -> None:
    """Receiver of construct_homepage_panels."""
    if forms_of(request.user).exists():
        panels.append(FormsPanel(request))


def forms_of(user: Any) -> Any:
    """The forms this person may change, newest work first. An alias has nothing of its own to change."""
    pages = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "change")
    return FormPage.objects.filter(pk__in=pages.values("pk"), alias_of=None).order_by(
        "-latest_revision_created_at", "pk"
    )


def lines(mine: Any, *, now: datetime) -> list[FormLine]:
    """How the first ON_PAGE of these forms stand. The queries are the same for one form and for thirty."""
    found = list(
        mine.defer("steps")
        .prefetch_workflow_states()
        .annotate_approved_schedule()
        .select_related("locked_by", "latest_revision__user")
        .defer("latest_revision__content")[:ON_PAGE]
    )
    keys = [page.pk for page in found]
    releases = _last_releases(keys)
    drafts = _counted(Draft.objects.filter(trial__isnull=True, submitted_at=None, expires_at__gt=now), "page", keys)
    sent = _counted(Submission.objects.all(), "page", keys)
    lately = _counted(Submission.objects.filter(submitted_at__gt=now - LATELY), "page", keys)
    where = dict(Page.objects.filter(path__in=[_above(page) for page in found]).values_list("path", "title"))
    times = dict(
        Revision.page_revisions.filter(object_id__in=map(str, keys), approved_go_live_at__isnull=False)
        .order_by("-approved_go_live_at")
        .values_list("object_id", "approved_go_live_at")
    )
    return [
        FormLine(
            page,
            tuple(_states(page)),
            releases.get(page.pk),
            drafts.get(page.pk, 0),
            sent.get(page.pk, 0),
            lately.get(page.pk, 0),
            times.get(str(page.pk)),
            where.get(_above(page), ""),
        )
        for page in found
    ]


def _above(page: FormPage) -> str:
    """The path of the page two levels up, below the site's own home: of a form beside the list of forms, one."""
    return str(page.path[: -(2 if page.depth > DEPTH_OF_LISTS else 1) * page.steplen])


def _states(page: FormPage) -> Iterator[State]:
    yield State("Live") if page.live else State("Not published")
    if page.workflow_in_progress:
        yield State("Waiting for agreement", stands_out=True)
    elif page._approved_schedule:
        yield State("Scheduled")
    elif page.live and page.has_unpublished_changes:
        yield State("Draft changes", stands_out=True)
    if page.locked:
        yield State(f"Locked by {page.locked_by or 'somebody'}")


def _last_releases(keys: list[int]) -> dict[int, FormRelease]:
    found = FormRelease.objects.filter(page__in=keys).order_by("page", "-since", "-pk").select_related("version", "by")
    newest: dict[int, FormRelease] = {}
    for release in found.defer("version__definition"):
        newest.setdefault(release.page_id, release)
    return newest


def _counted(rows: Any, field: str, keys: list[int]) -> dict[int, int]:
    counted = rows.filter(Q(**{f"{field}__in": keys})).order_by().values(field).annotate(number=Count("pk"))
    return {row[field]: row["number"] for row in counted}
