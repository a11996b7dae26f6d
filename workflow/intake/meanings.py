"""What the answers of forms mean to cases: every semantic key that an editor can tie a question to, with its duty.

Machines, clocks and handlers read these keys, never a question's name or wording. `kinds` are the ways a question with
that meaning may be asked; a handler names those a form cannot do without (workflow.intake.handlers).
"""

from forms.definition import meanings
from forms.definition.meanings import Meaning

TEXT = ("text", "long_text", "email", "telephone", "postcode", "address", "number")
DATE = ("date",)
TIME = ("text", "time")
DAY_OR_YEAR = ("date", "approximate_date")
CHOICE = ("radios", "select", "autocomplete")
YES_NO = ("yes_no", "radios")
MANY = ("checkboxes",)
FILES = ("file",)

INCIDENT = (
    Meaning(
        "child",
        "Each child of the incident",
        duty="D2 D4",
        why="A case is about children: each gets a record.",
        step=True,
    ),
    Meaning("child.address", "Child: home address", kinds=TEXT),
    Meaning("child.age_estimate", "Child: estimated age", kinds=TEXT),
    Meaning("child.birth_date", "Child: date of birth", kinds=DATE),
    Meaning("child.birth_known", "Child: what is known of the date of birth", kinds=CHOICE),
    Meaning("child.death_date", "Child: date of death", kinds=DATE),
    Meaning("child.disability", "Child: disability or health condition", kinds=CHOICE),
    Meaning("child.disability_details", "Child: disability, details", kinds=TEXT),
    Meaning("child.due_date", "Child: expected date of birth", kinds=DAY_OR_YEAR),
    Meaning("child.ethnicity", "Child: ethnic group", kinds=CHOICE),
    Meaning("child.harm_details", "Child: the harm described", kinds=TEXT),
    Meaning("child.harm_kinds", "Child: kinds of serious harm", kinds=MANY),
    Meaning("child.legal_status", "Child: legal status", kinds=CHOICE),
    Meaning("child.looked_after", "Child: looked after", kinds=CHOICE),
    Meaning("child.name", "Child: name", duty="D2 D4", why="Cases and duplicates are found by it.", kinds=TEXT),
    Meaning("child.nhs_number", "Child: NHS number", kinds=("nhs_number",)),
    Meaning("child.other_names", "Child: other names", kinds=TEXT),
    Meaning(
        "child.outcome", "Child: died or seriously harmed", duty="D2 D10", why="The case is named by it.", kinds=CHOICE
    ),
    Meaning("child.placement", "Child: placement", kinds=CHOICE),
    Meaning("child.placing_authority", "Child: placing authority", kinds=TEXT),
    Meaning("child.protection_plan", "Child: protection plan", kinds=CHOICE),
    Meaning("child.protection_plan_details", "Child: protection plan, details", kinds=TEXT),
    Meaning("child.school", "Child: school or other education", kinds=TEXT),
    Meaning("child.sex", "Child: sex", kinds=CHOICE),
    Meaning("incident.abuse_or_neglect", "Incident: abuse or neglect known or suspected", duty="D10", kinds=CHOICE),
    Meaning("incident.abuse_reason", "Incident: why abuse or neglect is suspected", kinds=TEXT),
    Meaning("incident.abuse_types", "Incident: kinds of abuse or neglect", kinds=MANY),
    Meaning("incident.area", "Incident: area", kinds=CHOICE),
    Meaning("incident.area_details", "Incident: which other area", kinds=TEXT),
    Meaning(
        "incident.date", "Incident: date", duty="D2", why="The case shows it beside the day of awareness.", kinds=DATE
    ),
    Meaning("incident.harm", "Incident: died or seriously harmed", duty="D10", kinds=CHOICE),
    Meaning("incident.narrative", "Incident: what happened", duty="D4", kinds=TEXT),
    Meaning("incident.others_at_risk", "Incident: others at risk", kinds=CHOICE),
    Meaning("incident.others_at_risk_details", "Incident: others at risk, details", kinds=TEXT),
    Meaning("incident.parallel_details", "Incident: parallel processes, details", kinds=TEXT),
    Meaning("incident.parallel_processes", "Incident: parallel processes", duty="D26", kinds=MANY),
    Meaning("incident.place", "Incident: place", kinds=TEXT),
    Meaning("incident.safety_action", "Incident: safety action taken", duty="D7", kinds=TEXT),
    Meaning("incident.time", "Incident: time", kinds=TIME),
    Meaning("person", "Each relative or significant other", step=True),
    Meaning("person.address", "Person: address", kinds=TEXT),
    Meaning("person.birth_date", "Person: date of birth", kinds=DAY_OR_YEAR),
    Meaning("person.household", "Person: lived with the child", kinds=YES_NO),
    Meaning("person.is_child", "Person: under 18", kinds=YES_NO),
    Meaning("person.name", "Person: name", kinds=TEXT),
    Meaning("person.relationship", "Person: relationship", kinds=TEXT),
    Meaning("person.safe", "Person: safe now", kinds=CHOICE),
)

