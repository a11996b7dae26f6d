"""Pouring many cases into the moulds that the demonstration gives, in batches that are each whole."""

import dataclasses
import random
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, models, transaction

from portal.start.demo.parties import CITY, COUNTY
from portal.start.demo.scenes import Stage, play
from portal.start.demo.stories import all_stories
from portal.start.load.mould import Mould, columns_of
from workflow.engine.door import perform
from workflow.engine.log import append
from workflow.models import Case, Event, Partnership, Recommendation
from workflow.parties.reference_counter import ReferenceCounter
from workflow.parties.roles import Actor
from workflow.waiting import mark

BATCH = 250
# Of a hundred cases in ten years: closed after the referral, with a published report, under way.
CLOSED, PUBLISHED, UNDER_WAY = 80, 16, 4
YEARS_BACK = 10
FIRST = ["Ash", "Briar", "Cedar", "Dale", "Ember", "Fern", "Glen", "Hazel", "Isle", "Juniper", "Kestrel", "Linden"]
LAST = ["Example", "Sample", "Madeup", "Invented", "Nobody", "Placeholder", "Fictitious", "Testcase", "Pretend", "Demo"]
SYLLABLES = ["ba", "cor", "del", "fen", "gar", "hol", "kin", "lor", "mar", "nel", "pol", "ran", "sel", "tor", "vin"]
FULL = "Made up to be full."
Progress = Callable[[int], None]


def load(number: int, *, seed: int, now: datetime, progress: Progress) -> int:
    """Make that many cases. Returns how many rows were written.

    Names and days follow from the seed, ids and keys never. Raises Case.DoesNotExist where the demonstration's cases
    are not there.
    """
    dice = random.Random(seed)  # noqa: S311 - made-up names, nothing secret
    with transaction.atomic():
        moulds = _moulds(now)
    rows = 0
    for start in range(0, number, BATCH):
        size = min(BATCH, number - start)
        with transaction.atomic():
            rows += _pour(moulds, size, dice, now)
            # No step was taken: what waits in them came as it is.
            mark.note(now)
        progress(start + size)
    return rows


def _moulds(now: datetime) -> dict[int, list[Mould]]:
    """By their share of a hundred cases."""
    for code in (CITY, COUNTY):
        if not Case.objects.filter(partnership__code=code).exists():
            raise Case.DoesNotExist(f"There is no case of the demonstration in {code}.")
    closed = [_closed(code, now) for code in (CITY, COUNTY)]
    # The demonstration's own go on; those that were made before are closed.
    published = Case.objects.filter(state=Case.OPEN, publications__state__in=["published", "on_request"])
    made = set(published.values_list("pk", flat=True)) | {case.pk for case in closed}
    demonstrated = Case.objects.filter(state=Case.OPEN).exclude(pk__in=made).order_by("opened_at")
    return {
        CLOSED: [Mould(case) for case in closed],
        PUBLISHED: [_over(case, now) for case in published.order_by("opened_at")[:4]],
        UNDER_WAY: [Mould(case) for case in demonstrated[:12]],
    }


def _over(case: Case, now: datetime) -> Mould:
    """Of a published case as it is years later: its recommendations are met, and it is closed. The demonstration's own
    goes on.
    """
    by = Actor.of(_officer(case.partnership.code, now))
    with transaction.atomic():
        for recommendation in Recommendation.objects.filter(case=case).exclude(state__in=Recommendation.CLOSED):
            perform(recommendation, "close", by=by, now=now, data={"conclusion": FULL, "despite": FULL})
        perform(case, "close", by=by, now=now, data={"reason": FULL})
        mould = Mould(Case.objects.get(pk=case.pk))
        transaction.set_rollback(True)
    return mould


def _officer(code: str, now: datetime) -> Any:
    story = dataclasses.replace(all_stories()[0], partnership=code)
    return Stage(story, now.date()).person("officer")


def _closed(code: str, now: datetime) -> Case:
    """A case that was declined and closed, played through the door like the demonstration's own."""
    declined = next(story for story in all_stories() if story.until == "decline")
    story = dataclasses.replace(declined, partnership=code)
    case = play(story, now=now)
    perform(case, "close", by=Actor.of(_officer(code, now)), now=now, data={"reason": FULL})
    return Case.objects.get(pk=case.pk)


def _pour(moulds: dict[int, list[Mould]], size: int, dice: random.Random, now: datetime) -> int:
    made: dict[type[models.Model], list[tuple[Any, ...]]] = defaultdict(list)
    numbers = _Numbers()
    for _one in range(size):
        kind = dice.choices([CLOSED, PUBLISHED, UNDER_WAY], weights=[CLOSED, PUBLISHED, UNDER_WAY])[0]
        mould = dice.choice(moulds[kind])
        weeks = dice.randrange(0, 3) if kind == UNDER_WAY else dice.randrange(1, 52 * YEARS_BACK)
        later = timedelta(weeks=-weeks)
        year = (mould.case.opened_at + later).year
        copy = mould.pour(
            reference=numbers.next(mould, year), names=[_name(dice) for _name_of in mould.names], later=later
        )
        for model, rows in copy.items():
            made[model] += rows
    written = sum(len(rows) for rows in made.values())
    events = made.pop(Event)
    for model, rows in made.items():
        _insert(model, rows)
    # The log is added to by its own door, which chains it.
    names = [one.attname for one in columns_of(Event)]
    append([Event(**dict(zip(names, row, strict=True))) for row in events])
    numbers.keep()
    return written


def _name(dice: random.Random) -> str:
    """A plainly made-up name of a thousand thousands, so that a search meets what it would meet."""
    middle = "".join(dice.choices(SYLLABLES, k=2)).capitalize()
    return f"{dice.choice(FIRST)} {middle} {dice.choice(LAST)}"


class _Numbers:
    """References in their order, the counters read once and kept once a batch."""

    def __init__(self) -> None:
        self._last: Counter[tuple[int, int]] = Counter()
        self._codes = dict(Partnership.objects.values_list("pk", "code"))

    def next(self, mould: Mould, year: int) -> str:
        key = (mould.partnership_id, year)
        if key not in self._last:
            counter = ReferenceCounter.objects.filter(partnership_id=key[0], year=year).first()
            self._last[key] = counter.last if counter else 0
        self._last[key] += 1
        return f"{self._codes[key[0]]}-{year}-{self._last[key]:04d}"

    def keep(self) -> None:
        for (partnership_id, year), last in self._last.items():
            ReferenceCounter.objects.update_or_create(partnership_id=partnership_id, year=year, defaults={"last": last})


def _insert(model: type[models.Model], rows: list[tuple[Any, ...]]) -> None:
    """Write the rows in one statement each, without an object for each as the ORM needs it."""
    columns = columns_of(model)
    quote = connection.ops.quote_name
    listed = ", ".join(quote(one.column) for one in columns)
    marks = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(model._meta.db_table)} ({listed}) VALUES ({marks})",  # noqa: S608 - names of our tables
            rows,
        )
