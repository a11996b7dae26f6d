"""Publishing that needs somebody's agreement.

Where an administrator gives a form, or a page above it, a Wagtail workflow of its own, that form is published by those
who may agree to it and by nobody else, whatever rights they hold on the branch. Wagtail's default workflow on the root
of the tree asks nothing of anybody: there, whoever may publish does.
"""

from typing import TYPE_CHECKING, Any

from wagtail.models import GroupApprovalTask, Page, PagePermissionTester, WorkflowPage

if TYPE_CHECKING:
    from forms.models.form_page import FormPage


def approvers_of(page: Page) -> set[int] | None:
    """The groups who agree to this form's publishing, by id; None where nobody need agree."""
    above = page.get_ancestors(inclusive=True).filter(depth__gt=1)
    rows = WorkflowPage.objects.filter(page__in=above, workflow__active=True).select_related("workflow")
    nearest = rows.order_by("-page__path").first()
    if nearest is None:
        return None
    tasks = GroupApprovalTask.objects.filter(active=True, workflow_tasks__workflow=nearest.workflow)
    return set(tasks.values_list("groups", flat=True)) - {None}


class FormPermissions(PagePermissionTester):
    """What a person may do with a form in the CMS."""

    def can_publish(self) -> bool:
        """Those who agree, where an agreement is needed; else whoever holds the right on the branch."""
        if not self.user.is_active or self.user.is_superuser:
            return bool(super().can_publish())
        agreeing = approvers_of(self.page)
        if agreeing is None:
            return bool(super().can_publish())
        return self.user.groups.filter(pk__in=agreeing).exists()

    def can_unpublish(self) -> bool:
        """Taking a form off the site is publishing too."""
        return bool(super().can_unpublish()) and self.can_publish()


def may_publish(page: "FormPage", user: Any) -> bool:
    """Whether this person may put the form live."""
    return bool(page.permissions_for_user(user).can_publish())
