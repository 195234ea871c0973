"""The table: every way that was tried, what it hit, what chance hits, and the verdict."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from tests.attack.odds import LEVEL, Trial

STYLES = {"held": "green", "known": "yellow", "LINKED": "bold red"}
COLUMNS = ("attempts", "hits", "by chance", "allowed")


def show(console: Console, title: str, trials: Sequence[Trial]) -> None:
    """One table, and under it the pages that say which ways are open."""
    caption = f"allowed: what chance exceeds once in {1 / LEVEL:,.0f} trials; a search allows nothing"
    table = Table(title=title, title_justify="left", caption=caption, caption_justify="left")
    for name in ("way", "where"):
        table.add_column(name, overflow="fold")
    for name in COLUMNS:
        table.add_column(name, justify="right")
    table.add_column("verdict")
    for trial, tried in folded(trials):
        numbers = [f"{number:.3g}" for number in (trial.attempts, trial.hits, trial.chance, trial.allowed)]
        way = f"{trial.way} ({tried} ways)" if tried > 1 else trial.way
        table.add_row(way, trial.where, *numbers, f"[{STYLES[trial.verdict]}]{trial.verdict}[/]")
    console.print(table)
    for reason in sorted({trial.known for trial in trials if trial.verdict == "known"}):
        console.print(f"known: {reason}", style="yellow")


def folded(trials: Sequence[Trial]) -> list[tuple[Trial, int]]:
    """Ways of one family that held on one table are one line: the one that came closest, and how many."""
    lines: dict[tuple[str, ...], tuple[Trial, int]] = {}
    for trial in trials:
        way = _family(trial.way) if trial.verdict == "held" else trial.way
        name = (way, trial.where.partition(".")[0], trial.verdict)
        worst, tried = lines.get(name, (trial, 0))
        lines[name] = (max(worst, trial, key=_closeness), tried + 1)
    return list(lines.values())


def _family(way: str) -> str:
    """Where the rows are from, and nothing else."""
    before, colon, _ = way.partition(": ")
    return "" if not colon or before.startswith("order") else before


def _closeness(trial: Trial) -> float:
    return (trial.hits - trial.chance) / max(trial.allowed - trial.chance, 1)