REFERRAL = (
    Meaning("referral.agencies", "Referral: agencies involved", kinds=MANY),
    Meaning("referral.agencies_details", "Referral: agencies’ work", kinds=TEXT),
    Meaning(
        "referral.aware_date",
        "Referral: day the agency became aware",
        duty="D2",
        why="The clock of the local authority starts with it.",
        kinds=DATE,
    ),
    Meaning("referral.below_definition", "Referral: what could be learnt below the definition", duty="D14", kinds=TEXT),
    Meaning("referral.documents", "Referral: documents", kinds=FILES),
    Meaning("referral.family_aware", "Referral: family knows of it", kinds=CHOICE),
    Meaning("referral.lead_consulted", "Referral: designated lead consulted", kinds=YES_NO),
    Meaning("referral.lead_name", "Referral: name of the designated lead", kinds=TEXT),
    Meaning("referral.looked_after", "Referral: any child looked after", kinds=CHOICE),
    Meaning("referral.other_areas", "Referral: other areas", kinds=YES_NO),
    Meaning("referral.other_areas_details", "Referral: which other areas", kinds=TEXT),
    Meaning("referral.protection_plan", "Referral: any child on a protection plan", kinds=CHOICE),
    Meaning("referral.reason", "Referral: why a review", duty="D4", kinds=TEXT),
    Meaning("referral.referrer_agency", "Referrer: agency and team", kinds=TEXT),
    Meaning("referral.referrer_email", "Referrer: e-mail address", kinds=TEXT),
    Meaning("referral.referrer_name", "Referrer: name", duty="D4", kinds=TEXT),
    Meaning("referral.referrer_phone", "Referrer: telephone number", kinds=TEXT),
    Meaning("referral.referrer_role", "Referrer: job title", kinds=TEXT),
)

NOTIFICATION = (
    Meaning("notification.agencies", "Notification: agencies involved", kinds=MANY),
    Meaning("notification.agencies_details", "Notification: agencies’ work", kinds=TEXT),
    Meaning("notification.authorised_by", "Notification: who agreed to it", kinds=TEXT),
    Meaning("notification.aware_by", "Notification: who became aware, and how", kinds=TEXT),
    Meaning(
        "notification.aware_on",
        "Notification: day the local authority became aware",
        duty="D2",
        why="The five working days run from it.",
        kinds=DATE,
    ),
    Meaning("notification.aware_reason", "Notification: why that day is corrected", duty="D2", kinds=TEXT),
    Meaning("notification.coroner", "Notification: coroner told", kinds=CHOICE),
    Meaning("notification.coroner_details", "Notification: coroner, details", kinds=TEXT),
    Meaning("notification.court", "Notification: court proceedings", kinds=CHOICE),
    Meaning("notification.court_details", "Notification: court, details", kinds=TEXT),
    Meaning("notification.media", "Notification: media interest", kinds=CHOICE),
    Meaning("notification.media_details", "Notification: media, details", kinds=TEXT),
    Meaning("notification.national_date", "Notification: day the national service accepted it", kinds=DATE),
    Meaning(
        "notification.national_reference",
        "Notification: national reference number",
        duty="D2",
        why="It proves that the Panel was notified.",
        kinds=TEXT,
    ),
    Meaning(
        "notification.nature",
        "Notification: nature of the incident",
        duty="D2",
        why="It decides whether a rapid review follows.",
        kinds=CHOICE,
    ),
    Meaning("notification.nature_other", "Notification: nature described", kinds=TEXT),
    Meaning("notification.notifier_email", "Notifier: e-mail address", kinds=TEXT),
    Meaning("notification.notifier_name", "Notifier: name", kinds=TEXT),
    Meaning("notification.notifier_phone", "Notifier: telephone number", kinds=TEXT),
    Meaning("notification.notifier_role", "Notifier: job title", kinds=TEXT),
    Meaning("notification.police", "Notification: police investigation", kinds=CHOICE),
    Meaning("notification.police_details", "Notification: police, details", kinds=TEXT),
)

