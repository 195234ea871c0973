"""Languages of surveys, as the pages of the console name them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from surveys.model import Survey

_KNOWN: dict[str, Any] = YAML(typ="safe").load(Path(__file__).with_name("languages.yml"))


@dataclass(frozen=True)
class Language:
    """`draft`: no speaker has checked the words."""

    code: str
    draft: bool = False

    @property
    def name(self) -> str:
        return str(_KNOWN["names"].get(self.code, self.code))

    @property
    def direction(self) -> str:
        return "rtl" if self.code in _KNOWN["from_the_right"] else "ltr"


def languages(survey: Survey) -> list[Language]:
    """In the order of the file."""
    return [Language(code, code in survey.drafts) for code in survey.languages]
