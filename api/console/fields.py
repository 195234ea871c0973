"""What people type into the console's forms, made fit to keep."""

import unicodedata

# They come along with what is copied, and turn letters round: people would not read what is kept.
TURNED = "\u202a\u202b\u202c\u202d\u202e"
# No letters at all: XML, and with it a file for Word or Excel, cannot hold them.
NO_LETTERS = "\ufffe\uffff"


def line(typed: str) -> str:
    """One line: single spaces, nothing that PostgreSQL does not take (a zero byte, half a letter)."""
    return " ".join(_plain(typed, spaces="\n\t").split())


def paragraphs(typed: str) -> str:
    """Lines as we end them. Browsers send two characters for each."""
    return _plain(typed.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _plain(typed: str, spaces: str = "") -> str:
    def keep(letter: str) -> str:
        if letter in spaces:
            return " "
        if letter in TURNED + NO_LETTERS:
            return ""
        return letter if letter == "\n" or unicodedata.category(letter) not in ("Cc", "Cs") else ""

    return "".join(map(keep, typed))
