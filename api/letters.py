"""The letters of the papers: fonts that come with the program, what they can print, what language that is."""

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from unicodedata import category


def _folder(package: str) -> Path:
    """Where a package lies, found without loading it: matplotlib is heavy."""
    spec = find_spec(package)
    if spec is None or not spec.origin:
        raise LookupError(f"no package {package}")
    return Path(spec.origin).parent


FONTS = _folder("font_source_sans_pro") / "files"
FAMILY = "Source Sans Pro"
OWN = Path(__file__).with_name("fonts")
"""Laid there by api/pages/build.mjs, under the Open Font License."""
MORE = (
    "NotoSansGurmukhi_400Regular.ttf",
    "NotoSansGurmukhi_600SemiBold.ttf",
    "NotoNastaliqUrdu_400Regular.ttf",
    "NotoNastaliqUrdu_600SemiBold.ttf",
    "NotoNaskhArabic_400Regular.ttf",
    "NotoNaskhArabic_600SemiBold.ttf",
    "NotoEmoji_400Regular.ttf",
)
# It comes with matplotlib, and has the arrows and ticks that the others lack.
SPARE = _folder("matplotlib") / "mpl-data" / "fonts" / "ttf" / "DejaVuSans.ttf"
FAMILIES = (
    FAMILY,
    "Noto Sans Gurmukhi",
    "Noto Nastaliq Urdu",
    "Noto Naskh Arabic",
    "Noto Emoji",
    "DejaVu Sans",
)
"""In the order in which they are asked for a letter."""
UNKNOWN = "\ufffd"
"""What stands where no font has the letter. Read aloud it is "replacement character"."""
_PANJABI = re.compile("[\u0a00-\u0a7f]")
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]")
_URDU = re.compile("[ٹڈڑںےۓھہ]")
UNDETERMINED = "und"


def printable(text: str) -> str:
    """The text with a sign for each letter that no font has: PDF/UA allows no empty boxes."""
    known = _known()
    return "".join(letter if letter <= "~" or ord(letter) in known else _instead(letter) for letter in text)


def loses(text: str) -> bool:
    """Whether letters or marks of a language would be lost. A picture among them takes little away."""
    known = _known()
    return any(ord(letter) not in known and category(letter)[0] in "LM" for letter in text)


def tongue(text: str) -> str:
    """The language that letters alone tell: pa, ur, und for others in Arabic letters, or the empty string."""
    if _PANJABI.search(text):
        return "pa"
    if _ARABIC.search(text):
        return "ur" if _URDU.search(text) else UNDETERMINED
    return ""


def from_right(text: str) -> bool:
    """Whether it begins at the right: by its first letter."""
    first = next((letter for letter in text if letter.isalpha()), "")
    return bool(_ARABIC.match(first))


def _instead(letter: str) -> str:
    # Joiners and marks of direction are never seen: without a shape they may go.
    return "" if category(letter) == "Cf" else UNKNOWN


@cache
def _known() -> frozenset[int]:
    from matplotlib.ft2font import FT2Font

    own = [OWN / name for name in MORE]
    return frozenset(
        code
        for font in (FONTS / "SourceSansPro-Regular.ttf", *own, SPARE)
        for code in FT2Font(str(font)).get_charmap()
    )
