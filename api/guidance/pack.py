"""The shape of a content pack: what a person may write in its files."""

import re
from datetime import date
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, StringConstraints, model_validator

from api.guidance.frame import Item, Key, Partnership, Phrases, Words
from api.guidance.model import Age, Audience, CardKind, Domain, Reader

# Words that would turn a legal duty into advice.
SOFTER = re.compile(r"\b(should|ought|could|might|advis\w+|encourag\w+|recommend\w+|consider)\b", re.I)

_DAY = "mon|tue|wed|thu|fri|sat|sun"
_HOUR = r"^([01]\d|2[0-3]):[0-5]\d$"


class Kept(Item):
    """Something that is looked after: by whom, when last compared with its source, and by when again."""

    owner: Words
    verified: date | None
    review_by: date


class Source(Item):
    """A document. `reviewed`: when the pack was last compared with it; empty when it was not seen."""

    key: Key
    title: Words
    publisher: Words
    version: Words
    reviewed: date | None
    review_by: date | None
    confirmed: bool


class SourceUse(Item):
    """The place in a document that a text rests on."""

    source: Key
    section: Words


class Opening(Item):
    """Hours that hold on some days of the week, such as mon-thu, on the clocks of the partnership."""

    days: Annotated[str, StringConstraints(pattern=rf"^({_DAY})(-({_DAY}))?$")]
    opens: Annotated[str, StringConstraints(pattern=_HOUR)]
    closes: Annotated[str, StringConstraints(pattern=_HOUR)]


class Contact(Item):
    """A way to reach somebody. Every number of the pack stands here and nowhere else.

    `open`: at any time, at some hours (never on bank holidays of England), or empty while not confirmed.
    """

    key: Key
    label: Words
    phone: Words | None = None
    text: Words | None = None
    link: Annotated[str, StringConstraints(pattern=r"^https://\S+$")] | None = None
    note: Words | None = None
    open: Literal["always"] | list[Opening] | None
    owner: Words
    source: Key
    verified: date | None
    expires: date | None
    confirmed: bool

    @model_validator(mode="after")
    def _reachable_and_dated(self) -> Self:
        if not (self.phone or self.text or self.link):
            raise ValueError("a contact needs a phone, a text number or a link")
        if self.confirmed and not (self.verified and self.expires):
            raise ValueError("a confirmed contact needs the dates 'verified' and 'expires'")
        return self


class Duty(Item):
    """What the law or a rule asks, in its own strength: a must is never softened."""

    kind: Literal["must", "should", "may"]
    text: Words
    basis: Words | None = None

    @model_validator(mode="after")
    def _as_strong_as_its_source(self) -> Self:
        if not re.search(rf"\b{self.kind}\b", self.text):
            raise ValueError(f"the duty is a '{self.kind}', so its text has to say '{self.kind}'")
        if self.kind == "must" and not self.basis:
            raise ValueError("a must needs its legal basis in 'basis'")
        if self.kind == "must" and (softer := SOFTER.search(self.text)):
            raise ValueError(f"a must may not be softened: take out '{softer[0]}'")
        return self


class Level(Item):
    """One of the four levels; `name` and `leads` stay empty where nobody has confirmed them."""

    number: Annotated[int, Field(ge=1, le=4)]
    name: Words | None
    about: Words
    leads: Words | None
    route: Words
    contacts: list[Key]
    confirmed: bool


class Indicator(Item):
    """A sign that points to a level.

    Each entry of `words` matches a worry that has all its words; "quoted words" have to stand together.
    """

    key: Key
    level: Annotated[int, Field(ge=1, le=4)]
    domain: Domain
    text: Words
    words: list[Words] = []
    ages: list[Age] = []
    red_flag: Key | None = None
    note: Words | None = None
    duty: Duty | None = None
    source: SourceUse
    confirmed: bool


class Caution(Item):
    """What has to be said for some ages, whatever matched."""

    ages: list[Age]
    text: Words


class Levels(Kept):
    """levels.yml. `contacts` are for a worry that matches no sign; who keeps the file keeps all in it."""

    title: Words
    contacts: list[Key]
    levels: list[Level]
    indicators: list[Indicator]
    cautions: list[Caution]
    sources: list[SourceUse]
    related: list[Key]

    @model_validator(mode="after")
    def _all_four(self) -> Self:
        if [level.number for level in self.levels] != [1, 2, 3, 4]:
            raise ValueError("the levels 1, 2, 3 and 4 have to stand here once each, in this order")
        return self


class Stage(Item):
    """A step of the escalation policy; `days` counts working days, empty when not known."""

    key: Key
    name: Words
    who: Words
    days: Annotated[int, Field(ge=1)] | None
    confirmed: bool


class Card(Item):
    """The help card of one reader and kind. `approved_by`: who has answered for its words."""

    audience: Reader
    kind: CardKind
    topic: Key
    title: Words
    text: Words
    sources: list[SourceUse]
    approved_by: Words | None
    reviewed: date
    review_by: date


class Topic(Kept):
    """One piece of guidance. Without a `menu` label it is never offered, only answered.

    `note` is a text to copy into a record, with gaps to fill.
    """

    slug: Key
    title: Words
    menu: Annotated[str, StringConstraints(min_length=1, max_length=40)] | None
    place: int = 100
    audiences: list[Audience]
    words: list[Words] = []
    text: Words
    duties: list[Duty] = []
    steps: list[Words] = []
    note: Words | None = None
    contacts: list[Key] = []
    related: list[Key] = []
    sources: Annotated[list[SourceUse], Field(min_length=1)]
    confirmed: bool


class Sources(Item):
    """sources.yml."""

    sources: list[Source]


class Contacts(Item):
    """contacts.yml."""

    contacts: list[Contact]


class Escalation(Kept):
    """escalation.yml. Who keeps the file keeps all stages."""

    stages: list[Stage]


class CardBook(Item):
    """cards/<language>.yml. Its own phrases stand in the place of those of phrases.yml.

    `unwatched` and `watched` are what {limits} says: nobody may be told that words go nowhere when they go to
    the safety queue, or that somebody will read them when nobody does.
    """

    unwatched: Words
    watched: Words
    direction: Literal["ltr", "rtl"] = "ltr"
    by_text: Words | None = None
    expired_contact: Words | None = None
    cards: list[Card]

    @model_validator(mode="after")
    def _once_each(self) -> Self:
        written = [(card.audience, card.kind) for card in self.cards]
        for audience, kind in written:
            if written.count((audience, kind)) > 1:
                raise ValueError(f"the card for {audience}, {kind} is there twice")
        return self


class EnglishCards(CardBook):
    """cards/en.yml, which every other language falls back to."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        written = {(card.audience, card.kind) for card in self.cards}
        for audience in get_args(Reader):
            for kind in get_args(CardKind):
                # What a child said is reported by those who work with children.
                needed = kind != "reported" or audience == "practitioner"
                if needed and (audience, kind) not in written:
                    raise ValueError(f"one card is needed for {audience}, {kind}")
        return self


class Pack(Item):
    """A whole content pack, read and sound."""

    partnership: Partnership
    phrases: Phrases
    sources: list[Source]
    contacts: list[Contact]
    levels: Levels
    stages: list[Stage]
    cards: dict[str, CardBook]
    """By language."""
    topics: list[Topic]
