"""Wagtail lets whoever works in the CMS choose any snippet by its name. Of what belongs to a partnership only those get
the names who keep such rows, or work in that partnership."""

from typing import Any

from django.db.models import QuerySet
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenMultipleView,
    SnippetChosenView,
)

from workflow.parties.roles import Actor, Role


def _own(rows: "QuerySet[Any]", user: Any) -> "QuerySet[Any]":
    """All of them for an administrator who is bound to no partnership, else those of the person's own partnerships."""
    actor = Actor.of(user)
    if any(one.role == Role.ADMINISTRATOR and one.partnership_id is None for one in actor.memberships):
        return rows
    return rows.filter(partnership__in=actor.partnership_ids(Role))


class _OwnList:
    request: Any

    def get_object_list(self) -> Any:
        return _own(super().get_object_list(), self.request.user)  # type: ignore[misc]  # a mixin before Wagtail's view


class OwnChooseView(_OwnList, ChooseView):
    pass


class OwnResultsView(_OwnList, ChooseResultsView):
    pass


class OwnChosenView(SnippetChosenView):
    def get_object(self, pk: Any) -> Any:
        return _own(self.model_class.objects.all(), self.request.user).get(pk=pk)


class OwnChosenMultipleView(SnippetChosenMultipleView):
    def get_objects(self, pks: Any) -> Any:
        return _own(super().get_objects(pks), self.request.user)


class OwnAreasChooser(SnippetChooserViewSet):
    """The chooser of a model with a `partnership`."""

    choose_view_class = OwnChooseView
    choose_results_view_class = OwnResultsView
    chosen_view_class = OwnChosenView
    chosen_multiple_view_class = OwnChosenMultipleView
