"""From true counts to protected tables and groups: the same steps for one wave and for several together."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

from api.findings.crossing import crossings
from api.findings.protection import protect, together
from api.findings.published import Audit, Crossing, Published, Table
from api.findings.rules import Rules
from api.findings.tabulate import Tally


@dataclass(frozen=True)
class Numbers:
    """Protected, and not attacked yet: the audit tells what the rules alone have taken out."""

    tables: tuple[Table, ...]
    crossings: tuple[Crossing, ...]
    audit: Audit


def protected(tally: Tally, rules: Rules) -> Numbers:
    """What the rules leave of the counts."""
    first = [protect(counted, rules) for counted in tally.questions]
    tables = together(first)
    crossed, out = crossings(tally.crossings, rules)
    for before, after in zip(first, tables, strict=True):
        if before.base is not None and after.base is None:
            out.append(after.key)
    audit = Audit(rules=rules.version, tried=0, rounds=0, withheld=tuple(out), narrowest=None)
    return Numbers(tables, crossed, audit)


def strictest(rules: Rules, history: Iterable[Published]) -> Rules:
    """Those of the installation, or what was published under stricter ones before."""
    before = (Rules.of(one.audit.rules) for one in history if one.audit is not None)
    return reduce(Rules.tightened, before, rules)
