"""Guidance as plain text, with contacts, roles and stages filled in where a text names them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import phonenumbers

from api import clock
from api.guidance import hours
from api.guidance.checks import PLACEHOLDER
from api.guidance.frame import Partnership, Phrases
from api.guidance.model import Link, SourceRef
from api.guidance.pack import Contact, Duty, Level, Source, SourceUse, Stage

# In which order people are told of contacts.
_STATES: tuple[hours.State, ...] = ("open", "unknown", "closed")
# Unicode's marks around words that are written the other way than those beside them.
_LEFT_TO_RIGHT, _AS_BEFORE = "\u2066", "\u2069"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a text can draw on, at a given moment."""

    now: datetime
    partnership: Partnership
    phrases: Phrases
    contacts: Mapping[str, Contact]
    sources: Mapping[str, Source]
    levels: Sequence[Level] = ()
    stages: Sequence[Stage] = ()
    limits: str = ""
    """What a help card says of who reads what was written."""
    right_to_left: bool = False
    """Numbers are set apart then, or their parts would change places."""

    @property
    def today(self) -> date:
        return clock.here(self.now).date()


def named(text: str) -> list[str]:
    """The keys in curly brackets."""
    return [name for name, _ in PLACEHOLDER.findall(text)]


def put(phrase: str, **values: object) -> str:
    """A phrase with its own parameters; other names in curly brackets are left for `fill`."""
    for name, value in values.items():
        phrase = phrase.replace(f"{{{name}}}", str(value))
    return phrase


def fill(text: str, facts: Facts) -> str:
    """The text with every name in curly brackets said."""

    def said(name: str, number_only: bool) -> str:
        if contact := facts.contacts.get(name):
            if not number_only:
                return reach(contact, facts)
            return number(contact, facts) + (f" ({facts.phrases.expired_contact})" * expired(contact, facts))
        if name == "partnership":
            return facts.partnership.name
        if name == "out-of-bounds":
            return listed(facts.partnership.out_of_bounds)
        if name == "limits":
            return facts.limits
        if name == "levels":
            return fill(level_lines(facts), facts)
        if name == "stages":
            return fill(listed(stage_line(stage, facts) for stage in facts.stages), facts)
        return facts.partnership.roles[name]

    return PLACEHOLDER.sub(lambda found: said(found[1], bool(found[2])), text)


def listed(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def number(contact: Contact, facts: Facts) -> str:
    texted = put(facts.phrases.by_text, number=contact.text) if contact.text else str(contact.link)
    said = contact.phone or texted
    return f"{_LEFT_TO_RIGHT}{said}{_AS_BEFORE}" if facts.right_to_left else said


def expired(contact: Contact, facts: Facts) -> bool:
    return contact.expires is not None and contact.expires < facts.today


def reach(contact: Contact, facts: Facts, *, with_hours: bool = False) -> str:
    """ "MASH: number", with what has to be known before using it in brackets."""
    asides = [contact.note] if contact.note else []
    if with_hours:
        asides += _hours(contact, facts)
    if expired(contact, facts):
        asides.append(facts.phrases.expired_contact)
    return f"{contact.label}: {number(contact, facts)}" + (f" ({'; '.join(asides)})" if asides else "")


def _hours(contact: Contact, facts: Facts) -> list[str]:
    """When somebody is there, and whether they are now."""
    if contact.open == "always":
        return [facts.phrases.always]
    how = hours.standing(contact, facts.now, facts.contacts)
    if how.state == "unknown":
        return [facts.phrases.hours_unknown]
    words = facts.phrases.hours
    said = hours.in_words(contact, facts.contacts, words), hours.now_in_words(how, facts.now, words)
    return [one for one in said if one]


def reaches(keys: Iterable[str], facts: Facts) -> str:
    return listed(reach(facts.contacts[key], facts, with_hours=True) for key in keys)


def reaches_now(keys: Sequence[str], facts: Facts) -> str:
    """Who is open at this minute, then whose hours nobody knows, then who is closed; each in its order."""
    words = facts.phrases.hours
    heads = dict(zip(_STATES, (words.open_now, words.perhaps_open, words.closed_now), strict=True))
    blocks = {state: [key for key in keys if _state(key, facts) == state] for state in heads}
    return paragraphs(f"{heads[state]}\n{reaches(found, facts)}" for state, found in blocks.items() if found)


def open_first(keys: Sequence[str], facts: Facts) -> list[str]:
    """The same order for those who tap."""
    return sorted(keys, key=lambda key: _STATES.index(_state(key, facts)))


def _state(key: str, facts: Facts) -> hours.State:
    return hours.standing(facts.contacts[key], facts.now, facts.contacts).state


def level_name(level: Level, facts: Facts) -> str:
    if level.name:
        return put(facts.phrases.level_named, number=level.number, name=level.name)
    return put(facts.phrases.level_unnamed, number=level.number)


def level_lines(facts: Facts) -> str:
    return listed(f"{level_name(level, facts)}: {level.about}" for level in facts.levels)


def limit(stage: Stage, facts: Facts) -> str:
    """How long the other side has at a stage, such as "within 1 working day"."""
    phrases = facts.phrases
    if stage.days is None:
        return phrases.days_unknown
    return phrases.one_day if stage.days == 1 else put(phrases.days, days=stage.days)


def stage_line(stage: Stage, facts: Facts) -> str:
    return f"{stage.name}. {stage.who}: {limit(stage, facts)}"


def duty_line(duty: Duty, facts: Facts) -> str:
    return put(facts.phrases.duty, text=duty.text, basis=duty.basis) if duty.basis else duty.text


def paragraphs(parts: Iterable[str]) -> str:
    return "\n\n".join(part for part in (part.strip() for part in parts) if part)


def source_refs(uses: Iterable[SourceUse], facts: Facts) -> tuple[SourceRef, ...]:
    return tuple(
        SourceRef(source.title, use.section, source.version, source.reviewed, source.review_by)
        for use in uses
        for source in (facts.sources[use.source],)
    )


def links(shown: Iterable[Contact]) -> tuple[Link, ...]:
    return tuple(Link(contact.label, contact.link) for contact in shown if contact.link)


def ways(shown: Sequence[Contact], facts: Facts) -> tuple[Link, ...]:
    """To ring, to text or to open, for each contact in its order."""
    words = facts.phrases.hours
    found = []
    for one in shown:
        if one.phone and not _is_pressed(one.phone):
            label = put(words.ring, label=one.label, number=one.phone)
            found.append(Link(label, f"tel:{_international(one.phone)}"))
        if one.text:
            label = put(words.write_to, label=one.label, number=one.text)
            found.append(Link(label, f"sms:{_international(one.text)}"))
    return (*found, *links(shown))


def _is_pressed(number: str) -> bool:
    """No number is as short as 55, which is pressed in the middle of a call: rung, it leads nowhere."""
    return len(number) < 3


def _international(number: str) -> str:
    """With the code of the country, which a short number such as 999 or 116 123 does not have."""
    if not number.startswith("0"):
        return number.replace(" ", "")
    return phonenumbers.format_number(phonenumbers.parse(number, "GB"), phonenumbers.PhoneNumberFormat.E164)
