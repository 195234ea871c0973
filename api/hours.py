"""Hours of the day."""

from typing import NamedTuple


class Hours(NamedTuple):
    """Whole hours of the day, from `start` until `end`; over midnight where it ends before it starts."""

    start: int
    end: int

    def holds(self, hour: int) -> bool:
        """Whether an hour of the clock on the wall lies in them."""
        if self.start <= self.end:
            return self.start <= hour < self.end
        return hour >= self.start or hour < self.end

    def __str__(self) -> str:
        return f"{self.start}:00 to {self.end}:00"
