"""The schema's history, brought up to date at every start."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from api.waves.keys import KeyRing


def configuration(url: str) -> Config:
    """Alembic's settings for the database at `url`."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["url"] = url
    return config


@cache
def newest() -> str:
    """The number of the newest schema that this program knows."""
    return str(ScriptDirectory(str(Path(__file__).parent)).get_current_head())


def upgrade(url: str, keys: KeyRing) -> None:
    """Brings the database at `url` to the newest schema. `keys` seal what older ones kept unsealed."""
    config = configuration(url)
    config.attributes["keys"] = keys
    command.upgrade(config, "head")
