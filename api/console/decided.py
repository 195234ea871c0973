"""The settings in words: each with its value, of secrets only whether there is one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from ruamel.yaml import YAML

from api.settings import Settings

FILE = Path(__file__).with_name("settings.yml")


@dataclass(frozen=True)
class Decision:
    """One setting. `value` is what people may read of it; `here`: somebody has set it."""

    name: str
    about: str
    value: str
    here: bool


@dataclass(frozen=True)
class Group:
    """Settings that belong together."""

    label: str
    decisions: Sequence[Decision]


@cache
def words() -> Mapping[str, Any]:
    """Groups of settings, and how values are said."""
    return dict(YAML(typ="safe").load(FILE.read_text("utf-8")))


def groups(settings: Settings) -> list[Group]:
    """Every setting, in the order of the page."""
    return [
        Group(group["label"], [_decision(settings, name, one) for name, one in group["settings"].items()])
        for group in words()["groups"]
    ]


def _decision(settings: Settings, name: str, said: Mapping[str, str]) -> Decision:
    field = name.removeprefix("HEARD_").lower()
    return Decision(
        name, said["about"], _value(getattr(settings, field), said), field in settings.model_fields_set
    )


def _value(value: object, said: Mapping[str, str]) -> str:
    """What is not said to be `shown` may hold a secret."""
    values = words()["values"]
    if not value and not isinstance(value, bool):
        return said.get("none", values["none"])
    if "shown" not in said or isinstance(value, SecretStr) or "@" in str(value):  # an address with a password
        return str(values["set"])
    if isinstance(value, bool):
        return str(values["yes" if value else "no"])
    if isinstance(value, Mapping):
        return ", ".join(said["shown"].format(*pair) for pair in value.items())
    return said["shown"].format(value)
