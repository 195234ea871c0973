"""What a copy says: in its member's language, with what Heard adds to the unit's words."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from ruamel.yaml import YAML
from sqlmodel import Session

from api.broadcasts import letters_repository, links
from api.broadcasts.contracts import Button, Message
from api.broadcasts.links import Copy
from api.broadcasts.tables import BroadcastKind, BroadcastRow, TextRow
from api.members import audience as members
from api.waves import service as waves
from api.waves.keys import KeyRing
from api.waves.tables import WaveRow, WaveState

ENGLISH = "en"
UNDERSTOOD = ":understood"
# Between words from right to left the groups of a number would change places: a wrong number would be rung.
_GROUPS = re.compile(r"(?<!\u2066)\+?\b\d+(?: \d+)+\b")
# A call tells no more than that there is something to look at, and is not left by a tap.
_WITHOUT_A_PAGE = (BroadcastKind.SAFETY,)


@dataclass(frozen=True)
class Letter:
    """A copy as its member reads it on a page. `token` leads to it; `survey` is the way into the wave that it
    invites to, while that is open; `confirm` is what stands on its button.
    """

    id: UUID
    title: str
    text: str
    sent: date
    language: str = ENGLISH
    token: str = ""
    kind: str = BroadcastKind.UNIT
    asks: bool = False
    confirm: str = ""
    understood: date | None = None
    opened: date | None = None
    document: str | None = None
    survey: str | None = None


@cache
def _books() -> Mapping[str, Mapping[str, str]]:
    return dict(YAML(typ="safe").load(Path(__file__).with_name("words.yml")))


def say(place: str, language: str = ENGLISH, **facts: object) -> str:
    """Words that Heard adds; English where a language lacks them."""
    books = _books()
    return str(books.get(language, {}).get(place) or books[ENGLISH][place]).format(**facts)


def steady(text: str) -> str:
    """With Unicode's marks around numbers of several groups, where words run from right to left."""
    if not any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text):
        return text
    return _GROUPS.sub("\u2066\\g<0>\u2069", text)


def messages(
    session: Session, keys: KeyRing, row: BroadcastRow, member_ids: Sequence[UUID], address: str
) -> dict[UUID, Message]:
    """What these members are sent of a broadcast. `address` is where the pages are, without a slash."""
    tongues = members.languages_of(session, member_ids)
    again = letters_repository.reminded(session, row.id, member_ids)
    broadcast, tokens, made = _read(session, row, address), links.writer(keys), {}
    for member_id in member_ids:
        page, leave = tokens(Copy(row.id, member_id))
        language = tongues.get(member_id, ENGLISH)
        ways = f"{address}/inbox/{page}", f"{address}/leave/{leave}"
        made[member_id] = broadcast.to(language, *ways, again=again.get(member_id))
    return made


def preview(session: Session, row: BroadcastRow, language: str, address: str) -> Message:
    """What a copy would say; the addresses in it lead nowhere."""
    return _read(session, row, address).to(language, f"{address}/inbox/…")


def inbox(session: Session, keys: KeyRing, member_id: UUID) -> list[Letter]:
    """What a member has been sent, or would have been if they were reached; newest first."""
    found = letters_repository.copies(session, member_id)
    tongue = members.languages_of(session, [member_id]).get(member_id, ENGLISH)
    return _drawn(session, keys, found, member_id, tongue)


def one(session: Session, keys: KeyRing, copy: Copy) -> Letter | None:
    """A copy, whatever has become of it; None where there is none any more."""
    found = letters_repository.copies(session, copy.member_id, copy.broadcast_id)
    tongue = members.languages_of(session, [copy.member_id]).get(copy.member_id, ENGLISH)
    return next(iter(_drawn(session, keys, found, copy.member_id, tongue)), None)


def _drawn(
    session: Session, keys: KeyRing, found: Sequence[Any], member_id: UUID, tongue: str
) -> list[Letter]:
    ids = [row.id for row, _ in found]
    texts = letters_repository.texts_in(session, ids, tongue)
    documents = letters_repository.document_names(session, ids)
    token_of, drawn = links.writer(keys), []
    for row, delivery in found:
        text, wave = texts.get(row.id), _wave(session, row)
        language = text.language if text else ENGLISH
        drawn.append(
            Letter(
                id=row.id,
                title=steady(text.title if text else row.title),
                text=steady(text.text if text else row.text),
                sent=(row.sent or row.written).date(),
                language=language,
                token=token_of(Copy(row.id, member_id))[0],
                kind=row.kind,
                asks=row.asks,
                confirm=say("understood", language),
                understood=delivery.understood,
                opened=delivery.opened,
                document=documents.get(row.id),
                survey=f"/join/{wave.code}" if wave else None,
            )
        )
    return drawn


@dataclass(frozen=True)
class _Broadcast:
    """A broadcast with all that its copies are made of, read once for many of them."""

    row: BroadcastRow
    texts: Mapping[str, TextRow]
    wave: WaveRow | None
    has_document: bool
    address: str

    def to(self, language: str, page: str, leave: str | None = None, *, again: date | None = None) -> Message:
        """A copy in a language, English where there is none; `again`: since when its member is asked anew."""
        row, own = self.row, self.texts.get(language)
        tongue = language if own else ENGLISH
        parts = [say("again", tongue)] if again else []
        parts.append(own.text if own else row.text)
        if self.wave is not None:
            parts.append(say("survey", tongue, link=f"{self.address}/join/{self.wave.code}"))
        if self.has_document:
            parts.append(say("document", tongue, link=page))
        button = Button(say("understood", tongue), f"{UNDERSTOOD} {row.id.hex}") if row.asks else None
        title, text = steady(own.title if own else row.title), steady("\n\n".join(parts))
        if row.kind in _WITHOUT_A_PAGE:
            return Message(title, text, tongue)
        return Message(title, text, tongue, button, leave, page, again)


def _read(session: Session, row: BroadcastRow, address: str) -> _Broadcast:
    has_document = letters_repository.document_name(session, row.id) is not None
    texts = letters_repository.texts(session, row.id)
    return _Broadcast(row, texts, _wave(session, row), has_document, address)


def _wave(session: Session, row: BroadcastRow) -> WaveRow | None:
    """The wave that it invites to, while that takes answers: a copy may leave days after it was sent."""
    wave = waves.get(session, row.wave_id) if row.wave_id else None
    return wave if wave and wave.state == WaveState.OPEN else None
