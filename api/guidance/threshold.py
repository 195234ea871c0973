"""From the signs that fit a worry to a level to consider. It points and never decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from api.guidance.answers import finished
from api.guidance.check import Check
from api.guidance.model import Answer, Domain, MenuItem
from api.guidance.pack import Indicator, Level, Levels
from api.guidance.rendering import Facts, level_lines, level_name, listed, paragraphs, put, reaches

SLUG = "threshold-check"
DANGER = "immediate-danger"
# As many signs, in more than one part of the child's life, are harm that adds up.
CUMULATIVE = 3
# Significant harm, or the risk of it: from here on consent is not what sharing rests on.
AT_RISK = 4


@dataclass(frozen=True, slots=True)
class Found:
    """A check beside the pack: the signs that it has, and the highest level that they point to."""

    check: Check
    signs: Sequence[Indicator]
    level: Level | None

    @classmethod
    def of(cls, check: Check, signs: Sequence[Indicator], facts: Facts) -> "Found":
        number = max((sign.level for sign in signs), default=None)
        return cls(check, signs, next((level for level in facts.levels if level.number == number), None))

    @property
    def adds_up(self) -> bool:
        """Whether small harms add up."""
        return len(self.signs) >= CUMULATIVE and len({sign.domain for sign in self.signs}) > 1


def flag_lead(flag: Indicator, facts: Facts) -> str:
    """What is said above the route of a red flag; nothing, where it would push the number down."""
    if flag.red_flag == DANGER and not flag.note:
        return ""
    return paragraphs([put(facts.phrases.flagged, text=flag.text), flag.note or ""])


def said(check: Check, facts: Facts) -> list[str]:
    """What is known, in a few words for each answer."""
    words = facts.phrases.check
    pairs = (
        (words.age, check.age),
        (words.in_place, check.in_place),
        (words.consent, check.consent),
        (words.earlier, check.earlier),
    )
    return [texts[code] for texts, code in pairs if code]


def result(found: Found, frame: Levels, related: Sequence[MenuItem], facts: Facts) -> Answer:
    """The level to consider, or the four levels when nothing fits; with a note to copy into a record."""
    level, words = found.level, facts.phrases.check
    cautions = [caution.text for caution in frame.cautions if found.check.age in caution.ages]
    return finished(
        slug=SLUG,
        title=frame.title,
        body=[
            *(_about(level, found, facts) if level else _nothing(frame, facts)),
            *_circumstances(found, facts),
            *cautions,
            f"{words.to_write}\n{listed(words.written)}",
            facts.phrases.judgement,
        ],
        uses=[*frame.sources, *dict.fromkeys(sign.source for sign in found.signs)],
        related=related,
        facts=facts,
        keys=level.contacts if level else frame.contacts,
        confirmed=bool(level and level.confirmed and all(sign.confirmed for sign in found.signs)),
        aloud=True,
        note=_record(found, facts),
    )


def _about(level: Level, found: Found, facts: Facts) -> list[str]:
    phrases = facts.phrases
    return [
        put(phrases.consider, level=level_name(level, facts)) + f"\n{level.about}",
        level.route + "\n" + reaches(level.contacts, facts),
        put(phrases.leads, leads=level.leads) if level.leads else "",
        phrases.matched + "\n" + _by_domain(level, found.signs, facts),
        phrases.cumulative if found.adds_up else "",
    ]


def _nothing(frame: Levels, facts: Facts) -> list[str]:
    return [facts.phrases.nothing_matched + "\n" + level_lines(facts), reaches(frame.contacts, facts)]


def _circumstances(found: Found, facts: Facts) -> list[str]:
    """What follows from what is in place, from what the family says and from earlier worries."""
    check, words = found.check, facts.phrases.check
    at_risk = found.level is not None and found.level.number >= AT_RISK
    by_consent = words.consent_at_risk if at_risk else words.consent_below
    return [
        words.in_place_advice.get(check.in_place or "", ""),
        by_consent.get(check.consent or "", ""),
        words.earlier_advice.get(check.earlier or "unknown", ""),
    ]


def _by_domain(level: Level, signs: Sequence[Indicator], facts: Facts) -> str:
    blocks = []
    for domain in get_args(Domain):
        lines = [_sign(level, sign, facts) for sign in signs if sign.domain == domain]
        if lines:
            blocks.append(f"{getattr(facts.phrases.domains, domain)}\n{listed(lines)}")
    return "\n".join(blocks)


def _sign(level: Level, sign: Indicator, facts: Facts) -> str:
    """The sign and where it stands; of another level, it says which."""
    title = facts.sources[sign.source.source].title
    if sign.level != level.number:
        title = f"{put(facts.phrases.other_level, number=sign.level)}; {title}"
    return put(facts.phrases.check.sign, text=sign.text, title=title, section=sign.source.section)


def _record(found: Found, facts: Facts) -> str:
    """With a gap wherever only the writer knows."""
    check, words = found.check, facts.phrases.check
    signs = "; ".join(sign.text.rstrip(".") for sign in found.signs)
    return put(
        words.record,
        signs=signs or words.no_signs,
        place=words.in_place[check.in_place] if check.in_place else words.gap,
        family=words.consent[check.consent] if check.consent else words.gap,
        earlier=words.earlier[check.earlier] if check.earlier else words.gap,
        level=level_name(found.level, facts) if found.level else words.gap,
        gap=words.gap,
    ).strip()
