"""The rows of every file for analysts: each published number, each name, and how all was protected."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from api.findings.published import Audit, Cell, Published, Table
from api.findings.rules import FLOOR, Rules
from api.findings.words import words

Value = str | int | None


class Row(NamedTuple):
    """One number. `by` and `group`: of whom it tells, empty where of everybody."""

    question: str
    answer: str
    people: Value
    percent: Value
    base: Value
    by: str = ""
    group: str = ""


def numbers(published: Published) -> Iterator[Row]:
    """What was asked of everybody, question by question."""
    said = words()["csv"]
    if published.asked is not None:
        yield Row(said["asked"], "", published.asked, None, None)
    yield Row(said["answered"], "", published.answered or words()["few"], None, None)
    for table in published.tables:
        yield from _table(table, table.label)
    if published.signposts is not None:
        yield from _table(published.signposts, said["signposts"].format(label=published.signposts.label))


def groups(published: Published) -> Iterator[Row]:
    """The same by group, where enough people are in it."""
    for one in published.crossings:
        for group in one.groups:
            for row in _table(group.table, one.label):
                yield row._replace(by=one.by_label, group=group.label)


def dictionary(published: Published) -> Iterator[tuple[str, ...]]:
    """Key and words of each question, how it is answered and told apart, key and words of each answer."""
    said = words()["dictionary"]
    by = {one.by: one.characteristic or said["no_characteristic"] for one in published.crossings}
    for table in published.every_table:
        kind = said["several" if table.several else "one"]
        for cell in table.cells:
            yield table.key, table.label, kind, by.get(table.key, ""), cell.value, cell.label
        if not table.cells:
            yield table.key, table.label, kind, by.get(table.key, ""), "", words()["withheld"]


def protection(published: Published) -> Iterator[tuple[str, Value]]:
    """Under which rules, and what the attack before the release has found."""
    said: dict[str, Any] = words()["protection"]
    rules = Rules.of(published.audit.rules) if published.audit else FLOOR
    yield said["what"], published.title
    yield said["survey"], said["version"].format(survey=published.survey, version=published.version)
    yield said["taken"], f"{published.taken.day} {published.taken:%B %Y}"
    yield said["symbol"], said["symbol_means"].format(symbol=words()["symbol"])
    yield said["rounding"], said["rounding_means"]
    yield said["base"], rules.base_least
    yield said["percent"], rules.percent_base
    if published.audit is not None:
        yield from _audit(published.audit, said)


def _audit(audit: Audit, said: dict[str, Any]) -> Iterator[tuple[str, Value]]:
    yield said["rules"], audit.rules
    yield said["tried"], audit.tried
    yield said["rounds"], audit.rounds
    yield said["withheld"], ", ".join(audit.withheld) or said["none"]
    yield said["narrowest"], said["none"] if audit.narrowest is None else audit.narrowest


def _table(table: Table, label: str) -> Iterator[Row]:
    if table.base is None:
        yield Row(label, "", words()["withheld"], None, None)
    for cell in table.cells:
        yield Row(label, cell.label, _people(cell), cell.percent, table.base)


def _people(cell: Cell) -> Value:
    if cell.most:
        return str(words()["most"])
    return str(words()["symbol"]) if cell.shown is None else cell.shown
