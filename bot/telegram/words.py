"""The few sentences that Telegram alone needs, from words.yml."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict
from ruamel.yaml import YAML


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
    moved_on: str
    slow_down: str
    failed: str
    silence: str
    private_only: str
    not_taken: dict[str, str]


WORDS = Words.model_validate(YAML(typ="safe").load(Path(__file__).with_name("words.yml")))
