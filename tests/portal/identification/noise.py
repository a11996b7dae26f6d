"""A hundred pages of ordinary prose about other people, made of varied sentences: seeded, the same every time.

Green, Hope, Day, Young, Will and Grace stand in it as words and as other people's names; so do postcodes, dates,
streets, schools and numbers of others.
"""

import random

from workflow.machines.publication.identification.identifiers import Identifier, identifiers_of

# People of the case whose names are words.
NAMED: list[Identifier] = identifiers_of(
    {"kind": "name", "value": value}
    for value in (
        "Alice Green",
        "Hope Marlborough",
        "Peter Day",
        "Sandra Young",
        "Will Tattersall",
        "Grace Abernethy-Lowe",
    )
)
FIRST = (
    "Sarah David Emma Paul Priya Marcus Helen Joanne Gareth Nadia Simon Louise Kevin Amanda Yusuf Diane Martin Claire "
    "Ian Rachel Neil Tracey Andrew Michelle Stuart Karen Jonathan Nicola Craig Angela"
)
LAST = (
    "Miller Wilson Patel Hughes Bennett Carter Rahman Turner Phillips Edwards Lawson Begum Doyle Gibson Marsh Holmes "
    "Barker Stone Field Brooks"
)
ORDINARY = """
The agencies will need to agree how information is shared when a young person moves between areas.
There was hope that the new arrangements would help, but day to day practice did not change.
Practitioners described a green light system that nobody outside the team could explain.
By the grace of good management the team kept most of its experienced staff.
Will the partnership know whether this has made a difference? It will, if it measures the right things.
Each day brought new demands, and young parents said that they hope for one worker whom they know.
Hope was expressed by several practitioners that supervision would be protected.
Young people told the review that this was the first time that anybody had asked them.
Day services were reduced in the second year and a grace period was agreed with the landlord.
Green spaces near the estate were used by families in the summer.
The will to work together was there; the means were not.
This learning is not new. This review found what other reviews have found before.
Whether the threshold was met is not the point; the point is what the family was offered.
Grace in difficult conversations was seen by the reviewers as a strength of the health visitors.
The child was seen on each visit, and their voice was recorded in their own words.
Multi-agency meetings were held on time, but minutes were not always sent to the general practitioner.
In May the team moved to a new building; by March it had moved back.
The strategy discussion was held within the day and the outcome was shared with all agencies.
Information about the father was not sought, and assumptions were made about his role in the household.
Professional curiosity was limited by high caseloads and by the turnover of staff.
The school recorded its concerns well and shared them with the designated safeguarding lead.
Neglect was considered but it was not named, and the tools that exist were not used.
The reviewers spoke with the family, who asked that the report should help others.
Young carers are often not known to services. The Young Carers project closed that year.
It is a green field site on the edge of the town, a long way from the nearest surgery.
Housing officers visited on a good day and saw no reason for concern.
What gives practitioners hope is time: time to think, to visit and to write.
The plan was reviewed, and reviewed again, without any change to the day of the next visit.
At the end of the day the responsibility lies with every agency and with none of them alone.
Learning from this review will be shared at a conference for all practitioners in the autumn.
""".strip().splitlines()
HEADINGS = (
    "Hope and Recovery",
    "What a Day Looks Like",
    "Green Spaces and Play",
    "Young People’s Voices",
    "Will It Work?",
    "Grace Under Pressure",
    "Working Together",
)
# `{who}` is another person, `{date}` another day, and so on.
ABOUT_OTHERS = """
{who} of the hospital trust told the review that {this} had been tried before.
The chair, {who}, thanked everybody who had taken part.
{who} and {other} wrote the report of the agency for health.
On {date} a meeting was held at {place}; {who} took the minutes.
The pathway was designed by {who} in {year} and has been used since.
A leaflet is sold at {shop} and can be had from {who} by telephone on {telephone}.
The training was given at {school} by {who} and by a colleague of {other}.
{who} said: “We will learn from this, and we hope that others will.”
The research of {surname} and {othersurname} ({year}) describes the same pattern.
An earlier review, {reference}, came to the same conclusion.
The office is at {street}, {postcode}, and is open from nine to five.
The guidance was published in {month} {year} and revised by {who}.
“It is not a question of will,” said {who}, “but of time.”
The child, who was {age} years old, had been known to services for {age} months.
{who}’s account agreed with that of {other}.
""".strip().splitlines()
# Other people who have one of the names, as they are written in a report.
NAMESAKES = """
Professor Peter Green of the university wrote the literature review.
Councillor Hope Adeyemi opened the conference.
Dr Daniel Young advised the panel on injuries to infants.
PC Thomas Day was the first officer at the scene.
Grace Okafor and Will Henderson facilitated the practitioners’ event.
The report by Lord Young was debated again.
The Green Lane surgery and the Hope Street clinic sent their records.
The Day Nursery, Young Minds and Green Dragon Taxis were not asked.
A statement by Helen Green, the head of service, is annexed.
The barrister Amanda Day spoke for the trust and Dr Green for the hospital.
Joanne Hope led the audit. Inspector Young and Nurse Grace gave evidence.
""".strip().splitlines()
PLACES = (
    "the town hall",
    "the Guildhall",
    "the county offices",
    "Sycamore House",
    "the Riverside Centre",
    "Larch Court",
)
SCHOOLS = ("Hilltop Primary School", "St Anne’s Catholic School", "Riverdale Academy", "Parkside Infant School")
STREETS = ("14 Station Road", "103 Victoria Street", "8 Church Lane", "27 Maple Drive", "5 Beech Close")
MONTHS = "January February April June July August September October November".split()  # noqa: SIM905 - words read best as words


