"""What lies at the top of the house, its version, and words that belong to somebody's machine."""

import re
import tomllib

from api.app import VERSION
from tests.house.tree import ROOMS, ROOT, files, name

PAPERS = {"README.md", "LICENSE", "CHANGELOG.md", "docs"}
TOP = {*ROOMS, *PAPERS, "tests", "docker-compose.yml", "pyproject.toml", "uv.lock", "heard"}
MADE_HERE = {"var", "__pycache__"}
PICTURES = {".png", ".ico", ".pdf", ".woff2", ".ttf", ".otf"}
LOCKS = {"uv.lock", "package-lock.json"}
# In parts, so that this page does not find itself.
HOSTS = ["pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "ghcr" + ".io", "docker" + ".io"]
MACHINE = re.compile(r"(?<![\w.])/(?:root|work|home/\w+)/|" + "|".join(map(re.escape, HOSTS)))


def test_nothing_else_lies_at_the_top() -> None:
    there = {entry.name for entry in ROOT.iterdir() if not entry.name.startswith(".")}
    assert there - TOP - MADE_HERE == set()


def test_no_file_names_a_machine_or_a_registry() -> None:
    found = [
        f"{name(file)}: {match.group()}"
        for file in files()
        if file.name not in LOCKS and file.suffix not in PICTURES
        for match in MACHINE.finditer(file.read_text())
    ]
    assert found == []


def test_the_project_its_changes_and_its_api_are_of_one_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    newest = re.search(r"^## ([\d.]+),", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert newest is not None
    assert project["version"] == newest[1] == VERSION
