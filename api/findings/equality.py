"""Groups that differ by more than chance, and those that could not be shown: from published numbers alone.

Nothing here is stricter or looser than what is published. A rounded 15 stands for 13 to 17 and a symbol for
none to seven, so each comparison is made with those true numbers that make the difference smallest.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from math import ceil, sqrt
from pathlib import Path
from statistics import NormalDist
from typing import Any

from ruamel.yaml import YAML

from api.findings.protection import HALF_STEP, highest, lowest, lowest_base
from api.findings.published import Cell, Crossing, Group, Published
from api.findings.rules import FLOOR, Rules

FILE = Path(__file__).with_name("equality.yml")
# A survey in which no group differs names one at most so often.
CHANCE = 0.05
# Whoever does not say is in no group of a characteristic, but among all others.
UNSAID = frozenset({"rather_not_say"})


@dataclass(frozen=True)
class _Share:
    """How many of how many gave an answer: the least and the most that published numbers can stand for.

    `number` is None where a part of it has the symbol.
    """

    counts: tuple[int, int]
    bases: tuple[int, int]
    number: int | None
    base: int


@dataclass(frozen=True)
class _Comparison:
    """One group and one answer, against all other groups that are shown."""

    crossing: Crossing
    group: Group
    cell: Cell
    own: _Share
    others: _Share


def compared(published: Published) -> bool:
    """Whether there are any two groups with enough answers: otherwise nothing is known of differences."""
    return any(True for _ in _comparisons(published))


def said(published: Published) -> Sequence[str]:
    """A sentence for each group whose share of an answer differs from all the others' by more than chance."""
    found = list(_comparisons(published))
    if not found:
        return ()
    z = NormalDist().inv_cdf(1 - CHANCE / (2 * len(found)))
    return tuple(_sentence(one) for one in found if _differs(one.own, one.others, z))


def unshown(published: Published) -> Sequence[str]:
    """Which groups could not be shown, by which characteristics nothing is told apart, and why.

    One sentence names both reasons: which of them applied would itself tell something of the numbers.
    """
    told = [one for one in published.crossings if one.characteristic]
    words = _words()
    if not told:
        return (words["nothing"],)
    names = words["characteristics"]
    absent = [name for code, name in names.items() if code not in {one.characteristic for one in told}]
    lines = list(_hidden(told, _rules(published).base_least))
    if absent:
        why = words["why"]
        lines.append(words["absent"].format(characteristics=_listed(absent)))
        lines.append(why.get(published.audience, why["other"]))
    return tuple(lines)


def method() -> str:
    """How a difference is told from chance, in words."""
    said: str = _words()["method"]
    return said


def _comparisons(published: Published) -> Iterator[_Comparison]:
    least = _rules(published).percent_base
    for crossing in published.crossings:
        shown = [group for group in crossing.groups if group.table.base is not None]
        if not crossing.characteristic or len(shown) < 2:
            continue
        # Of two groups each is all the others of the other: one comparison.
        judged = [group for group in shown if group.value not in UNSAID][: 1 if len(shown) == 2 else None]
        for group in judged:
            rest = [other for other in shown if other is not group]
            for cell in group.table.cells:
                own, others = _share([group], cell.value), _share(rest, cell.value)
                if min(own.bases[0], others.bases[0]) >= least:
                    yield _Comparison(crossing, group, cell, own, others)


def _rules(published: Published) -> Rules:
    return Rules.of(published.audit.rules) if published.audit else FLOOR


def _share(groups: Sequence[Group], value: str) -> _Share:
    pairs = [(cell, group.table.base or 0) for group in groups for cell in group.table.cells]
    pairs = [(cell, base) for cell, base in pairs if cell.value == value]
    numbers = [base if cell.most else cell.shown for cell, base in pairs]
    whole = sum(group.table.base or 0 for group in groups)
    return _Share(
        counts=(sum(lowest(*pair) for pair in pairs), sum(highest(*pair) for pair in pairs)),
        bases=(sum(lowest_base(group.table) for group in groups), whole + HALF_STEP * len(groups)),
        number=None if None in numbers else sum(number or 0 for number in numbers),
        base=whole,
    )


def _differs(own: _Share, others: _Share, z: float) -> bool:
    """Whether one is surely above the other, whatever the published numbers stand for."""
    return _surely_above(own, others, z) or _surely_above(others, own, z)


def _surely_above(upper: _Share, lower: _Share, z: float) -> bool:
    return all(
        _least_difference((upper.counts[0], many), (lower.counts[1], few), z) > 0
        for many, few in product(upper.bases, lower.bases)
    )


def _least_difference(first: tuple[int, int], second: tuple[int, int], z: float) -> float:
    """The lower end of Newcombe's interval for the difference of two shares (1998, method 10)."""
    (one, low, _), (two, _, high) = _wilson(*first, z), _wilson(*second, z)
    return one - two - sqrt((one - low) ** 2 + (high - two) ** 2)


def _wilson(count: int, base: int, z: float) -> tuple[float, float, float]:
    """The share, and the ends of Wilson's interval for it."""
    share = min(1.0, count / base)
    middle, spread = share + z * z / (2 * base), z * sqrt(share * (1 - share) / base + (z / (2 * base)) ** 2)
    scale = 1 + z * z / base
    return share, (middle - spread) / scale, (middle + spread) / scale


def _sentence(one: _Comparison) -> str:
    shares = _words()["shares"]
    sentence: str = _words()["difference"].format(
        question=one.crossing.label,
        by=one.crossing.by_label,
        group=one.group.label,
        answer=one.cell.label,
        share=_told(one.own, shares, one.cell.percent),
        others=_told(one.others, shares["others"], None),
    )
    return sentence


def _told(share: _Share, words: Mapping[str, Any], percent: int | None) -> str:
    if share.number is None:
        bound = min(100, ceil(100 * share.counts[1] / share.bases[0]))
        return str(words["at_most"]).format(percent=bound)
    if share.number >= share.base:
        return str(words["most"])
    told = round(100 * share.number / share.base) if percent is None else percent
    return str(words["about"]).format(percent=told)


def _hidden(crossings: Iterable[Crossing], least: int) -> Iterator[str]:
    """A line for each question about oneself of whose groups some are left out, always or at times."""
    by: dict[str, list[Crossing]] = {}
    for one in crossings:
        by.setdefault(one.by, []).append(one)
    for of_one in by.values():
        labels = {group.value: group.label for one in of_one for group in one.groups}
        shown = [{group.value for group in one.groups if group.table.base is not None} for one in of_one]
        never = [label for value, label in labels.items() if not any(value in some for some in shown)]
        at_times = [
            label
            for value, label in labels.items()
            if label not in never and not all(value in some for some in shown)
        ]
        for name, groups in (("hidden", never), ("hidden_in_part", at_times)):
            if groups:
                quoted = _listed([f"“{label}”" for label in groups])
                yield _words()[name].format(by=of_one[0].by_label, groups=quoted, least=least)


def _listed(parts: Sequence[str]) -> str:
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


@cache
def _words() -> Mapping[str, Any]:
    return dict(YAML(typ="safe").load(FILE.read_text("utf-8")))
