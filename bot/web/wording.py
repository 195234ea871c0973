"""The pages' own words, in every language that they speak."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from api.languages import NAMES

FOLDER = Path(__file__).with_name("words")
DEFAULT = "en"
LANGUAGES = tuple(NAMES)
# Surveys may come in more languages than the pages speak.
RIGHT_TO_LEFT = {"ar", "ckb", "fa", "he", "ps", "sd", "ur"}

Words = Mapping[str, Any]


@cache
def words(language: str) -> Words:
    """The words of a language; what it lacks, and every language that is not there, is English."""
    own = read(language) if language in LANGUAGES else {}
    return own if language == DEFAULT else _filled(own, read(DEFAULT))


def direction(language: str) -> str:
    """Which way a language is written, as HTML says it."""
    return "rtl" if language.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


def read(language: str) -> Words:
    """One language's file as it stands."""
    book: Words = YAML(typ="safe").load(FOLDER / f"{language}.yml")
    return book


def _filled(own: Words, default: Words) -> Words:
    return {
        name: _filled(own.get(name, {}), value) if isinstance(value, Mapping) else own.get(name, value)
        for name, value in default.items()
    }
