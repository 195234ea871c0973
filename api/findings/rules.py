"""The thresholds of protection: an installation, and every later number of a wave, may only tighten them."""

from dataclasses import dataclass
from math import ceil
from typing import Self

BASE_LEAST = 20
PERCENT_BASE = 30
VERSION = "1"
"""Of all that protection.py does beside these two: how counts are rounded, hidden and attacked."""


@dataclass(frozen=True)
class Rules:
    """How many have to answer for a table to be shown, and for percentages in it. Raises ValueError.

    Percentages need a shown base whose every true base is large enough: 35 where `percent_base` is 30.
    """

    base_least: int = BASE_LEAST
    percent_base: int = PERCENT_BASE

    def __post_init__(self) -> None:
        if self.base_least < BASE_LEAST or self.percent_base < max(PERCENT_BASE, self.base_least):
            raise ValueError("the rules of protection can be tightened, never loosened")

    @property
    def version(self) -> str:
        """By which what was published says under which rules: "1/20/30"."""
        return f"{VERSION}/{self.base_least}/{self.percent_base}"

    @property
    def percent_shown(self) -> int:
        """The least rounded base with percentages: numbers are rounded to five, and 30 may stand for 28."""
        return 5 * ceil((self.percent_base + 2) / 5)

    @classmethod
    def of(cls, version: str) -> Self:
        """The rules that a version names."""
        _, base_least, percent_base = version.split("/")
        return cls(int(base_least), int(percent_base))

    def tightened(self, other: "Rules") -> "Rules":
        """The stricter of two in everything."""
        base_least = max(self.base_least, other.base_least)
        return Rules(base_least, max(self.percent_base, other.percent_base, base_least))


FLOOR = Rules()
