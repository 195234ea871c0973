""" "You said, we did": what people said and what was done, written for them and in their languages."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from api import languages
from api.actions import said_repository as repository
from api.actions import service as actions
from api.actions.said_tables import Outcome, SaidRow, SaidState, SaidTextRow, Symbol
from api.actions.smart import filled
from api.actions.words import words
from api.audit import service as audit
from api.errors import Changed, NotFilled, NotFound, SecondPerson, WrongState
from api.few import Few
from api.languages import DEFAULT as ENGLISH
from api.listing import Part
from api.staff.person import Person
from api.staff.writers import joined, wrote
from surveys import reading

LONGEST_SAID = 400
LONGEST_DID = 900
LONGEST_SPEAKER = 120
# Years: above them the page warns whoever writes. Their surveys keep to 8, 10 and 11.
READING_AGES: Mapping[str, int] = {"child": 9, "young_person": 10, "parent": 11}


@dataclass(frozen=True)
class About:
    """For whom an entry is, how it ended, and what it is about."""

    audience: str
    outcome: str
    symbol: str = Symbol.TALK
    action_id: UUID | None = None
    wave_id: UUID | None = None


@dataclass(frozen=True)
class Words:
    """What is typed of it in one language."""

    said: str
    did: str
    speaker: str


@dataclass(frozen=True)
class Entry:
    """One with its words by language, English first."""

    row: SaidRow
    texts: Mapping[str, SaidTextRow]


def get(session: Session, said_id: UUID) -> Entry:
    """Raises NotFound."""
    row = repository.get(session, said_id)
    if row is None:
        raise NotFound("There is no such entry.")
    return Entry(row, repository.texts(session, [said_id])[said_id])


def begin(session: Session, who: Person, about: About, typed: Words, today: date) -> SaidRow:
    """A draft, with its English words. Raises NotFilled."""
    _check_about(session, about)
    _check(typed)
    row = SaidRow(**vars(about), author=str(who), writers=joined(who, []), begun=today)
    session.add(row)
    session.flush()
    session.add(SaidTextRow(said_id=row.id, language=ENGLISH, writers=joined(who, []), **vars(typed)))
    session.flush()
    audit.record(session, who, "said_begun", row.id)
    return row


def change(session: Session, who: Person, said_id: UUID, about: About, typed: Words, read: str) -> None:
    """Other English words; those in other languages have to be checked anew.

    `read` is the mark of what stood there at first. Raises NotFound, NotFilled, WrongState and Changed.
    """
    entry = held(session, said_id, SaidState.DRAFT)
    _as_read(entry, read)
    _check_about(session, about)
    _check(typed)
    for name, value in vars(about).items():
        setattr(entry.row, name, value)
    english = entry.texts[ENGLISH]
    if typed != _words(english):
        for text in entry.texts.values():
            text.checked = None
    english.said, english.did, english.speaker = typed.said, typed.did, typed.speaker
    _wrote(session, who, entry.row)


def translate(session: Session, who: Person, said_id: UUID, language: str, typed: Words, read: str) -> None:
    """Its words in one more language, or anew in it: unchecked until a speaker says that they are right.

    Whoever saves what stands there has not written it, and its check holds.
    Raises NotFound, NotFilled, WrongState and Changed.
    """
    entry = held(session, said_id, SaidState.DRAFT)
    _as_read(entry, read)
    known(language)
    _check(typed)
    text = entry.texts.get(language)
    if text is not None and typed == _words(text):
        return
    text = text or SaidTextRow(said_id=said_id, language=language, **vars(typed))
    text.said, text.did, text.speaker, text.checked = typed.said, typed.did, typed.speaker, None
    text.writers = joined(who, text.writers)
    session.add(text)
    _wrote(session, who, entry.row)


def drop_language(session: Session, who: Person, said_id: UUID, language: str) -> None:
    """Takes a language out: its readers get English. Raises NotFound and WrongState."""
    entry = held(session, said_id, SaidState.DRAFT)
    if text := entry.texts.get(known(language)):
        session.delete(text)
        _wrote(session, who, entry.row)


def confirm(session: Session, who: Person, said_id: UUID, language: str) -> None:
    """A speaker says that the words in a language say the same as the English ones.

    Raises NotFound, and SecondPerson for whoever has ever typed in it.
    """
    entry = held(session, said_id)
    text = entry.texts.get(known(language))
    if text is None:
        raise NotFound("There are no words in this language.")
    if who.id is None or wrote(who, text):
        raise SecondPerson("Somebody else who speaks the language has to check it: you have typed it.")
    text.checked = str(who)
    audit.record(session, who, "said_checked", said_id)


def known(language: str) -> str:
    """A language that an entry can be written in beside English. Raises NotFound."""
    if language == ENGLISH or language not in languages.NAMES:
        raise NotFound("There is no such language here.")
    return language


def page(session: Session, search: str, wanted: Mapping[str, str], part: Part) -> list[Entry]:
    """One page of entries; `wanted` holds values of state and audience, "" for all."""
    return _with_words(session, repository.page(session, search, wanted, part))


def count(session: Session, search: str, wanted: Mapping[str, str]) -> int:
    """How many there are of them."""
    return repository.count(session, search, wanted)


def of_action(session: Session, action_id: UUID) -> list[Entry]:
    """What people are told of an action."""
    return _with_words(session, repository.of_action(session, action_id))


def to_publish(session: Session, who: Person, limit: int) -> Few[SaidRow]:
    """Those that wait for a second person, where somebody has not written in them."""
    return repository.waiting_from_others(session, who.id, limit)


def sent_back(session: Session, who: Person, limit: int) -> Few[SaidRow]:
    """Drafts that a second person has sent back, for whoever has written in them."""
    return repository.sent_back(session, who.id, limit)


def reading_age(text: SaidTextRow | Words) -> int | None:
    """How old a reader of the English words has to be; None where they are too few to tell."""
    return reading.age_of(f"{text.said}\n{text.did}")


def mark(entry: Entry) -> str:
    """Stands for what is approved of it, in every language; whether somebody has checked it is no part."""
    row = entry.row
    parts = [row.audience, row.outcome, row.symbol]
    parts += [f"{name}\0{text.said}\0{text.did}\0{text.speaker}" for name, text in entry.texts.items()]
    return hashlib.sha256("\0\0".join(parts).encode()).hexdigest()[:16]


def held(session: Session, said_id: UUID, state: SaidState | None = None) -> Entry:
    """One that nobody else changes meanwhile. Raises NotFound, and WrongState if it is in another state."""
    row = repository.get(session, said_id, lock=True)
    if row is None:
        raise NotFound("There is no such entry.")
    if state is not None and row.state != state:
        raise WrongState("Somebody has moved this entry on meanwhile. Look at it again.")
    return Entry(row, repository.texts(session, [said_id])[said_id])


def _with_words(session: Session, rows: Sequence[SaidRow]) -> list[Entry]:
    texts = repository.texts(session, [row.id for row in rows])
    return [Entry(row, texts[row.id]) for row in rows]


def _check_about(session: Session, about: About) -> None:
    if about.audience not in words()["audiences"]:
        raise NotFilled("audience", "Choose for whom it is")
    if about.outcome not in list(Outcome):
        raise NotFilled("outcome", "Choose what has become of it")
    if about.symbol not in list(Symbol):
        raise NotFilled("symbol", "Choose a picture")
    if about.action_id is not None:
        actions.get(session, about.action_id)


def _check(typed: Words) -> None:
    filled("said", typed.said, LONGEST_SAID, "Write what people said")
    filled("did", typed.did, LONGEST_DID, "Write what was done, or why it cannot be done")
    filled("speaker", typed.speaker, LONGEST_SPEAKER, "Write who says so, such as “The partnership”")


def _words(text: SaidTextRow) -> Words:
    return Words(text.said, text.did, text.speaker)


def _as_read(entry: Entry, read: str) -> None:
    if read != mark(entry):
        raise Changed("Somebody has changed this entry since you opened it. Read it again as it is now.")


def _wrote(session: Session, who: Person, row: SaidRow) -> None:
    row.writers = joined(who, row.writers)
    session.flush()
    audit.record(session, who, "said_written", row.id)