RAPID_REVIEW = (
    Meaning("rapid_review.analysis", "Rapid review: analysis", kinds=TEXT),
    Meaning("rapid_review.attendees", "Rapid review: who took part", kinds=TEXT),
    Meaning("rapid_review.circumstance_institutions", "Circumstance: institutional settings", duty="D10", kinds=CHOICE),
    Meaning(
        "rapid_review.circumstance_institutions_reason",
        "Circumstance: institutional settings, why",
        duty="D10",
        kinds=TEXT,
    ),
    Meaning("rapid_review.circumstance_no_agency", "Circumstance: no agency involved", duty="D10", kinds=CHOICE),
    Meaning(
        "rapid_review.circumstance_no_agency_reason", "Circumstance: no agency involved, why", duty="D10", kinds=TEXT
    ),
    Meaning("rapid_review.circumstance_several_areas", "Circumstance: several areas", duty="D10", kinds=CHOICE),
    Meaning(
        "rapid_review.circumstance_several_areas_reason", "Circumstance: several areas, why", duty="D10", kinds=TEXT
    ),
    Meaning("rapid_review.circumstance_single_agency", "Circumstance: a single agency", duty="D10", kinds=CHOICE),
    Meaning(
        "rapid_review.circumstance_single_agency_reason", "Circumstance: a single agency, why", duty="D10", kinds=TEXT
    ),
    Meaning("rapid_review.criterion_improvements", "Criterion: improvements needed", duty="D10", kinds=CHOICE),
    Meaning(
        "rapid_review.criterion_improvements_reason", "Criterion: improvements needed, why", duty="D10", kinds=TEXT
    ),
    Meaning("rapid_review.criterion_panel", "Criterion: the Panel’s view", duty="D10", kinds=CHOICE),
    Meaning("rapid_review.criterion_panel_reason", "Criterion: the Panel’s view, why", duty="D10", kinds=TEXT),
    Meaning("rapid_review.criterion_themes", "Criterion: recurrent themes", duty="D10", kinds=CHOICE),
    Meaning("rapid_review.criterion_themes_reason", "Criterion: recurrent themes, why", duty="D10", kinds=TEXT),
    Meaning(
        "rapid_review.criterion_working_together", "Criterion: organisations working together", duty="D10", kinds=CHOICE
    ),
    Meaning(
        "rapid_review.criterion_working_together_reason",
        "Criterion: organisations working together, why",
        duty="D10",
        kinds=TEXT,
    ),
    Meaning("rapid_review.earlier_reviews", "Rapid review: earlier reviews", kinds=TEXT),
    Meaning("rapid_review.event", "Key event: what happened", kinds=TEXT),
    Meaning("rapid_review.event_date", "Key event: when", kinds=DAY_OR_YEAR),
    Meaning("rapid_review.event_response", "Key event: what was done", kinds=TEXT),
    Meaning("rapid_review.facts", "Rapid review: facts", duty="D7", kinds=TEXT),
    Meaning("rapid_review.family", "Rapid review: family", kinds=TEXT),
    Meaning("rapid_review.family_told", "Rapid review: how the family is told", duty="D11", kinds=TEXT),
    Meaning("rapid_review.gaps", "Rapid review: what is not known", kinds=TEXT),
    Meaning("rapid_review.good_practice", "Rapid review: good practice", kinds=TEXT),
    Meaning("rapid_review.identity", "Rapid review: identity and inequality", kinds=TEXT),
    Meaning("rapid_review.immediate_action", "Rapid review: immediate safety action", duty="D7", kinds=TEXT),
    Meaning("rapid_review.improvement", "Rapid review: potential for improvement", duty="D7", kinds=TEXT),
    Meaning("rapid_review.learning", "Rapid review: learning to share now", duty="D7", kinds=TEXT),
    Meaning("rapid_review.lived_experience", "Rapid review: the child’s lived experience", duty="D23", kinds=TEXT),
    Meaning("rapid_review.met_on", "Rapid review: day of the meeting", kinds=DATE),
    Meaning(
        "rapid_review.national_importance", "Rapid review: complex or of national importance", duty="D9", kinds=CHOICE
    ),
    Meaning("rapid_review.national_importance_reason", "Rapid review: why of national importance", kinds=TEXT),
    Meaning("rapid_review.next_steps", "Rapid review: next steps", duty="D7", kinds=TEXT),
    Meaning("rapid_review.recommendation", "Rapid review: recommended decision", kinds=CHOICE),
    Meaning("rapid_review.recommendation_reason", "Rapid review: why that decision", kinds=TEXT),
    Meaning("rapid_review.returns", "Rapid review: what the returns say", kinds=TEXT),
    Meaning("rapid_review.returns_missing", "Rapid review: returns missing", kinds=TEXT),
    Meaning("rapid_review.timeline", "Each key event of a rapid review", step=True),
)

