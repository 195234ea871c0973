"""Who may import whom."""

import ast
import subprocess
import sys
from pathlib import Path

import grimp

from tests.house.tree import ROOMS, ROOT, modules, name, parsed

TERMINAL = {
    "bot/__main__.py",
    "bot/demo.py",
    "bot/terminal.py",
    "bot/trail.py",
    "nlu/__main__.py",
    "surveys/__main__.py",
    "surveys/play.py",
}


def test_the_walls_between_the_rooms_stand() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    told = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr


def test_no_feature_reads_the_repository_of_another() -> None:
    graph = grimp.build_graph(*ROOMS, cache_dir=None)
    repositories = [module for module in graph.modules if module.endswith(".repository")]
    assert repositories
    trespassers = [
        f"{reader} reads {repository}"
        for repository in repositories
        for reader in graph.find_modules_that_directly_import(repository)
        if not reader.startswith(repository.removesuffix("repository"))
    ]
    assert trespassers == []


def test_the_launcher_needs_nothing_but_an_old_python() -> None:
    launcher = [ROOT / "heard", *(module for module in modules("bot") if module.parent.name == "launch")]
    strangers = [
        f"{name(file)}: {imported}"
        for file in launcher
        for imported in _imported(ast.parse(file.read_text(), feature_version=(3, 9)))
        if imported.split(".")[0] not in sys.stdlib_module_names and not imported.startswith("bot.launch")
    ]
    assert strangers == []


def _imported(tree: ast.Module) -> list[str]:
    whole = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    return whole + [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]


def test_people_are_spoken_to_by_the_terminal_programs_only() -> None:
    talkers = [
        f"{name(module)}:{node.lineno}"
        for module in modules(*ROOMS)
        if name(module) not in TERMINAL and module.parent.name != "launch"
        for node in ast.walk(parsed(module))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert talkers == []
