"""Nobody counts responses past the rules: not in SQL, not under another name, not by changing a number."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import functions, modules, name, parsed

ROOMS = ("api", "bot", "actions")
SQL = re.compile(
    r"\b(?:from|join|into|update|only|table)\s+\"?(?:public\.)?\"?(?:response|participation|run)\b", re.I
)
TABLES = {"response", "participation"}
# It lays the table down anew at the close, and reads nothing.
LAYING_DOWN = {"api/waves/closing.py"}
OF_RUNS = {
    ("api.runs", "service", "runs"),
    ("api.runs.cards", "EVERY_RUN", ""),
    ("api.runs.cards", "KINDS", ""),
    ("api.runs.service", "Overtaken", ""),
    ("api.runs.tables", "ResponseRow", ""),
    ("api.runs.tables", "RunRow", ""),
}
"""What others take from the room of responses, and what they call it: test_counting.py goes by these."""
NUMBERS = {"shown", "percent", "most", "base", "cells"}


def strings(module: Path) -> Iterator[str]:
    """Every string but docstrings, those in pieces put together again."""
    told = {
        id(node.body[0].value)
        for node in ast.walk(parsed(module))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(parsed(module)):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def imported(module: Path) -> Iterator[tuple[str, str, str]]:
    """From where, what, and under which other name."""
    for node in ast.walk(parsed(module)):
        if isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", one.name, one.asname or "") for one in node.names)
        elif isinstance(node, ast.Import):
            yield from ((one.name, "", one.asname or "") for one in node.names)


def outside(*rooms: str) -> Iterator[Path]:
    """Modules that are neither in these rooms nor migrations, which run before anything is published."""
    for module in modules(*ROOMS):
        if not name(module).startswith((*rooms, "api/migrations/")):
            yield module


def test_no_sql_in_words_reads_responses() -> None:
    found = {name(module) for module in outside("api/runs/") if any(map(SQL.search, strings(module)))}
    assert found == LAYING_DOWN
    called = {name(module) for module in outside("api/runs/") if TABLES & set(strings(module))}
    # Of the second: what is deleted when its time is over.
    assert called == LAYING_DOWN | {"api/retention/kinds.py"}


def test_tables_are_not_looked_up_by_their_name() -> None:
    found = {name(module) for module in outside() if "metadata.tables" in ast.unparse(parsed(module))}
    # One lays tables down anew, the other finds its own.
    assert found == {"api/guidance/repository.py", "api/waves/closing.py"}


def test_the_room_of_responses_is_called_by_one_name() -> None:
    taken = {
        one for module in outside("api/runs/") for one in imported(module) if one[0].startswith("api.runs")
    }
    taken |= {
        one for module in outside("api/runs/") for one in imported(module) if one[:2] == ("api", "runs")
    }
    assert taken <= OF_RUNS | {("api.runs.service", "", ""), ("api.runs.errors", "", "")}
    passed_on = {
        name(module)
        for module in outside("api/runs/")
        for node in ast.walk(parsed(module))
        if isinstance(node, ast.Assign) and ast.unparse(node.value) in ("runs", "runs.answers", "ResponseRow")
    }
    assert passed_on == set()


def test_answers_are_counted_for_findings_in_two_places() -> None:
    assert _using(r"\btabulate\(") == {
        "api/findings/pools.py:_counted",
        "api/findings/service.py:take_snapshot",
    }


def test_what_people_have_decided_of_comments_is_counted_in_one_place() -> None:
    assert _using(r"\bcoding\.decided\b") == {"api/meaning/counting.py:_themes"}
    true = {
        "count_comments",
        "count_read",
        "count_labelled",
        "count_labelled_here",
        "sizes",
        "holders",
        "decided",
    }
    told = {
        name(module)
        for module in outside("api/meaning/")
        for where, what, other in imported(module)
        if where.startswith("api.meaning")
        and (what in true or what.endswith("repository") or (what == "coding" and other))
    }
    assert told == set()


def test_no_published_number_is_changed_on_its_way() -> None:
    changing = {
        f"{name(module)}:{one.name}"
        for module in outside()
        for one in functions(module)
        for node in ast.walk(one)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).endswith(("model_copy", "_replace", "model_construct"))
        and NUMBERS & _keys(node)
    }
    assert changing == {"api/findings/protection.py:withhold"}
    assert not [name(module) for module in outside() if "model_construct" in ast.unparse(parsed(module))]


def test_a_number_that_may_be_seen_is_made_under_its_own_name_and_in_one_module() -> None:
    renamed = {
        (name(module), what, other)
        for module in outside()
        for where, what, other in imported(module)
        if where in ("api.findings.published", "api.findings.protection", "api.findings.tabulate") and other
    }
    assert {other for _, what, other in renamed if what != other} == set()
    assert not [name(module) for module in outside() if ("api.findings", "tabulate") in _taken(module)]
    making = {
        name(module)
        for module in outside()
        if {"Cell", "Table"}
        & {what for where, what, _ in imported(module) if where == "api.findings.published"}
        for node in ast.walk(parsed(module))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("Cell", "Table", "published.Cell")
    }
    assert making == {"api/findings/protection.py"}


def _using(pattern: str) -> set[str]:
    """The functions that say something, but the one that is called so."""
    wanted = re.compile(pattern)
    return {
        f"{name(module)}:{one.name}"
        for module in outside()
        for one in functions(module)
        if wanted.search("\n".join(map(ast.unparse, one.body)))
    }


def _taken(module: Path) -> set[tuple[str, str]]:
    return {(where, what) for where, what, _ in imported(module)}


def _keys(call: ast.Call) -> set[str]:
    """The names that a call changes."""
    named = {word.arg for word in call.keywords if word.arg}
    for word in call.keywords:
        for node in ast.walk(word.value):
            if isinstance(node, ast.Dict):
                named |= {str(key.value) for key in node.keys if isinstance(key, ast.Constant)}
    return named
