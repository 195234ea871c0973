"""P10: tone, themes and redaction of many comments on two cores."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from multiprocessing import get_context

from nlu.corpus import read as sentences
from nlu.redaction import redact
from nlu.themes import CodeBook, themes
from nlu.tone import TextBlobScorer

CORES = 2
AT_ONCE = 500


def made_up(number: int) -> list[str]:
    """Comments of one to four sentences, as children and parents write, all different."""
    corpus = sentences()
    said = [one.text for one in (*corpus.ordinary, *corpus.hard_negatives)]
    chance = random.Random(10)
    return [" ".join(chance.choices(said, k=chance.randint(1, 4))) for _ in range(number)]


def looked_at(comments: Sequence[str], cores: int = CORES) -> Counter[str]:
    """Redacts each comment, sorts it by tone and suggests its themes; how many fell where."""
    parts = [comments[at : at + AT_ONCE] for at in range(0, len(comments), AT_ONCE)]
    with get_context("spawn").Pool(cores) as pool:
        return sum(pool.imap_unordered(_part, parts), Counter())


def _part(comments: Sequence[str]) -> Counter[str]:
    return Counter(_found(comments))


def _found(comments: Sequence[str]) -> Iterator[str]:
    book, scorer = CodeBook(themes()), TextBlobScorer()
    for words in comments:
        kept = redact(words).text
        yield f"tone {scorer.classify(kept)}"
        yield from (f"theme {key}" for key in book.suggest(kept))
