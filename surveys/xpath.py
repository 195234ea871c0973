"""Expressions of a survey (`relevant`, `constraint`), evaluated by elementpath over the answers."""

import math
import re
from abc import ABCMeta
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import product
from typing import Any
from xml.etree import ElementTree

from elementpath import (
    ElementPathError,
    XPath1Parser,
    XPathContext,
    XPathFunction,
    XPathToken,
    build_node_tree,
)

from surveys.model import Answer

LONGEST = 1000
_REFERENCE = re.compile(r"\$\{\s*([^}]*?)\s*\}")
_FAILURES = (ElementPathError, ArithmeticError, LookupError, TypeError, ValueError, RecursionError)


class SurveyParser(XPath1Parser):
    """XPath 1.0 and the two functions that ODK adds for selects."""


method, function = SurveyParser.method, SurveyParser.function


@method(function("selected", nargs=2, sequence_types=("item()?", "xs:string", "xs:boolean")))
def evaluate_selected(self: XPathFunction, context: XPathContext | None = None) -> bool:
    wanted = self.string_value(self.get_argument(context, index=1, default=""))
    return wanted in self.string_value(self.get_argument(context, default="")).split()


@method(function("count-selected", nargs=1, sequence_types=("item()?", "xs:integer")))
def evaluate_count_selected(self: XPathFunction, context: XPathContext | None = None) -> int:
    return len(self.string_value(self.get_argument(context, default="")).split())


def _pairs(self: XPathToken, context: XPathContext | None) -> Iterator[Any]:
    """What XPath 1.0 compares: elementpath 5.1 finds "7" unequal to 7, and fails on a blank and a number."""
    left, right = ([*self[side].atomization(context)] for side in (0, 1))
    if any(isinstance(value, bool) for value in left + right):
        yield from XPathToken.iter_comparison_data(self, context)
        return
    for one, other in product(left, right):
        if self.symbol in {"=", "!="} and isinstance(one, str) and isinstance(other, str):
            yield one, other
        else:
            yield _number(one), _number(other)


def _number(value: Any) -> float:
    try:
        return float(value)
    except ValueError:
        return math.nan


def _compare_as_xpath() -> None:
    for symbol in ("=", "!=", "<", ">", "<=", ">="):
        shared = SurveyParser.symbol_table[symbol]
        # Subclasses: the library's own parser goes on using the shared ones.
        ours = ABCMeta(shared.__name__, (shared,), {"iter_comparison_data": _pairs})
        SurveyParser.symbol_table[symbol] = ours


_compare_as_xpath()
SurveyParser.build()


def references(expression: str) -> set[str]:
    return set(_REFERENCE.findall(expression))


@lru_cache(maxsize=8192)
def _parsed(expression: str) -> XPathToken:
    return SurveyParser().parse(_REFERENCE.sub(r" /data/\1 ", expression))


class Document:
    """The answers as the flat XML document that XLSForm expressions speak of."""

    def __init__(self, keys: Iterable[str], answers: Mapping[str, Answer]) -> None:
        data = ElementTree.Element("data")
        for key in keys:
            ElementTree.SubElement(data, key).text = _written(answers.get(key))
        self._root = build_node_tree(data)

    def holds(self, expression: str, own: str | None = None) -> bool:
        """`own` is the key that `.` means. What cannot be evaluated holds: asking beats hiding."""
        try:
            return self._value(expression, own)
        except _FAILURES:
            return True

    def fault(self, expression: str, own: str) -> str | None:
        """Why `expression` cannot be used, in a sentence."""
        if len(expression) > LONGEST:
            return f"is longer than {LONGEST} characters"
        try:
            names = {str(token.value) for token in _parsed(expression).iter("(name)")}
            self._value(expression, own)
        except RecursionError:
            return "is nested too deeply"
        except _FAILURES as failure:
            return f"cannot be evaluated: {getattr(failure, 'message', failure)}"
        bare = names - references(expression) - {"data"}
        return f"names {', '.join(sorted(bare))}: write ${{...}} round a question's name" if bare else None

    def _value(self, expression: str, own: str | None) -> bool:
        item = next((node for node in self._root.children if getattr(node, "name", "") == own), None)
        token = _parsed(expression)
        return bool(token.boolean_value(token.get_results(XPathContext(self._root, item=item))))


def _written(answer: Answer) -> str:
    if answer is None:
        return ""
    return " ".join(answer) if isinstance(answer, list) else str(answer)
