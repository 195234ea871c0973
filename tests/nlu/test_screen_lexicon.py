"""The reviewed lexicon is whole: no word that never counts, no family missing."""

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from nlu.screen import load

TEXT = (Path(__file__).parents[2] / "nlu" / "lexicons" / "harm.yml").read_text(encoding="utf-8")
RAW = YAML(typ="safe", pure=True).load(TEXT)

HARM_TYPES = {
    "suicide", "self-harm", "eating", "physical", "sexual", "emotional", "neglect", "domestic",
    "criminal-exploitation", "sexual-exploitation", "online", "peer", "running-away",
    "forced-marriage-fgm", "substance", "professional", "weapons", "immediate-danger",
}  # fmt: skip


def test_every_harm_type_has_patterns() -> None:
    assert {family.name for family in load().families} == HARM_TYPES
    assert all(family.alert for family in load().families)


@pytest.mark.parametrize("concept", RAW["concepts"])
def test_every_concept_is_used(concept: str) -> None:
    used_by_the_screen = {
        "guard",
        "urgent",
        "exception",
        "through",
        "through_none",
        "neg",
        "neg_none",
        "neg_bare",
    }
    assert concept in used_by_the_screen or re.search(rf"@{concept}\b", TEXT)


def test_no_right_spelling_is_also_a_wrong_one() -> None:
    wrong = {word for many in RAW["spellings"].values() for word in many.split()}
    assert wrong.isdisjoint(RAW["spellings"])


def test_families_that_haste_makes_immediate_exist() -> None:
    assert set(RAW["urgent_families"].split()) <= HARM_TYPES
