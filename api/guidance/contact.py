"""The shape of a contact: a way to reach somebody, and when they can be reached."""

from datetime import date
from typing import Annotated, Literal, Self

import phonenumbers
from pydantic import StringConstraints, model_validator

from api.guidance.frame import Item, Key, Words

_DAY = "mon|tue|wed|thu|fri|sat|sun"
# Nothing that could not be rung: a page that shows it would fail. Letters have a place in the note.
Number = Annotated[str, StringConstraints(pattern=r"^(\+44 ?[1-9]|0[1-9]|[1-9])\d( ?\d)*$", max_length=20)]
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
    phone: Number | None = None
    text: Number | None = None
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
        if self.verified and self.expires and self.expires < self.verified:
            raise ValueError("'expires' has to be later than 'verified'")
        return self

    @model_validator(mode="after")
    def _of_a_possible_length(self) -> Self:
        """A digit too many or too few would ring somebody else; short numbers such as 101 have no rule."""
        for number in filter(None, (self.phone, self.text)):
            is_long = number.startswith(("0", "+"))
            if is_long and not phonenumbers.is_possible_number(phonenumbers.parse(number, "GB")):
                raise ValueError(f"the number {number} has a digit too many or too few")
        return self
