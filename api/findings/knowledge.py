"""What everything published of some waves says about the true counts, as a system of unknowns."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from itertools import pairwise
from math import inf

from api.findings.attack import Cells, System, put_table
from api.findings.case import Case, Name
from api.findings.crossing import BETWEEN, name
from api.findings.protection import PEOPLE_STEP, highest, lowest, lowest_base
from api.findings.published import REST, Crossing, Published, Table
from api.findings.rules import FLOOR, Rules
from api.findings.timing import NEW_LEAST


class Knowledge:
    """The unknowns of some questions (`keys`) in everything that a case holds.

    `tried` are the hidden ones: each answer under a symbol, and each number of a group or table that is
    withheld, or of those who did not say which group they are in. `fewer`: how many people at most have
    taken their answers back between two snapshots.
    """

    def __init__(self, case: Case, keys: Collection[str], fewer: int = 0) -> None:
        self.system = System()
        self.cells: Cells = {}
        self.tried: list[Name] = []
        self._keys, self._fewer = keys, fewer
        self._values = _values(case.every)
        self._people: list[int] = []
        for number, published in enumerate(case.every):
            self._people.append(_people(self.system, published))
            _One(self, number, published).put()
        for final, wave in zip(case.finals(), case.waves, strict=True):
            for number, (_, later) in enumerate(pairwise(wave), start=final - len(wave) + 1):
                self._grown(number, later)
        self._pooled(case)
        for one, other in case.within:
            if one in self.cells and other in self.cells:
                self.system.at_most(self.cells[one], self.cells[other], -fewer)

    def _grown(self, number: int, later: Published) -> None:
        """A wave gains responses: no count falls, but by those that were taken back."""
        by = NEW_LEAST if not later.final else 0
        self.system.at_most(self._people[number], self._people[number + 1], by - self._fewer)
        for (of, key, value), column in list(self.cells.items()):
            if of == number and (number + 1, key, value) in self.cells:
                terms = {self.cells[number + 1, key, value]: 1, column: -1}
                if value == REST:
                    terms |= dict.fromkeys(self._named_since(number, key), 1)
                self.system.between(-self._fewer, terms)

    def _named_since(self, number: int, key: str) -> list[int]:
        """Answers that the next table tells and this one does not: whoever gave them was of the rest."""
        later = [
            (value, at) for (of, of_key, value), at in self.cells.items() if (of, of_key) == (number + 1, key)
        ]
        return [at for value, at in later if (number, key, value) not in self.cells]

    def _pooled(self, case: Case) -> None:
        """A pool is the sum of the last snapshots of its waves."""
        finals = case.finals()
        for number, pool in enumerate(case.pools, start=len(list(case.every)) - len(case.pools)):
            parts = [finals[wave] for wave in pool.waves]
            self.system.sums(self._people[number], [self._people[part] for part in parts])
            for (of, key, value), column in list(self.cells.items()):
                if of != number:
                    continue
                known = [self.cells[part, key, value] for part in parts if (part, key, value) in self.cells]
                high = 0 if len(known) == len(parts) else inf
                self.system.between(0, {column: 1} | dict.fromkeys(known, -1), high)

    def put(self, number: int, table: Table, least: int, people_of: tuple[float, float]) -> None:
        """A table or group; one that is withheld is all unknown, `people_of` so many people."""
        people = self._people[number]
        if table.base is not None:
            self.tried += put_table(self.system, self.cells, number, table, people, least)
            return
        self.hidden(number, table.key, table.several, *people_of)
        self.system.at_most(self.cells[number, table.key, ""], people)

    def hidden(self, number: int, key: str, several: bool, least: float = 0, most: float = inf) -> None:
        """Numbers of which nothing is published."""
        base = self.cells[number, key, ""] = self.system.unknown(least, most)
        columns = []
        for value in self._values[key.partition(BETWEEN)[0]]:
            column = self.cells[number, key, value] = self.system.unknown(0, most)
            self.tried.append((number, key, value))
            columns.append(column)
            if several:
                self.system.at_most(column, base)
        if columns:
            total = dict.fromkeys(columns, 1) | {base: -1}
            self.system.between(0, total, inf if several else 0)

    def of(self, tables: Iterable[Table]) -> list[Table]:
        """Those of the questions that are looked at."""
        return [table for table in tables if table.key.partition(BETWEEN)[0] in self._keys]

    def values(self, key: str) -> Collection[str]:
        """The answers to a question, as far as anything published names them."""
        return self._values[key]

    def crossings(self, published: Published) -> list[Crossing]:
        """Those of the questions that are looked at."""
        return [one for one in published.crossings if {one.key, one.by} <= set(self._keys)]

    def people(self, number: int) -> int:
        """The column of how many answered."""
        return self._people[number]


class _One:
    """What one snapshot or pool says by itself."""

    def __init__(self, known: Knowledge, number: int, published: Published) -> None:
        self.known, self.number, self.published = known, number, published
        self.rules = _rules(published)
        # Without an audit nobody can tell why a table is withheld.
        self._blamed = set(published.audit.withheld) if published.audit else None

    def put(self) -> None:
        known, published = self.known, self.published
        if published.signposts is not None:
            self._signposts(published.signposts)
        tables = known.of(published.tables)
        crossings = known.crossings(published)
        groups = [group.table for one in crossings for group in one.groups]
        for table in (*tables, *groups):
            known.put(self.number, table, self.rules.base_least, self._people_of(table))
        for one in crossings:
            self._cross(one, next((table for table in tables if table.key == one.key), None))
        self._floors(tables)
        for table in (*tables, *groups):
            self._after(table)

    def _people_of(self, table: Table) -> tuple[float, float]:
        """How many can be in a withheld table: enough where the audit names it, and else too few.

        Of a group that went with its question nobody can tell which.
        """
        part_of = {table.key, *table.key.split(BETWEEN)[:2]}
        if self._blamed is None or (table.key not in self._blamed and self._blamed & part_of):
            return 0, inf
        least = self.rules.base_least
        return (least, inf) if table.key in self._blamed else (0, least - 1)

    def _fewest(self, table: Table) -> float:
        """How many at least are in a table or group, shown or not."""
        least = self.rules.base_least
        return self._people_of(table)[0] if table.base is None else lowest_base(table, least)

    def _signposts(self, table: Table) -> None:
        """Whoever answered is one of the runs. Of the survey's own answers none says which card was shown."""
        if table.base is None:
            return
        system, cells = self.known.system, self.known.cells
        most = table.base + PEOPLE_STEP // 2 - 1
        runs = system.unknown(self.rules.base_least, most)
        system.at_most(self.known.people(self.number), runs)
        for cell in table.cells:
            high = most if cell.most else highest(cell, table.base)
            column = cells[self.number, table.key, cell.value] = system.unknown(
                lowest(cell, table.base), high
            )
            system.at_most(column, runs)
            if cell.shown is None and not cell.most:
                self.known.tried.append((self.number, table.key, cell.value))

    def _cross(self, one: Crossing, whole: Table | None) -> None:
        """Groups, and whoever did not say which is theirs, are everybody who answered the question."""
        if whole is None:
            return
        system, cells, number = self.known.system, self.known.cells, self.number
        silent = name(one.key, one.by, "")
        self.known.hidden(number, silent, whole.several)
        parts = [*(group.table.key for group in one.groups), silent]
        for value in ("", *self.known.values(one.key)):
            own = [cells[number, part, value] for part in parts if (number, part, value) in cells]
            if (number, one.key, value) in cells:
                system.sums(cells[number, one.key, value], own)
        for group in one.groups:
            if (number, one.by, group.value) in cells:
                system.at_most(cells[number, group.table.key, ""], cells[number, one.by, group.value])
        if (number, one.by, "") in cells:
            both = {cells[number, one.by, ""]: -1, cells[number, silent, ""]: -1}
            system.between(0, both | {self.known.people(number): 1})

    def _floors(self, tables: Collection[Table]) -> None:
        """A group has at least as many people as any of the tables of it, also of questions not looked at."""
        asked = {table.key for table in tables}
        for one in self.published.crossings:
            if one.by not in asked:
                continue
            for group in one.groups:
                column = self.known.cells.get((self.number, one.by, group.value))
                if column is not None:
                    low = self.known.system.low
                    low[column] = max(low[column], self._fewest(group.table))

    def _after(self, table: Table) -> None:
        """No more people answer than were asked."""
        if table.after is None:
            return
        _, *group = table.key.split(BETWEEN)
        before = BETWEEN.join((table.after.question, *group))
        cells = self.known.cells
        asked = cells.get((self.number, before, table.after.answer))
        if asked is not None:
            self.known.system.at_most(cells[self.number, table.key, ""], asked)


def _rules(published: Published) -> Rules:
    return Rules.of(published.audit.rules) if published.audit else FLOOR


def _people(system: System, published: Published) -> int:
    least = _rules(published).base_least
    if published.answered is None:
        return system.unknown(0, least - 1)
    # Only its upper end tells anything of a table: how many skipped a question is not known.
    low = max((lowest_base(table, least) for table in published.tables), default=0)
    return system.unknown(max(low, least), published.answered + PEOPLE_STEP // 2 - 1)


def _values(every: Iterable[Published]) -> Mapping[str, Collection[str]]:
    """The answers to each question, wherever a table of it is shown."""
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for published in every:
        groups = (group.table for one in published.crossings for group in one.groups)
        for table in (*published.tables, *groups):
            found[table.key.partition(BETWEEN)[0]] |= {cell.value: None for cell in table.cells}
    return found