RETURN = (
    Meaning("return.actions", "Return: actions taken", kinds=TEXT),
    Meaning("return.analysis", "Return: analysis", kinds=TEXT),
    Meaning("return.approved_by", "Return: who agreed to it", kinds=TEXT),
    Meaning("return.author_email", "Return author: e-mail address", kinds=TEXT),
    Meaning("return.author_name", "Return author: name", kinds=TEXT),
    Meaning("return.author_role", "Return author: job title", kinds=TEXT),
    Meaning("return.chronology", "Return: chronology in one table", duty="D26 D30", kinds=("chronology",)),
    Meaning("return.child_voice", "Return: the child’s voice", kinds=TEXT),
    Meaning("return.documents", "Return: documents", kinds=FILES),
    Meaning("return.good_practice", "Return: good practice", kinds=TEXT),
    Meaning(
        "return.involved",
        "Return: involved or not",
        duty="D30",
        why="The support office sees at once who was involved.",
        kinds=YES_NO,
    ),
    Meaning("return.learning", "Return: learning", kinds=TEXT),
    Meaning("return.not_involved_note", "Return: note when not involved", kinds=TEXT),
    Meaning("return.period_from", "Return: period searched, from", duty="D30", kinds=DATE),
    Meaning("return.period_to", "Return: period searched, to", duty="D30", kinds=DATE),
    Meaning("return.records", "Return: records searched", kinds=TEXT),
    Meaning("event", "Each event of a chronology", duty="D26 D30", step=True),
    Meaning("event.action", "Event: action", kinds=TEXT),
    Meaning("event.comment", "Event: comment", kinds=TEXT),
    Meaning("event.date", "Event: date", duty="D26 D30", kinds=DAY_OR_YEAR),
    Meaning("event.event", "Event: what happened", kinds=TEXT),
    Meaning("event.source", "Event: source", kinds=TEXT),
    Meaning("event.time", "Event: time", kinds=TIME),
)


AUDIT = (
    Meaning(
        "audit.marker",
        "Each quality marker of an audit",
        duty="D19",
        why="The report of a round counts the scores of each marker.",
        step=True,
    ),
    Meaning("audit.marker_key", "Audit: which quality marker", duty="D19", kinds=CHOICE),
    Meaning("audit.marker_note", "Audit: quality marker, what was found", kinds=TEXT),
    Meaning("audit.marker_score", "Audit: quality marker, how far it is met", duty="D19", kinds=CHOICE),
    Meaning("audit.actions", "Audit: actions asked for", duty="D19", kinds=TEXT),
    Meaning("audit.findings", "Audit: findings", duty="D19", kinds=TEXT),
    Meaning("audit.panel_agreement", "Audit: agreement with the Panel", duty="D19", kinds=CHOICE),
    Meaning("audit.participation", "Audit: participation of agencies", duty="D19", kinds=CHOICE),
    Meaning("audit.rationale", "Audit: rationale of the decision", duty="D19", kinds=CHOICE),
    Meaning("audit.timeliness", "Audit: timeliness", duty="D19", kinds=CHOICE),
)


def register() -> None:
    """Called once, when the app is ready."""
    meanings.register(*INCIDENT, *REFERRAL, *NOTIFICATION, *RAPID_REVIEW, *RETURN, *AUDIT)
