"""The made-up cases: what happened in each (stories.json) and how far it has come."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Story:
    """One made-up case. `until` names its last scene (portal.start.demo.scenes), `ended` how many working days ago.

    A child: name, sex, ethnicity, outcome, and `age_days` at the incident, `estimated` or `unborn`; of a harmed child
    also `harm_kinds` and `harm`.
    """

    key: str
    partnership: str
    until: str
    ended: int
    children: list[dict[str, Any]]
    place: str
    narrative: str
    abuse: str
    reason: str
    learning: str
    choice: str
    abuse_reason: str = ""
    abuse_types: list[str] = field(default_factory=list)
    below: str = ""
    decline: str = ""
    dissent: bool = False

    @property
    def died(self) -> bool:
        return any(child["outcome"] == "died" for child in self.children)

    @property
    def harm(self) -> str:
        """As the definition of a serious case names it."""
        return "died" if self.died else "seriously_harmed"

    @property
    def report(self) -> dict[str, Any]:
        """The text of its report. Raises FileNotFoundError where the story has none."""
        return json.loads((FOLDER / "reports" / f"{self.key}.json").read_text(encoding="utf-8"))


def all_stories() -> list[Story]:
    """Every story, in the order in which the cases were opened."""
    return [Story(**told) for told in json.loads((FOLDER / "stories.json").read_text(encoding="utf-8"))]
