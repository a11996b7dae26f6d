"""What a version of the procedure consists of, in words: its lists, its settings, its titles, and what cannot go.

`content` of a version is open: a list or a group of settings that is not named here is edited all the same, under its
own name. What is named here gets a heading, a sentence for the editor, and choices instead of words to type.
"""

from dataclasses import dataclass, field

from workflow.parties.roles import Seat

SEATS = [(str(seat.value), str(seat.label)) for seat in Seat]
REVIEWS = [
    ("", "No review"),
    ("local", "A local child safeguarding practice review"),
    ("learning", "A learning review"),
    ("national", "Asking the Panel for a national review"),
]
ANSWERS = [
    ("agrees", "The Panel agrees"),
    ("disagrees", "The Panel disagrees: the partners reconsider"),
    ("national", "The Panel carries out a national review"),
]


@dataclass(frozen=True)
class Column:
    """What an entry of a list says besides its text. `choices` are (value, words); `several`: a list of words."""

    name: str
    label: str
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    several: bool = False


@dataclass(frozen=True)
class Part:
    """One list of the content."""

    name: str
    title: str
    help: str
    columns: tuple[Column, ...] = ()


@dataclass(frozen=True)
class Setting:
    """One value of a group of settings."""

    name: str
    label: str
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    least: int | None = None
    most: int | None = None
    # The list of the same version whose entries can be chosen.
    chosen_from: str = ""
    # Days before and after a date, as numbers.
    is_offsets: bool = False


@dataclass(frozen=True)
class Group:
    """One group of settings of the content."""

    name: str
    title: str
    help: str
    settings: tuple[Setting, ...] = field(default=())


DUTIES = Column("duties", "Duties", "The numbered duties for which this body is told, for example D39 D40.", (), True)
LISTS = (
    Part("definition", "Definition", "The limbs of the definition of a case, weighed when a referral is accepted."),
    Part("serious_harm", "Serious harm", "What counts as serious harm, as people read it."),
    Part("notification_grounds", "Grounds for notifying", "When the local authority must notify the Panel."),
    Part("local_criteria", "Local criteria", "What the partners weigh for a local review. Each is answered by itself."),
    Part("local_circumstances", "Local circumstances", "The circumstances that the partners weigh besides."),
    Part("rapid_review_parts", "Parts of a rapid review", "What a rapid review must cover."),
    Part("reviewer_considerations", "Choosing a reviewer", "What is weighed when a reviewer is appointed."),
    Part("advice_on_review", "Advice on a review", "What the review group advises on when a review begins."),
    Part("report_parts", "Parts of a report", "What every report must hold."),
    Part("recommendation_parts", "Parts of a recommendation", "What every recommendation must say."),
    Part("extenuating_circumstances", "Extenuating circumstances", "What may delay completing or publishing a review."),
    Part("national_criteria", "National criteria", "What the Panel weighs for a national review."),
    Part("national_circumstances", "National circumstances", "The circumstances that the Panel weighs besides."),
    Part("recipients", "National bodies and their duties", "Who is told, and for which numbered duties.", (DUTIES,)),
    Part("quality_markers", "Quality markers", "What an audit of a rapid review may ask about."),
    Part(
        "response_types",
        "Response types",
        "What the partners can decide in a rapid review.",
        (Column("leads_to", "Leads to", "The review that can be commissioned after it.", tuple(REVIEWS)),),
    ),
    Part(
        "panel_responses",
        "Panel responses",
        "What the Panel can answer.",
        (Column("means", "Means", "What the portal does with this answer.", tuple(ANSWERS)),),
    ),
    Part("parallel_processes", "Parallel processes", "What can run beside a case and is put on its file."),
    Part(
        "national_service",
        "Order of the copy sheet",
        "The parts of the copy sheet for the national notification service, and which answers stand in each.",
        (Column("meanings", "Meanings", "The meanings of the questions, in their order.", (), True),),
    ),
)
VOTING = Group(
    "voting",
    "Voting rules",
    "How the safeguarding partners decide.",
    (
        Setting("seats", "Deciding seats", "Each has one vote.", tuple(SEATS)),
        Setting("majority", "Votes that make a majority", least=1, most=len(SEATS)),
        Setting("advice_before_majority", "The scrutineer advises before a majority decides"),
        Setting("rounds_before_majority", "Rounds of votes before a majority decides", least=1, most=10),
        Setting("delegates", "A seat may be held by a delegate"),
        Setting("least_seats", "The fewest seats that may decide", least=1, most=len(SEATS)),
        Setting("unconfirmed", "What of this the source does not say"),
    ),
)
RETURN_REMINDERS = Group(
    "return_reminders",
    "Reminders of returns",
    "When an agency is reminded of a return that it was asked for.",
    (
        Setting("offsets", "Reminders", "Working days from the return’s date, with commas: -3, 0, 2.", is_offsets=True),
        Setting("unconfirmed", "What of this the source does not say"),
    ),
)
AUDIT = Group(
    "audit",
    "Audit of rapid reviews",
    "How often rapid reviews are audited, and what an audit asks.",
    (
        Setting("every_months", "Months between two audits", least=1, most=60),
        Setting("markers", "Quality markers that an audit asks", chosen_from="quality_markers"),
        Setting("unconfirmed", "What of this the source does not say"),
    ),
)
CHASING = Group(
    "recommendation_chasing",
    "Reminders of recommendations",
    "When an agency is reminded of an action that it was asked for.",
    (Setting("days", "Reminders", "Days from the action’s date, with commas: -14, 0, 7, 28.", is_offsets=True),),
)
TITLES = Group(
    "titles",
    "Titles",
    "How this version calls people and groups. A version of one partnership goes before the partnership’s own titles; "
    "a shared version is used where the partnership has none. Leave empty what the partnership itself says.",
    (
        Setting("coordinator", "Coordinator"),
        Setting("sign_off_group", "Sign-off and assurance group"),
        Setting("strategic_body", "Strategic body"),
        Setting("support_office", "Support office"),
        Setting("review_group", "Review group"),
    ),
)
LISTS_BY_NAME = {part.name: part for part in LISTS}
GROUPS_BY_NAME = {group.name: group for group in (VOTING, RETURN_REMINDERS, AUDIT, CHASING, TITLES)}


def list_of(name: str) -> Part:
    """What is known of a list; of another list, its own name in words."""
    return LISTS_BY_NAME.get(name) or Part(name, in_words(name), "")


def group_of(name: str) -> Group:
    """What is known of a group of settings; of another, its own name in words."""
    return GROUPS_BY_NAME.get(name) or Group(name, in_words(name), "")


def in_words(name: str) -> str:
    return name.replace("_", " ").replace("-", " ").capitalize()
