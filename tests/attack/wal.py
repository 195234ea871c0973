"""The write-ahead log, read with pg_waldump and searched as bytes."""

import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from uuid import UUID

from tests.attack.capture import Log, Record
from tests.attack.needles import Find, Search

SEGMENT = 16 << 20
LINE = re.compile(
    r"rmgr: (?P<manager>\w+)\s+len \(rec/tot\):\s*\d+/\s*(?P<length>\d+), tx:\s*(?P<number>\d+), "
    r"lsn: (?P<high>[0-9A-F]+)/(?P<low>[0-9A-F]+), prev \S+, desc: (?P<act>\S+)(?P<rest>.*)"
)
RELATION = re.compile(r"rel \d+/(\d+/\d+)")
COMMITTED = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+) (\w+)")


def read(folder: Path, program: Path, tables: Mapping[str, str], search: Search, ids: Iterable[str]) -> Log:
    """The log in a folder. `tables`: number of database / number of file -> table; `ids`: of rows."""
    segments = sorted(file for file in folder.iterdir() if re.fullmatch("[0-9A-F]{24}", file.name))
    records: list[Record] = []
    committed: dict[int, float] = {}
    for found in _lines(folder, program, segments):
        number, act = int(found["number"]), found["act"]
        if act == "COMMIT" and (moment := COMMITTED.search(found["rest"])):
            committed[number] = datetime.fromisoformat(f"{moment[1]}+00:00").timestamp()
        relation = RELATION.search(found["rest"])
        table = tables.get(relation[1], "") if relation else ""
        place = (int(found["high"], 16) << 32) + int(found["low"], 16)
        records.append(Record(place, number, act.split("+")[0], table, int(found["length"])))
    words, names = _marks(segments, search)
    return Log(records, committed, words, names, _firsts(segments, ids))


def _lines(folder: Path, program: Path, segments: list[Path]) -> Iterator[re.Match[str]]:
    """pg_waldump ends with a fault where the log ends; what it said before counts."""
    # Segments that were recycled stand under names to come; the first that can be read leads to all others.
    for first in segments:
        told = subprocess.run(
            [program, "--path", folder, first.name, segments[-1].name],
            capture_output=True,
            text=True,
            check=False,
            env={"TZ": "UTC"},
        )
        if told.stdout:
            yield from filter(None, map(LINE.match, told.stdout.splitlines()))
            return


def _marks(segments: list[Path], search: Search) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    words, names = [], []
    for place, (kind, number) in _places(segments, search):
        if kind == "words":
            words.append((place, number))
        elif kind in ("conversation", "pseudonym", "chat"):
            names.append((place, number))
    return sorted(words), sorted(names)


def _firsts(segments: list[Path], ids: Iterable[str]) -> dict[str, int]:
    known = list(ids)
    firsts: dict[str, int] = {}
    for place, (_, number) in _places(
        segments, Search({UUID(one).bytes: ("id", at) for at, one in enumerate(known)})
    ):
        firsts[known[number]] = min(place, firsts.get(known[number], place))
    return firsts


def _places(segments: list[Path], search: Search) -> Iterator[tuple[int, Find]]:
    for segment in segments:
        start = int(segment.name[8:16], 16) << 32 | int(segment.name[16:], 16) * SEGMENT
        for place, find in search.places(segment.read_bytes()):
            yield start + place, find
