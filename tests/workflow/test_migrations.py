"""The two ways to the tables of today: one by one for a portal that is there already, all at once for a new one."""

from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader


def test_all_at_once_makes_what_one_by_one_makes() -> None:
    at_once = MigrationLoader(None)
    one_by_one = MigrationLoader(None, replace_migrations=False)

    found = MigrationAutodetector(one_by_one.project_state(), at_once.project_state()).changes(graph=at_once.graph)

    assert "workflow" not in found, [str(operation) for each in found["workflow"] for operation in each.operations]


def test_every_earlier_migration_is_replaced() -> None:
    loader = MigrationLoader(None, replace_migrations=False)
    (squashed,) = [each for (app, _), each in loader.disk_migrations.items() if app == "workflow" and each.replaces]
    earlier = {key for key in loader.disk_migrations if key[0] == "workflow" and key[1] < "0015"}

    assert {*squashed.replaces, ("workflow", squashed.name)} == earlier
