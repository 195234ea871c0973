"""Quotes: proposed by somebody, shortened, approved one by one by another, withdrawn again.

Only from a group of ten comments on one theme, in the words of the comment, once of each comment, and without
a trace to it once approved.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from api.audit import service as audit
from api.errors import NotFilled, NotFound, WrongState
from api.few import Few
from api.listing import Part
from api.meaning import codebook, coding_repository, quote_repository, repository
from api.meaning.moving import move
from api.meaning.pieces import holds, spaced, tidy
from api.meaning.tables import QuoteRow, QuoteState
from api.staff.person import Person
from api.staff.writers import joined, must_be_another, must_say_why

GROUP = 10
"""Comments on a theme, before one of them may be quoted."""


class TooFew(WrongState):
    """A group in which one comment could be known."""


@dataclass(frozen=True)
class Offered:
    """A theme whose comments may be quoted."""

    question: str
    theme: str
    name: str


def offered(session: Session, wave_id: UUID, questions: Sequence[str]) -> list[Offered]:
    """The themes of these questions about which there are ten comments or more."""
    names, found = codebook.names(session), []
    for question in questions:
        sizes = coding_repository.sizes(session, wave_id, question)
        found += [Offered(question, key, name) for key, name in names.items() if sizes.get(key, 0) >= GROUP]
    return found


def choices(
    session: Session, wave_id: UUID, question: str, theme: str, offset: int, limit: int
) -> Sequence[tuple[UUID, str]]:
    """Some of the comments on a theme that may be quoted, each once for good. Raises NotFound and TooFew."""
    if theme not in codebook.names(session):
        raise NotFound("There is no such theme.")
    found = coding_repository.holders(session, wave_id, question, theme)
    if len(found) < GROUP:
        raise TooFew(
            "Quotes are taken from themes with ten comments or more, so that nobody is known by one."
        )
    before = coding_repository.quoted(session, wave_id, question)
    return [one for one in found if one[0] not in before][offset : offset + limit]


def propose(
    session: Session, who: Person, wave_id: UUID, question: str, theme: str, response_id: UUID | None
) -> QuoteRow:
    """Puts a comment before a second person; the one that is there where it was proposed already.

    Raises NotFound and TooFew.
    """
    every = dict(choices(session, wave_id, question, theme, 0, 1_000_000))
    if response_id is None or response_id not in every:
        raise NotFound("This comment is not there any more.")
    row = QuoteRow(
        wave_id=wave_id,
        question=question,
        theme=theme,
        words=spaced(every[response_id]),
        response_id=response_id,
        author=str(who),
        writers=joined(who, []),
    )
    if quote_repository.put(session, row):
        audit.record(session, who, "quote_proposed", row.id)
    # Somebody may have pressed twice.
    return _found(quote_repository.of_response(session, response_id, question))


def get(session: Session, quote_id: UUID) -> QuoteRow:
    """Raises NotFound."""
    return _found(quote_repository.get(session, quote_id))


def original(session: Session, row: QuoteRow) -> str | None:
    """The comment as it was written, while the quote is being looked at."""
    if row.response_id is None:
        return None
    return repository.comment(session, row.wave_id, row.question, row.response_id)


def shorten(session: Session, who: Person, quote_id: UUID, words: str) -> None:
    """Leaves words out, with an ellipsis in their place; one that came back is proposed again.

    Raises NotFound, WrongState, and NotFilled where words are not those of the comment.
    """
    row = _held(session, quote_id)
    if row.state not in (QuoteState.PROPOSED, QuoteState.REFUSED):
        raise WrongState(f"This quote is {row.state} by now. Look at it again.")
    said = tidy(words)
    if not holds(original(session, row) or "", said):
        raise NotFilled(
            "words", "Leave words out with … in their place. Nothing may be added, changed or moved about"
        )
    row.words = said
    row.writers = joined(who, row.writers)
    if row.state == QuoteState.REFUSED:
        move(row, QuoteState.PROPOSED)
        row.approver, row.answer = None, None
    audit.record(session, who, "quote_written", row.id)


def approve(session: Session, who: Person, quote_id: UUID, read: str) -> None:
    """It may be shown, and nothing leads to its comment any more; `read` is the mark of what was looked at.

    Raises NotFound, SecondPerson, TooFew and WrongState.
    """
    row = _held(session, quote_id)
    must_be_another(who, row)
    if read != mark(row):
        raise WrongState("Somebody has changed this quote since you opened it. Read it again as it is now.")
    if coding_repository.sizes(session, row.wave_id, row.question).get(row.theme, 0) < GROUP:
        raise TooFew("Fewer than ten comments are on this theme by now, so none of them can be quoted.")
    move(row, QuoteState.APPROVED)
    if row.response_id is None or not coding_repository.mark_quoted(session, row.response_id, row.question):
        raise WrongState("Words of this comment were approved before. Throw this quote away.")
    row.approver, row.answer, row.response_id = str(who), None, None
    audit.record(session, who, "quote_approved", row.id)


def refuse(session: Session, who: Person, quote_id: UUID, why: str) -> None:
    """Sends it back with a reason. Raises NotFound, NotFilled, SecondPerson and WrongState."""
    row = _held(session, quote_id)
    must_be_another(who, row)
    must_say_why(why)
    move(row, QuoteState.REFUSED)
    row.approver, row.answer = str(who), why
    audit.record(session, who, "quote_refused", row.id)


def discard(session: Session, who: Person, quote_id: UUID) -> UUID:
    """Throws away what was not approved; the wave that it was of. Raises NotFound and WrongState."""
    row = _held(session, quote_id)
    if row.state not in (QuoteState.PROPOSED, QuoteState.REFUSED):
        raise WrongState(f"This quote is {row.state} by now. Look at it again.")
    quote_repository.drop(session, row)
    audit.record(session, who, "quote_discarded", quote_id)
    return row.wave_id


def withdraw(session: Session, who: Person, quote_id: UUID) -> None:
    """It is shown no more, for good, and its words go. What was printed with it stays as it is.

    Raises NotFound and WrongState.
    """
    row = _held(session, quote_id)
    move(row, QuoteState.WITHDRAWN)
    row.words = ""
    audit.record(session, who, "quote_withdrawn", row.id)


def of_wave(session: Session, wave_id: UUID) -> Sequence[QuoteRow]:
    """Every quote of a wave."""
    return quote_repository.of_wave(session, wave_id)


def page(session: Session, state: str, part: Part) -> Sequence[tuple[QuoteRow, str]]:
    """One page of quotes with the titles of their waves, in one state or ("") in all."""
    return quote_repository.page(session, state, part)


def count(session: Session, state: str) -> int:
    """How many there are of them."""
    return quote_repository.count(session, state)


def to_approve(session: Session, who: Person, limit: int) -> Few[QuoteRow]:
    """Those that wait for a second person, where somebody has not written in them."""
    return quote_repository.waiting_from_others(session, who.id, limit)


def sent_back(session: Session, who: Person, limit: int) -> Few[QuoteRow]:
    """Those that came back to somebody who has written in them."""
    return quote_repository.sent_back(session, who.id, limit)


def mark(row: QuoteRow) -> str:
    """Stands for what is approved of it: other words, another mark."""
    return hashlib.sha256(row.words.encode()).hexdigest()[:16]


def _found(row: QuoteRow | None) -> QuoteRow:
    if row is None:
        raise NotFound("There is no such quote.")
    return row


def _held(session: Session, quote_id: UUID) -> QuoteRow:
    """Nobody else changes it meanwhile. Raises NotFound."""
    return _found(quote_repository.get(session, quote_id, lock=True))
