"""The shape of a content pack: what a person may write in its files."""

import re
from datetime import date
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, StringConstraints, model_validator

from api.guidance.contact import Contact as Contact
from api.guidance.contact import Opening as Opening
from api.guidance.frame import Item, Kept, Key, Partnership, Phrases, Words
from api.guidance.frame import SourceUse as SourceUse
from api.guidance.model import Age, Audience, CardKind, Domain, Reader
from api.guidance.stages import Escalation as Escalation
from api.guidance.stages import Stage as Stage

# Words that would turn a legal duty into advice.
SOFTER = re.compile(
    r"\b(should|ought|could|might|advis\w+|encourag\w+|recommend\w+|consider(ing)?|ideally|try to"
    r"|(where|if|when) (possible|you can)|expected to)\b",
    re.I,
)


class Source(Item):
    """A document. `reviewed`: when the pack was last compared with it; empty when it was not seen."""

    key: Key
    title: Words
    publisher: Words
    version: Words
    reviewed: date | None
    review_by: date | None
    confirmed: bool


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
    `red_flag` is the topic that it leads to at once. `offered`: to be ticked, where words match no sign.
    """

    key: Key
    level: Annotated[int, Field(ge=1, le=4)]
    domain: Domain
    text: Words
    words: list[Words] = []
    ages: list[Age] = []
    red_flag: Key | None = None
    note: Words | None = None
    offered: bool = False
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

    `group`: the part of the menu that it stands in; without one it is offered at once. `note` is a text to
    copy into a record, with gaps to fill. `open_first`: its contacts head the answer, those that are open at
    that minute before the others. `duties_of`: topics whose duties are told here too, before its own.
    Without `examples` it is reached by menus, buttons and the search alone.
    """

    slug: Key
    title: Words
    menu: Annotated[str, StringConstraints(min_length=1, max_length=40)] | None
    place: int = 100
    group: Key | None = None
    audiences: list[Audience]
    words: list[Words] = []
    text: Words
    duties: list[Duty] = []
    duties_of: list[Key] = []
    steps: list[Words] = []
    note: Words | None = None
    contacts: list[Key] = []
    open_first: bool = False
    examples: bool = True
    related: list[Key] = []
    sources: Annotated[list[SourceUse], Field(min_length=1)]
    confirmed: bool


class Sources(Item):
    """sources.yml."""

    sources: list[Source]


class Contacts(Item):
    """contacts.yml."""

    contacts: list[Contact]


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
    escalation: Escalation
    cards: dict[str, CardBook]
    """By language."""
    topics: list[Topic]
