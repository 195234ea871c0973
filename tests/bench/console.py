"""What each page of the console costs the server and weighs on the wire, in a large partnership."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from api.staff.permissions import PERMISSIONS
from api.staff.person import Role
from tests.bench.meter import percentile
from tests.bench.pages import PAGE, Console, large

TIMES = 5
HEAVIEST, SLOWEST = 60.0, 150.0  # KB gzipped, and milliseconds


@dataclass
class Row:
    """One page: the seconds that each role waited, CPU seconds of all together, bytes."""

    door: str
    kind: str
    times: dict[Role, list[float]] = field(default_factory=dict)
    cpu: float = 0.0
    page: int = 0
    first: int = 0

    @property
    def median(self) -> float:
        """Milliseconds, for the role that waits longest."""
        return max(percentile(times, 0.5) for times in self.times.values())

    @property
    def worst(self) -> float:
        """Milliseconds."""
        return 1000 * max(max(times) for times in self.times.values())

    def written(self) -> str:
        """A line of the table."""
        loads = sum(map(len, self.times.values()))
        times = (self.median, self.worst, 1000 * self.cpu / loads)
        weights = (self.page / 1000, self.first / 1000)
        cells = [*(f"{time:.0f}" for time in times), *(f"{weight:.1f}" for weight in weights)]
        return f"| {self.door} | {len(self.times)} | {' | '.join(cells)} |"


def measure(server: str, home: Path, postmaster: int) -> None:
    """Prints a row for each page, then those beyond the targets."""
    rows, missed = [], []
    with large(server, home, postmaster) as console:
        print("\n| page | roles | median ms | worst ms | CPU ms | KB | KB first |")
        print("|---|---|---|---|---|---|---|", flush=True)
        for door, roles in doors():
            row = visited(console, door, roles)
            if row is None:
                missed.append(door)
            else:
                rows.append(row)
                print(row.written(), flush=True)
    # What is no page, but a file to take away, may take its time.
    pages = [row for row in rows if row.kind == PAGE]
    slow = [row.door for row in pages if row.median > SLOWEST]
    heavy = [row.door for row in pages if row.page > 1000 * HEAVIEST]
    print(f"\n{len(pages)} pages. Slower than {SLOWEST:g} ms: {', '.join(slow) or 'none'}.")
    print(f"Heavier than {HEAVIEST:g} KB: {', '.join(heavy) or 'none'}.")
    print(f"Could not be opened: {', '.join(missed) or 'none'}.", flush=True)


def doors() -> Iterator[tuple[str, list[Role]]]:
    """Paths of the console's pages, and who may open each."""
    for door, who in PERMISSIONS.items():
        method, _, path = door.partition(" ")
        if method == "GET" and path.startswith("/console") and isinstance(who, frozenset):
            roles = sorted(role for role in Role if role in who)
            if roles:
                yield path, roles


def visited(console: Console, door: str, roles: Sequence[Role]) -> Row | None:
    """The page, as each role that may open it; None where nothing opens it."""
    found = [path for path in console.paths(door) if console.load(path, roles[0]).status == 200]
    if not found:
        return None
    path = max(found, key=lambda path: console.load(path, roles[0]).took)
    page = console.load(path, roles[0])
    row = Row(door, page.kind.partition(";")[0], page=len(page.body))
    row.first = row.page + sum(console.brought(path, page))
    before = console.cpu()
    for role in roles:
        row.times[role] = [console.load(path, role).took for _ in range(TIMES)]
    row.cpu = console.cpu() - before
    return row
