"""What the secrets add: names that follow from them, and what they open."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from api.errors import WrongState
from api.waves.keys import KeyRing
from bot.telegram.identity import Identity
from tests.attack.capture import Row
from tests.attack.people import Person
from tests.attack.rows import leaves


def armed(people: Sequence[Person], secrets: Mapping[str, bytes]) -> list[Person]:
    """The same people, with every name that the secrets make of what is known of them."""
    with stolen(secrets) as (ring, waves):
        return [
            replace(person, names=person.names | set(_names(person, secrets, ring, waves)))
            for person in people
        ]


def opened(rows: Sequence[Row], secrets: Mapping[str, bytes]) -> list[Row]:
    """The same rows, with what was sealed in plain beside it."""
    with stolen(secrets) as (ring, waves):
        return [replace(row, values={**row.values, **dict(_inside(row, ring, waves))}) for row in rows]


@contextmanager
def stolen(secrets: Mapping[str, bytes]) -> Iterator[tuple[KeyRing, list[UUID | None]]]:
    """The keys in a folder of the attacker's own, and the waves that they are of; None: the house."""
    with tempfile.TemporaryDirectory(prefix="heard-keys-") as folder:
        names = [Path(name) for name in secrets if name.endswith(".key")]
        for name in names:
            (Path(folder) / name.name).write_bytes(secrets[str(name)])
        yield KeyRing(Path(folder)), [None if name.stem == "house" else UUID(name.stem) for name in names]


def _names(
    person: Person, secrets: Mapping[str, bytes], ring: KeyRing, waves: Sequence[UUID | None]
) -> Iterator[str]:
    known = set(person.names)
    if person.channel == "telegram" and "bot" in secrets:
        chat = Identity(secrets["bot"]).chat(person.chat)
        known |= {chat.person, str(chat.conversation)}
    yield from known
    for wave in waves:
        if wave is not None:
            yield from (ring.token(wave, name).hex() for name in known)


def _inside(row: Row, ring: KeyRing, waves: Sequence[UUID | None]) -> Iterator[tuple[str, str]]:
    for column, value in row.values.items():
        if not value.startswith("\\x"):
            continue
        for wave in waves:
            try:
                yield from leaves(f"{column} opened", ring.open(wave, bytes.fromhex(value[2:])))
            except (WrongState, ValueError):
                continue