def pages(seed: int = 1, number: int = 100, words: int = 420) -> list[str]:
    """That many pages of about so many words."""
    dice = random.Random(seed)
    return [_page(dice, words) for _ in range(number)]


def _page(dice: random.Random, words: int) -> str:
    paragraphs, count = [], 0
    while count < words:
        some = [_sentence(dice) for _ in range(dice.randrange(3, 7))]
        text = " ".join(some)
        if dice.random() < 0.25:
            text = f"{dice.choice(HEADINGS)}\n{text}"
        paragraphs.append(text)
        count += len(text.split())
    return "\n\n".join(paragraphs)


def _sentence(dice: random.Random) -> str:
    drawn = dice.random()
    if drawn < 0.62:
        return dice.choice(ORDINARY)
    if drawn < 0.68:
        return dice.choice(NAMESAKES)
    firsts, lasts = FIRST.split(), LAST.split()
    who, other = (f"{dice.choice(firsts)} {dice.choice(lasts)}" for _ in range(2))
    told = {
        "who": who,
        "other": other,
        "surname": dice.choice(lasts),
        "othersurname": dice.choice(lasts),
        "this": dice.choice(("this", "it", "the same", "a plan like this")),
        # Days and months of other years, so that nothing of them is the case's.
        "date": f"{dice.randrange(1, 28)} {dice.choice(MONTHS)} {dice.choice((2011, 2012, 2024))}",
        "month": dice.choice(MONTHS),
        "year": str(dice.choice((2011, 2012, 2013, 2024))),
        "place": dice.choice(PLACES),
        "shop": dice.choice(("the library", "the post office", "a chemist’s")),
        "school": dice.choice(SCHOOLS),
        "street": dice.choice(STREETS),
        "postcode": f"YO{dice.randrange(1, 30)} {dice.randrange(1, 9)}{dice.choice('ABDEFGH')}{dice.choice('JLNPQRS')}",
        "telephone": f"01904 {dice.randrange(100000, 999999)}",
        "reference": f"CSPR/{dice.choice((2011, 2012))}/{dice.randrange(200, 900)}",
        "age": str(dice.randrange(2, 17)),
    }
    return dice.choice(ABOUT_OTHERS).format(**told)
