"""What the check of migrations refuses, each by an example, and what it lets through."""

import sys
import tomllib
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from django.contrib.postgres.functions import RandomUUID
from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import connection as default
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState
from django.db.utils import ConnectionHandler

from forms.online import AddIndexOnline, RemoveIndexOnline
from scripts import migration_locks
from scripts.migration_locks import Finding, findings, runs_code, statements_of, unexcused, unreleased

KEY = ("id", models.BigAutoField(primary_key=True))
INDEX = models.Index(fields=["name"], name="thing_by_name")
CHECK = models.CheckConstraint(condition=models.Q(size__gt=0), name="some_size")


@pytest.fixture
def postgres() -> Any:
    """A connection that composes SQL and reaches no server."""
    asked = {"ENGINE": "portal.database", "NAME": "none", "HOST": "127.0.0.1", "PORT": 1}
    return ConnectionHandler({"default": asked})["default"]


def before() -> ProjectState:
    """A table of things that people write to, and one of boxes."""
    state = ProjectState()
    size, name = ("size", models.IntegerField(null=True)), ("name", models.CharField(max_length=10))
    state.add_model(ModelState("forms", "Thing", [KEY, size, name]))
    state.add_model(ModelState("forms", "Box", [KEY]))
    return state


def rules(postgres: Any, *operations: Any, atomic: bool = True) -> set[str]:
    made = migrations.Migration("0099_tried", "forms")
    made.operations, made.atomic = list(operations), atomic
    return {
        one.rule for one in findings(statements_of(made, before(), postgres), atomic=atomic, runs_code=runs_code(made))
    }


def add(name: str, field: Any) -> Any:
    return migrations.AddField("thing", name, field)


def nothing(_apps: Any, _editor: Any) -> None:
    """Rows would be changed here."""


