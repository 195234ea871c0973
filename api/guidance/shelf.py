"""The published pack in the memory of each process, taken anew once another has been published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from sqlmodel import Session

from api.errors import Unavailable
from api.guidance import repository
from api.guidance.model import MenuItem
from api.guidance.pack import Contact, Indicator, Pack, Source, Topic
from api.guidance.rendering import Facts

NOT_LOADED = "The guidance is not loaded yet: start Heard again. If anyone is in danger, ring the police."


@dataclass(frozen=True)
class Library:
    """A pack whose pieces are found by their keys."""

    pack: Pack
    topics: Mapping[str, Topic]
    contacts: Mapping[str, Contact]
    sources: Mapping[str, Source]
    indicators: Mapping[str, Indicator]

    @classmethod
    def of(cls, pack: Pack) -> Self:
        return cls(
            pack,
            {topic.slug: topic for topic in pack.topics},
            {contact.key: contact for contact in pack.contacts},
            {source.key: source for source in pack.sources},
            {indicator.key: indicator for indicator in pack.levels.indicators},
        )

    def facts(self, now: datetime) -> Facts:
        """What a text can draw on at a moment."""
        return Facts(
            now=now,
            partnership=self.pack.partnership,
            phrases=self.pack.phrases,
            contacts=self.contacts,
            sources=self.sources,
            levels=self.pack.levels.levels,
            stages=self.pack.escalation.stages,
        )

    def called(self, slugs: Sequence[str]) -> list[Topic]:
        """Those of these topics that there are, in the order of `slugs`."""
        return [self.topics[slug] for slug in slugs if slug in self.topics]

    def items(self, slugs: Sequence[str]) -> list[MenuItem]:
        """Those of these topics that can be offered, in the order of `slugs`."""
        return [MenuItem(topic.slug, topic.menu) for topic in self.called(slugs) if topic.menu]


# By digest; only the latest that this process has seen.
_held: dict[str, Library] = {}


def library(session: Session) -> Library:
    """What is published now. Raises Unavailable before anything was."""
    digest = repository.digest(session)
    held = _held.get(digest) if digest else None
    if held is not None:
        return held
    row = repository.pack(session)
    if row is None:
        raise Unavailable(NOT_LOADED)
    taken = Library.of(Pack.model_validate_json(row.pack))
    _held.clear()
    _held[row.digest] = taken
    return taken
