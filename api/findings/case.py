"""What an attacker has in hand: everything published of some waves, and of several of them together."""

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict

from api.findings.published import Published

Name = tuple[int, str, str]
"""Number of what was published, question (or group), answer; the answer "" is everybody who answered."""


class Together(BaseModel):
    """Numbers of several waves as one; `waves` are their places among those of the case."""

    model_config = ConfigDict(frozen=True)

    waves: tuple[int, ...]
    published: Published


class Case(BaseModel):
    """Of each wave every snapshot, in order, and every pool. What is to be published comes last of all.

    `within`: pairs of names of which the first counts nobody whom the second does not count.
    """

    model_config = ConfigDict(frozen=True)

    waves: tuple[tuple[Published, ...], ...]
    pools: tuple[Together, ...] = ()
    within: tuple[tuple[Name, Name], ...] = ()

    @property
    def fresh(self) -> Published:
        """What is to be published."""
        return self.pools[-1].published if self.pools else self.waves[-1][-1]

    @property
    def every(self) -> Iterator[Published]:
        """Everything, in the order in which it is numbered."""
        for wave in self.waves:
            yield from wave
        for pool in self.pools:
            yield pool.published

    def finals(self) -> list[int]:
        """The number of the last snapshot of each wave."""
        found, number = [], -1
        for wave in self.waves:
            number += len(wave)
            found.append(number)
        return found

    def with_fresh(self, published: Published) -> "Case":
        """The same with other numbers to be published."""
        if self.pools:
            last = self.pools[-1].model_copy(update={"published": published})
            return self.model_copy(update={"pools": (*self.pools[:-1], last)})
        return self.model_copy(update={"waves": (*self.waves[:-1], (*self.waves[-1][:-1], published))})
