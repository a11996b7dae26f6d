"""Operations of migrations for a portal in use: on PostgreSQL without keeping anybody from writing meanwhile, on
SQLite, where one process writes at a time anyway, as Django's own.

A migration with one of them says `atomic = False`. Where it breaks off on PostgreSQL, an index that is marked invalid
may be left: `manage.py migrate` makes it anew.
"""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AddIndex, RemoveIndex
from django.db.migrations.state import ProjectState

POSTGRES = "postgresql"


class AddIndexOnline(AddIndex):
    """As AddIndex, with CREATE INDEX CONCURRENTLY."""

    atomic = False

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if schema_editor.connection.vendor != POSTGRES:
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            editor: Any = schema_editor
            # What an earlier try left half made.
            editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {editor.quote_name(self.index.name)}")
            editor.add_index(model, self.index, concurrently=True)


class RemoveIndexOnline(RemoveIndex):
    """As RemoveIndex, with DROP INDEX CONCURRENTLY."""

    atomic = False

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        if schema_editor.connection.vendor != POSTGRES:
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = from_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            index = from_state.models[app_label, self.model_name_lower].get_index_by_name(self.name)
            editor: Any = schema_editor
            editor.remove_index(model, index, concurrently=True)
