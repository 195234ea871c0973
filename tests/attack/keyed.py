"""What the secrets add: names that follow from them, and what they open."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from api.errors import WrongState
from api.waves.keys import CONTACT, HOUSE, MEMBERS, STAFF, KeyRing, Scope
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
def stolen(secrets: Mapping[str, bytes]) -> Iterator[tuple[KeyRing, list[Scope]]]:
    """The keys in a folder of the attacker's own, and what each is of."""
    with tempfile.TemporaryDirectory(prefix="heard-keys-") as folder:
        names = [Path(name) for name in secrets if name.endswith(".key")]
        for name in names:
            (Path(folder) / name.name).write_bytes(secrets[str(name)])
        yield KeyRing(Path(folder)), [_scope(name.stem) for name in names]


def _scope(name: str) -> Scope:
    """None: the house."""
    known: dict[str, Scope] = {HOUSE: None, CONTACT: CONTACT, STAFF: STAFF, MEMBERS: MEMBERS}
    return known[name] if name in known else UUID(name)


def _names(
    person: Person, secrets: Mapping[str, bytes], ring: KeyRing, waves: Sequence[Scope]
) -> Iterator[str]:
    known = set(person.names)
    if person.channel == "telegram" and "bot" in secrets:
        chat = Identity(secrets["bot"]).chat(person.chat)
        known |= {chat.person, str(chat.conversation)}
    yield from known
    for wave in waves:
        if isinstance(wave, UUID):
            yield from (ring.token(wave, name).hex() for name in known)


def _inside(row: Row, ring: KeyRing, waves: Sequence[Scope]) -> Iterator[tuple[str, str]]:
    for column, value in row.values.items():
        if not value.startswith("\\x"):
            continue
        for wave in waves:
            try:
                yield from leaves(f"{column} opened", ring.open(wave, bytes.fromhex(value[2:])))
            except (WrongState, ValueError):
                continue
