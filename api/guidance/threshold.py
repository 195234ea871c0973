"""From the signs that match a worry to a level to consider. It points and never decides."""

from collections.abc import Sequence
from typing import get_args

from api.guidance.answers import finished
from api.guidance.model import Age, Answer, Domain, MenuItem
from api.guidance.pack import Caution, Indicator, Level, Levels
from api.guidance.rendering import (
    Facts,
    duty_line,
    level_lines,
    level_name,
    listed,
    paragraphs,
    put,
    reaches,
)

SLUG = "threshold-check"
# As many signs, in more than one part of the child's life, are harm that adds up.
CUMULATIVE = 3


def flagged(found: Sequence[Indicator]) -> Indicator | None:
    """The red flag that goes first; the content's own order says which."""
    return next((indicator for indicator in found if indicator.red_flag), None)


def flag_lead(flag: Indicator, facts: Facts) -> str:
    """What is said above the route of a red flag."""
    duty = [duty_line(flag.duty, facts)] if flag.duty else []
    return paragraphs([put(facts.phrases.flagged, text=flag.text), *duty, flag.note or ""])


def result(
    found: Sequence[Indicator], age: Age | None, frame: Levels, related: Sequence[MenuItem], facts: Facts
) -> Answer:
    """The level to consider, or the four levels when nothing matches."""
    cautions = [caution.text for caution in _cautions(frame.cautions, age)]
    level = _highest(found, facts)
    body = _about(level, found, facts) if level else _nothing(frame, facts)
    return finished(
        slug=SLUG,
        title=frame.title,
        body=[*body, *cautions, facts.phrases.earlier_worries, facts.phrases.judgement],
        uses=frame.sources,
        related=related,
        facts=facts,
        keys=level.contacts if level else frame.contacts,
        confirmed=bool(level and level.confirmed and all(indicator.confirmed for indicator in found)),
        aloud=True,
    )


def _cautions(cautions: Sequence[Caution], age: Age | None) -> list[Caution]:
    return [caution for caution in cautions if age in caution.ages]


def _highest(found: Sequence[Indicator], facts: Facts) -> Level | None:
    number = max((indicator.level for indicator in found), default=None)
    return next((level for level in facts.levels if level.number == number), None)


def _about(level: Level, found: Sequence[Indicator], facts: Facts) -> list[str]:
    phrases = facts.phrases
    return [
        put(phrases.consider, level=level_name(level, facts)) + f"\n{level.about}",
        phrases.matched + "\n" + _by_domain(level, found, facts),
        phrases.cumulative if _adds_up(found) else "",
        put(phrases.leads, leads=level.leads) if level.leads else "",
        level.route + "\n" + reaches(level.contacts, facts),
    ]


def _by_domain(level: Level, found: Sequence[Indicator], facts: Facts) -> str:
    blocks = []
    for domain in get_args(Domain):
        lines = [_sign(level, indicator, facts) for indicator in found if indicator.domain == domain]
        if lines:
            blocks.append(f"{getattr(facts.phrases.domains, domain)}\n{listed(lines)}")
    return "\n".join(blocks)


def _sign(level: Level, indicator: Indicator, facts: Facts) -> str:
    if indicator.level == level.number:
        return indicator.text
    return f"{indicator.text} ({put(facts.phrases.other_level, number=indicator.level)})"


def _adds_up(found: Sequence[Indicator]) -> bool:
    return len(found) >= CUMULATIVE and len({indicator.domain for indicator in found}) > 1


def _nothing(frame: Levels, facts: Facts) -> list[str]:
    return [facts.phrases.nothing_matched + "\n" + level_lines(facts), reaches(frame.contacts, facts)]
