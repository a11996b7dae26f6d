"""The pages of the demonstration: those of a real start, for its two partnerships."""

from portal.start import tree
from portal.start.demo import parties
from workflow.parties.party import Partnership


def make() -> None:
    """Make what is missing of the page tree. A page that is there is left as it is."""
    tree.make_shared()
    codes = [details["code"] for details in parties.PARTNERSHIPS]
    for partnership in Partnership.objects.filter(code__in=codes, home=None):
        tree.make_branch(partnership)
