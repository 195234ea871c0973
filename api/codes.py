"""Codes that people type: no vowels, so no words; no letters that look like digits."""

import re
import secrets

ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"
WAVE_LENGTH = 8
SINGLE_USE_LENGTH = 10
INVITATION_LENGTH = 12
ISSUE_LENGTH = 14
RECEIPT_LENGTH = 16
_LENGTHS = (WAVE_LENGTH, SINGLE_USE_LENGTH, INVITATION_LENGTH, ISSUE_LENGTH, RECEIPT_LENGTH)
_LOOKS = re.compile("|".join(f"[{ALPHABET}]{{{length}}}" for length in _LENGTHS))


def make(length: int) -> str:
    """A random code with at least one letter and one digit (38 bits at 8 characters, 57 at 12, 76 at 16)."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(length))
        if any(c.isdigit() for c in code) and any(c.isalpha() for c in code):
            return code


def tidy(words: str) -> str:
    """The code as it is kept: capitals without spaces or dashes."""
    return re.sub(r"[\s\-\u2010-\u2015]", "", words).upper()


def looks_like_code(words: str) -> bool:
    """Whether words can only be meant as a code; "6 year old" has vowels."""
    code = tidy(words)
    return bool(_LOOKS.fullmatch(code)) and any(c.isdigit() for c in code) and any(c.isalpha() for c in code)


def spaced(code: str) -> str:
    """A code in groups of four, for people."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))
