"""Two levels of need side by side."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import get_args

from api.guidance.answers import finished
from api.guidance.model import Answer, Domain, MenuItem
from api.guidance.pack import Level, Levels
from api.guidance.rendering import Facts, level_name, listed, put, reaches

SLUG = "levels-of-need"
_PAIR = re.compile(r"([1-4])-([1-4])")


def side_by_side(pair: str, title: str, frame: Levels, check: MenuItem, facts: Facts) -> Answer | None:
    """The levels of `pair`, such as "2-3"; None for anything else. `check` leads to the threshold check."""
    named = _PAIR.fullmatch(pair)
    numbers = sorted({int(number) for number in named.groups()}) if named else []
    if len(numbers) != 2:
        return None
    first, second = (level for level in frame.levels if level.number in numbers)
    both = (first, second)
    signs = [sign for sign in frame.indicators if sign.level in numbers]
    return finished(
        slug=SLUG,
        title=title,
        body=[
            put(facts.phrases.check.compared, first=_name(first, facts), second=_name(second, facts)),
            listed(f"{_name(level, facts)}: {level.about}" for level in both),
            put(facts.phrases.leads, leads="").strip() + "\n" + listed(_lead(level, facts) for level in both),
            *(f"{_name(level, facts)}: {level.route}" for level in both),
            reaches(dict.fromkeys(key for level in both for key in level.contacts), facts),
            facts.phrases.matched,
            *_signs(both, frame, facts),
            facts.phrases.judgement,
        ],
        uses=[*frame.sources, *dict.fromkeys(sign.source for sign in signs)],
        related=[*(item for item in pairs(frame, facts) if item.slug != f"{SLUG}:{pair}"), check],
        facts=facts,
        keys=[key for level in both for key in level.contacts],
        confirmed=all(level.confirmed for level in both) and all(sign.confirmed for sign in signs),
        aloud=True,
    )


def _name(level: Level, facts: Facts) -> str:
    return level_name(level, facts)


def _lead(level: Level, facts: Facts) -> str:
    return f"{_name(level, facts)}: {level.leads or facts.phrases.check.lead_unknown}"


def _signs(both: tuple[Level, Level], frame: Levels, facts: Facts) -> Iterator[str]:
    """One list for each part of a child's life at each level."""
    for domain in get_args(Domain):
        for level in both:
            heading = put(
                facts.phrases.check.level_signs,
                domain=getattr(facts.phrases.domains, domain),
                number=level.number,
            )
            signs = (sign for sign in frame.indicators if sign.level == level.number)
            yield f"{heading}\n{listed(sign.text for sign in signs if sign.domain == domain)}"


def pairs(frame: Levels, facts: Facts) -> list[MenuItem]:
    """Each level and the next."""
    neighbours = pairwise(level.number for level in frame.levels)
    return [
        MenuItem(f"{SLUG}:{low}-{high}", put(facts.phrases.check.compare, first=low, second=high))
        for low, high in neighbours
    ]
