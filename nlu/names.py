"""Finds names: by lists, by what stands around them, and by being in no list of words."""

import re
from collections.abc import Iterator

from nlu import screen
from nlu.cues import (
    is_called,
    is_initials,
    is_led,
    is_miss,
    is_myself,
    is_owner,
    is_relative,
    is_titled,
)
from nlu.reading import Reading, is_foreign
from nlu.shape import Span
from nlu.spelling import is_misspelt, sounds_known
from nlu.tokens import Token
from nlu.word_lists import Lists

_QUOTES = " \"'“”‘’"
# Letters that stand alone in text-speak: "you", "are", "and", "why", "okay".
_NO_INITIAL = "aiurnxykeo"
_INITIAL_GAP = re.compile(r"\.? |\.")


def names(tokens: list[Token], lists: Lists, shouted: bool) -> Iterator[Span]:
    foreign = is_foreign(tokens, lists, shouted)
    reading = Reading(tokens, lists, shouted, foreign, is_misspelt(tokens, lists, shouted))
    found: list[bool] = []
    for at in range(len(tokens)):
        found.append(_is_named(reading, at, bool(found) and found[-1]))
    for at, token in enumerate(tokens):
        if found[at] or _stands_beside(reading, at, found):
            found[at] = True
            yield token.start, token.end, _kind(reading, at)


def _kind(reading: Reading, at: int) -> str:
    token, lead = reading.tokens[at], reading.before(at)
    if reading.lists.is_name(token.plain):
        return "name"
    away = lead.plain == "to" and reading.is_any(reading.before(at, 2), "moving")
    return "place" if away or reading.is_any(lead, "to_places") else "name"


def _is_named(reading: Reading, at: int, follows: bool) -> bool:
    token, lists = reading.tokens[at], reading.lists
    word = token.plain
    if word in lists.sure:
        return not _is_misspelt_verb(reading, at)
    if is_titled(reading, at) or is_called(reading, at):
        return True
    if follows and len(word) == 1 and token.gap == " " and word not in _NO_INITIAL and not reading.foreign:
        return at + 1 == len(reading.tokens) or not reading.tokens[at + 1].gap.startswith(".")
    # "Jade Mum" and "Tom Year 9" end the name, "Sarah Green" does not.
    if follows and reading.means(token) and token.gap.strip() == "" and word not in lists.ours:
        return True
    if word in lists.likely and not reading.foreign:
        return reading.means(token) or not reading.is_any(reading.before(at), "articles")
    if word in lists.unsure or word in lists.likely:
        return _is_unsure_named(reading, at, follows)
    if is_owner(reading, at):
        return True
    if token.acronym and len(word) == 2:
        return is_initials(reading, at)
    # "Fairweather" is made of two words that need no capital, and has one.
    meant = reading.means(token) and not lists.is_listed(word)
    if lists.is_ordinary(word) and not meant:
        return _is_ordinary_named(reading, at, follows)
    return _is_unknown_named(reading, at)


def _is_misspelt_verb(reading: Reading, at: int) -> bool:
    """ "they want me to mary my cuzin", but "i talk to mary": a word of harm spelt as a name."""
    lead, further = reading.before(at), reading.before(at, 2)
    if lead.plain != "to" or reading.tokens[at].capital or not reading.is_verb(at):
        return False
    wanted = further.plain in ("me", "us", "hav", "have", "got", "want", "wont") or further.plain.startswith(
        "go"
    )
    return wanted and reading.tokens[at].plain in screen.load().words


def _is_unsure_named(reading: Reading, at: int, follows: bool) -> bool:
    """A word that is also a name: it takes a capital or a cue."""
    token, lead, after = reading.tokens[at], reading.before(at), reading.after(at)
    if reading.means(token) and not reading.is_any(token, "calendar"):
        return True
    if reading.means(token) and reading.is_any(token, "given") and is_myself(reading, at):
        return True
    if token.gap == " " and reading.is_any(token, "surnames") and (follows or is_miss(reading, at)):
        return True
    if (
        after.plain.endswith("ed")
        and reading.is_any(token, "given")
        and not reading.is_any(token, "calendar")
    ):
        return True
    if reading.is_any(token, "often") and reading.is_any(lead, "about"):
        return True
    acts = reading.is_any(after, "acts" if reading.is_any(token, "calendar") else "doing")
    if reading.is_any(lead, "aunts") or is_miss(reading, at):
        return True
    if reading.is_any(lead, "kin"):
        followed = any(reading.is_any(after, key) for key in ("being", "given_next"))
        return token.capital or acts or followed or not after.plain
    if reading.is_any(lead, "articles"):
        return False
    if token.owned and reading.is_any(after, "owned") or reading.is_any(lead, "told"):
        return True
    if lead.plain in ("when", "if") and after.plain == "is" and not reading.is_any(token, "calendar"):
        return True
    if _opens_as_name(reading, at):
        return True
    if acts or after.plain == "is" and is_relative(reading, at + 2):
        return True
    if not token.capital or not token.opens or reading.shouted or reading.is_any(token, "starters"):
        return False
    return reading.is_any(after, "being") and not reading.is_any(token, "calendar")


