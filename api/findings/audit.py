"""The workshop's side of the gate: attacks, takes out the smallest neighbour, until no number falls."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from api.findings.attack import TAKEN_BACK, Infeasible, Solver, safe, spans
from api.findings.case import Case, Name
from api.findings.crossing import BETWEEN, shown, without
from api.findings.knowledge import Knowledge
from api.findings.protection import SMALL_UPTO, WIDTH
from api.findings.published import Audit, Crossing, Published
from api.findings.rules import FLOOR

Block = frozenset[str]
"""Keys of questions whose numbers tell of each other."""
UNATTACKED = Audit(rules=FLOOR.version, tried=0, rounds=0, withheld=(), narrowest=None)
Found = dict[Name, tuple[int, int]]
"""Hidden numbers with the span that each was seen to have."""


def audit(case: Case) -> Published:
    """What is to be published, without the numbers that give others away, and how that was found.

    Tables go first for what they give away by themselves, then groups beside the tables that are left. Only
    published numbers decide: a gate that looked at the truth would tell about it by what it stops.
    """
    whole = case.fresh
    if whole.audit is None:
        whole = whole.model_copy(update={"audit": UNATTACKED})
    course = _Course(case.with_fresh(whole.model_copy(update={"crossings": ()})))
    course.run()
    if whole.crossings:
        tables = course.case.fresh.model_copy(update={"crossings": whole.crossings})
        course = _Course(case.with_fresh(without(tables, course.out)), rounds=course.rounds)
        course.run()
    return course.told()


@dataclass
class _Course:
    """How far the gate has come."""

    case: Case
    found: dict[Block, Found] = field(default_factory=dict)
    out: set[str] = field(default_factory=set)
    rounds: int = 0

    def run(self) -> None:
        """Attacks until nothing gives way, or nothing is left to take out."""
        every = blocks(self.case)
        waiting = every if shown(self.case.fresh) else []  # nothing tells nothing
        while waiting:
            self.rounds += 1
            fallen = {key for block in waiting for key in self._fallen(block)} or self._fallen_between()
            self.case = self.case.with_fresh(without(self.case.fresh, fallen))
            self.out |= fallen
            # What is withheld says less about everything: whatever was safe elsewhere stays so.
            keys = {part for key in fallen for part in key.split(BETWEEN)[:2]}
            waiting = [block for block in every if block & keys]

    def told(self) -> Published:
        """What may be published, with what the audit found."""
        spans = [span for found in self.found.values() for span in found.values()]
        fresh = self.case.fresh
        facts = {
            "tried": len({name for found in self.found.values() for name in found}),
            "rounds": self.rounds,
            "narrowest": min((high - low + 1 for low, high in spans if low <= SMALL_UPTO), default=None),
        }
        audit = (fresh.audit or UNATTACKED).model_copy(update=facts)
        return fresh.model_copy(update={"audit": audit})

    def _fallen(self, block: Block) -> set[str]:
        fresh = self.case.fresh
        found = attacked(self.case, block)
        self.found[block] = found or {}
        if found is None:
            return {table.key for table in shown(fresh) if table.key in block}
        pinned = {key for (_, key, _), span in found.items() if not safe(span)}
        if pinned and self.case.within:  # whatever falls, the reading that is to come out has made it fall
            return {table.key for table in shown(fresh)}
        return self._near(pinned)

    def _fallen_between(self) -> set[str]:
        """A group that several questions are told apart by is as large for each of them.

        What one question says of the smallest that it can be, and another one of the largest, is only seen
        by both together.
        """
        # What is seen of a number is less than what it can be: only a wide span is sure.
        doubted = {name for name, (low, high) in _common(self.found).items() if high - low < WIDTH}
        if not doubted:
            return set()
        exact = {
            block: ends(self.case, block, doubted & found.keys())
            for block, found in self.found.items()
            if found
        }
        return self._near({key for (_, key, _), span in _common(exact).items() if not safe(span)})

    def _near(self, pinned: Iterable[str]) -> set[str]:
        """What has to go for each of them."""
        return {gone for key in pinned if (gone := neighbour(self.case.fresh, key)) is not None}


def _common(found: Mapping[Block, Found]) -> Found:
    """What each number that several blocks have can be for all of them."""
    spans: defaultdict[Name, list[tuple[int, int]]] = defaultdict(list)
    for own in found.values():
        for name, span in own.items():
            spans[name].append(span)
    return {
        name: (max(low for low, _ in some), min(high for _, high in some))
        for name, some in spans.items()
        if len(some) > 1
    }


def attacked(case: Case, block: Block) -> Found | None:
    """What is seen of the hidden numbers of some questions; None where nothing that we can think of fits."""
    for fewer in TAKEN_BACK:
        known = Knowledge(case, block, fewer)
        columns = {name: known.cells[name] for name in known.tried}
        try:
            seen = spans(known.system, list(columns.values()))
        except Infeasible:
            continue
        return {name: seen[column] for name, column in columns.items()}
    return None


def ends(case: Case, block: Block, names: Collection[Name]) -> Found:
    """The smallest and the largest that some numbers can be, for all that is known of these questions."""
    for fewer in TAKEN_BACK:
        known = Knowledge(case, block, fewer)
        solver, found = Solver(known.system), Found()
        try:
            for name in names:
                low, high = (solver.least({known.cells[name]: sign})[known.cells[name]] for sign in (1, -1))
                found[name] = int(low), int(high)
        except Infeasible:
            continue
        return found
    return {}


def neighbour(fresh: Published, key: str) -> str | None:
    """What has to go where a number of this table or group is found: the smallest group beside it, or itself.

    None where nothing that is to be published stands near it.
    """
    question, *group = key.split(BETWEEN)
    beside = [one for one in fresh.crossings if (one.key, one.by) == (question, *group[:1])]
    near = [one for one in fresh.crossings if question in (one.key, one.by)]
    smallest = _smallest(beside) or _smallest(near)
    if smallest is not None:
        return smallest
    return next((table.key for table in shown(fresh) if table.key == question), None)


def _smallest(crossings: Iterable[Crossing]) -> str | None:
    """The name of the shown group that has the fewest people."""
    tables = [group.table for one in crossings for group in one.groups]
    sizes = [(table.base, table.key) for table in tables if table.base is not None]
    return min(sizes)[1] if sizes else None


def blocks(case: Case) -> list[Block]:
    """Questions that depend on each other, with those that they are crossed by.

    What two such blocks have in common is how many people there are, and how large their groups. Attacking
    all questions at once takes minutes; one by one, and then what they have in common, finds nearly as much.
    """
    every = list(case.every)
    if case.within:
        return [Block(table.key for published in every for table in published.tables)]
    own = _linked(every)
    crossed: defaultdict[str, set[str]] = defaultdict(set)
    for published in every:
        for one in published.crossings:
            crossed[one.key].add(one.by)
    found: list[Block] = []
    for start in dict.fromkeys(own.values()):
        bys = {own[by] for key in start for by in crossed[key] if by in own}
        found.append(start.union(*bys))
    whole = [block for block in found if not any(block < other for other in found)]
    return whole or [Block()]


def _linked(every: Sequence[Published]) -> Mapping[str, Block]:
    """Each question with those that are put only to some by its answers, and the other way."""
    own = {table.key: Block({table.key}) for published in every for table in published.tables}
    for published in every:
        for table in published.tables:
            if table.after is not None and table.after.question in own:
                both = own[table.key] | own[table.after.question]
                own |= dict.fromkeys(both, both)
    return own
