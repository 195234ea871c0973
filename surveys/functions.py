"""XPath 1.0 as surveys speak it: elementpath's parser, and the functions that ODK adds to it."""

import math
import re
from abc import ABCMeta
from collections.abc import Iterator
from itertools import product
from typing import Any

import regex  # type: ignore[import-untyped]
from elementpath import XPath1Parser, XPathContext, XPathFunction, XPathToken

# A pattern that needs more CPU time than this on one answer is refused when the file is checked.
SECONDS = 0.05
# Nothing that is impure (today, random), that walks a document (count, position) or that asks a server.
FUNCTIONS = frozenset(
    {
        *("selected", "count-selected", "selected-at", "if", "coalesce", "regex", "not", "true", "false"),
        *("boolean", "number", "int", "round", "floor", "ceiling", "abs", "min", "max", "string", "concat"),
        *("contains", "starts-with", "ends-with", "substring", "substring-before", "substring-after"),
        *("string-length", "normalize-space", "translate"),
    }
)
OPERATORS = frozenset({"and", "or", "=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "div", "mod", "("})
_NUMBER = re.compile(r"\s*-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)\s*")
_ARITHMETIC = ("+", "-", "*", "div", "mod")

Context = XPathContext | None


class SurveyParser(XPath1Parser):
    """Made complete below, as elementpath's own parsers are."""


method, function = SurveyParser.method, SurveyParser.function
# ODK's takes two; the library's own class must stay as it is.
SurveyParser.unregister("round")
_TEXT, _TRUTH, _FIGURE = "xs:string", "xs:boolean", "xs:double"


def number(value: Any) -> float:
    """As XPath's number(): Python's float() would also take "1_000", "inf" and digits of other scripts."""
    if isinstance(value, str):
        return float(value) if _NUMBER.fullmatch(value) else math.nan
    try:
        return float(value)
    except (TypeError, ValueError):
        return math.nan


def _text(self: XPathFunction, context: Context, index: int = 0) -> str:
    return self.string_value(self.get_argument(context, index=index, default=""))


def _figure(self: XPathFunction, context: Context, index: int = 0) -> float:
    return number(self.get_argument(context, index=index, default=""))


def _whole(value: float) -> int | float:
    return value if math.isnan(value) or math.isinf(value) else math.trunc(value)


@method(function("selected", nargs=2, sequence_types=("item()?", _TEXT, _TRUTH)))
def evaluate_selected(self: XPathFunction, context: Context = None) -> bool:
    return _text(self, context, 1) in _text(self, context).split()


@method(function("count-selected", nargs=1, sequence_types=("item()?", "xs:integer")))
def evaluate_count_selected(self: XPathFunction, context: Context = None) -> int:
    return len(_text(self, context).split())


@method(function("selected-at", nargs=2, sequence_types=("item()?", "item()?", _TEXT)))
def evaluate_selected_at(self: XPathFunction, context: Context = None) -> str:
    names, place = _text(self, context).split(), _whole(_figure(self, context, 1))
    return names[int(place)] if 0 <= place < len(names) else ""


@method(function("if", nargs=3, sequence_types=("item()?", "item()?", "item()?", "item()?")))
def evaluate_if(self: XPathFunction, context: Context = None) -> Any:
    condition = self[0].boolean_value(self[0].get_results(context))
    return self.get_argument(context, index=1 if condition else 2, default="")


@method(function("coalesce", nargs=2, sequence_types=("item()?", "item()?", _TEXT)))
def evaluate_coalesce(self: XPathFunction, context: Context = None) -> str:
    return _text(self, context) or _text(self, context, 1)


@method(function("regex", nargs=2, sequence_types=("item()?", _TEXT, _TRUTH)))
def evaluate_regex(self: XPathFunction, context: Context = None) -> bool:
    """The whole of the words, as ODK has it."""
    pattern = _text(self, context, 1)
    return regex.fullmatch(pattern, _text(self, context), timeout=SECONDS) is not None


@method(function("ends-with", nargs=2, sequence_types=("item()?", _TEXT, _TRUTH)))
def evaluate_ends_with(self: XPathFunction, context: Context = None) -> bool:
    return _text(self, context).endswith(_text(self, context, 1))


@method(function("int", nargs=1, sequence_types=("item()?", _FIGURE)))
def evaluate_int(self: XPathFunction, context: Context = None) -> int | float:
    return _whole(_figure(self, context))


@method(function("abs", nargs=1, sequence_types=("item()?", _FIGURE)))
def evaluate_abs(self: XPathFunction, context: Context = None) -> float:
    return abs(_figure(self, context))


@method(function("round", nargs=(1, 2), sequence_types=("item()?", "item()?", _FIGURE)))
def evaluate_round(self: XPathFunction, context: Context = None) -> int | float:
    """Halves go up, as in XPath; ODK's second argument is how many decimals stay."""
    value, places = _figure(self, context), _figure(self, context, 1) if len(self) == 2 else 0.0
    if not math.isfinite(value) or not abs(places) <= 12:
        return math.nan
    factor = 10.0 ** math.trunc(places)
    return math.floor(value * factor + 0.5) / factor


@method(function("min", nargs=(1, None), sequence_types=("item()*", _FIGURE)))
def evaluate_min(self: XPathFunction, context: Context = None) -> float:
    return _outermost(self, context, largest=False)


@method(function("max", nargs=(1, None), sequence_types=("item()*", _FIGURE)))
def evaluate_max(self: XPathFunction, context: Context = None) -> float:
    return _outermost(self, context, largest=True)


def _outermost(self: XPathFunction, context: Context, *, largest: bool) -> float:
    """One that is no number spoils the whole, as in XPath."""
    values = [_figure(self, context, index) for index in range(len(self))]
    if any(math.isnan(value) for value in values):
        return math.nan
    return max(values) if largest else min(values)


def _pairs(self: XPathToken, context: Context) -> Iterator[Any]:
    """What XPath 1.0 compares: elementpath 5.1 finds "7" unequal to 7, and fails on a blank and a number."""
    left, right = ([*self[side].atomization(context)] for side in (0, 1))
    if any(isinstance(value, bool) for value in left + right):
        yield from XPathToken.iter_comparison_data(self, context)
        return
    for one, other in product(left, right):
        if self.symbol in {"=", "!="} and isinstance(one, str) and isinstance(other, str):
            yield one, other
        else:
            yield number(one), number(other)


def _operands(self: XPathToken, context: Context, cls: Any = None) -> tuple[float, float]:
    """Both sides as numbers: a blank makes the whole no number, and never an error."""
    one, other = (number(self.get_argument(context, index=side, default="")) for side in (0, 1))
    return one, other


def _speak_as_xpath() -> None:
    """Subclasses of the library's tokens: its own parser goes on using the shared ones."""
    for symbols, ours in (
        (("=", "!=", "<", ">", "<=", ">="), {"iter_comparison_data": _pairs}),
        (_ARITHMETIC, {"get_operands": _operands}),
    ):
        for symbol in symbols:
            shared = SurveyParser.symbol_table[symbol]
            SurveyParser.symbol_table[symbol] = ABCMeta(shared.__name__, (shared,), ours)


_speak_as_xpath()
SurveyParser.build()
