"""The frame of a content pack: whose it is, and the sentences around every answer."""

from datetime import date
from typing import Annotated, Any, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from api.guidance.model import Age, Consent, Earlier, InPlace

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Item(BaseModel):
    """Nothing is guessed: an unknown field or a number where words belong is a fault."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Kept(Item):
    """Something that is looked after: by whom, when last compared with its source, and by when again."""

    owner: Words
    verified: date | None
    review_by: date


class SourceUse(Item):
    """The place in a document that a text rests on."""

    source: Key
    section: Words


class Partnership(Item):
    """Whose the guidance is. `roles` are labels, because the sources name the same body in several ways.

    `menu` names the parts of the menu, in their order. `themes` are what practitioners can raise an issue
    about, and `lenses` how the partnership looks at it: without any, nobody is asked. `agency_types` are what
    the agencies of the action group can be. `setting_kinds` are the kinds of places where surveys are held,
    and `areas` the parts of the partnership's area: without any, no wave has one. `comment_themes` are what
    comments can be about beside what comes with the program, and `comment_stems` the words that suggest a
    theme (nlu/lexicons/themes.yml).
    """

    key: Key
    name: Words
    roles: dict[Key, Words]
    menu: dict[Key, Words]
    out_of_bounds: list[Words]
    themes: dict[Key, Words] = {}
    lenses: dict[Key, Words] = {}
    agency_types: dict[Key, Words] = {}
    setting_kinds: dict[Key, Words] = {}
    areas: dict[Key, Words] = {}
    comment_themes: dict[Key, Words] = {}
    comment_stems: dict[Key, Words] = {}


class Domains(Item):
    """What the three parts of a child's life are called."""

    child: Words
    parenting: Words
    family: Words


class HourWords(Item):
    """When a contact can be reached."""

    midnight: Words
    midday: Words
    day_span: Words
    opening: Words
    not_on_holidays: Words
    outside_of: Words
    open_until: Words
    closed: Words
    closed_until: Words
    open_now: Words
    perhaps_open: Words
    closed_now: Words
    ring: Words
    write_to: Words


class ClockWords(Item):
    """Where somebody is in the escalation policy, and by when the other side answers."""

    not_begun: Words
    at_stage: Words
    runs_until: Words
    ends_today: Words
    is_over: Words
    no_day: Words
    no_limit: Words
    next_stage: Words
    last_stage: Words
    to_write: Words
    reminder_title: Words
    reminder: Words


def _for_each(codes: Any, *silent: str) -> AfterValidator:
    """A text for each of the codes, except those about which nothing is said."""

    def complete(texts: dict[str, str]) -> dict[str, str]:
        if faulty := (set(get_args(codes)) - set(silent)) ^ set(texts):
            raise ValueError(f"each code needs one text, and nothing else does: {', '.join(sorted(faulty))}")
        return texts

    return AfterValidator(complete)


class CheckWords(Item):
    """What is said of a threshold check: its codes in short, and what follows from each of them."""

    age: Annotated[dict[Key, Words], _for_each(Age)]
    in_place: Annotated[dict[Key, Words], _for_each(InPlace)]
    consent: Annotated[dict[Key, Words], _for_each(Consent)]
    earlier: Annotated[dict[Key, Words], _for_each(Earlier)]
    in_place_advice: Annotated[dict[Key, Words], _for_each(InPlace, "universal")]
    consent_at_risk: Annotated[dict[Key, Words], _for_each(Consent)]
    consent_below: Annotated[dict[Key, Words], _for_each(Consent)]
    earlier_advice: Annotated[dict[Key, Words], _for_each(Earlier, "first")]
    sign: Words
    to_write: Words
    written: list[Words]
    record: Words
    gap: Words
    no_signs: Words
    compared: Words
    compare: Words
    lead_unknown: Words
    level_signs: Words


class PaperWords(Item):
    """What a check says on paper; `lines` are for what is filled in by hand."""

    heading: Words
    made: Words
    no_details: Words
    said: Words
    by_hand: Words
    lines: list[Words]
    seen: Words
    sources: Words
    reviewed: Words
    unconfirmed: Words
    review_by: Words


class Phrases(Item):
    """Sentences that frame the answers; what they may hold in curly brackets is in `checks.PARAMETERS`."""

    unconfirmed: Words
    overdue: Words
    expired_contact: Words
    hours_unknown: Words
    always: Words
    by_text: Words
    days: Words
    one_day: Words
    days_unknown: Words
    level_named: Words
    level_unnamed: Words
    other_level: Words
    duty: Words
    flagged: Words
    consider: Words
    matched: Words
    domains: Domains
    leads: Words
    cumulative: Words
    judgement: Words
    nothing_matched: Words
    hours: HourWords
    clock: ClockWords
    check: CheckWords
    paper: PaperWords
