"""Issues are counted in one place for whoever reads findings; everywhere else a count is somebody's work."""

import ast
import re

from tests.house.tree import functions, modules, name

# How many wait, are on a list, were sent by one member, or are past their time.
WORK = {
    "api/feedback/repository.py": {"count", "count_of_member", "count_past", "count_left"},
    "api/feedback/report_repository.py": {"count", "tally"},
}


def test_issues_are_counted_for_findings_in_one_place() -> None:
    counting = {
        name(module): {one.name for one in functions(module) if "func.count" in ast.unparse(one)}
        for module in modules("api")
        if "feedback" in module.parts
    }
    assert {module: names for module, names in counting.items() if names} == WORK


def test_what_is_counted_for_findings_is_protected_before_anything_else_is_done_with_it() -> None:
    using = {
        f"{name(module)}:{one.name}"
        for module in modules("api")
        for one in functions(module)
        if "repository.tally(" in ast.unparse(one) and "feedback" in module.parts
    }
    assert using == {"api/feedback/counting.py:_counted"}
    told = {name(module) for module in modules("api") if "feedback.counting" in module.read_text()}
    own = re.compile(r"from api\.feedback import [^\n]*\bcounting\b")
    told |= {name(module) for module in modules("api") if own.search(module.read_text())}
    assert told == {"api/feedback/beginning.py"}


# Answers are read by the room that keeps them, and comments by the room that finds out what they mean.
READERS = {"api/meaning/asking.py", "api/meaning/coding_repository.py", "api/meaning/repository.py"}
# True counts are made in these, and go through `protect` before anything else.
COUNTING = {
    "api/feedback/counting.py:_counted",
    "api/findings/service.py:_signposts",
    "api/findings/tabulate.py:_counted",
}


def test_responses_are_read_by_those_who_count_them_and_nobody_else() -> None:
    naming = {
        name(module) for module in modules("api", "bot", "actions") if "ResponseRow" in module.read_text()
    }
    assert {module for module in naming if not module.startswith("api/runs/")} == READERS
    handed_out = {
        f"{name(module)}:{one.name}"
        for module in modules("api", "bot")
        for one in functions(module)
        if "runs.answers" in ast.unparse(one)
    }
    assert handed_out == {"api/waves/closing.py:take_snapshot", "api/findings/pools.py:_counted"}


def test_true_counts_are_made_in_few_places() -> None:
    making = _calling("Counted")
    assert {place for place in making if not place.startswith("api/meaning/counting.py:")} == COUNTING


def test_one_module_makes_the_numbers_that_may_be_seen() -> None:
    for made in ("Cell", "Table"):
        making = _calling(made, "api/findings", "api/meaning")
        assert {place.partition(":")[0] for place in making} == {"api/findings/protection.py"}


def _calling(wanted: str, *under: str) -> set[str]:
    """The functions in which something of that name is made."""
    return {
        f"{name(module)}:{one.name}"
        for module in modules("api")
        if not under or name(module).startswith(under)
        for one in functions(module)
        for node in ast.walk(one)
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == wanted
    }
