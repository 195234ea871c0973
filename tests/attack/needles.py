"""Searches bytes for many things at once, in every dress that they may wear."""

import base64
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote
from uuid import UUID

import numpy

from tests.attack.people import ASKED, NAME, Person, mark

# Kind and number of the person: ("words", 7).
Find = tuple[str, int]
MANY = 64 << 20


def needles(people: Iterable[Person], tokens: Iterable[str] = ()) -> dict[bytes, Find]:
    """What to search for: words that are kept, words that never are, and names, each in every dress."""
    found: dict[bytes, Find] = {}
    for number, token in enumerate(tokens):
        _add(found, ("token", number), token)
    for person in people:
        _add(found, ("words", person.number), mark(person))
        for secret in (person.raw, person.raw.replace(" ", "")):
            _add(found, ("raw words", person.number), secret)
        if person.receipt:
            for shape in (person.receipt, person.receipt.replace("-", "")):
                _add(found, ("receipt", person.number), shape)
        for name in sorted(person.names):
            _add(found, (_kind(name), person.number), name)
    _add(found, ("raw words", -1), NAME)
    _add(found, ("talk", -1), ASKED)
    return found


def _kind(name: str) -> str:
    if name.isdecimal():
        return "chat"
    return "conversation" if len(name) == 36 else "pseudonym"


def _add(found: dict[bytes, Find], find: Find, word: str) -> None:
    for dress in dresses(word):
        found.setdefault(dress, find)


def dresses(word: str) -> Iterator[bytes]:
    """Plain, two bytes a letter, backwards, in hex, in an address, in base64 (three ways), as a number."""
    plain = word.encode()
    yield from (
        plain,
        word.encode("utf-16-le"),
        plain[::-1],
        plain.hex().encode(),
        plain.hex().upper().encode(),
    )
    yield from (quote(word).encode(), word.replace(" ", "+").encode())
    for step in range(3):
        coded = base64.b64encode(b"\0" * step + plain)
        yield coded[-(-8 * step // 6) : 8 * (step + len(plain)) // 6]
    if word.isdecimal():
        number = int(word)
        yield from (number.to_bytes(8, "little"), number.to_bytes(-(-number.bit_length() // 8), "big"))
    elif len(word) == 36:
        yield UUID(word).bytes
    elif len(word) in (32, 64):  # hex of 128 or 256 bits
        yield bytes.fromhex(word)


class Search:
    """Looks for all needles in one pass: two looks into a table of two bytes each leave few places to try."""

    def __init__(self, wanted: Mapping[bytes, Find]) -> None:
        self._wanted = wanted
        self._by_start: dict[bytes, list[bytes]] = {}
        self._pairs = [numpy.zeros(1 << 16, dtype=bool) for _ in range(2)]
        for needle in wanted:
            self._by_start.setdefault(needle[:4], []).append(needle)
            for pair, start in zip(self._pairs, (needle[0:2], needle[2:4]), strict=True):
                pair[int.from_bytes(start, "little")] = True

    def places(self, whole: bytes) -> Iterator[tuple[int, Find]]:
        """Where something stands, and what."""
        for base in range(0, len(whole), MANY):
            yield from self._part(whole, base)

    def _part(self, whole: bytes, base: int) -> Iterator[tuple[int, Find]]:
        part = numpy.frombuffer(whole[base : base + MANY + 3], dtype=numpy.uint8).astype(numpy.uint16)
        if len(part) < 4:
            return
        pairs = part[:-1] | part[1:] << 8
        for at in numpy.flatnonzero(self._pairs[0][pairs[:-2]] & self._pairs[1][pairs[2:]]):
            place = base + int(at)
            for needle in self._by_start.get(whole[place : place + 4], ()):
                if whole.startswith(needle, place):
                    yield place, self._wanted[needle]

    def finds(self, whole: bytes) -> set[Find]:
        """What stands in some bytes."""
        return {find for _, find in self.places(whole)}

    def in_files(self, files: Iterable[Path]) -> set[Find]:
        """What stands in some files."""
        return {find for file in files if file.is_file() for find in self.finds(file.read_bytes())}
