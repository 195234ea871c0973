"""What stands around a word and makes a name of it."""

import re

from nlu.reading import Reading

_CLOSE = re.compile(r"[\s:(\"'“‘,/&-]*")
_TITLE_GAP = re.compile(r"\.? ?")


def is_titled(reading: Reading, at: int) -> bool:
    token = reading.tokens[at]
    if not at or reading.tokens[at - 1].plain not in reading.lists.small["titles"]:
        return False
    if (
        reading.tokens[at - 1].plain == "lil"
        and len(token.plain) > 1
        and reading.lists.is_ordinary(token.plain)
        and not token.capital
    ):
        return False
    return bool(_TITLE_GAP.fullmatch(token.gap)) and not reading.is_any(token, "not_titled")


def is_called(reading: Reading, at: int) -> bool:
    token, lead, further = reading.tokens[at], reading.before(at), reading.before(at, 2)
    if not lead.plain or reading.is_any(token, "not_called") or not _CLOSE.fullmatch(token.gap):
        return False
    known = reading.lists.is_ordinary(token.plain) and not reading.means(token)
    if f"{further.plain}_{lead.plain}" in reading.lists.small["nicknames"]:
        return len(token.plain) > 1 and (not known or token.plain not in reading.lists.ours)
    if reading.is_any(lead, "called"):
        return not known or reading.is_any(further, "persons")
    if lead.plain != "name":
        return False
    # "name: will", "her name's Summer", "his name's jaydun".
    return ":" in token.gap or lead.owned and (not known or token.plain not in reading.lists.ours)


def is_myself(reading: Reading, at: int) -> bool:
    """ "im Angel", "I am Summer"."""
    lead = reading.before(at).plain
    return lead in ("im", "iam") or lead == "am" and reading.before(at, 2).plain == "i"


def is_relative(reading: Reading, at: int) -> bool:
    """ "hope is my eldest", "Sunny is 13"."""
    said = reading.tokens[at : at + 2]
    if said and any(letter.isdigit() for letter in said[0].gap[-8:]):
        return True
    if len(said) < 2 or said[0].plain not in ("my", "his", "her", "our", "their"):
        return False
    return reading.is_any(said[1], "kin") or reading.is_any(said[1], "kin_ages")


def is_initials(reading: Reading, at: int) -> bool:
    """ "CM disclosed", "child CM": two capitals that stand for a person."""
    token, lead, after = reading.tokens[at], reading.before(at), reading.after(at)
    if token.plain in reading.lists.ours:
        return False
    if reading.is_any(after, "joins") and at + 2 < len(reading.tokens):
        further = reading.tokens[at + 2]
        return further.acronym and len(further.plain) == 2 and further.plain not in reading.lists.ours
    beside = at > 1 and reading.is_any(lead, "joins") and reading.before(at, 2).acronym
    return beside or reading.is_any(lead, "kin") or reading.is_any(after, "acts")


def is_owner(reading: Reading, at: int) -> bool:
    """ "jakes mum" without its apostrophe."""
    word = reading.tokens[at].plain
    stem = word[:-1]
    if not word.endswith("s") or not reading.lists.is_name(stem):
        return False
    if stem in reading.lists.sure and not reading.is_known(word):
        return True
    return reading.is_any(reading.after(at), "owned") and not reading.is_any(reading.before(at), "articles")


def is_led(reading: Reading, at: int) -> bool:
    """Whether what stands before makes a name or a place of a word with a capital."""
    lead, further = reading.before(at), reading.before(at, 2)
    if lead.plain == "the":
        return reading.is_any(further, "to_places") or further.plain == "to"
    if lead.plain == "to":
        return reading.is_any(further, "moving") or reading.is_any(further, "told")
    if reading.is_any(lead, "kin"):
        return not lead.capital and not reading.is_verb(at)
    return any(reading.is_any(lead, key) for key in ("to_places", "about", "told", "led"))


def is_miss(reading: Reading, at: int) -> bool:
    """After "miss", if it is no verb."""
    return reading.before(at).plain == "miss" and not reading.is_any(reading.before(at, 2), "missing")
