"""Which machine, deadline, e-mail or page reads which answer: told to editors before they publish.

Kept by hand and held by tests/workflow/test_readers.py: whatever this package reads by meaning has a line here. An
e-mail carries no answer; where one is named here, an answer decides whether or by when it is sent.
"""

from collections.abc import Iterator

from forms import handlers
from forms.definition import readers
from forms.definition.readers import Reader
from workflow.intake.prefill import INCIDENT
from workflow.machines.publication.identification.identifiers import BY_MEANING
from workflow.machines.rapid_review.questions import PARTS, WEIGHED
from workflow.machines.rapid_review.voting.weighing import READ_BEFORE

LOCAL = (
    Reader("handler", "Makes a record of each child of the case, found again by name", ("child", "child.*")),
    Reader(
        "handler", "Names the case in every list: death or serious harm", ("child", "child.outcome"), ("open_case",)
    ),
    Reader(
        "handler",
        "The notification keeps the national reference number, the nature and the day of awareness (D2)",
        (
            "notification.national_reference",
            "notification.nature",
            "notification.aware_on",
            "notification.aware_reason",
        ),
        ("submit_notification",),
    ),
    Reader(
        "guard",
        "A notification is refused with a day of awareness in the future, or corrected without a reason (D2)",
        ("notification.aware_on", "notification.aware_reason"),
        ("submit_notification",),
    ),
    Reader(
        "guard",
        "A day of awareness before the incident is refused (D2)",
        ("incident.date", "notification.aware_on"),
        ("open_case", "submit_notification"),
    ),
    Reader(
        "guard",
        "A notification is refused without its number or its nature (D2)",
        ("notification.national_reference", "notification.nature"),
        ("submit_notification",),
    ),
    Reader(
        "guard",
        "The nature decides whether a rapid review must follow (D5)",
        ("notification.nature",),
        ("submit_notification",),
    ),
    Reader("guard", "A rapid review is refused without its four parts (D7)", tuple(PARTS), ("complete_rapid_review",)),
    Reader(
        "guard",
        "A rapid review is refused before each criterion is weighed (D10)",
        tuple(WEIGHED),
        ("complete_rapid_review",),
    ),
    Reader(
        "clock",
        "The five working days of the notification start with this day (D2)",
        ("referral.aware_date", "notification.aware_on"),
    ),
    Reader(
        "clock",
        "The days of the rapid review start when a notification of this nature is sent (D5)",
        ("notification.nature",),
        ("submit_notification",),
    ),
    Reader(
        "notice",
        "“Notification to submit” names the last day, counted from this answer",
        ("referral.aware_date", "notification.aware_on"),
    ),
    Reader(
        "notice", "Reminders of the notification go out by this day", ("referral.aware_date", "notification.aware_on")
    ),
    Reader("prefill", "The notification begins with what the referral said of the incident", INCIDENT, ("open_case",)),
    Reader("prefill", "The notification begins with the children of the case", ("child", "child.*")),
    Reader(
        "prefill",
        "The name and the e-mail address of whoever fills the form in are filled in",
        (
            "referral.referrer_name",
            "referral.referrer_email",
            "notification.notifier_name",
            "notification.notifier_email",
            "return.author_name",
            "return.author_email",
        ),
    ),
    Reader("prefill", "The agency of whoever fills the form in is filled in", ("referral.referrer_agency",)),
    Reader(
        "prefill", "The day of awareness on record is filled in", ("notification.aware_on",), ("submit_notification",)
    ),
    Reader(
        "prefill",
        "The meeting as recorded on the case desk is filled in",
        ("rapid_review.met_on", "rapid_review.attendees"),
        ("complete_rapid_review",),
    ),
    Reader(
        "prefill",
        "How the definition was weighed on the case desk is filled in",
        ("incident.abuse_or_neglect", "incident.harm"),
        ("complete_rapid_review",),
    ),
    Reader(
        "prefill",
        "Where the deciders weigh the criteria and circumstances, these answers are filled in (D10)",
        READ_BEFORE,
        ("complete_rapid_review",),
    ),
    Reader(
        "prefill",
        "A rapid review that is sent again begins with all it said",
        ("rapid_review.*", "incident.*"),
        ("complete_rapid_review",),
    ),
    Reader(
        "prefill",
        "A return that was sent back begins with all it said",
        ("return.*", "event", "event.*"),
        ("agency_return",),
    ),
    Reader("page", "The case shows its children", ("child", "child.*")),
    Reader(
        "guard",
        "The identification check looks for it in a report before the report is cleared (D36)",
        tuple(BY_MEANING),
    ),
    Reader("page", "The case shows relatives and other people", ("person", "person.*")),
    Reader(
        "page",
        "The chronology of all agencies’ returns",
        ("event", "event.*", "return.chronology"),
        ("agency_return",),
    ),
    Reader(
        "page",
        "The periods that each agency searched, beside the chronology",
        ("return.period_from", "return.period_to"),
        ("agency_return",),
    ),
    Reader(
        "guard",
        "A score is refused before each quality marker of the procedure is scored (D19)",
        ("audit.marker", "audit.marker_key", "audit.marker_score"),
        ("audit_rapid_review",),
    ),
    Reader(
        "page",
        "The report of a round of audit counts and shows it (D19)",
        ("audit.*",),
        ("audit_rapid_review",),
    ),
    Reader(
        "prefill",
        "An audit begins with an entry for each quality marker, and scored again with all it said",
        ("audit.*",),
        ("audit_rapid_review",),
    ),
    Reader(
        "page",
        "“Every agency that is named” selects agencies of these kinds",
        ("referral.agencies", "notification.agencies"),
        ("open_case", "submit_notification"),
    ),
    Reader("page", "The statistics count it as a theme", ("incident.abuse_types",), ("submit_notification",)),
)


def required() -> Iterator[Reader]:
    """What each handler cannot do without."""
    for key, label in handlers.choices():
        if needed := handlers.get(key).required_meanings:
            yield Reader("handler", f"“{label}” cannot do without it", tuple(needed), (key,))


def register() -> None:
    """Called once, when the app is ready and the handlers are registered."""
    readers.register(*LOCAL, *required())
