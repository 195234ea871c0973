"""A finished threshold check as one page to print: made of codes alone, and kept nowhere."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import Engine

from api import clock
from api.db import transaction
from api.guidance import paper, service
from api.guidance.check import Check
from api.guidance.frame import PaperWords
from api.guidance.model import SourceRef
from api.guidance.rendering import put
from api.guidance.shelf import library


@dataclass(frozen=True, slots=True)
class Summary:
    """`text` is the answer of the check, as in a chat; `said` what was known, in a few words each.

    `query` is the check again, without what was no code.
    """

    title: str
    text: str
    said: tuple[str, ...]
    sources: tuple[str, ...]
    made: str
    owner: str
    words: PaperWords
    query: str


@dataclass(frozen=True)
class SummaryDesk:
    """Where the pages fetch it. Each method raises Unavailable when that does not work now."""

    engine: Engine

    def of(self, query: Mapping[str, str]) -> Summary | None:
        """The summary of a check; None where a query holds no finished one."""
        with transaction(self.engine) as session:
            books, now = library(session), clock.now()
            check = Check.from_query(query)
            if not (check.is_flagged or check.signs is not None):
                return None
            found, words = service.consider(session, check, now), books.pack.phrases.paper
            return Summary(
                title=found.title,
                text=found.text,
                said=tuple(service.said(session, check)),
                sources=tuple(_source(source, words) for source in found.sources),
                made=put(words.made, date=_moment(now)),
                owner=books.pack.partnership.name,
                words=words,
                query=check.to_query(),
            )

    def printed(self, summary: Summary) -> bytes:
        """The same as PDF."""
        facts = asdict(summary)
        facts["words"] = summary.words.model_dump()
        return paper.made(facts)


def _moment(now: datetime) -> str:
    """Such as 4 March 2026, 9.05am: who is open is said as it was then."""
    here = clock.here(now)
    return f"{here.day} {here:%B %Y}, {here.hour % 12 or 12}.{here:%M}{'am' if here.hour < 12 else 'pm'}"


def _source(source: SourceRef, words: PaperWords) -> str:
    """One line; a date that nobody has confirmed says so."""
    reviewed = put(words.reviewed, date=_day(source.reviewed)) if source.reviewed else words.unconfirmed
    due = [put(words.review_by, date=_day(source.review_by))] if source.review_by else []
    return ", ".join([source.title, source.section, source.version, reviewed, *due])


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
