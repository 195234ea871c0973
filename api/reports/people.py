"""How many people, in words that stay true: what is not shown is in no sum, and the words say so."""

from collections.abc import Iterable, Sequence

from api.findings.protection import HALF_STEP
from api.findings.published import Published
from api.findings.rules import FLOOR, Rules
from api.reports.words import words

STEP = 2 * HALF_STEP + 1


def rules(every: Iterable[Published]) -> Rules:
    """The strictest rules of protection by which any of them was published."""
    strictest = FLOOR
    for one in every:
        if one.audit is not None:
            strictest = strictest.tightened(Rules.of(one.audit.rules))
    return strictest


def by_rules(said: str, applied: Rules) -> str:
    """Words with the thresholds in them, as they are met by published numbers."""
    percent = -(-(applied.percent_base + HALF_STEP) // STEP) * STEP
    return said.format(least=applied.base_least, percent=percent)


def few(published: Published) -> str:
    """What stands for the number of people who answered where it is not shown."""
    return by_rules(words()["few"], rules([published]))


def short(published: Published) -> str:
    """Why a wave shows no numbers."""
    return by_rules(words()["answers"]["short"], rules([published]))


def about(people: int | None, otherwise: str) -> str:
    """A number in steps of ten."""
    return otherwise if people is None else str(words()["about"].format(number=people))


def answered(every: Sequence[Published]) -> str:
    """How many people answered all of them together, as far as it is shown."""
    told = [one.answered for one in every if one.answered is not None]
    if told and len(told) == len(every):
        return about(sum(told), "")
    if told:
        return str(words()["at_least"].format(number=sum(told)))
    return few(every[0]) if len(every) == 1 else str(words()["answers"]["not_shown"])
