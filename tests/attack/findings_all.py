"""Everything that is out of a partnership as one case: answers, groups, pools, and what people wrote."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.findings import readings
from api.findings.case import Case, Name
from api.findings.published import Published
from api.findings.rules import FLOOR
from tests.attack.findings_comments import Read
from tests.attack.findings_made import Partnership, Row


@dataclass(frozen=True)
class Everything:
    """`rows` and `comments` have the truth behind each number of what was published."""

    case: Case
    keys: set[str]
    rows: Mapping[int, Sequence[Row]]
    comments: Mapping[int, Mapping[str, int]]

    def true(self, number: int, key: str, value: str) -> int:
        """The true number behind one of the attacker's names."""
        if number in self.comments:
            return self.comments[number].get(value, 0)
        return count(self.rows[number], key, value)


def everything(one: Partnership) -> Everything:
    """As the attacker has it: pools come last, as in every case."""
    waves = list(one.case.waves)
    within, comments = list[tuple[Name, Name]](), dict[int, Mapping[str, int]]()
    for wave, final in enumerate(one.case.finals()):
        for read in one.read[wave]:
            start = sum(map(len, waves))
            told = list(_ordered(read))
            for at, (_, _, truth) in enumerate(told, start):
                comments[at] = truth
            waves += [tuple(published for published, _, _ in told)] if told else []
            within += _joined(read, start, final, [key for _, key, _ in told])
    snapshots = sum(map(len, one.case.waves))
    shift = sum(map(len, waves)) - snapshots
    rows = {at if at < snapshots else at + shift: own for at, own in enumerate(one.rows)}
    keys = {table.key for wave in waves for published in wave for table in published.tables}
    keys |= {question.key for question in one.survey.questions}
    case = Case(waves=tuple(waves), pools=one.case.pools, within=tuple(within))
    return Everything(case, keys, rows, comments)


def _ordered(read: Read) -> Iterator[tuple[Published, str, Mapping[str, int]]]:
    """Each reading as a publication, under its key, with the truth."""
    if not read.readings:
        return
    themes = read.readings[-1].table.several
    pairs = zip(read.readings, read.truth, strict=True)
    truths = [truth for _, truth in sorted(pairs, key=lambda pair: pair[0].table.several == themes)]
    [wave] = readings.case(read.snapshot, read.readings, FLOOR, read.at_most).waves
    for published, truth in zip(wave, truths, strict=True):
        yield published, published.tables[0].key, truth


def _joined(read: Read, start: int, final: int, keys: Sequence[str]) -> Iterator[tuple[Name, Name]]:
    """What the readings tell of each other, and of the answer that their question is put after."""
    if not keys:
        return
    for pair in readings.case(read.snapshot, read.readings, FLOOR, read.at_most).within:
        (one, key, value), (other, other_key, other_value) = pair
        yield (start + one, key, value), (start + other, other_key, other_value)
    if read.asked is not None:
        [answer] = read.asked.answers
        for at, key in enumerate(keys, start):
            yield (at, key, ""), (final, read.asked.question, answer)


def count(rows: Sequence[Mapping[str, Any]], key: str, value: str) -> int:
    """The true number of those who gave an answer; the key of a group tells whose."""
    question, *of = key.split("/")
    by, group = of or (question, value)
    of_group = [row for row in rows if row.get(by) == (group or None)]
    return sum(_gave(row.get(question), value) for row in (of_group if of else rows))


def _gave(answer: Any, value: str) -> bool:
    return value in answer if isinstance(answer, list) else answer == value
