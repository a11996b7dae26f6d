"""Keeps a report page where the machine put it: no button, schedule, copy or script of the CMS moves one (D33-D41).

The refusal sits on the model, where every way through Wagtail ends. `portal.reports.publishing` alone opens it. What is
written meanwhile lies sealed in its revisions (portal.reports.sealing), and nowhere else.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NoReturn

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from wagtail.models import COMMENTS_RELATION_NAME, PagePermissionTester

from portal.reports import sealing
from portal.site.public_page import PublicPage
from workflow.machines.review.writers import written_by
from workflow.parties.party import Partnership
from workflow.parties.roles import Actor, Role
from workflow.people.models import User

REFUSAL = (
    "A review report is published, changed on the site and taken down from its case on the case desk, "
    "never from here. Your draft is kept."
)
# R writes, O comments (and so counts as an author): nobody else reads a draft in the CMS, administrators included. Of
# the reviewers those of this very review (workflow.machines.review.writers).
DRAFTING_ROLES = frozenset({Role.REVIEWER, Role.OFFICER})
# What Wagtail writes on a live row when somebody saves a draft of it.
DRAFT_FIELDS = frozenset(
    {
        COMMENTS_RELATION_NAME,
        "latest_revision",
        "latest_revision_created_at",
        "draft_title",
        "has_unpublished_changes",
        "locked",
        "locked_at",
        "locked_by",
        "alias_of",
    }
)

_open: ContextVar[bool] = ContextVar("report_lock_open", default=False)


@contextmanager
def moved_by_machine() -> Iterator[None]:
    """Within this block report pages may be published and taken down."""
    token = _open.set(True)
    try:
        yield
    finally:
        _open.reset(token)


def refuse() -> NoReturn:
    raise PermissionDenied(REFUSAL)


class ReportPermissions(PagePermissionTester):
    """What a person may do with a report page in the CMS: write the draft, look at it, nothing more."""

    def can_edit(self) -> bool:
        if not self._may_draft() or not super().can_edit():
            return False
        return not self.page.specific.is_with_approvers()

    def _may_draft(self) -> bool:
        actor = Actor.of(self.user)
        if not actor.holds(DRAFTING_ROLES):
            return False
        partnership = Partnership.objects.for_page(self.page)
        if partnership is None:
            return False
        if actor.holds({Role.OFFICER}, partnership_id=partnership.pk):
            return True
        return written_by(actor).filter(pk=self.page.specific.review_id).exists()

    def can_view_revisions(self) -> bool:
        return self._may_draft()

    def _never(self, *args: Any, **kwargs: Any) -> bool:
        return False

    can_add_subpage = can_delete = can_publish = can_unpublish = can_copy = can_move = _never
    can_move_to = can_copy_to = can_submit_for_moderation = can_set_view_restrictions = can_lock = _never


def _by_machine_only(name: str) -> Callable[..., Any]:
    """Wagtail's own method of that name, refused to everybody but the machine."""

    def guarded(self: "MachineMoved", *args: Any, **kwargs: Any) -> Any:
        if not _open.get():
            refuse()
        return getattr(super(MachineMoved, self), name)(*args, **kwargs)

    return guarded


class MachineMoved(PublicPage):
    """A page that only the machine publishes, changes on the site, or takes down."""

    title: Any

    class Meta:
        abstract = True

    def is_with_approvers(self) -> bool:
        """Whether the text lies with those who approve it or was approved: what they read is what is published."""
        raise NotImplementedError

    def permissions_for_user(self, user: User | AnonymousUser) -> ReportPermissions:
        return ReportPermissions(user, self)

    def get_workflow(self) -> None:
        """Wagtail's own moderation ends in publishing: there is none here."""

    @classmethod
    def get_indexed_objects(cls) -> Any:
        """The CMS's search knows what is on the site, and no draft."""
        return super().get_indexed_objects().filter(live=True)

    def __str__(self) -> str:
        return sealing.DRAFT_NAME if self._neutral_title else str(super().__str__())

    # While a draft is saved: the title that every column and log gets in place of what was typed.
    _neutral_title = ""
    _typed_title = ""

    @contextmanager
    def _under_neutral_title(self) -> Iterator[None]:
        """Wagtail writes the title of a draft beside it, into the page's row, its log and the server's."""
        stored = type(self)._base_manager.filter(pk=self.pk).values_list("title", flat=True).first()
        typed: str = self.title
        self._typed_title, self._neutral_title = typed, stored or sealing.DRAFT_NAME
        self.title = self._neutral_title
        try:
            yield
        finally:
            self.title = typed
            self._typed_title = self._neutral_title = ""

    def serializable_data(self) -> dict[str, Any]:
        """What a revision keeps: of a draft the ciphertext, else all of it."""
        content: dict[str, Any] = super().serializable_data()
        if not self._neutral_title:
            return content
        content["title"] = self._typed_title
        return sealing.sealed(self, content, title=self._neutral_title)

    def with_content_json(self, content: Mapping[str, Any]) -> Any:
        """The page as a revision has it. Of a draft whose case was erased nothing is left but what the public reads."""
        if not sealing.is_sealed(content):
            return super().with_content_json(dict(content))
        plain = sealing.opened(self, content)
        return type(self)._base_manager.get(pk=self.pk) if plain is None else super().with_content_json(plain)

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        self.go_live_at = self.expire_at = None
        kwargs["approved_go_live_at"] = None
        if _open.get():
            return super().save_revision(*args, **kwargs)
        with self._under_neutral_title():
            return super().save_revision(*args, **kwargs)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.go_live_at = self.expire_at = None
        fields = kwargs.get("update_fields")
        if not _open.get() and (fields is None or not DRAFT_FIELDS.issuperset(fields)):
            stored = type(self)._base_manager.filter(pk=self.pk).values_list("live", flat=True).first()
            if self.live or stored:
                refuse()
            if stored is not None:
                # Wagtail writes the draft of a page that is not on the site over its row as well: the words stay out.
                kwargs["update_fields"] = sorted(DRAFT_FIELDS)
        super().save(*args, **kwargs)

    publish, unpublish = _by_machine_only("publish"), _by_machine_only("unpublish")
    delete, move = _by_machine_only("delete"), _by_machine_only("move")

    def copy(self, *args: Any, **kwargs: Any) -> NoReturn:
        refuse()

    create_alias = copy
