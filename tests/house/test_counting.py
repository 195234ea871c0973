"""Issues are counted in one place for whoever reads findings; everywhere else a count is somebody's work."""

import ast

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
    told |= {name(module) for module in modules("api") if "import counting" in module.read_text()}
    assert told == {"api/feedback/beginning.py"}
