"""The two partnerships of the procedure and the agencies that work with them, every mailbox at an example address.

In parties.json: an agency's `mailbox` is the domain before ".example", `notifies` the partnership it notifies for (D2);
it works with both partnerships unless it names them.
"""

import json
from pathlib import Path
from typing import Any

from workflow.parties.party import Agency, Partnership

COUNTY, CITY = "NSCP", "NCSCP"
_told: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parent / "parties.json").read_text(encoding="utf-8")
)
PARTNERSHIPS, AGENCIES = _told["partnerships"], _told["agencies"]


def make() -> None:
    """Make the partnerships and agencies that are not there yet."""
    for details in PARTNERSHIPS:
        Partnership.objects.get_or_create(code=details["code"], defaults=details)
    by_code = {partnership.code: partnership for partnership in Partnership.objects.all()}
    for demo in AGENCIES:
        agency, made = Agency.objects.get_or_create(
            name=demo["name"],
            defaults={
                "kind": demo["kind"],
                "contact_email": f"requests@{demo['mailbox']}.example",
                "notifies_for": by_code.get(demo.get("notifies", "")),
            },
        )
        if made:
            agency.partnerships.set(by_code[code] for code in demo.get("partnerships", (COUNTY, CITY)))
