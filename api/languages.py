"""The languages that Heard speaks, each by its own name, for whoever cannot read the others."""

from collections.abc import Mapping
from pathlib import Path

from ruamel.yaml import YAML

DEFAULT = "en"
NAMES: Mapping[str, str] = YAML(typ="safe").load(Path(__file__).with_name("languages.yml"))
