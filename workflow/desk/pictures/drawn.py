"""The pictures of the machines: of none of the cases, or of one with the state that each of its records is in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from workflow.desk.case_file.file import title_of
from workflow.desk.pictures.drawing import Picture, picture_of
from workflow.engine.machine import machines
from workflow.machines.case.machine import Case

# From the first step of a case to its last; machines that are not named here follow.
ORDER = ("referral", "notification", "rapid_review", "agency_return", "review", "publication", "recommendation", "case")


@dataclass(frozen=True)
class Drawn:
    """A machine's picture; `here` is the state of the one record it is drawn for. `mark` is unique on the page."""

    picture: Picture
    title: str
    mark: str
    here: str = ""
    here_label: str = ""


def in_order() -> list[tuple[str, Any]]:
    """Every machine with its model, in the order in which a case meets them."""
    found = machines()
    return [(kind, found[kind]) for kind in sorted(found, key=lambda kind: (_place(kind), kind))]


def _place(kind: str) -> int:
    return ORDER.index(kind) if kind in ORDER else len(ORDER)


def all_machines() -> list[Drawn]:
    """Every machine, of no case."""
    pictures = [picture_of(model) for _, model in in_order()]
    return [Drawn(picture, picture.title, picture.kind) for picture in pictures]


def drawn_for(case: Case) -> Iterator[Drawn]:
    """A picture for each state that records of the case are in: returns that stand alike share one."""
    for kind, model in in_order():
        records: list[Any] = [case] if model is Case else list(model.objects.filter(case=case))
        picture = picture_of(model)
        together: dict[str, list[Any]] = {}
        for record in records:
            if record is not case:
                record.case = case
            together.setdefault(record.state, []).append(record)
        for number, (state, alike) in enumerate(together.items()):
            title = title_of(alike[0]) if len(alike) == 1 else f"{picture.title}: {len(alike)}"
            yield Drawn(picture, title, f"{kind}-{number}", state, str(alike[0].get_state_display()))
