"""Small modules, small functions, an opening sentence, a type on every return."""

import ast
from pathlib import Path

from tests.house.tree import ROOMS, ROOT, files, functions, modules, name, parsed

LONGEST_MODULE = 250
LONGEST_FUNCTION = 50


def written() -> list[Path]:
    """Our modules, without the migrations: those are lists, and never changed."""
    return [module for module in modules(*ROOMS) if module.parent.name != "versions"]


def test_no_module_is_too_long() -> None:
    ours = [*written(), ROOT / "heard"]
    lengths = {name(module): len(module.read_text().splitlines()) for module in ours}
    assert {module: lines for module, lines in lengths.items() if lines > LONGEST_MODULE} == {}


def test_no_function_is_too_long() -> None:
    lengths = {
        f"{name(module)}:{function.name}": (function.end_lineno or 0) - function.lineno + 1
        for module in written()
        for function in functions(module)
    }
    assert {function: lines for function, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}


def test_every_module_opens_with_one_line_that_says_what_it_is() -> None:
    openings = {
        name(module): (ast.get_docstring(parsed(module)) or "").partition("\n\n")[0]
        for module in modules(*ROOMS, "tests")
    }
    assert [module for module, opening in openings.items() if len(opening.splitlines()) != 1] == []


def test_every_function_says_what_it_returns() -> None:
    vague = [
        f"{name(module)}:{function.lineno} {function.name}"
        for module in modules(*ROOMS, "tests")
        for function in functions(module)
        if function.returns is None
    ]
    assert vague == []


def test_tests_are_no_package() -> None:
    """pytest would take tests/api for api."""
    assert [name(file) for file in files(".py") if file.name == "__init__.py" and "tests" in file.parts] == []
