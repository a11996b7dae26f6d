"""What made-up people write into the four forms for a story: answers by question name, as forms/*.json asks them."""

from datetime import date, timedelta
from typing import Any

from portal.start.demo.stories import Story
from workflow.machines.rapid_review.voting.weighing import MEANT, name_of

Answers = dict[str, Any]
EXAMPLE = "Fictional example."


def _children(story: Story, incident: date) -> list[Answers]:
    return [_child(story, child, incident) for child in story.children]


def _child(story: Story, child: dict[str, Any], incident: date) -> Answers:
    answers: Answers = {
        "child_name": child["name"],
        "child_outcome": child["outcome"],
        "child_sex": child["sex"],
        "child_ethnicity": child["ethnicity"],
        "child_disability": "not_known",
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


def _incident(story: Story, incident: date) -> Answers:
    return {
        "incident_date": incident.isoformat(),
        "incident_place": story.place,
        "incident_area": "own",
        "narrative": f"{EXAMPLE} {story.narrative}",
        "abuse_or_neglect": story.abuse,
        "abuse_types": story.abuse_types,
        "safety_action": f"{EXAMPLE} A strategy discussion was held on the same day. The children are in a safe place.",
        "others_at_risk": "no",
    }


def referral(story: Story, *, incident: date) -> Answers:
    """The referral of a hospital's safeguarding nurse."""
    return {
        "referrer_name": "Hana Health (demo)",
        "referrer_job": "Named nurse for safeguarding children",
        "referrer_agency": "Hospital trust (demo), children’s emergency department",
        "referrer_email": "health@demo.example",
        "lead_consulted": "yes",
        "lead_name": "Lena Lead (demo)",
        **_incident(story, incident),
        "aware_date": incident.isoformat(),
        "children": _children(story, incident),
        "abuse_reason": f"{EXAMPLE} {story.abuse_reason}",
        "below_reason": f"{EXAMPLE} {story.below}",
        "protection_plan": "never",
        "looked_after": "not_known",
        "other_areas": "no",
        "family": [
            {"person_name": "Pat Example", "person_relationship": "Parent", "person_is_child": "no"},
            {"person_name": "Chris Example", "person_relationship": "Grandparent", "person_is_child": "no"},
        ],
        "agencies_involved": ["local_authority", "police", "acute"],
        "parallel_processes": ["police"],
        "review_reason": f"{EXAMPLE} {story.reason}",
        "family_aware": "yes",
        "referral_declaration": True,
    }


def notification(story: Story, *, on: date, aware: date, incident: date, reference: str) -> Answers:
    """The local authority's notification, sent on the day the national service accepted it."""
    died = any(child["outcome"] == "died" for child in story.children)
    told = {"child_legal_status": "none", "child_looked_after": "no", "child_plan": "never"}
    return {
        "notifier_name": "Sam Socialcare (demo)",
        "notifier_job": "Service manager, children’s social care",
        "notifier_email": "social-care@demo.example",
        "notifier_phone": "01632 960 001",
        "authorised_by": "Dana Director (demo), director of children’s services",
        **_incident(story, incident),
        "aware_date": aware.isoformat(),
        "aware_by": "The front door team, told by the hospital",
        "nature": "child_death" if died else "serious_harm",
        "children": [{**child, **told} for child in _children(story, incident)],
        "agencies_involved": ["local_authority", "police", "acute"],
        "police": "yes",
        "court": "no",
        "coroner": "yes" if died else "not_applicable",
        "media_interest": "no",
        "national_reference": reference,
        "national_date": on.isoformat(),
        "notification_declaration": True,
    }


def agency_return(story: Story, *, incident: date, author: str, agency: str) -> Answers:
    """One agency's return with two key events."""
    return {
        "author_name": f"{author} (demo)",
        "author_job": "Safeguarding lead",
        "author_email": "returns@demo.example",
        "approved_by": "Dana Director (demo), director",
        "period_from": (incident - timedelta(days=365)).isoformat(),
        "period_to": incident.isoformat(),
        "records": f"The records of {agency} about the children and the adults at home.",
        "involved": "yes",
        "events": [
            {
                "event_date": (incident - timedelta(days=40)).isoformat(),
                "event_source": "Case record",
                "event_text": f"{EXAMPLE} A contact was made about the family. The children were seen and seemed well.",
                "event_action": "The contact was recorded and passed on to the team manager.",
            },
            {
                "event_date": incident.isoformat(),
                "event_source": "Case record",
                "event_text": f"{EXAMPLE} {story.narrative}",
                "event_action": "A strategy discussion was asked for at once.",
                "event_comment": "The earlier contact was not looked at again.",
            },
        ],
        "analysis": f"{EXAMPLE} {story.reason}",
        "child_voice": f"{EXAMPLE} The children were seen, and what they said was written down once.",
        "good_practice": f"{EXAMPLE} Staff stayed in touch with the family and were honest with them.",
        "learning": f"{EXAMPLE} {story.learning}",
        "return_declaration": True,
    }


def rapid_review(story: Story, *, met: date) -> Answers:
    """The four parts (D7), the criteria and circumstances (D10) and the group's recommendation."""
    return {
        "meeting_date": met.isoformat(),
        "attendees": "Olive Officer (demo), support office\nLeah Local (demo), local authority\n"
        "Paul Police (demo), police\nIvy Board (demo), integrated care board",
        "facts": f"{EXAMPLE} {story.narrative}",
        "family": f"{EXAMPLE} The children lived with a parent. A grandparent visited often and helped.",
        "lived_experience": f"{EXAMPLE} The children liked to play outside and were close to their grandparent. "
        "There were days on which they did not feel safe at home.",
        "identity": f"{EXAMPLE} The family had little money and had moved. Letters were sent in English only.",
        "returns": f"{EXAMPLE} The hospital and the police agree on what happened. They differ on who knew of it when.",
        "analysis": f"{EXAMPLE} {story.reason}",
        "good_practice": f"{EXAMPLE} The hospital acted at once, and the police officers took time with the children.",
        "earlier_reviews": f"{EXAMPLE} Two earlier reviews spoke of information that was shared late.",
        "immediate_action": f"{EXAMPLE} The children are safe. The team has looked at similar cases and found none.",
        "learning": f"{EXAMPLE} {story.learning}",
        "improvement": f"{EXAMPLE} {story.reason} A review could show why this keeps happening.",
        "definition_abuse": story.abuse,
        "definition_harm": "died" if any(c["outcome"] == "died" for c in story.children) else "seriously_harmed",
        **_weighed(),
        "next_steps": f"{EXAMPLE} Tell the family of the decision, and share the learning within two weeks.",
        "recommendation": story.choice,
        "recommendation_reason": f"{EXAMPLE} {story.reason}",
        "national_importance": "no",
        "family_told": f"{EXAMPLE} The social worker visits the family with the letter and answers their questions.",
    }


def weighing(story: Story, procedure: Any) -> dict[str, str]:
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
    said = _weighed()
    for (list_name, key), meaning in MEANT.items():
        name = meaning.removeprefix("rapid_review.")
        answered[name_of(list_name, key)] = said[name]
        answered[name_of(list_name, key) + "_reason"] = said[f"{name}_reason"]
    return answered


def _weighed() -> Answers:
    yes = {"criterion_improvements", "criterion_working_together"}
    every = (
        "criterion_improvements",
        "criterion_themes",
        "criterion_working_together",
        "criterion_panel",
        "circumstance_single_agency",
        "circumstance_no_agency",
        "circumstance_several_areas",
        "circumstance_institutions",
    )
    answers = {name: "yes" if name in yes else "no" for name in every} | {"criterion_themes": "may"}
    reasons = {"yes": "The returns show it.", "may": "It needs a closer look.", "no": "Nothing points to it."}
    return answers | {f"{name}_reason": f"{EXAMPLE} {reasons[answers[name]]}" for name in every}
