"""The few sentences that Telegram alone needs, in every language that children and parents are asked in."""

from functools import cache
from pathlib import Path

from aiogram.types import User
from pydantic import BaseModel, ConfigDict
from ruamel.yaml import YAML

FOLDER = Path(__file__).with_name("words")
DEFAULT = "en"
LANGUAGES = frozenset(file.stem for file in FOLDER.glob("*.yml"))


class Words(BaseModel):
    """Sentences by their use; an unknown or missing one stops the start."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    first: str
    commands: dict[str, str]
    help_button: str
    progress: str
    source: str
    reviewed: str
    review_by: str
    unconfirmed: str
    no_review: str
    receipt: str
    note: str
    urgent: str
    hiding: str
    hidden: str
    moved_on: str
    slow_down: str
    failed: str
    silence: str
    private_only: str
    not_taken: dict[str, str]

    def refusal(self, kind: str) -> str:
        """Why a message of this kind is not taken."""
        return self.not_taken.get(kind, self.not_taken["other"])


@cache
def words(language: str | None) -> Words:
    """The sentences of a language; English for one that is not there, and for what a draft leaves out."""
    default = _read(DEFAULT)
    own = _read(language) if language in LANGUAGES and language else {}
    return Words.model_validate(default | own)


def spoken(user: User | None) -> str | None:
    """The language that a person's Telegram is set to, when it is one of ours."""
    code = (user.language_code or "").partition("-")[0].lower() if user else ""
    return code if code in LANGUAGES else None


def _read(language: str) -> dict[str, object]:
    book: dict[str, object] = YAML(typ="safe").load(FOLDER / f"{language}.yml")
    return book


WORDS = words(DEFAULT)
