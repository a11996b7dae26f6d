"""Whether a text that an editor makes public names somebody of any case: a full name, an address, a number (D36).

Days, places and schools stand in many texts and are looked for in reports alone, where the case is known.

What it costs: a save in the CMS opens the records of those cases alone that changed since the last one. What was found
in the others lies in the cache, sealed under the key of its case: nobody reads it without that key, and with an erased
case it is lost. What grows with the number of cases is opening one short text of each and looking which of its words a
page has (`narrowing`); the search itself is made ready for those alone that the page may name.
"""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.core.cache import cache

from forms import vault
from forms.models import Correction, Submission
from portal.identification.narrowing import Narrowing
from portal.identification.search import Passage, Search
from workflow.machines.case.children.child import Child
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
# Raised where another program would find something else in the same records.
KNOWN = "portal.identification:everybody:1"
A_WEEK = 7 * 24 * 3600
# Of a case: a mark of its records as they were read, and what was found in them, sealed.
Kept = tuple[str, bytes]


def of_all_cases() -> list[Identifier]:
    """What names somebody in any case that is not erased. Six queries at most, however many cases there are."""
    cases = {case.pk: case for case in Case.objects.exclude(state=Case.ERASED).select_related("data_key")}
    marks = _marks(cases)
    known: dict[UUID, Kept] = {pk: kept for pk, kept in (cache.get(KNOWN) or {}).items() if marks.get(pk) == kept[0]}
    changed = [case for pk, case in cases.items() if pk not in known]
    if changed:
        known |= {case.pk: (marks[case.pk], _sealed(case, found)) for case, found in _read(changed)}
        cache.set(KNOWN, known, A_WEEK)
    return sorted({one for pk, kept in known.items() for one in _opened(cases[pk], kept[1])})


def _marks(cases: dict[UUID, Case]) -> dict[UUID, str]:
    """Which records each case has, without opening them: a form that was sent and an addition never change."""
    by_key = {case.data_key_id: pk for pk, case in cases.items()}
    told: dict[UUID, list[str]] = {pk: [case.reference] for pk, case in cases.items()}
    for key, number, sealed in Child.objects.filter(case__in=cases).values_list("data_key", "pk", "details"):
        told[by_key[key]].append(f"{number} {hashlib.sha256(bytes(sealed or b'')).hexdigest()}")
    for model in (Submission, Correction):
        for key, number in model.objects.filter(data_key__in=by_key).values_list("data_key", "pk"):
            told[by_key[key]].append(str(number))
    return {pk: hashlib.sha256("\n".join(sorted(parts)).encode()).hexdigest() for pk, parts in told.items()}


def _read(cases: list[Case]) -> Iterator[tuple[Case, list[Identifier]]]:
    sent = defaultdict(list)
    keys = [case.data_key_id for case in cases]
    submissions = Submission.objects.filter(data_key__in=keys).select_related("version")
    for submission in submissions.prefetch_related("corrections"):
        sent[submission.data_key_id].append(submission)
    children = defaultdict(list)
    for child in Child.objects.filter(case__in=cases):
        children[child.case_id].append(child)
    for case in cases:
        found = set(_of_records(case, children[case.pk], sent[case.data_key_id]))
        yield case, [one for one in found if one.kind in NAMING and not identifiers.says_nothing(one.text)]


def _of_records(case: Case, children: list[Any], sent: list[Submission]) -> Iterator[Identifier]:
    yield Identifier(identifiers.REFERENCE, case.reference)
    for child in children:
        child.data_key = case.data_key
        yield from identifiers.of_details(child.details or {})
    for submission in sent:
        submission.data_key = case.data_key
        # Names that prose only mentions are looked for in the case's own report.
        yield from (one for one in identifiers.of_submission(submission, case) if isinstance(one, Identifier))


def _sealed(case: Case, found: list[Identifier]) -> bytes:
    text = json.dumps([[one.kind, one.text, one.source] for one in found]).encode()
    return vault.seal(case.data_key.unwrap(), text, _context(case))


def _opened(case: Case, sealed: bytes) -> Iterator[Identifier]:
    for kind, text, source in json.loads(vault.unseal(case.data_key.unwrap(), sealed, _context(case))):
        yield Identifier(kind, text, source)


def _context(case: Case) -> str:
    return f"{KNOWN}:{case.pk}"


def naming(texts: Iterable[tuple[str, str]], looked_for: list[Identifier] | None = None) -> list[Found]:
    """The finds in texts (where, text) that are certain: whole names, not a first name alone."""
    there = [Passage(*text) for text in texts]
    known = Narrowing(of_all_cases() if looked_for is None else looked_for)
    return _certain(known, there)


def _certain(known: Narrowing, there: list[Passage]) -> list[Found]:
    search = Search(known.named_in(passage.text for passage in there))
    return [one for one in search.run(there) if _names(one)]


def _names(found: Found) -> bool:
    if found.sure != "certain":
        return False
    return found.kind != identifiers.NAME or len(re.findall(r"[^\W_]+", found.written)) > 1


def is_clean(looked_for: list[Identifier]) -> Any:
    """For what is made anew: whether a text that is not drawn may stay."""
    known = Narrowing(looked_for)
    return lambda text: not _certain(known, [Passage("", text)])
