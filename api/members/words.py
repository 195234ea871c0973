"""The words of members' files."""

from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML


@cache
def words() -> dict[str, Any]:
    """As they stand in words.yml."""
    found: dict[str, Any] = YAML(typ="safe").load(Path(__file__).with_name("words.yml"))
    return found
