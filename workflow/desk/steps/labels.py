"""The words of a machine's states, and the choices of a field, as plain pairs."""

from typing import Any

from django import forms

from workflow.engine.machine import Machine, labels_of_states


def states_of(model: type[Machine]) -> dict[str, str]:
    """The label of each state of this machine."""
    return dict(labels_of_states(model))


def choices_of(field: forms.ChoiceField) -> list[tuple[str, str]]:
    """Value and label of each choice, as text; those of a queryset are read here."""
    choices: Any = field.choices
    return [(str(value), str(label)) for value, label in choices]
