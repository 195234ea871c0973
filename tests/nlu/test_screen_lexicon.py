"""The reviewed lexicon is whole: no word that never counts, no row that never matches, no family missing."""

from pathlib import Path
from typing import Any

import pytest

from nlu.patterns import Pattern, Rows, Spots, Vocabulary
from nlu.screen import load, read_lexicon
from nlu.words import STOP

FOLDER = Path(__file__).parents[2] / "nlu" / "lexicons" / "harm"
FILES = sorted(FOLDER.rglob("*.yml"))
TEXT = "\n".join(file.read_text(encoding="utf-8") for file in FILES)
RAW: dict[str, Any] = read_lexicon()

HARM_TYPES = {
    "suicide", "self-harm", "eating", "physical", "sexual", "emotional", "neglect", "domestic",
    "criminal-exploitation", "sexual-exploitation", "online", "peer", "running-away",
    "forced-marriage-fgm", "substance", "professional", "weapons", "immediate-danger",
}  # fmt: skip
USED_BY_THE_SCREEN = {
    "guard", "general", "urgent", "exception", "through", "through_none", "neg", "neg_none",
    "neg_bare",
}  # fmt: skip


def all_rows() -> list[tuple[str, Rows]]:
    lexicon = load()
    tiers = [
        (f"{family.name} {tier}", getattr(family, tier))
        for family in lexicon.families
        for tier in ("immediate", "alert", "soft")
    ]
    return [*tiers, ("idioms", lexicon.idioms), ("reported", lexicon.reported), ("settled", lexicon.settled)]


def sample(vocabulary: Vocabulary, element: int) -> str:
    """Words that are this element."""
    whole = sorted(vocabulary.members[element])
    phrases = sorted(
        " ".join(phrase)
        for alike in vocabulary.phrases.values()
        for phrase, mask in alike.items()
        if mask >> element & 1
    )
    stems = sorted(stem for stem, mask in vocabulary.stems.items() if mask >> element & 1)
    return [*whole, *phrases, *stems][0]


def is_met(pattern: Pattern, vocabulary: Vocabulary) -> bool:
    words = " ".join(sample(vocabulary, element) for element in pattern.elements).split()
    spots = Spots([STOP, *words, STOP], vocabulary, STOP)
    return any(found is pattern for found, _ in spots.matches(Rows([pattern], vocabulary)))


def covers(wide: Pattern, narrow: Pattern, elements: list[frozenset[str]]) -> bool:
    """Whatever meets the narrow row meets the wide one."""
    if len(wide.elements) != len(narrow.elements) or wide.negative != narrow.negative:
        return False
    near = all(
        (mine == its or 0 <= mine <= its) if its >= 0 else abs(mine) <= -its
        for mine, its in zip(narrow.gaps, wide.gaps, strict=True)
    )
    return near and all(
        elements[mine] <= elements[its] for mine, its in zip(narrow.elements, wide.elements, strict=True)
    )


def test_every_harm_type_has_patterns() -> None:
    assert {family.name for family in load().families} == HARM_TYPES
    assert {file.stem for file in (FOLDER / "families").iterdir()} == HARM_TYPES
    assert all(family.alert.patterns for family in load().families)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_file_says_who_reviewed_it(file: Path) -> None:
    head = [line for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    assert any(line.startswith("# Reviewed by: ") for line in head)
    assert any(line.startswith("# Version: ") for line in head)


@pytest.mark.parametrize("concept", RAW["concepts"])
def test_every_concept_is_used(concept: str) -> None:
    named = {word.strip('"') for word in TEXT.replace("|", " ").split()}
    assert concept in USED_BY_THE_SCREEN or f"@{concept}" in named


def test_every_word_of_a_row_survives_the_way_a_message_is_read() -> None:
    lexicon = load()
    lost = [word for word in lexicon.vocabulary.masks if lexicon.normalise(word) not in ([word], [STOP])]
    lost += [
        " ".join(phrase)
        for alike in lexicon.vocabulary.phrases.values()
        for phrase in alike
        if lexicon.normalise(" ".join(phrase)) != list(phrase)
    ]
    assert lost == []


def test_every_stem_is_one_that_is_looked_for() -> None:
    assert [stem for stem in load().vocabulary.stems if not 3 <= len(stem) <= 10 or "_" in stem] == []


@pytest.mark.parametrize(("name", "rows"), all_rows(), ids=lambda value: value if type(value) is str else "")
def test_every_row_can_be_met(name: str, rows: Rows) -> None:
    vocabulary = load().vocabulary
    never = [at for at, pattern in enumerate(rows.patterns, 1) if not is_met(pattern, vocabulary)]
    assert never == []


@pytest.mark.parametrize(("name", "rows"), all_rows(), ids=lambda value: value if type(value) is str else "")
def test_no_row_is_covered_by_another(name: str, rows: Rows) -> None:
    elements = load().vocabulary.elements
    spare = [
        at
        for at, narrow in enumerate(rows.patterns, 1)
        for wide in rows.patterns
        if wide is not narrow and covers(wide, narrow, elements)
    ]
    assert spare == []


def test_no_right_spelling_is_also_a_wrong_one() -> None:
    wrong = {word for many in RAW["spellings"].values() for word in many.split()}
    assert wrong.isdisjoint(RAW["spellings"])


def test_families_that_haste_or_a_mended_past_bend_exist() -> None:
    assert set(RAW["urgent_families"].split()) <= HARM_TYPES
    assert set(RAW["settled_families"].split()) <= HARM_TYPES - {"suicide", "self-harm", "sexual"}
