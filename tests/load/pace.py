"""How long this machine takes for a job that is always the same: what the bounds of `make bench` are measured by."""

import json
import re
import sqlite3
import time
from functools import cache

# CPU seconds of the job on the machine for which the bounds were written, where the yardstick's form page takes 14 ms.
AS_WRITTEN = 0.16
ROUNDS = 5


@cache
def pace() -> float:
    """How many times as long as there: 2.0 on a machine half as fast."""
    return min(_seconds() for _round in range(ROUNDS)) / AS_WRITTEN


def _seconds() -> float:
    began = time.process_time()
    _job()
    return time.process_time() - began


def _job() -> None:
    """What a page does, without the portal: objects, texts, JSON, and rows that are written and read."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE row (number INTEGER PRIMARY KEY, name TEXT, content TEXT)")
    for number in range(6000):
        row = {"name": f"Row {number}", "parts": [{"at": place, "text": f"part {place}"} for place in range(12)]}
        database.execute("INSERT INTO row VALUES (?, ?, ?)", (number, row["name"], json.dumps(row)))
    words = re.compile(r"\w+")
    for number, _name, content in database.execute("SELECT * FROM row ORDER BY name"):
        found = json.loads(content)
        assert len(words.findall(found["name"])) == 2, number
        assert sum(part["at"] for part in found["parts"]) == 66, number
    database.close()
