"""Draws who talks to what, and where trust ends: the boxes and ways of docs/security/threat-model.md."""

from collections.abc import Iterator
from dataclasses import dataclass

from scripts.architecture import svg

WIDTH, GAP, LEFT, TOP, LINE, FOOT = 240, 120, 20, 70, 16, 20


@dataclass(frozen=True)
class Part:
    """One box: its name, what it holds in a line or two, and its row in its column."""

    key: str
    name: str
    holds: str
    column: int
    row: int


ZONES = ("Anybody’s machines", "The operator’s machines", "Others’ machines")
PARTS = (
    Part("public", "Readers", "published pages, search, alerts", 0, 0),
    Part("agency", "People of agencies", "their own drafts and what they sent", 0, 1),
    Part("staff", "Office, partners, reviewers", "the cases of their area, by role", 0, 2),
    Part("cms", "Editors, publishers, administrators", "pages and forms; no case", 0, 3),
    Part("program", "Other programs", "a token of one role", 0, 4),
    Part("proxy", "Proxy", "ends TLS; logs addresses", 1, 0),
    Part("web", "Web processes", "vault keys in memory; every right is checked here", 1, 1),
    Part("worker", "Worker", "vault keys in memory; sends and sweeps", 1, 2),
    Part("database", "Database", "sealed fields, wrapped keys, the log", 1, 3),
    Part("files", "Attachments, Redis, clamd", "sealed files; counts of tries", 1, 4),
    Part("provider", "Sign-on provider", "who somebody is", 2, 1),
    Part("mail", "Mail servers, mailboxes", "references, links, codes; no fact", 2, 2),
    Part("hooks", "Receivers of webhooks", "identifiers and states", 2, 3),
    Part("safe", "Backups; safe with the keys", "kept apart from each other", 2, 4),
)
WAYS = (
    ("public", "proxy", "HTTPS"),
    ("agency", "proxy", ""),
    ("staff", "proxy", ""),
    ("cms", "proxy", ""),
    ("program", "proxy", ""),
    ("proxy", "web", "HTTP"),
    ("web", "worker", "rows"),
    ("worker", "database", ""),
    ("database", "files", ""),
    ("web", "provider", "TLS"),
    ("worker", "mail", "TLS"),
    ("worker", "hooks", ""),
    ("files", "safe", "copies"),
)
HEIGHT = 74
STEP = HEIGHT + 34


def draw() -> str:
    width = 2 * LEFT + len(ZONES) * WIDTH + (len(ZONES) - 1) * GAP
    height = TOP + STEP * 5 + FOOT
    told = "Who talks to what: browsers and programs to the proxy, processes to what they need; three zones of trust."
    return svg.picture(width, height, told, [*_zones(height), *_ways(), *_boxes()])


def _x(column: int) -> float:
    return LEFT + column * (WIDTH + GAP)


def _y(row: int) -> float:
    return TOP + row * STEP


def _zones(height: float) -> Iterator[str]:
    for column, name in enumerate(ZONES):
        yield svg.text(_x(column), TOP - 34, name, size=15, bold=True)
        if column:
            edge = _x(column) - GAP / 2 + 30
            yield (
                f'<line x1="{edge:g}" y1="20" x2="{edge:g}" y2="{height - FOOT:g}" stroke="{svg.BACK}" '
                'stroke-width="1.5" stroke-dasharray="8 5"/>'
            )


def _boxes() -> Iterator[str]:
    for part in PARTS:
        x, y = _x(part.column), _y(part.row)
        yield svg.box(x, y, WIDTH, HEIGHT, shaded=part.column == 1)
        yield svg.text(x + 10, y + 22, part.name, size=13, bold=True)
        for number, said in enumerate(svg.wrapped(part.holds, WIDTH - 20, 12)):
            yield svg.text(x + 10, y + 42 + number * LINE, said, colour=svg.GREY)


def _ways() -> Iterator[str]:
    places = {part.key: part for part in PARTS}
    for start, end, said in WAYS:
        one, other = places[start], places[end]
        if one.column == other.column:
            x = _x(one.column) + WIDTH / 2
            yield svg.way(f"M{x:g} {_y(one.row) + HEIGHT:g}V{_y(other.row):g}")
            at = (x + 8, _y(other.row) - 12)
        else:
            x, far = _x(one.column) + WIDTH, _x(other.column)
            bend = far - 40 if one.column == 0 else x + 30
            leave, arrive = _y(one.row) + HEIGHT / 2, _y(other.row) + HEIGHT / 2
            yield svg.way(f"M{x:g} {leave:g}H{bend:g}V{arrive:g}H{far:g}")
            at = (x + 8, leave - 6)
        if said:
            yield svg.text(*at, said, size=11, colour=svg.GREY)
