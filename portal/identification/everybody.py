"""Whether a text that an editor makes public names somebody of any case: a full name, an address, a number (D36).

Days, places and schools stand in many texts and are looked for in reports alone, where the case is known.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from forms.models import Submission
from portal.identification.search import Passage, Search
from workflow.machines.case.machine import Case
from workflow.machines.publication.identification import identifiers
from workflow.machines.publication.identification.identifiers import Identifier
from workflow.report_seam import Found

NAMING = frozenset(
    {
        identifiers.NAME,
        identifiers.ADDRESS,
        identifiers.POSTCODE,
        identifiers.NHS_NUMBER,
        identifiers.TELEPHONE,
        identifiers.EMAIL,
        identifiers.REFERENCE,
    }
)


def of_all_cases() -> list[Identifier]:
    """What names somebody in any case that is not erased. Five queries, however many cases there are."""
    cases = Case.objects.exclude(state=Case.ERASED).select_related("data_key").prefetch_related("children")
    by_key = {case.data_key_id: case for case in cases}
    sent = defaultdict(list)
    submissions = Submission.objects.filter(data_key__in=by_key).select_related("version")
    for submission in submissions.prefetch_related("corrections"):
        sent[submission.data_key_id].append(submission)
    found: set[Identifier] = set()
    for key, case in by_key.items():
        found |= set(_of_records(case, sent[key]))
    return sorted(one for one in found if one.kind in NAMING and not identifiers.says_nothing(one.text))


def _of_records(case: Any, sent: list[Submission]) -> Iterator[Identifier]:
    """As `identifiers.of_case`, of records that were read already."""
    yield Identifier(identifiers.REFERENCE, case.reference)
    for child in case.children.all():
        child.data_key = case.data_key
        yield from identifiers._of_details(child.details or {})
    for submission in sent:
        submission.data_key = case.data_key
        # Names that prose only mentions are looked for in the case's own report.
        yield from (one for one in identifiers._of_submission(submission, case) if isinstance(one, Identifier))


def naming(texts: Iterable[tuple[str, str]], looked_for: list[Identifier] | None = None) -> list[Found]:
    """The finds in texts (where, text) that are certain: whole names, not a first name alone."""
    search = Search(of_all_cases() if looked_for is None else looked_for)
    return [one for one in search.run(Passage(*text) for text in texts) if _names(one)]


def _names(found: Found) -> bool:
    if found.sure != "certain":
        return False
    return found.kind != identifiers.NAME or len(re.findall(r"[^\W_]+", found.written)) > 1


def is_clean(looked_for: list[Identifier]) -> Any:
    """For what is made anew: whether a text that is not drawn may stay."""
    search = Search(looked_for)
    return lambda text: not any(_names(one) for one in search.run([Passage("", text)]))
