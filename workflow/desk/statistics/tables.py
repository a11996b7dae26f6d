"""Tables of numbers as page, file and paper show them: a row a partnership and quarter, a total at the end."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from workflow.desk.statistics.quarters import Period, Quarter
from workflow.parties.party import Partnership

Place = tuple[int, Quarter]
Numbers = Mapping[tuple[int, Quarter, str], int]
CHART_WIDTH, BAR_HEIGHT = 600, 26


@dataclass(frozen=True)
class Bar:
    """One bar of a chart, in the units of its drawing."""

    label: str
    value: int
    width: int
    y: int

    @property
    def text_y(self) -> int:
        return self.y + 17

    @property
    def value_x(self) -> int:
        return self.width + 6


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
    def chart_title(self) -> str:
        return dict(self.columns).get(self.charted, "")

    @property
    def bars(self) -> list[Bar]:
        """The chart: a bar a row, the total left out. The table says the same."""
        keys = [key for key, _heading in self.columns]
        if self.charted not in keys:
            return []
        place = keys.index(self.charted)
        found = [(row, row.cells[place]) for row in self.rows if not row.is_total]
        values = [int(value) for _row, value in found if isinstance(value, int)]
        most = max(values, default=0) or 1
        several = len({row.partnership for row, _value in found}) > 1
        return [
            Bar(
                f"{row.partnership}, {row.quarter}" if several else row.quarter,
                int(value or 0),
                round(int(value or 0) / most * (CHART_WIDTH - 60)),
                number * (2 * BAR_HEIGHT),
            )
            for number, (row, value) in enumerate(found)
        ]

    @property
    def chart_height(self) -> int:
        return len(self.bars) * 2 * BAR_HEIGHT


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