BOX = models.ForeignKey("forms.Box", null=True, on_delete=models.PROTECT, db_index=False)
REFUSED: dict[str, tuple[list[Any], str]] = {
    "an index": ([migrations.AddIndex("thing", INDEX)], "require-concurrent-index-creation"),
    "an index on a new field": (
        [add("more", models.TextField(null=True, db_index=True))],
        "require-concurrent-index-creation",
    ),
    "a default that goes again": ([add("more", models.IntegerField(default=1))], "default-dropped"),
    "a default worked out for each row": (
        [add("more", models.UUIDField(db_default=RandomUUID()))],
        "adding-field-with-default",
    ),
    "set not null": ([migrations.AlterField("thing", "size", models.IntegerField())], "adding-not-nullable-field"),
    "another type": ([migrations.AlterField("thing", "name", models.IntegerField())], "changing-column-type"),
    "a check": ([migrations.AddConstraint("thing", CHECK)], "constraint-missing-not-valid"),
    "a unique constraint": (
        [migrations.AddConstraint("thing", models.UniqueConstraint(fields=["name"], name="once"))],
        "disallowed-unique-constraint",
    ),
    "a reference": ([add("box", BOX)], "adding-foreign-key-constraint"),
    "a field gone": ([migrations.RemoveField("thing", "size")], "ban-drop-column"),
    "a table gone": ([migrations.DeleteModel("Thing")], "ban-drop-table"),
    "a field by another name": ([migrations.RenameField("thing", "size", "length")], "renaming-column"),
    "a table by another name": ([migrations.RenameModel("Thing", "Item")], "renaming-table"),
    "rows changed beside tables": (
        [add("more", models.TextField(null=True)), migrations.RunPython(nothing)],
        "data-with-tables",
    ),
    "an index online inside a transaction": (
        [AddIndexOnline("thing", INDEX)],
        "ban-concurrent-index-creation-in-transaction",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_it_is_refused(what: str, postgres: Any) -> None:
    operations, rule = REFUSED[what]
    assert rule in rules(postgres, *operations)


LET_THROUGH: dict[str, list[Any]] = {
    "a new table with everything": [
        migrations.CreateModel(
            "Lid",
            [KEY, ("box", models.ForeignKey("forms.Box", on_delete=models.PROTECT)), ("name", models.TextField())],
        ),
        migrations.AddIndex("lid", models.Index(fields=["name"], name="lid_by_name")),
        migrations.AddConstraint("lid", models.UniqueConstraint(fields=["name"], name="one_lid")),
    ],
    "an empty field": [add("more", models.TextField(null=True))],
    "a field whose default stays": [add("more", models.IntegerField(db_default=1))],
    "a check that is not validated yet": [AddConstraintNotValid("thing", CHECK)],
    "rows changed by themselves": [migrations.RunPython(nothing)],
}


@pytest.mark.parametrize("what", LET_THROUGH)
def test_it_is_let_through(what: str, postgres: Any) -> None:
    assert rules(postgres, *LET_THROUGH[what]) == set()


def test_outside_a_transaction_too(postgres: Any) -> None:
    assert rules(postgres, AddIndexOnline("thing", INDEX), atomic=False) == set()
    state = before()
    AddConstraintNotValid("thing", CHECK).state_forwards("forms", state)
    made = migrations.Migration("0099_tried", "forms")
    made.operations = [ValidateConstraint("thing", "some_size")]
    assert findings(statements_of(made, state, postgres)) == []


def beside(**reasons: str) -> ModuleType:
    module = ModuleType("migration")
    module.LOCKS_BECAUSE = {name.replace("_", "-"): reason for name, reason in reasons.items()}  # type: ignore[attr-defined]
    return module


def test_a_reason_beside_the_migration_excuses_it() -> None:
    found = [Finding("ban-drop-column", 'ALTER TABLE "x" DROP COLUMN "y"')]
    assert unexcused(found, ModuleType("migration")) != []
    assert unexcused(found, beside(ban_drop_column="No release since March reads the column any more.")) == []
    assert "no reason" in unexcused(found, beside(ban_drop_column="Fine."))[0]
    assert "does not do" in unexcused([], beside(ban_drop_column="No release since March reads it any more."))[0]


def test_every_app_of_ours_with_migrations_is_held_to_it() -> None:
    released = tomllib.loads(migration_locks.RELEASED.read_text(encoding="utf-8"))
    loader = MigrationLoader(None)
    found = {key[0] for key, one in loader.disk_migrations.items() if ".venv" not in str(path_of(one))}
    assert found == set(released)
    released["forms"] = "0001_initial"
    assert ("forms", "0002_nothing_is_lost") in unreleased(loader, released)
    assert ("forms", "0001_initial") not in unreleased(loader, released)
    with pytest.raises(ValueError, match="there is no such migration"):
        unreleased(loader, {"forms": "0001_first"})


def path_of(migration: Any) -> str:
    return str(sys.modules[type(migration).__module__].__file__)


def test_what_is_not_released_yet_keeps_to_it(postgres: Any) -> None:
    loader = MigrationLoader(None)
    released = tomllib.loads(migration_locks.RELEASED.read_text(encoding="utf-8"))
    assert [
        said for key in unreleased(loader, released) for said in migration_locks.look_at(loader, key, postgres)
    ] == []


@pytest.fixture
def things(transactional_db: None) -> Iterator[ProjectState]:
    state = before()
    with default.schema_editor() as editor:
        editor.create_model(state.apps.get_model("forms", "Thing"))
    yield state
    with default.schema_editor() as editor:
        editor.delete_model(state.apps.get_model("forms", "Thing"))


def names() -> set[str]:
    with default.cursor() as cursor:
        return set(default.introspection.get_constraints(cursor, "forms_thing"))


def test_an_index_is_made_and_taken_away_online(things: ProjectState) -> None:
    for operation, is_there in (
        (AddIndexOnline("thing", INDEX), True),
        (RemoveIndexOnline("thing", INDEX.name), False),
    ):
        after = things.clone()
        operation.state_forwards("forms", after)
        with default.schema_editor(atomic=default.vendor == "sqlite") as editor:
            operation.database_forwards("forms", editor, things, after)
        assert (INDEX.name in names()) is is_there
        things = after
