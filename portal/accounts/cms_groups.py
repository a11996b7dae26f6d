"""Who edits what in the CMS: a group for each role that works there, so that nobody ticks permissions by hand.

The memberships themselves are who is in a group (workflow.parties.party). This module makes the groups and their
rights, when a branch of the site is made and where a partnership or its report library comes later.
"""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from portal.reports.pages import ReportIndexPage
from workflow.parties.party import Membership, Partnership, RoleGroup
from workflow.parties.roles import Role

# Role → what its group may do on the partnership's branch; on the whole site where the role is bound to none.
BRANCH_RIGHTS: dict[str, tuple[str, ...]] = {
    Role.CONTENT_EDITOR: ("add", "change", "publish"),
    Role.PUBLISHER: ("add", "change", "publish", "lock", "unlock"),
}
# Those who write and comment reports reach the report index only (portal.reports.lock says which pages of it).
REPORT_RIGHTS: dict[str, tuple[str, ...]] = {Role.REVIEWER: ("change",), Role.OFFICER: ("change",)}
IN_A_PARTNERSHIP = (*BRANCH_RIGHTS, *REPORT_RIGHTS)
BOUND_TO_NONE = (*BRANCH_RIGHTS, Role.ADMINISTRATOR)
MEDIA_RIGHTS = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")
MEDIA_ROLES = frozenset(BRANCH_RIGHTS)
ALL_OF = ("add", "change", "delete")
# What administrators keep besides the procedure, which knows its people itself (portal.cms.procedure): app, model,
# rights. No page, no draft of a report, no form: what is written on the site is the editors'.
KEPT_BY_ADMINISTRATORS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    *(("workflow", one, ("add", "change", "view")) for one in ("partnership", "agency", "bodyaddress")),
    ("workflow", "retentionschedule", ("add", "change", "view")),
    ("workflow", "agencykind", (*ALL_OF, "view")),
    ("wagtailcore", "site", ALL_OF),
    ("wagtailcore", "workflow", ALL_OF),
    ("wagtailcore", "task", ALL_OF),
    ("wagtailredirects", "redirect", ALL_OF),
)
# In the collections, where pictures and documents lie: a partnership's logo is chosen by who keeps partnerships.
COLLECTION_RIGHTS = ("add_collection", "change_collection", "delete_collection", "add_image", "choose_image")
PREFIX = "Partnership "


def ensure_groups(partnership: Partnership | None = None) -> dict[str, Group]:
    """The CMS groups by role of a partnership, or of the roles that are bound to none, with their rights.

    Made or mended, never doubled. Memberships that are there already get their group.
    """
    groups = {}
    for role in BOUND_TO_NONE if partnership is None else IN_A_PARTNERSHIP:
        group = groups[str(role)] = _group_of(partnership, role)
        group.permissions.add(_permission("wagtailadmin", "access_admin"))
        if role == Role.CONTENT_EDITOR:
            group.permissions.add(*(_permission("portal", f"{right}_reporttheme") for right in (*ALL_OF, "view")))
        if role in MEDIA_ROLES:
            _give_collections(group, MEDIA_RIGHTS)
        if role == Role.ADMINISTRATOR:
            _give_administrators(group)
        else:
            _give_pages(group, role, partnership)
        running = Membership.objects.filter(role=role, partnership=partnership, ended_at=None)
        running.filter(cms_group=None).update(cms_group=group)
    return groups


def ensure_after(request: HttpRequest, instance: Any) -> None:
    """Wagtail's hook after a snippet was saved: a partnership has its groups from the first moment."""
    if isinstance(instance, Partnership):
        ensure_groups(instance)


def ensure_for_library(request: HttpRequest, page: Page) -> None:
    """Wagtail's hook after a page was made: who writes reports reaches a report library that is made later."""
    if isinstance(page, ReportIndexPage) and (partnership := Partnership.objects.for_page(page)) is not None:
        ensure_groups(partnership)


def _group_of(partnership: Partnership | None, role: str) -> Group:
    found = RoleGroup.objects.filter(partnership=partnership, role=role).select_related("group").first()
    if found is not None:
        return found.group
    # Found by its name where an earlier release made it.
    name = f"{PREFIX}{partnership.slug if partnership else 'everywhere'}: {Role(role).label.lower()}"
    group, _made = Group.objects.get_or_create(name=name)
    RoleGroup.objects.create(partnership=partnership, role=role, group=group)
    return group


def _give_pages(group: Group, role: str, partnership: Partnership | None) -> None:
    home = Page.get_first_root_node() if partnership is None else partnership.home
    if home is None:
        return
    page, rights = home, BRANCH_RIGHTS.get(role)
    if rights is None:
        index = ReportIndexPage.objects.child_of(home).first()
        if index is None:
            return
        page, rights = Page.objects.get(pk=index.pk), REPORT_RIGHTS[role]
    for right in rights:
        permission = _permission("wagtailcore", f"{right}_page")
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)


def _give_administrators(group: Group) -> None:
    for app, model, rights in KEPT_BY_ADMINISTRATORS:
        group.permissions.add(*(_permission(app, f"{right}_{model}") for right in rights))
    _give_collections(group, COLLECTION_RIGHTS)


def _give_collections(group: Group, rights: tuple[str, ...]) -> None:
    root = Collection.get_first_root_node()
    for codename in rights:
        app = {"image": "wagtailimages", "document": "wagtaildocs"}.get(codename.partition("_")[2], "wagtailcore")
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=root, permission=_permission(app, codename)
        )


def _permission(app_label: str, codename: str) -> Permission:
    types = ContentType.objects.filter(app_label=app_label)
    return Permission.objects.get(content_type__in=types, codename=codename)
