"""Tuples as they lie in the files of tables: dead ones too, until PostgreSQL has cleaned the page."""

import struct
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.attack.capture import Row

PAGE = 8192
HEADER, POINTER, TUPLE = 24, 4, 23


def tuples(data: Path, files: Mapping[str, str]) -> list[Row]:
    """Every tuple of the files given (path below the data folder -> table), with the number that wrote it."""
    found = []
    for file, table in files.items():
        if (data / file).is_file():
            found += list(_file((data / file).read_bytes(), table))
    return found


def _file(whole: bytes, table: str) -> Iterator[Row]:
    for block in range(len(whole) // PAGE):
        yield from _page(whole[block * PAGE : (block + 1) * PAGE], block, table)


def _page(page: bytes, block: int, table: str) -> Iterator[Row]:
    lower, upper, special = struct.unpack_from("<HHH", page, 12)
    if not HEADER <= lower <= upper <= special == PAGE:  # empty, or a page of an index
        return
    for number in range((lower - HEADER) // POINTER):
        (pointer,) = struct.unpack_from("<I", page, HEADER + number * POINTER)
        start, flags, length = pointer & 0x7FFF, pointer >> 15 & 3, pointer >> 17
        if flags == 1 and length >= TUPLE:
            whole = page[start : start + length]
            (writer,) = struct.unpack_from("<I", whole)
            values = {"bytes": whole[TUPLE:].decode("latin-1"), "hex": whole[TUPLE:].hex()}
            yield Row(table, (block, number), writer, values)
