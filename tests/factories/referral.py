"""A referral in any state: `ReferralFactory(screening=True)`."""

from datetime import date

import factory

from tests.factories.case import CaseFactory
from tests.factories.party import AgencyFactory
from workflow.models import Referral

WEIGHED = {"abuse_or_neglect": "suspected", "harm": "died"}


class ReferralFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Referral

    class Params:
        screening = factory.Trait(state=Referral.SCREENING)
        more_information = factory.Trait(state=Referral.MORE_INFORMATION, question="Which school?")
        accepted = factory.Trait(state=Referral.ACCEPTED, assessment=WEIGHED)
        not_accepted = factory.Trait(state=Referral.NOT_ACCEPTED, answer="Below the definition.")
        withdrawn = factory.Trait(state=Referral.WITHDRAWN, answer="The agency asked for it.")
        joined = factory.Trait(
            state=Referral.JOINED,
            joined_to=factory.SubFactory(CaseFactory, partnership=factory.SelfAttribute("..case.partnership")),
        )

    case = factory.SubFactory(CaseFactory)
    data_key = factory.SelfAttribute("case.data_key")
    agency = factory.LazyAttribute(lambda made: AgencyFactory(of=made.case.partnership))
    referred_on = date(2026, 2, 27)
