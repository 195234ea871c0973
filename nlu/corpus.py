"""The development sentences: what the rules are written from and the classifier is trained on."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

FOLDER = Path(__file__).parent / "sentences"
KEPT_ASIDE = Path(__file__).parents[1] / "tests" / "nlu" / "sentences"
FILES = ("harm.tsv", "hard_negatives.tsv", "ordinary.tsv")
TALK = Path(__file__).parent / "data"
# In other topics people speak of harm, or of one child, and may see a card for it; in a long story anywhere.
_HARMLESS = frozenset(
    ("affirm", "contact-mash", "contact-out-of-hours", "consent", "deny", "family-hubs", "goodbye", "greet")
    + ("information-sharing", "levels-of-need", "out-of-scope", "resources", "stag-join", "start-survey")
    + ("stop", "training", "who-are-you", "why")
)
_SHORT = 12  # words


@dataclass(frozen=True, slots=True)
class Sentence:
    by: str
    """Who wrote it; figures hold one author out, because nobody's rules generalise to their own words."""
    text: str
    kind: str
    """Of harm the family; of a look-alike what it looks like; of an ordinary answer the voice."""
    tier: str = ""
    """Empty where no harm is told. `concern` is too vague to score: either answer is right."""
    difficulty: str = ""
    voice: str = ""


@dataclass(frozen=True, slots=True)
class Corpus:
    harm: tuple[Sentence, ...]
    hard_negatives: tuple[Sentence, ...]
    ordinary: tuple[Sentence, ...]


def read() -> Corpus:
    """The development sentences, with what practitioners ask all day: short words that must stay unseen."""
    harm, hard_negatives, ordinary = (_rows(FOLDER / name) for name in FILES)
    return Corpus(harm, hard_negatives, (*ordinary, *_talk()))


def read_kept_aside(authors: Sequence[str] = ()) -> Corpus:
    """Sentences that no rule or weight was made from: to be measured on and never read.

    Of all authors there are where none is named.
    """
    wanted = authors or sorted(
        file.name.split("_")[2] for file in KEPT_ASIDE.glob(f"kept_aside_*_{FILES[0]}")
    )
    return Corpus(
        *(
            tuple(row for by in wanted for row in _rows(KEPT_ASIDE / f"kept_aside_{by}_{name}", by))
            for name in FILES
        )
    )


def _talk() -> Iterator[Sentence]:
    """The examples that the assistant learns from."""
    for file in sorted(TALK.glob("**/*.yml")):
        for intent in YAML(typ="safe", pure=True).load(file).get("nlu", []):
            if intent["intent"] in _HARMLESS:
                said = (line.removeprefix("- ") for line in intent["examples"].splitlines())
                short = (words for words in said if words and len(words.split()) <= _SHORT)
                yield from (Sentence("talk", words, "practitioner") for words in short)


def _rows(file: Path, by: str = "") -> tuple[Sentence, ...]:
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return tuple(
            Sentence(
                row.get("by") or by,
                row["text"],
                row.get("family") or row.get("kind") or row["voice"],
                row.get("tier", ""),
                row.get("difficulty", ""),
                row.get("voice", ""),
            )
            for row in rows
        )
