"""Publishing that needs somebody's agreement.

Where an administrator gives a form, or a page above it, a Wagtail workflow of its own, that form is published by those
who may agree to it and by nobody else, whatever rights they hold on the branch. Wagtail's default workflow on the root
of the tree asks nothing of anybody: there, whoever may publish does.
"""

from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db.models import Q
from django.utils.text import get_text_list
from wagtail.models import (
    GroupApprovalTask,
    Page,
    PagePermissionTester,
    TaskState,
    Workflow,
    WorkflowPage,
    WorkflowState,
)

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
        if not self.user.is_active:
            return bool(super().can_publish())
        agreeing = approvers_of(self.page)
        if agreeing is None:
            return bool(super().can_publish())
        return self.user.groups.filter(pk__in=agreeing).exists()

    def can_submit_for_moderation(self) -> bool:
        """Only where somebody will see it who can finish it: else it would wait for ever."""
        return bool(super().can_submit_for_moderation()) and can_be_finished(self.page)

    def can_unpublish(self) -> bool:
        """Taking a form off the site is publishing too."""
        return bool(super().can_unpublish()) and self.can_publish()


def may_publish(page: "FormPage", user: Any) -> bool:
    """Whether this person may put the form live."""
    return bool(page.permissions_for_user(user).can_publish())


def finishers_of(page: Page) -> list[set[int]]:
    """For each thing that moderation of this page would ask, the people who could answer it, by id.

    They see it: Wagtail e-mails them and lists it on their first page of the CMS. Empty where the page has no
    moderation.
    """
    workflow = page.get_workflow()
    if workflow is None:
        return []
    opens = Permission.objects.filter(codename="access_admin", content_type__app_label="wagtailadmin")
    active = get_user_model().objects.filter(is_active=True)
    able = active.filter(Q(groups__permissions__in=opens) | Q(user_permissions__in=opens))
    return [set(able.filter(pk__in=_asked_by(task)).values_list("pk", flat=True)) for task in _asking(workflow)]


def _asking(workflow: Workflow) -> list[GroupApprovalTask]:
    """The tasks of a workflow that ask a group; as it ships, there are no others."""
    found = (task.specific for task in workflow.tasks.filter(active=True))
    return [task for task in found if isinstance(task, GroupApprovalTask)]


def _asked_by(task: GroupApprovalTask) -> Any:
    return get_user_model().objects.filter(groups__in=task.groups.all()).values("pk")


def can_be_finished(page: Page) -> bool:
    """Whether somebody would see what is handed in here, and could agree to it, at every stage."""
    found = finishers_of(page)
    return bool(found) and all(found)


def handed_in_to(user: Any) -> list[Page]:
    """The pages that were handed in and wait for this person's agreement, the longest waiting first."""
    states = TaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS,
        workflow_state__status=WorkflowState.STATUS_IN_PROGRESS,
        task__groupapprovaltask__groups__in=user.groups.all(),
    )
    waiting = states.order_by("started_at", "pk").values_list("workflow_state__object_id", flat=True)
    found = list(dict.fromkeys(waiting))
    pages = Page.objects.in_bulk([int(one) for one in found]) if found else {}
    return [pages[int(one)] for one in found if int(one) in pages]


def who_publishes(page: "FormPage") -> str:
    """What somebody who may not publish this form is to do, in a sentence."""
    if can_be_finished(page):
        names = get_text_list([task.name for task in _asking(page.get_workflow())], "and")
        return f"You cannot publish this form yourself. Hand it in with “Submit”: it is published after “{names}”."
    if approvers_of(page) is not None:
        return (
            "You cannot publish this form yourself, and nobody is there who could agree to it. "
            "Ask a system administrator to say who agrees."
        )
    return "You cannot publish this form yourself. Ask somebody who may publish in this part of the site."
