"""Writes lexicons/names.txt and lexicons/vocabulary.txt anew from packages; run by hand, seldom.

    uv run --no-project --with faker==40.54.0 --with names==0.3.0 --with wordfreq==3.1.1 \
        --with textblob==0.20.1 python -m nlu.build_lists

What the files say of their sources holds only as long as these versions do. Corrections go into
names_by_hand.txt and vocabulary_by_hand.txt, which this leaves alone.
"""

import importlib
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

import faker
import names
import textblob
import wordfreq

from nlu.words import fold

_LEXICONS = Path(__file__).parent / "lexicons"
_PEOPLE = Path(faker.__file__).parent / "providers" / "person"
_CENSUS = Path(names.__file__).parent
_BRILL = Path(textblob.__file__).parent / "en" / "en-lexicon.txt"

# Long lists of tongues that nobody writes to us in, and whose surnames we take; of first names all the rest.
_NOT_HERE = frozenset(("is_IS", "th_TH", "en_TH", "or_IN", "si_LK", "ka_GE", "hy_AM", "el_GR", "he_IL"))
_SURNAMES = """en_GB en_IE en_IN en_NG en_PK en_KE en_US yo_NG ha_NG ig_NG tw_GH pl_PL ro_RO ar_AA ar_PS ar_SA
    fa_IR hi_IN gu_IN bn_BD ta_IN vi_VN"""
_PART = re.compile(r"[^\W\d_\u0300-\u036f](?:[^\W\d_]|[\u0610-\u065f\u0900-\u0963\u0966-\u0dff])+")
_JOINS = re.compile(r"['’ʼ]")
# The rarest US surname that we take: about the 11,000th.
_CENSUS_SHARE = 0.001
# Zipf frequencies (wordfreq): how often a word must be said to be a word of the language.
_WORD, _FORMED_WORD, _BROWN_WORD, _COMMON = 3.0, 2.4, 1.6, 3.6
# Rarer words count if they end as words do and names do not.
_FORMED = re.compile(
    r"(?:ed|ings?|ly|ful|ness|less|tions?|able|ism|ists?|ity|ities|ments?|ous|ive|ical|ships?|hood|natal|wards?)$"
)
# A name that is also a word said this often needs a cue.
_ALSO_WORD, _ALSO_OTHER, _ALSO_SCRIPT = 2.2, 4.6, 4.2
_OTHER = ("pl", "ro")
_SCRIPTS = ("ar", "fa", "ur", "hi", "bn", "ta", "uk", "ru")

NAMES_HEAD = f"""Names, folded to plain small letters, for nlu/redaction.py. Written by nlu/build_lists.py.
Sources: Faker {faker.VERSION} (PyPI, MIT licence, (c) Daniele Faraglia and contributors), providers/person:
first names of most locales, surnames of those whose families live here; and names 0.3.0 (PyPI, MIT licence,
(c) Trey Hunner), which holds the lists of the US Census of 1990 (public domain).
Names of up to three letters and names that are also words are marked "?": they count only with a capital
inside a sentence or beside a cue such as "called"."""
WORDS_HEAD = """Ordinary words, folded, for nlu/redaction.py: a word in no list is taken out.
Written by nlu/build_lists.py.
Sources: words of wordfreq 3.1.1 (PyPI, (c) Robyn Speer) by their frequency in English; its data are under
CC BY-SA 4.0 (https://creativecommons.org/licenses/by-sa/4.0/), and so is this file; and the words in small
letters of Brill's lexicon as TextBlob 0.20.1 carries it (PyPI, MIT licence, (c) 1993 MIT and University of
Pennsylvania). "+" marks a common word of three letters or more: an unknown word is
taken for it that is one slip away from it, or sounds like it in a text that is misspelt throughout."""
OTHER_HEAD = """The commonest words of Polish and Romanian, folded, that are neither English nor names.
Written by nlu/build_lists.py. Source: wordfreq 3.1.1 as in vocabulary.txt; under CC BY-SA 4.0 as that is."""


def _parts(name: str) -> Iterator[str]:
    """The names in "Anne-Marie" or "de la Cruz", folded."""
    for part in _PART.findall(_JOINS.sub("", fold(name))):
        if len(part) > 1:
            yield part


