"""What the access matrix says at the end of a run: one line of numbers, from whichever process walked.

Each walk records a property "access" on its test: routes, who walked, requests, offenders, seconds.
"""

from collections.abc import Iterable
from typing import Any

NAME = "access"


def told(reports: Iterable[Any]) -> str:
    """The numbers in a sentence; "" where no walk was run."""
    walks = [value for report in reports for name, value in getattr(report, "user_properties", ()) if name == NAME]
    if not walks:
        return ""
    people = [who for _routes, who, *_numbers in walks]
    roles = {who[0] for who in people if who[0].isupper() and who[0] not in "NP"}
    requests, offenders, seconds = (sum(walk[column] for walk in walks) for column in (2, 3, 4))
    return (
        f"{walks[0][0]} routes, {len(roles)} roles as {len(people)} people, {requests:,} requests, "
        f"{offenders} offenders, {seconds:.0f} s"
    )
