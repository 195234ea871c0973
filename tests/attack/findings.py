"""The attack on findings: publish made-up partnerships, read it all back, try to find small numbers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from api.findings.attack import TAKEN_BACK, Infeasible, Spans, System, reach, safe, spans
from api.findings.case import Case, Name
from api.findings.knowledge import Knowledge
from surveys.model import Survey
from tests.attack import findings_papers as papers
from tests.attack import findings_read as reading
from tests.attack.findings_all import count, everything
from tests.attack.findings_made import Partnership, partnership

SMALL = range(1, 5)


@dataclass(frozen=True)
class Outcome:
    """Of one partnership: hidden numbers that were tried, those that were found, and what went wrong.

    `papers`: pages and files of reports that were read; `unlike`: numbers on a page or in a file that are not
    the published ones; `true`: whole numbers in what people read that nobody has published; `starred`: small
    numbers that the rule "1 to 4 are a star, the rest is exact" would have given away to the same attacker,
    of so many (`small`).
    """

    publications: int
    papers: int
    tried: int
    found: int
    wrong: int
    unlike: int
    true: int
    starred: int
    small: int

    @property
    def holds(self) -> bool:
        """Nothing was found, and everything says the same."""
        return not (self.found or self.wrong or self.unlike or self.true)


def attack(many: int, chance: Random) -> Iterator[Outcome]:
    """One partnership after the other."""
    for number in range(many):
        one = partnership(chance, several=bool(number % 2))
        yield tried(one, number % papers.REPORTS)


def tried(one: Partnership, printed: int | None = None) -> Outcome:
    """Everything that is out of one partnership, in the hands of one attacker who knows all the rules.

    All reports are read as pages, and the one of this number (`printed`) as PDF and in Word too.
    """
    read = list(_papers(one, printed))
    every = list(one.case.every)
    out = everything(one)
    known, seen = together(out.case, out.keys)
    names = {name: seen[known.cells[name]] for name in known.tried}
    truth = {name: out.true(*name) for name in names}
    stars = [star(one.survey, rows) for rows in one.rows]
    return Outcome(
        publications=len(every),
        papers=len(read),
        tried=len(names),
        found=sum(not safe(span) for span in names.values()),
        # A span that leaves the truth out is an attacker who is mistaken, and finds nothing by that.
        wrong=sum(not _fits(span, truth[name]) for name, span in names.items()),
        unlike=sum(
            reading.plain(numbers) != reading.published(publication)
            for publication in every
            for _, numbers in reading.by_file(publication)
        ),
        true=sum(map(len, read))
        + sum(len(numbers) for publication in every for numbers in reading.leaks(publication).values()),
        starred=sum(starred for _, starred in stars),
        small=sum(small for small, _ in stars),
    )


def _papers(one: Partnership, printed: int | None) -> Iterator[set[int]]:
    """The strange numbers of each page and file of a report."""
    for number, report in enumerate(papers.reports(one)):
        for _, said in papers.texts(report, papers.FILES if number == printed else ()):
            yield papers.strange(said, report)


def together(case: Case, keys: set[str]) -> tuple[Knowledge, Spans]:
    """What is seen of every hidden number, all questions, waves and pools being attacked at once."""
    for fewer in TAKEN_BACK:
        known = Knowledge(case, keys, fewer)
        try:
            return known, spans(known.system, [known.cells[name] for name in known.tried])
        except Infeasible:
            continue
    raise AssertionError("what is published contradicts itself")


def star(survey: Survey, rows: Sequence[Mapping[str, Any]]) -> tuple[int, int]:
    """How many small numbers there are, and how many the usual rule gives away: found to within two."""
    system, hidden = System(), dict[Name, int]()

    def put(key: str, value: str) -> int:
        true = count(rows, key, value)
        column = system.unknown(1, 4) if true in SMALL else system.unknown(true, true)
        if true in SMALL:
            hidden[0, key, value] = column
        return column

    about = [question for question in survey.questions if question.breakdown]
    for question in survey.questions:
        cells = {value: put(question.key, value) for value in question.names}
        # Several answers are no parts of those who answered.
        if question.kind == "select_one":
            _exact(system, cells.values(), [count(rows, question.key, value) for value in question.names])
        for by in about if question not in about else ():
            groups = {group: f"{question.key}/{by.key}/{group}" for group in by.names}
            parts = {(key, value): put(key, value) for key in groups.values() for value in cells}
            for value, column in cells.items():
                system.sums(column, [*(parts[key, value] for key in groups.values()), system.unknown(0)])
            for key in groups.values():
                true = [count(rows, key, value) for value in cells]
                if question.kind == "select_one":
                    _exact(system, [parts[key, value] for value in cells], true)
    ends = {name: reach(system, column) for name, column in hidden.items()}
    return len(hidden), sum(high - low < 3 for low, high in ends.values())


def _exact(system: System, cells: Iterable[int], true: Sequence[int]) -> None:
    """That rule tells how many answered as it is."""
    system.sums(system.unknown(sum(true), sum(true)), list(cells))


def _fits(span: tuple[int, int], true: int) -> bool:
    """What is seen of a wide span need not reach the truth; a narrow one is exact."""
    low, high = span
    return safe(span) or low <= true <= high
