"""The two partnerships of the procedure and the agencies that work with them, every mailbox at an example address."""

from dataclasses import dataclass

from workflow.models import Agency, Partnership

COUNTY, CITY = "NSCP", "NCSCP"
Kind = Agency.Kind

PARTNERSHIPS: list[dict[str, str]] = [
    {
        "code": COUNTY,
        "slug": "nottinghamshire",
        "name": "Nottinghamshire Safeguarding Children Partnership",
        "local_authority_name": "Nottinghamshire County Council",
        "coordinator_title": "Development Manager",
        "sign_off_group_name": "Safeguarding Assurance and Improvement Group",
        "strategic_body_name": "Strategic Leadership Group",
        "contact_email": "support-office@nottinghamshire-partnership.example",
        "brand_colour": "#1d4f5c",
    },
    {
        "code": CITY,
        "slug": "nottingham-city",
        "name": "Nottingham City Safeguarding Children Partnership",
        "local_authority_name": "Nottingham City Council",
        "coordinator_title": "Children’s Officer",
        "sign_off_group_name": "Business Management Group",
        "strategic_body_name": "Strategic Leadership Group",
        "contact_email": "support-office@nottingham-city-partnership.example",
        "brand_colour": "#5a2a6b",
    },
]


@dataclass(frozen=True)
class DemoAgency:
    """`mailbox` is the domain before ".example"; `notifies`: the partnership it notifies for (D2)."""

    kind: str
    name: str
    mailbox: str
    partnerships: tuple[str, ...] = (COUNTY, CITY)
    notifies: str = ""


AGENCIES = [
    DemoAgency(Kind.LOCAL_AUTHORITY, "County children’s social care (demo)", "county-council", (COUNTY,), COUNTY),
    DemoAgency(Kind.LOCAL_AUTHORITY, "City children’s social care (demo)", "city-council", (CITY,), CITY),
    DemoAgency(Kind.EARLY_HELP, "Early help (demo)", "early-help"),
    DemoAgency(Kind.POLICE, "Police (demo)", "police"),
    DemoAgency(Kind.ICB, "Integrated care board and general practice (demo)", "icb"),
    DemoAgency(Kind.ACUTE, "Hospital trust (demo)", "hospital"),
    DemoAgency(Kind.MATERNITY, "Maternity service (demo)", "maternity"),
    DemoAgency(Kind.CHILD_HEALTH, "0 to 19 service (demo)", "child-health"),
    DemoAgency(Kind.CAMHS, "Child and adolescent mental health service (demo)", "camhs"),
    DemoAgency(Kind.MENTAL_HEALTH, "Adult mental health service (demo)", "mental-health"),
    DemoAgency(Kind.AMBULANCE, "Ambulance service (demo)", "ambulance"),
    DemoAgency(Kind.EDUCATION, "School (demo)", "school"),
    DemoAgency(Kind.SEND, "Special educational needs service (demo)", "send"),
    DemoAgency(Kind.YOUTH_JUSTICE, "Youth justice service (demo)", "youth-justice"),
    DemoAgency(Kind.PROBATION, "Probation service (demo)", "probation"),
    DemoAgency(Kind.CAFCASS, "Cafcass (demo)", "family-court-advice"),
    DemoAgency(Kind.HOUSING, "Housing (demo)", "housing"),
    DemoAgency(Kind.ADULT, "Adult services (demo)", "adult-services"),
    DemoAgency(Kind.SUBSTANCE, "Substance misuse service (demo)", "substance-misuse"),
    DemoAgency(Kind.DOMESTIC_ABUSE, "Domestic abuse service (demo)", "domestic-abuse"),
    DemoAgency(Kind.VOLUNTARY, "Family charity (demo)", "charity"),
    DemoAgency(Kind.CARE_PROVIDER, "Children’s home (demo)", "care-provider"),
    DemoAgency(Kind.CDOP, "Child Death Overview Panel (demo)", "cdop"),
]


def make() -> None:
    """Make the partnerships and agencies that are not there yet."""
    for details in PARTNERSHIPS:
        Partnership.objects.get_or_create(code=details["code"], defaults=details)
    by_code = {partnership.code: partnership for partnership in Partnership.objects.all()}
    for demo in AGENCIES:
        agency, made = Agency.objects.get_or_create(
            name=demo.name,
            defaults={
                "kind": demo.kind,
                "contact_email": f"requests@{demo.mailbox}.example",
                "notifies_for": by_code.get(demo.notifies),
            },
        )
        if made:
            agency.partnerships.set(by_code[code] for code in demo.partnerships)
