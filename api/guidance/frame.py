"""The frame of a content pack: whose it is, and the sentences around every answer."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Item(BaseModel):
    """Nothing is guessed: an unknown field or a number where words belong is a fault."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Partnership(Item):
    """Whose the guidance is. `roles` are labels, because the sources name the same body in several ways."""

    key: Key
    name: Words
    roles: dict[Key, Words]
    out_of_bounds: list[Words]


class Domains(Item):
    """What the three parts of a child's life are called."""

    child: Words
    parenting: Words
    family: Words


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
    earlier_worries: Words
    judgement: Words
    nothing_matched: Words
