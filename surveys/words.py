"""What people type, brought to a plain form, and the few words that mean a choice in every survey."""

import re
import unicodedata
from collections.abc import Mapping

_APOSTROPHES = re.compile("['\u2018\u2019\u02bc`]")
_SPACES = re.compile(r"\s+")
# Variation selectors count as marks, but marks are letters in Urdu and Panjabi: only these go.
_SELECTORS = {"\ufe0e", "\ufe0f"}


def plain(text: str) -> str:
    """Lower case without punctuation, emoji and invisible signs, so that "I don't know!" is "i dont know"."""
    folded = unicodedata.normalize("NFKC", _APOSTROPHES.sub("", text)).casefold()
    kept = (_kept(sign) for sign in folded)
    return _SPACES.sub(" ", "".join(kept)).strip()


def _kept(sign: str) -> str:
    category = unicodedata.category(sign)
    if category in {"Cf", "Cs", "Co", "Cn"} or sign in _SELECTORS:
        return ""
    return sign if category[0] in "LMN" else " "


def _spoken(meanings: dict[tuple[str, ...], str]) -> dict[str, tuple[str, ...]]:
    return {said: names for names, sayings in meanings.items() for said in sayings.split("|")}


# Plain words -> the choice names that they can mean; surveys name these choices alike.
MEANINGS: Mapping[str, tuple[str, ...]] = _spoken(
    {
        ("yes",): "yes|yeah|yep|yup|yea|yh|ye|ya|y|aye|yes please",
        ("no",): "no|nope|nah|naw|n|no thanks|no thank you",
        ("dont_know", "not_sure"): "i dont know|dont know|dunno|i dunno|idk|not sure|im not sure|unsure"
        "|no idea",
        ("not_sure",): "maybe|perhaps|possibly|might do",
        ("rather_not_say",): "rather not say|id rather not say|prefer not to say|i prefer not to say"
        "|id prefer not to say|i dont want to say|dont want to say|rather not|no comment",
    }
)
FINISHED = frozenset({"done", "finished", "finish", "thats all", "thats it", "that is all", "im done"})

_COUNTING = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen twenty"
)
NUMBERS: Mapping[str, int] = {word: number for number, word in enumerate(_COUNTING.split())}
_ORDER = "first second third fourth fifth sixth seventh eighth ninth tenth"
ORDINALS: Mapping[str, int] = {
    **{word: place for place, word in enumerate(_ORDER.split(), start=1)},
    **{f"{place}{ending}": place for place in range(1, 31) for ending in ("st", "nd", "rd", "th")},
}
