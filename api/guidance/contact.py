"""The shape of a contact: a way to reach somebody, and when they can be reached."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import StringConstraints, model_validator

from api.guidance.frame import Item, Key, Words

_DAY = "mon|tue|wed|thu|fri|sat|sun"
_HOUR = r"^([01]\d|2[0-3]):[0-5]\d$"


class Opening(Item):
    """Hours that begin on some days of the week, such as mon-thu, on the clocks of the partnership.

    What closes at the hour at which it opens, or earlier, closes on the day after.
    """

    days: Annotated[str, StringConstraints(pattern=rf"^({_DAY})(-({_DAY}))?$")]
    opens: Annotated[str, StringConstraints(pattern=_HOUR)]
    closes: Annotated[str, StringConstraints(pattern=_HOUR)]


class Outside(Item):
    """Whenever another contact is closed: at night, at weekends and on bank holidays too."""

    outside: Key


class Contact(Item):
    """A way to reach somebody. Every number of the pack stands here and nowhere else.

    `open`: at any time, at some hours (none begin on bank holidays of England), outside of the hours of
    another contact, or empty while not confirmed.
    """

    key: Key
    label: Words
    phone: Words | None = None
    text: Words | None = None
    link: Annotated[str, StringConstraints(pattern=r"^https://\S+$")] | None = None
    note: Words | None = None
    open: Literal["always"] | list[Opening] | Outside | None
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
