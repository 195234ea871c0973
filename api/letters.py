"""The letters of the papers: fonts that come with the program, and what they can print."""

from functools import cache
from importlib.resources import files
from pathlib import Path

FONTS = Path(str(files("font_source_sans_pro"))) / "files"
FAMILY = "Source Sans Pro"
# It comes with matplotlib, and has the faces and arrows that the first lacks.
SPARE = Path(str(files("matplotlib"))) / "mpl-data" / "fonts" / "ttf" / "DejaVuSans.ttf"
SPARE_FAMILY = "DejaVu Sans"
UNKNOWN = "?"


def printable(text: str) -> str:
    """The text with a question mark for each letter that no font has: PDF/UA allows no empty boxes."""
    known = _known()
    return "".join(letter if letter <= "~" or ord(letter) in known else UNKNOWN for letter in text)


@cache
def _known() -> frozenset[int]:
    from matplotlib.ft2font import FT2Font

    return frozenset(
        code
        for font in (FONTS / "SourceSansPro-Regular.ttf", SPARE)
        for code in FT2Font(str(font)).get_charmap()
    )
