"""Who edits which branch in the CMS: groups made from memberships, so that nobody ticks page permissions by hand."""

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from portal.reports.pages import ReportIndexPage
from workflow.parties.party import Membership, Partnership
from workflow.parties.roles import Role
from workflow.people.models import User

# Role → what its group may do on the partnership's branch.
BRANCH_RIGHTS: dict[str, tuple[str, ...]] = {
    Role.CONTENT_EDITOR: ("add", "change", "publish"),
    Role.PUBLISHER: ("add", "change", "publish", "lock", "unlock"),
}
# Those who write and comment reports reach the report index only (portal.reports.lock says which pages of it).
REPORT_RIGHTS: dict[str, tuple[str, ...]] = {Role.REVIEWER: ("change",), Role.OFFICER: ("change",)}
MEDIA_RIGHTS = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")
MEDIA_ROLES = frozenset(BRANCH_RIGHTS)
# What administrators keep in the CMS besides the procedure, which knows its people itself (portal.cms.procedure).
KEPT_BY_ADMINISTRATORS = ("partnership", "agency", "bodyaddress", "retentionschedule")


def ensure_groups(partnership: Partnership) -> dict[str, Group]:
    """The CMS groups of a partnership by role, with their rights; made or mended, never doubled."""
    groups = {}
    for role in (*BRANCH_RIGHTS, *REPORT_RIGHTS):
        group, _made = Group.objects.get_or_create(name=_name(partnership, role))
        group.permissions.add(_permission("wagtailadmin", "access_admin"))
        if partnership.home is not None:
            _give_branch(group, role, partnership.home)
        if role in MEDIA_ROLES:
            _give_media(group)
        groups[str(role)] = group
    return groups


def ensure_administrators() -> Group:
    """The CMS group of system administrators, who belong to no partnership; made or mended, never doubled."""
    group, _made = Group.objects.get_or_create(name=ADMINISTRATORS)
    group.permissions.add(_permission("wagtailadmin", "access_admin"))
    for model in KEPT_BY_ADMINISTRATORS:
        group.permissions.add(*(_permission("workflow", f"{right}_{model}") for right in ("add", "change", "view")))
    return group


def sync_groups(user: User) -> None:
    """Puts the user into the groups of their memberships and out of the others. Call it where a membership changes."""
    current = Membership.objects.filter(user=user, ended_at=None)
    memberships = current.filter(partnership__isnull=False)
    wanted = {_name(one.partnership, one.role) for one in memberships.select_related("partnership")}
    if current.filter(role=Role.ADMINISTRATOR).exists():
        wanted.add(ensure_administrators().name)
    ours = Group.objects.filter(name__startswith=PREFIX)
    user.groups.remove(*ours.exclude(name__in=wanted))
    user.groups.add(*ours.filter(name__in=wanted))


PREFIX = "Partnership "
ADMINISTRATORS = f"{PREFIX}administrators"


def _name(partnership: Partnership | None, role: str) -> str:
    # The prefix keeps these groups apart from those that an administrator makes by hand.
    return f"{PREFIX}{partnership.slug if partnership else ''}: {Role(role).label.lower()}"


def _give_branch(group: Group, role: str, home: Page) -> None:
    if role in BRANCH_RIGHTS:
        page, rights = home, BRANCH_RIGHTS[role]
    else:
        index = ReportIndexPage.objects.child_of(home).first()
        if index is None:
            return
        page, rights = Page.objects.get(pk=index.pk), REPORT_RIGHTS[role]
    for right in rights:
        permission = _permission("wagtailcore", f"{right}_page")
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)


def _give_media(group: Group) -> None:
    root = Collection.get_first_root_node()
    for codename in MEDIA_RIGHTS:
        app = "wagtailimages" if codename.endswith("image") else "wagtaildocs"
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=root, permission=_permission(app, codename)
        )


def _permission(app_label: str, codename: str) -> Permission:
    types = ContentType.objects.filter(app_label=app_label)
    return Permission.objects.get(content_type__in=types, codename=codename)
