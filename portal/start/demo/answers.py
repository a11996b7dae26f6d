"""What made-up people write into the four forms for a story: answers by question name, as forms/*.json asks them.

The answers lie in answers/*.json; `$narrative` and its kin stand for what the story tells.
"""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from string import Template
from typing import Any

from portal.start.demo.stories import Story
from workflow.machines.rapid_review.voting.weighing import MEANT, name_of
from workflow.procedures.version import ProcedureVersion

Answers = dict[str, Any]
FOLDER = Path(__file__).parent / "answers"
EXAMPLE = "Fictional example."


def filled(template: Any, words: Mapping[str, Any]) -> Any:
    """The template with the words filled in; a text that is one `$word` only becomes its value, of any kind."""
    if isinstance(template, dict):
        return {name: filled(one, words) for name, one in template.items()}
    if isinstance(template, list):
        return [filled(one, words) for one in template]
    if not isinstance(template, str):
        return template
    return (
        words[template[1:]] if template[:1] == "$" and template[1:] in words else Template(template).substitute(words)
    )


def _answers(form: str, story: Story, **words: Any) -> Answers:
    template = json.loads((FOLDER / f"{form}.json").read_text(encoding="utf-8"))
    return filled(template, {**vars(story), "harm": story.harm, **words})


def _children(story: Story, incident: date, **told: str) -> list[Answers]:
    return [{**_child(child, incident), **told} for child in story.children]


def _child(child: dict[str, Any], incident: date) -> Answers:
    answers: Answers = {
        "child_name": child["name"],
        "child_outcome": child["outcome"],
        "child_sex": child["sex"],
        "child_ethnicity": child["ethnicity"],
        "child_disability": "not_known",
        "child_identified_by": "not_known",
        **_age(child, incident),
    }
    if child["outcome"] == "died":
        answers["child_death_date"] = incident.isoformat()
    if child["outcome"] == "seriously_harmed":
        answers |= {"child_harm_kinds": child["harm_kinds"], "child_harm_details": child["harm"]}
    return answers


def _age(child: dict[str, Any], incident: date) -> Answers:
    if child.get("unborn"):
        return {"child_birth_known": "unborn"}
    if "estimated" in child:
        return {"child_birth_known": "estimated", "child_age_estimate": child["estimated"]}
    birth = incident - timedelta(days=child["age_days"])
    return {"child_birth_known": "known", "child_birth_date": birth.isoformat()}


def referral(story: Story, *, incident: date) -> Answers:
    """The referral of a hospital's safeguarding nurse."""
    return _answers("referral", story, incident=incident.isoformat(), children=_children(story, incident))


def notification(story: Story, *, on: date, aware: date, incident: date, reference: str) -> Answers:
    """The local authority's notification, sent on the day the national service accepted it."""
    return _answers(
        "notification",
        story,
        today=on.isoformat(),
        aware=aware.isoformat(),
        incident=incident.isoformat(),
        children=_children(story, incident, child_legal_status="none", child_looked_after="no", child_plan="never"),
        nature="child_death" if story.died else "serious_harm",
        coroner="yes" if story.died else "not_applicable",
        reference=reference,
    )


def agency_return(story: Story, *, incident: date, author: str, agency: str) -> Answers:
    """One agency's return with two key events."""
    year_before, contact = (incident - timedelta(days=days) for days in (365, 40))
    dates = {"incident": incident, "year_before": year_before, "contact": contact}
    words = {name: day.isoformat() for name, day in dates.items()}
    return _answers("agency-return", story, author=author, agency=agency, **words)


def rapid_review(story: Story, *, met: date) -> Answers:
    """The four parts (D7), the criteria and circumstances (D10) and the group's recommendation."""
    return _answers("rapid-review", story, today=met.isoformat())


def weighing(story: Story, procedure: ProcedureVersion) -> dict[str, str]:
    """The definition, the criteria and the circumstances as the deciders weigh them (D10): as the form says."""
    harmed = any(child["outcome"] in ("died", "seriously_harmed") for child in story.children)
    limbs = {
        "abuse_or_neglect": (story.abuse in ("known", "suspected"), story.abuse_reason or story.reason),
        "died_or_harmed": (harmed, story.narrative),
    }
    answered: dict[str, str] = {}
    for entry in procedure.entries("definition"):
        met, reason = limbs[entry["key"]]
        answered[name_of("definition", entry["key"])] = "yes" if met else "no"
        answered[name_of("definition", entry["key"]) + "_reason"] = f"{EXAMPLE} {reason}"
    said = _answers("rapid-review", story, today="")
    for (list_name, key), meaning in MEANT.items():
        name = meaning.removeprefix("rapid_review.")
        answered[name_of(list_name, key)] = said[name]
        answered[name_of(list_name, key) + "_reason"] = said[f"{name}_reason"]
    return answered
