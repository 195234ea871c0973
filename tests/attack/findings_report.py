"""What the attack on findings found, partnership by partnership, and whether all of it holds."""

import random
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from tests.attack.findings import Outcome, attack

PARTNERSHIPS, QUICK = 20, 3
COLUMNS = ("publications", "pages and files", "hidden numbers tried", "found", "unlike", "true numbers seen")


def run(console: Console, many: int, seed: int | None = None) -> int:
    """Attacks so many made-up partnerships; 1 when something was found, or when the attacker is too weak."""
    outcomes: list[Outcome] = []
    for outcome in attack(many, random.Random(seed)):
        outcomes.append(outcome)
        print(f"{len(outcomes)} of {many} partnerships", flush=True)
    show(console, outcomes)
    small, starred = (sum(getattr(one, name) for one in outcomes) for name in ("small", "starred"))
    print(f"“1 to 4 starred, the rest exact”, same attacker: {starred} of {small} small numbers found.")
    if not starred:
        print("The attacker finds nothing even there: this attack says nothing.")
    return int(not starred or not all(one.holds for one in outcomes))


def show(console: Console, outcomes: Sequence[Outcome]) -> None:
    """A line for each partnership."""
    table = Table(title="Findings, everything that is out taken together", title_justify="left")
    table.add_column("partnership", justify="right")
    for name in COLUMNS:
        table.add_column(name, justify="right")
    table.add_column("verdict")
    for number, one in enumerate(outcomes, start=1):
        facts = (one.publications, one.papers, one.tried, one.found + one.wrong, one.unlike, one.true)
        verdict = "[green]held[/]" if one.holds else "[bold red]FOUND[/]"
        table.add_row(str(number), *map(str, facts), verdict)
    console.print(table)
