"""Tables of numbers as page, file and paper show them: a row a partnership and quarter, a total at the end."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from workflow.desk.charts import Chart, Kind, chart
from workflow.desk.statistics.quarters import Period, Quarter
from workflow.parties.party import Partnership

Place = tuple[int, Quarter]
Numbers = Mapping[tuple[int, Quarter, str], int]


@dataclass(frozen=True)
class Row:
    """One line: where, when, and its numbers in the order of the columns. `is_total`: the line that sums them."""

    partnership: str
    quarter: str
    cells: tuple[int | float | str, ...]
    is_total: bool = False


@dataclass(frozen=True)
class Table:
    """One table. `columns`: key and heading; `charted`: the column that its chart draws, "" for no chart."""

    key: str
    title: str
    note: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    first_heading: str = "Quarter"
    charted: str = ""

    @property
    def is_empty(self) -> bool:
        return not any(cell for row in self.rows for cell in row.cells)

    @property
    def told_rows(self) -> tuple[Row, ...]:
        """The rows that have a figure, and the total."""
        return tuple(row for row in self.rows if row.is_total or any(row.cells))

    @property
    def left_out(self) -> int:
        return len(self.rows) - len(self.told_rows)

    @property
    def chart(self) -> Chart | None:
        """A bar a row of the column that is charted, the total left out; the table says the same."""
        keys = dict(self.columns)
        if self.charted not in keys:
            return None
        place = list(keys).index(self.charted)
        rows = [row for row in self.rows if not row.is_total]
        several = len({row.partnership for row in rows}) > 1
        return chart(
            self.key,
            f"{self.title}: {keys[self.charted]}",
            self.note,
            first_heading=self.first_heading,
            kinds=[Kind(self.charted, keys[self.charted])],
            rows=[
                (
                    f"{row.partnership}, {row.quarter}" if several else row.quarter,
                    "",
                    {self.charted: int(row.cells[place] or 0)},
                )
                for row in rows
            ],
        )


@dataclass(frozen=True)
class Counted:
    """What one question to the database counted: a number for each partnership, quarter and column."""

    key: str
    title: str
    note: str
    columns: tuple[tuple[str, str], ...]
    numbers: Numbers
    charted: str = ""
    # Columns that are no sums, by place: a median. Their total is left empty.
    special: Mapping[tuple[int, Quarter, str], float] = field(default_factory=dict)

    def table(self, partnerships: Sequence[Partnership], period: Period) -> Table:
        return Table(
            self.key,
            self.title,
            self.note,
            self.columns,
            tuple(self._rows(partnerships, period)),
            charted=self.charted,
        )

    def _rows(self, partnerships: Sequence[Partnership], period: Period) -> Iterator[Row]:
        whole: Counter[str] = Counter()
        special = {key for _pk, _quarter, key in self.special}
        for partnership in partnerships:
            for quarter in period:
                here = (partnership.pk, quarter)
                whole.update({key: self.numbers.get((*here, key), 0) for key, _heading in self.columns})
                yield Row(partnership.name, quarter.label, tuple(self._cell(here, key) for key, _ in self.columns))
        total = tuple("" if key in special else whole[key] for key, _heading in self.columns)
        yield Row("", "Total", total, is_total=True)

    def _cell(self, here: Place, key: str) -> int | float | str:
        if (*here, key) in self.special:
            value = self.special[*here, key]
            return int(value) if value == int(value) else value
        return self.numbers.get((*here, key), 0)
