"""What a threshold check knows so far, in codes alone: nobody's words are in it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self, get_args
from urllib.parse import parse_qsl, urlencode

from api.guidance.model import Age, Consent, Domain, Earlier, InPlace

# Asked, and none of them is true.
NO_FLAG = "none"
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# It travels on a button; the first signs weigh most.
LONGEST_SIGNS = 260
_APART = "."


@dataclass(frozen=True, slots=True)
class Check:
    """None is not known yet; `signs` without any: none of them fits.

    `red_flag` is "none" or the key of an indicator, `signs` are keys of indicators.
    """

    red_flag: str | None = None
    age: Age | None = None
    domains: tuple[Domain, ...] = ()
    signs: tuple[str, ...] | None = None
    in_place: InPlace | None = None
    consent: Consent | None = None
    earlier: Earlier | None = None

    @property
    def is_flagged(self) -> bool:
        """Whether one of the red flags is true."""
        return self.red_flag not in (None, NO_FLAG)

    def to_query(self) -> str:
        """As the query of an address, at most 400 characters; `from_query` reads it again."""
        said = {
            "red_flag": self.red_flag,
            "age": self.age,
            "domains": _APART.join(self.domains) or None,
            "signs": None if self.signs is None else _joined(self.signs),
            "in_place": self.in_place,
            "consent": self.consent,
            "earlier": self.earlier,
        }
        return urlencode({name: value for name, value in said.items() if value is not None})

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Self:
        """What is not a code is dropped; whether the pack has a sign is seen when it is considered."""
        flag, signs = query.get("red_flag", ""), query.get("signs")
        return cls(
            red_flag=flag if _is_key(flag) else None,
            age=_one_of(Age, query.get("age")),
            domains=tuple(one for one in get_args(Domain) if one in query.get("domains", "").split(_APART)),
            signs=None if signs is None else _keys(signs),
            in_place=_one_of(InPlace, query.get("in_place")),
            consent=_one_of(Consent, query.get("consent")),
            earlier=_one_of(Earlier, query.get("earlier")),
        )

    @classmethod
    def read(cls, query: str) -> Self:
        """The same from one string; of a name that is there twice, the last."""
        return cls.from_query(dict(parse_qsl(query, keep_blank_values=True)))


def _one_of(codes: Any, value: str | None) -> Any:
    return next((code for code in get_args(codes) if code == value), None)


def _is_key(value: str) -> bool:
    return len(value) <= 40 and _KEY.fullmatch(value) is not None


def _keys(joined: str) -> tuple[str, ...]:
    fitting = joined[:LONGEST_SIGNS].split(_APART)
    return tuple(dict.fromkeys(key for key in fitting if _is_key(key)))


def _joined(signs: tuple[str, ...]) -> str:
    """As many as fit, whole."""
    while len(joined := _APART.join(signs)) > LONGEST_SIGNS:
        signs = signs[:-1]
    return joined
