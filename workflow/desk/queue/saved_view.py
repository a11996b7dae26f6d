"""What a person keeps of the queue: searches by name, their own or the whole office's, and which columns they see."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.http import urlencode

from forms.kept_query import KeptQuery
from workflow.desk.queue.asked import COLUMNS, USUAL_COLUMNS
from workflow.parties.kept import KeptByPerson
from workflow.parties.roles import CASE_ROLES, Actor


class SavedView(models.Model):
    """The filters of one search of the queue. With a partnership everybody who works on its cases sees it.

    A search for a name is never kept: it would lie here in clear.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    partnership = models.ForeignKey("workflow.Partnership", null=True, blank=True, on_delete=models.CASCADE)
    name = models.CharField(max_length=60)
    filters = models.JSONField(default=dict, help_text='{"tab": "open", "due": "overdue"}')

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """The query of the queue that shows it."""
        return f"?{urlencode({**self.filters, 'view': self.pk})}"


class QueueColumns(models.Model):
    """The columns that a person chose; the usual ones where there is no row."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="+")
    columns = models.JSONField(default=list)

    def __str__(self) -> str:
        return ", ".join(self.columns)


def views_of(actor: Actor) -> "QuerySet[SavedView]":
    """Their own and those shared in their areas."""
    shared: set[Any] = actor.partnership_ids(CASE_ROLES)
    return SavedView.objects.filter(Q(owner=actor.user) | Q(partnership__in=shared)).select_related("owner")


def columns_of(actor: Actor, *, several_areas: bool) -> list[str]:
    """The keys of the columns that this person sees."""
    kept = CHOSEN.first(user=actor.user_id() or NOBODY)
    if kept is not None:
        return [key for key, _label in COLUMNS if key in kept.columns]
    return [*USUAL_COLUMNS, "area"] if several_areas else USUAL_COLUMNS


NOBODY = 0
VIEWS: KeptByPerson[SavedView] = KeptByPerson(views_of)
CHOSEN: KeptQuery[QueueColumns] = KeptQuery(lambda user: QueueColumns.objects.filter(user=user)[:1], user=int)
