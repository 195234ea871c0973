"""Questions told apart by the answers to others: groups are protected as tables are, one by one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from api.findings.protection import Crossed, protect, together, withhold
from api.findings.published import Crossing, Group, Published, Table
from api.findings.rules import Rules

BETWEEN = "/"
"""Stands in no key of a question and no name of an answer."""


def name(key: str, by: str, value: str) -> str:
    """The key of the table of one group: "safe_home/sex/female"."""
    return BETWEEN.join((key, by, value))


def crossings(counted: Iterable[Crossed], rules: Rules) -> tuple[tuple[Crossing, ...], list[str]]:
    """The publishable crossings, and the names of groups that tell too much of the answer before.

    A group that too few are in stays in the list, without its numbers.
    """
    every = list(counted)
    of_group: defaultdict[tuple[str, str], list[Table]] = defaultdict(list)
    for one in every:
        for value, _, counts in one.groups:
            of_group[one.by, value].append(protect(counts, rules))
    stands: dict[str, Table] = {}
    out: list[str] = []
    for group, tables in of_group.items():
        for before, table in zip(tables, together(tables), strict=True):
            own = name(table.key, *group)
            stands[own] = table
            if before.base is not None and table.base is None:
                out.append(own)
    return tuple(_crossing(one, stands) for one in every), out


def _crossing(one: Crossed, stands: dict[str, Table]) -> Crossing:
    names = {value: name(one.key, one.by, value) for value, _, _ in one.groups}
    return Crossing(
        key=one.key,
        label=one.label,
        by=one.by,
        by_label=one.by_label,
        characteristic=one.characteristic,
        groups=tuple(
            Group(
                value=value, label=label, table=stands[names[value]].model_copy(update={"key": names[value]})
            )
            for value, label, _ in one.groups
        ),
    )


def without(published: Published, names: Iterable[str]) -> Published:
    """With the tables and groups of these names withheld, which its audit tells.

    A group goes with each of the two questions that it is made of.
    """
    gone = set(names)
    own, audit = published.signposts, published.audit
    if audit is not None:
        told = tuple(sorted(gone.union(audit.withheld)))
        audit = audit.model_copy(update={"withheld": told})
    return published.model_copy(
        update={
            "tables": tuple(withhold(table) if table.key in gone else table for table in published.tables),
            "signposts": withhold(own) if own and own.key in gone else own,
            "audit": audit,
            "crossings": tuple(_without(crossing, gone) for crossing in published.crossings),
        }
    )


def _without(crossing: Crossing, gone: set[str]) -> Crossing:
    whole = bool({crossing.key, crossing.by} & gone)
    groups = tuple(
        group.model_copy(update={"table": withhold(group.table)})
        if whole or group.table.key in gone
        else group
        for group in crossing.groups
    )
    return crossing.model_copy(update={"groups": groups})


def shown(published: Published) -> Sequence[Table]:
    """Every table and group that has numbers."""
    every = [*published.every_table, *(group.table for one in published.crossings for group in one.groups)]
    return [table for table in every if table.base is not None]
