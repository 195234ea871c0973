"""Every theme can be read, by day and by night: contrasts as WCAG 2.2 reckons them."""

import re
from pathlib import Path

import pytest

FILE = Path(__file__).parents[3] / "api" / "pages" / "scss" / "_palettes.scss"
PALETTES = {
    name: dict(re.findall(r'"([\w-]+)": (#[0-9a-f]{6})', body))
    for name, body in re.findall(r"\$([\w-]+): \(([^)]+)\)", FILE.read_text())
}
WORDS, SHAPES = 4.5, 3.0
GROUNDS = ("page", "card", "sunk", "amber-soft")
PAIRS = {
    **{(words, ground): WORDS for words in ("ink", "muted", "action", "visited") for ground in GROUNDS},
    **{(words, "soft"): WORDS for words in ("ink", "action")},
    **{("brick", ground): WORDS for ground in ("page", "card", "amber-soft")},
    ("on-action", "action"): WORDS,
    ("on-bar", "bar"): WORDS,
    **{("edge", ground): SHAPES for ground in ("card", "page", "sunk")},
}


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_reckoning_is_right() -> None:
    assert round(contrast("#000000", "#ffffff"), 1) == 21.0
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


def test_each_theme_has_its_night() -> None:
    assert {name for name in PALETTES if not name.endswith("-night")} == {
        "house",
        "young",
        "parent",
        "practitioner",
    }
    assert all(f"{name}-night" in PALETTES for name in PALETTES if not name.endswith("-night"))
    assert len({frozenset(palette) for palette in PALETTES.values()}) == 1


@pytest.mark.parametrize("name", PALETTES)
def test_words_and_edges_stand_out(name: str) -> None:
    palette = PALETTES[name]
    weak = {
        pair: round(found, 2)
        for pair, least in PAIRS.items()
        if (found := contrast(palette[pair[0]], palette[pair[1]])) < least
    }
    assert weak == {}
