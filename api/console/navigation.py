"""The bar of the console: the pages that somebody's roles open, and which of them is on screen."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from api.staff.permissions import may
from api.staff.person import Person

FILE = Path(__file__).with_name("navigation.yml")


@dataclass(frozen=True)
class Entry:
    """A link. `current` is what `aria-current` says: "page" for this very page, "true" for one below it."""

    name: str
    path: str
    current: str | None


@dataclass(frozen=True)
class Bar:
    """The sections, the name of the one that is on screen, and its pages where it has more than one."""

    sections: Sequence[Entry]
    section: str
    pages: Sequence[Entry]


@cache
def _sections() -> Sequence[tuple[str, Mapping[str, str]]]:
    """Each section with the names of its pages by their paths."""
    written = YAML(typ="safe").load(FILE.read_text("utf-8"))
    return [(one["name"], {page["path"]: page["name"] for page in one["pages"]}) for one in written]


def paths() -> Iterator[str]:
    """Every page of the bar."""
    for _, pages in _sections():
        yield from pages


def bar(person: Person, address: str) -> Bar:
    """What somebody meets on the page at an address."""
    here = _nearest(address)
    sections: list[Entry] = []
    section, below = "", []
    for name, pages in _sections():
        open_to_them = {path: title for path, title in pages.items() if may(person, "GET", path)}
        if not open_to_them:
            continue
        first = next(iter(open_to_them))
        sections.append(Entry(name, first, _mark(address, first) if here in pages else None))
        if here in pages:
            section = name
            below = [
                Entry(title, path, _mark(address, path) if path == here else None)
                for path, title in open_to_them.items()
            ]
    return Bar(sections, section, below if len(below) > 1 else [])


def _nearest(address: str) -> str | None:
    """The page of the bar that an address is or lies below; the first page only itself."""
    above = [
        path for path in paths() if address == path or (path != "/console" and address.startswith(f"{path}/"))
    ]
    return max(above, key=len, default=None)


def _mark(address: str, path: str) -> str:
    return "page" if address == path else "true"
