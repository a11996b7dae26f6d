"""The record of processing names every table, and says of each whose data it holds."""

import pytest
from django.apps import apps
from django.db import connection

from scripts import records


def test_the_page_is_what_the_tables_say() -> None:
    page = records.render(records.models_of_the_portal())
    # Tables of search differ between the databases, and stand in no group; the page is made on SQLite.
    assert records.PAGE.read_text(encoding="utf-8") == page or connection.vendor != "sqlite"
    assert "| forms: draft | answers, working |" in page


def test_a_table_that_went_is_told() -> None:
    kept = [model for model in records.models_of_the_portal() if model._meta.label != "forms.Draft"]
    with pytest.raises(ValueError, match="forms.Draft: there is no such table any more"):
        records.render(kept)


def test_a_table_in_no_group_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "NOBODYS", records.NOBODYS - {"workflow.Deadline"})
    with pytest.raises(ValueError, match="workflow.Deadline: whose data it holds stands nowhere"):
        records.render(records.models_of_the_portal())


def test_what_has_sealed_fields_is_somebodys(monkeypatch: pytest.MonkeyPatch) -> None:
    groups = [group for group in records.GROUPS if group.tables != ("forms.KeptPost",)]
    monkeypatch.setattr(records, "GROUPS", tuple(groups))
    monkeypatch.setattr(records, "NOBODYS", records.NOBODYS | {"forms.KeptPost"})
    with pytest.raises(ValueError, match="forms.KeptPost: it has sealed fields"):
        records.render(records.models_of_the_portal())


def test_no_table_is_in_two_groups() -> None:
    named = [table for group in records.GROUPS for table in group.tables]
    assert len(named) == len(set(named))
    assert not records.NOBODYS & set(named)
    assert apps.get_model("workflow.Case")._meta.label in named