def _faker(attribute: str, locales: list[str]) -> set[str]:
    found: set[str] = set()
    for locale in locales:
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for key in dir(provider):
            if attribute not in key.lower() or "name" not in key.lower():
                continue
            values = getattr(provider, key)
            if isinstance(values, dict | list | tuple | set):
                found.update(part for name in values for part in _parts(str(name)))
    return found


def _census(file: str, least: float = 0.0) -> set[str]:
    rows = (line.split() for line in (_CENSUS / file).read_text().splitlines())
    return {row[0].lower() for row in rows if float(row[1]) >= least}


def _brill() -> tuple[set[str], set[str]]:
    """Words in small letters, and words that Brill's sources write with a capital only."""
    small: set[str] = set()
    capital: set[str] = set()
    for line in _BRILL.read_text(encoding="utf-8").splitlines():
        word, *tags = line.split() or (";;;",)
        if word.startswith(";;;") or not word.isalpha():
            continue
        if word.islower() and not tags[0].startswith("NNP"):
            small.add(word)
        elif word[0].isupper():
            capital.add(word.lower())
    return small, capital - small


def _said(word: str, languages: tuple[str, ...]) -> float:
    return max(float(wordfreq.zipf_frequency(word, language)) for language in languages)


def _is_latin(word: str) -> bool:
    return word.isascii() and word.isalpha()


def _marked(name: str, small: set[str]) -> str:
    if _is_latin(name):
        also = name in small and _said(name, ("en",)) >= _ALSO_WORD
        also = also or len(name) <= 3 or _said(name, _OTHER) >= _ALSO_OTHER
    else:
        also = len(name) <= 2 or _said(name, _SCRIPTS) >= _ALSO_SCRIPT
    return f"{name}?" if also else name


def _words(small: set[str], capital: set[str], people: set[str]) -> set[str]:
    english = {word for word in small if _said(word, ("en",)) >= _BROWN_WORD}
    for word in wordfreq.top_n_list("en", 80_000):
        said = _said(word, ("en",))
        if said < _FORMED_WORD:
            break
        if (
            _is_latin(word)
            and word not in people
            and word not in capital
            and (said >= _WORD or _FORMED.search(word))
        ):
            english.add(word)
    return english


def _other_words(known: set[str]) -> set[str]:
    found: set[str] = set()
    for language in _OTHER:
        for word in wordfreq.top_n_list(language, 4_000):
            folded = fold(word)
            if _is_latin(folded) and len(folded) > 1 and folded not in known:
                found.add(folded)
    return found


def _write(file: str, head: str, words: list[str]) -> None:
    lines = [*(f"# {line}" for line in head.splitlines()), *textwrap.wrap(" ".join(words), 110)]
    (_LEXICONS / file).write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    small, capital = _brill()
    found = {folder.name for folder in _PEOPLE.iterdir() if (folder / "__init__.py").exists()}
    locales = sorted(found - _NOT_HERE)
    first = _faker("first", locales) | _census("dist.female.first") | _census("dist.male.first")
    last = _faker("last", [locale for locale in _SURNAMES.split() if locale in locales])
    last |= _census("dist.all.last", _CENSUS_SHARE)
    # A surname that is a word says nothing alone: beside a first name or a title any word is one.
    surnames = {
        name for name in last if len(name) > 3 and name not in small and _said(name, ("en", *_OTHER)) < 4.3
    }
    people = {name for name in first | surnames if not (_is_latin(name) and len(name) < 2)}
    marked = sorted(_marked(name, small) for name in people)
    _write("names.txt", NAMES_HEAD, marked)
    sure = {name for name in marked if not name.endswith("?")}
    words = sorted(_words(small, capital, sure))
    common = {word for word in words if len(word) > 2 and _said(word, ("en",)) >= _COMMON}
    _write("vocabulary_pl_ro.txt", OTHER_HEAD, sorted(_other_words(sure | set(words))))
    _write("vocabulary.txt", WORDS_HEAD, [f"{word}+" if word in common else word for word in words])


if __name__ == "__main__":
    main()
