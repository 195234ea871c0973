"""Expressions of a survey (`relevant`, `constraint`, ...), evaluated by elementpath over the answers."""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from time import thread_time
from typing import Any
from xml.etree import ElementTree

import regex  # type: ignore[import-untyped]
from elementpath import ElementPathError, XPathContext, XPathToken

from surveys.errors import unreadable, unreadable_pattern
from surveys.functions import FUNCTIONS, OPERATORS, SECONDS, SurveyParser
from surveys.model import Answer, Calculation, Choice

LONGEST = 1000
_REFERENCE = re.compile(r"\$\{\s*([^}]*?)\s*\}")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_CALLED = re.compile(r"(?<![\w.:-])([A-Za-z_][\w.:-]*)\s*\(")
_OPERATOR_WORDS = {"and", "or", "mod", "div"}
_LITERALS = {"(string)", "(integer)", "(decimal)", "(float)"}
_FAILURES = (
    *(ElementPathError, ArithmeticError, LookupError, TypeError, ValueError, RecursionError),
    *(regex.error, TimeoutError),
)
_SLOW = ("a", "A", "0", " ", "a ", "a1", "-", "ab")


@dataclass(frozen=True)
class _Compiled:
    """An expression with `$key` for every `${key}`, and those keys."""

    token: XPathToken
    keys: tuple[str, ...]


def references(expression: str) -> set[str]:
    return set(_REFERENCE.findall(expression))


@lru_cache(maxsize=8192)
def _compiled(expression: str) -> _Compiled:
    token = SurveyParser().parse(_REFERENCE.sub(r" $\1 ", expression))
    return _Compiled(token, tuple(references(_QUOTED.sub("''", expression))))


class Document:
    """The answers and what is calculated from them, as expressions speak of them."""

    def __init__(self, calculated: Mapping[str, Calculation], answers: Mapping[str, Answer]) -> None:
        self._calculated = calculated
        self._answers = answers
        self._known: dict[str, str] = {}

    def holds(self, expression: str, own: str | None = None) -> bool:
        """`own` is the key that `.` means. What cannot be evaluated holds: asking beats hiding."""
        try:
            return self._truth(expression, "" if own is None else self._value(own))
        except _FAILURES:
            return True

    def leaves(self, choice_filter: str, choice: Choice) -> bool:
        """Bare names in a choice filter are columns of the choices sheet."""
        row = ElementTree.Element("item")
        for column, cell in {**choice.attributes, "name": choice.name}.items():
            ElementTree.SubElement(row, column).text = cell
        try:
            return self._truth(choice_filter, None, row)
        except _FAILURES:
            return True

    def _value(self, key: str) -> str:
        if key not in self._known:
            calculation = self._calculated.get(key)
            answer = self._answers.get(key)
            self._known[key] = _written(answer) if calculation is None else self._calculate(calculation)
        return self._known[key]

    def _calculate(self, calculation: Calculation) -> str:
        if calculation.relevant is not None and not self.holds(calculation.relevant):
            return ""
        try:
            token = _compiled(calculation.expression).token
            return _as_text(token.get_results(self._context(calculation.expression, "")))
        except _FAILURES:
            return ""

    def _truth(self, expression: str, item: str | None, row: ElementTree.Element | None = None) -> bool:
        token = _compiled(expression).token
        return bool(token.boolean_value(token.get_results(self._context(expression, item, row))))

    def _context(
        self, expression: str, item: str | None, row: ElementTree.Element | None = None
    ) -> XPathContext:
        variables: dict[str, Any] = {key: self._value(key) for key in _compiled(expression).keys}
        return XPathContext(row, item=item, variables=variables)


_BLANK = Document({}, {})


def fault(expression: str, *, own: bool = False, columns: bool = False) -> str | None:
    """Why `expression` cannot be used, in a sentence.

    `own`: it may say “.”, the answer itself; `columns`: it may name columns of the choices sheet.
    """
    if len(expression) > LONGEST:
        return f"is longer than {LONGEST} characters"
    bare = _QUOTED.sub("''", expression)
    if unknown := set(_CALLED.findall(bare)) - FUNCTIONS - _OPERATOR_WORDS:
        called = ", ".join(f"{name}()" for name in sorted(unknown))
        return f"{called} is not supported; known are {', '.join(sorted(FUNCTIONS))}"
    if references(expression) != references(bare):
        return "has ${...} inside quotes"
    if re.search(r"\$(?!\{)", bare):
        return "has a $ without {...} after it"
    try:
        token = _compiled(expression).token
        if wrong := _not_ours(token, own=own, columns=columns) or _bad_pattern(token):
            return wrong
        row = ElementTree.Element("item") if columns else None
        token.boolean_value(token.get_results(_BLANK._context(expression, None if columns else "", row)))
    except RecursionError:
        return "is nested too deeply"
    except _FAILURES as failure:
        if isinstance(failure, regex.error):
            return unreadable_pattern(failure.pattern, failure.pos)
        symbol = getattr(getattr(failure, "token", None), "symbol", "")
        return unreadable(symbol, str(getattr(failure, "message", failure)))
    return None


def columns(expression: str) -> set[str]:
    """The columns that a choice filter speaks of; none where it cannot be read."""
    try:
        return {
            str(token.value) for token in _tokens(_compiled(expression).token) if token.symbol == "(name)"
        }
    except _FAILURES:
        return set()


def _tokens(token: XPathToken) -> Iterator[XPathToken]:
    """Without the names of variables: those are keys of questions."""
    yield token
    if token.symbol != "$":
        for inner in token:
            yield from _tokens(inner)


def _not_ours(token: XPathToken, *, own: bool, columns: bool) -> str | None:
    """Paths, node sets and the like: an answer is words, not a document."""
    for inner in _tokens(token):
        known = inner.symbol in {"$", *_LITERALS, *OPERATORS, *FUNCTIONS}
        if inner.symbol == "(name)" and not columns:
            return f"names {inner.value}: write ${{...}} round a question's name"
        if inner.symbol == "." and not own:
            return "says “.”, which is the answer itself: only a constraint has one"
        if not known and inner.symbol not in {"(name)", "."} or inner.symbol == "*" and not len(inner):
            return f"has “{inner.symbol}”, which is not supported"
    return None


def _bad_pattern(token: XPathToken) -> str | None:
    for call in _tokens(token):
        if call.symbol != "regex":
            continue
        if call[1].symbol != "(string)":
            return "regex() wants its pattern in quotes"
        if _is_slow(str(call[1].value)):
            return "regex() has a pattern that takes too long on long answers"
    return None


def _is_slow(pattern: str) -> bool:
    """Tried on long answers that nearly fit: nested repetitions double their time with every letter."""
    started = thread_time()
    try:
        for unit in (*_SLOW, *sorted(set(re.findall(r"\w", pattern)))[:20]):
            regex.fullmatch(pattern, unit * (2000 // len(unit)) + "\0", timeout=SECONDS)
    except TimeoutError:
        return True
    return thread_time() - started > SECONDS


def _written(answer: Answer) -> str:
    if answer is None:
        return ""
    return " ".join(map(str, answer)) if isinstance(answer, list) else str(answer)


def _as_text(value: Any) -> str:
    """As ODK keeps what is calculated: no number is blank, and whole numbers have no point."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return _as_text(value[0]) if value else ""
    if isinstance(value, str):
        return value
    figure = float(value)
    if not math.isfinite(figure):
        return ""
    return str(int(figure)) if figure.is_integer() else str(figure)