def _opens_as_name(reading: Reading, at: int) -> bool:
    """ "Hope, 14, left", "Faith never comes": a first name that is a word, with a capital at the start."""
    token = reading.tokens[at]
    if not token.capital or not token.opens or reading.shouted or not reading.is_any(token, "given"):
        return False
    gap = reading.tokens[at + 1].gap if at + 1 < len(reading.tokens) else ""
    return gap.startswith((",", " (", " -")) or reading.is_any(reading.after(at), "given_next")


def _is_ordinary_named(reading: Reading, at: int, follows: bool) -> bool:
    """ "Psycho", "at Riverside": a word with a capital that needs none. And "sarah green", "miss baker"."""
    token = reading.tokens[at]
    if token.plain in reading.lists.ours:
        return False
    if (
        reading.means(token)
        and token.gap.strip(_QUOTES) == ""
        and len(token.plain) > 1
        and is_led(reading, at)
    ):
        return True
    kin = reading.is_any(reading.after(at), "kin")
    if (
        token.owned
        and token.capital
        and kin
        and not reading.shouted
        and not reading.is_any(token, "not_owners")
    ):
        return not reading.is_any(token, "kin")
    if not reading.is_any(token, "surnames") or token.gap != " ":
        return False
    return follows or is_miss(reading, at)


def _is_unknown_named(reading: Reading, at: int) -> bool:
    token = reading.tokens[at]
    word = token.plain
    lead = reading.before(at)
    if not word.isascii():
        return reading.is_any(lead, "kin_elsewhere") and not reading.is_any(token, "not_names_elsewhere")
    if len(word) < 2:
        return token.capital and reading.is_any(lead, "kin") and word not in _NO_INITIAL
    if reading.means(token) and word not in reading.lists.elsewhere:
        return True
    if token.acronym or "-" in word and all(reading.is_known(part) for part in word.split("-")):
        return False
    kin = reading.means_any(lead, "kin") and not reading.shouted
    if not kin and (reading.foreign or len(word) < 3):
        return False
    if reading.is_known(word) or reading.is_verb(at) and word.endswith(("s", "ed")):
        return False
    if not reading.misspelt or not sounds_known(word):
        return True
    # "dad gav me" is no name, "my bruver kayn hitz me" and "payul sed it" are.
    acts = reading.means_any(reading.after(at), "acts") and not reading.is_any(lead, "articles")
    return (kin or acts and not reading.is_any(lead, "objects")) and not reading.is_verb(at)


def _stands_beside(reading: Reading, at: int, found: list[bool]) -> bool:
    """ "skye and autumn": a word that is also a name, joined to a name."""
    token = reading.tokens[at]
    lead, after = reading.before(at), reading.after(at)
    if reading.is_any(token, "particles") and 0 < at < len(found) - 1 and token.gap == " ":
        return found[at - 1] and found[at + 1] and reading.tokens[at + 1].gap == " "
    if token.plain in ("lil", "big") and at + 1 < len(found) and found[at + 1]:
        return reading.tokens[at + 1].gap == " "
    if len(token.plain) == 1 and token.capital and at + 1 < len(found) and found[at + 1]:
        return token.plain != "i" and bool(_INITIAL_GAP.fullmatch(reading.tokens[at + 1].gap))
    if token.plain not in reading.lists.unsure:
        return False
    if reading.is_any(lead, "joins") and at > 1 and (found[at - 2] or reading.tokens[at - 2].plain == "me"):
        return True
    if at and found[at - 1] and token.gap.strip() == ",":
        return True
    if reading.is_any(after, "joins") and at + 2 < len(found):
        myself = reading.tokens[at + 2].plain in ("i", "me", "myself") and not reading.is_any(
            token, "calendar"
        )
        both = reading.is_any(token, "given") and reading.is_any(reading.tokens[at + 2], "given")
        return found[at + 2] or myself or both and not reading.is_any(token, "calendar")
    return at + 1 < len(found) and found[at + 1] and reading.tokens[at + 1].gap.strip() == ","
